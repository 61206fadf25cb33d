"""Pauses by their days, such as a holiday or an operation → the holds of a strategy, each after the step that it keeps."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from ..catalogue.facts import Catalogue
from ..doses.products import Refusal
from ..taper.adjust import revise
from ..taper.adjustment import Change
from ..taper.build import build_schedule
from ..taper.kinds import Hold
from ..taper.schedule import Schedule
from ..taper.strategy import Request, Strategy

A_DAY = timedelta(days=1)


class Pause(NamedTuple):
    """Days on which no dose changes, the first and the last included; without a last one until it is decided."""

    first_day: date
    last_day: date | None


class NoPause(Refusal):
    """A pause has no place in the schedule. `at` is its place among those that were asked for."""

    says_what_to_do = True

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def with_pauses(request: Request, pauses: Sequence[Pause], catalogue: Catalogue) -> Request:
    """The request with a hold for each pause, which keeps its days free of any change of dose.

    They are placed in the order of their days, each in the schedule as those before it left it. A request that makes no schedule
    comes back as it was, for what stands against it is said where that is built. Raises NoPause.
    """

    def build(strategy: Strategy) -> Schedule:
        return build_schedule(replace(request, strategy=strategy), catalogue, least_days=0)

    return replace(request, strategy=_with_holds(request.strategy, pauses, catalogue, build))


def change_with_pauses(
    schedule: Schedule, request: Request, catalogue: Catalogue, change: Change, pauses: Sequence[Pause]
) -> Change:
    """The same of a change at a visit, whose strategy has the holds of the steps to come. Raises NoPause.

    `request` is what the schedule was made from.
    """
    for at, pause in enumerate(pauses):
        if pause.first_day <= change.on:
            raise NoPause("This pause begins before the dose may change at this visit. Enter a later first day, or hold.", at)
    decided = change.adjustment

    def build(strategy: Strategy) -> Schedule:
        asked = replace(change, adjustment=replace(decided, strategy=strategy))
        return revise(schedule, request, catalogue, asked, least_days=0)

    strategy = _with_holds(decided.strategy or request.strategy, pauses, catalogue, build)
    return replace(change, adjustment=replace(decided, strategy=strategy))


def _with_holds(
    strategy: Strategy, pauses: Sequence[Pause], catalogue: Catalogue, build: Callable[[Strategy], Schedule]
) -> Strategy:
    for at, pause in sorted(enumerate(pauses), key=lambda each: each[1].first_day):
        try:
            made = build(strategy)
        except Refusal:
            return strategy
        hold = _hold(strategy, made, pause, at, catalogue)
        strategy = replace(strategy, holds=tuple(sorted((*strategy.holds, hold), key=lambda each: each.after_step)))
    return strategy


def _hold(strategy: Strategy, made: Schedule, pause: Pause, at: int, catalogue: Catalogue) -> Hold:
    """The hold after the step that is in force on the day before the pause."""
    before = made.in_force(pause.first_day - A_DAY) if pause.first_day > made.starts_on else None
    if before is None:
        raise NoPause("This pause begins before the first change of dose. Enter a later first change instead.", at)
    changes_on = before.ends_before
    if changes_on is None or before.kind == "stop":
        raise NoPause("No dose changes any more by then. Clear this pause, or enter an earlier one.", at)
    if before.kind == "hold":
        raise NoPause("This pause follows another without a change of dose between them. Make them one.", at)
    if pause.last_day is None:
        return Hold(before.number, None)
    if changes_on > pause.last_day:
        raise NoPause("No dose changes on these days as it is. Clear this pause.", at)
    days = strategy.whole_weeks((pause.last_day - changes_on).days + 1)
    if days > (most := catalogue.limits["hold_days"].most):
        raise NoPause(f"A pause is of at most {most} days. Enter an earlier last day.", at)
    return Hold(before.number, days)
