"""How a decision adjusts a plan, and the request that it is taken by: with what was decided at the visits before it."""

from dataclasses import dataclass, replace
from datetime import date

from ..catalogue.decision import Decision, RevisingDecision
from ..doses.regimen import Regimen
from .decided import ANY_DAY, Decided, Edit
from .schedule import Schedule
from .strategy import Request, Strategy


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A visit's decision. `days` is of a hold (None: without an end) or a step back (None: the interval)."""

    decision: RevisingDecision
    days: int | None = None
    strategy: Strategy | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a visit brings to a schedule: what is really taken, and what is decided from the day `on` of the change."""

    on: date
    taken: Regimen
    adjustment: Adjustment = Adjustment(Decision.CONTINUE)


def in_force(schedule: Schedule, request: Request, change: Change) -> tuple[Request, Change]:
    """The request and the change with the target and the weekday that were decided on at an earlier visit.

    What is kept steady stands beside what is taken every day.

    A decision that sets them anew stays as it is.
    """
    steady = (change.adjustment.strategy or request.strategy).steady
    change = replace(change, taken=change.taken.keeping(steady))
    decided, old = schedule.decided or Decided(), request.strategy
    kept = old if decided.target_mg is None else replace(old, target_mg=decided.target_mg)
    if decided.change_weekday:
        kept = replace(kept, change_weekday=None if decided.change_weekday == ANY_DAY else decided.change_weekday)
    if kept == old:
        return request, change
    if new := change.adjustment.strategy:
        new = replace(new, target_mg=kept.target_mg) if new.target_mg == old.target_mg else new
        same = new.change_weekday == old.change_weekday
        new = replace(new, change_weekday=kept.change_weekday) if same else new
    return replace(request, strategy=kept), replace(change, adjustment=replace(change.adjustment, strategy=new))
