"""How a decision adjusts a plan, and the request that it is taken by: with what was decided at the visits before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ..catalogue.decision import Decision, RevisingDecision
from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of
from ..doses.regimen import DIAZEPAM, Regimen
from .decided import ANY_DAY, Decided, Edit
from .schedule import Schedule, Step
from .second_pace import pace_now
from .strategy import Request, Strategy


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A visit's decision. `days` is of a hold (None: without an end) or a step back (None: the interval).

    `equivalence` is the table of a plan that had none, `equivalence_for` second tables for drugs that the plan's table lacks: by
    them a drug is converted that the visit found.
    """

    decision: RevisingDecision
    days: int | None = None
    strategy: Strategy | None = None
    edits: tuple[Edit, ...] = ()
    equivalence: str | None = None
    equivalence_for: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def goes_on(self) -> bool:
        """Whether nothing is decided but to go on as planned."""
        return (self.decision, self.days, self.strategy, self.edits) == (Decision.CONTINUE, None, None, ())


@dataclass(frozen=True, slots=True)
class Change:
    """What a visit brings to a schedule: what is really taken, and what is decided from the day `on` of the change."""

    on: date
    taken: Regimen
    adjustment: Adjustment = Adjustment(Decision.CONTINUE)


def needs_table(steps: Iterable[Step]) -> bool:
    """Whether a table is needed: where every dose is diazepam, none is."""
    return any(drug_of(drug) != DIAZEPAM for step in steps for drug in step.daily_mg)


def with_tables(request: Request, schedule: Schedule, adjustment: Adjustment | None = None) -> Request:
    """The request by the tables in force: those that were named at a visit too, and now."""
    table = request.equivalence or schedule.equivalence or (adjustment.equivalence if adjustment else None)
    kept = schedule.decided.equivalence_for if schedule.decided else {}
    second = {**(adjustment.equivalence_for if adjustment else {}), **kept, **request.equivalence_for}
    if (table, second) == (request.equivalence, dict(request.equivalence_for)):
        return request
    return replace(request, equivalence=table, equivalence_for=second)


def as_it_began(request: Request, schedule: Schedule) -> Request:
    """The request with what was taken when the plan began as it was then, where other medicines are kept steady by now."""
    at_first = schedule.decided.steady_at_first if schedule.decided else None
    return request if at_first is None else replace(request, regimen=request.regimen.keeping(at_first))


def in_force(schedule: Schedule, request: Request, change: Change, catalogue: Catalogue) -> tuple[Request, Change]:
    """The request and the change with the target and the weekday that were decided on at an earlier visit.

    The request has the tables in force, and what is kept steady stands beside what is taken every day; with a pattern, what is
    taken on some days of the week is among that. A decision that sets them anew stays as it is; a new pace is in the place of a
    second one that has begun.
    """
    strategy = change.adjustment.strategy or request.strategy
    taken = change.taken.weekly(strategy.steady) if strategy.pattern != "none" else change.taken
    change = replace(change, taken=taken.keeping(strategy.steady))
    request = as_it_began(with_tables(request, schedule, change.adjustment), schedule)
    change = _at_one_pace(change, request, catalogue)
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


def _at_one_pace(change: Change, request: Request, catalogue: Catalogue) -> Change:
    """The change without the second pace of the plan, where that has begun and another pace is decided on now."""
    new, old = change.adjustment.strategy, request.strategy
    if new is None or old.then is None or new.then != old.then:
        return change
    if change.adjustment.decision != Decision.SLOW and _pace(new) == _pace(old):
        return change
    if pace_now(old, request, catalogue, change.taken, change.on).then:
        return change
    return replace(change, adjustment=replace(change.adjustment, strategy=replace(new, then=None)))


def _pace(strategy: Strategy) -> tuple[object, ...]:
    return strategy.basis, strategy.reduction_percent, strategy.interval_days, strategy.bands
