"""Several strategies side by side for the same regimen, and the pace that stops by a date."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..catalogue.envelope import Envelope
from ..catalogue.facts import Catalogue
from ..doses.products import Refusal
from ..doses.week import days_on
from ..rules.about_need import may_be_needless, refuse_needless
from ..rules.findings import Finding
from ..rules.guidelines import before_a_schedule, check
from ..rules.patient import PatientToday
from ..taper.build import HoldNeverReached, TooShort, build_schedule
from ..taper.course import TooLong
from ..taper.reduction import NoAchievableReduction, NoAchievableTarget
from ..taper.schedule import Schedule, Step
from ..taper.strategy import Request, Strategy
from ..text import plain
from .weighed import against, weighed_told

OF_THE_PACE = (NoAchievableReduction, NoAchievableTarget, HoldNeverReached, TooLong, TooShort)
"""The refusals that another percentage may change; any other is of what is taken, or of the crossover."""

Build = Callable[[Request], Schedule]


class NotByThen(Refusal):
    """No pace inside the envelope stops by the date asked for.

    `earliest` is the earliest stop with the interval asked for, `quickest` that with the shortest interval; None where none is.
    """

    def __init__(self, message: str, earliest: date | None, quickest: date | None) -> None:
        super().__init__(message)
        self.earliest, self.quickest = earliest, quickest


@dataclass(frozen=True, slots=True)
class Compared:
    """One strategy and what came of it: a schedule or the refusal.

    `against` is what the rules find against its schedule for a patient, one of a rule, what matters most first; None where they
    were not asked.
    """

    strategy: Strategy
    schedule: Schedule | None = None
    refusal: Refusal | None = None
    against: tuple[Finding, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it; reductions in mg diazepam and percent of the step before."""
        told: dict[str, Any] = {"strategy": self.strategy.to_json()}
        if self.refusal:
            return told | {"error": {"code": self.refusal.code, "message": self.refusal.message}}
        told |= _summary(self.schedule) if self.schedule else {}
        return told if self.against is None else told | weighed_told(self.against)


def _summary(schedule: Schedule) -> dict[str, Any]:
    reductions = [each for each in schedule.steps if each.kind in ("reduce", "maintain", "stop")]
    largest = max(reductions, key=lambda each: (each.reduction, each.reduction_percent), default=None)
    return {
        "weeks": plain(schedule.weeks, 1),
        "steps": len(schedule.steps),
        "first_reduction": _told(reductions[0] if reductions else None),
        "largest_reduction": _told(largest),
        "splits": split_pieces(schedule),
        "last_day": schedule.last_day.isoformat() if schedule.last_day else None,
    }


def _told(step: Step | None) -> dict[str, str] | None:
    return None if step is None else {"mg": plain(step.reduction, 2), "percent": plain(step.reduction_percent, 1)}


def split_pieces(schedule: Schedule) -> int:
    """How many times a tablet is split for the whole schedule: a half or a quarter taken on a day counts as one."""
    return sum(
        days_on(dose.weekdays, step.starts_on, step.days or 0)
        for step in schedule.steps
        for dose in step.doses
        for piece in dose.pieces
        if (piece.count or Decimal(0)) % 1
    )


def compare(
    request: Request, strategies: Iterable[Strategy], catalogue: Catalogue, patient: PatientToday | None = None
) -> tuple[Compared, ...]:
    """The request under each strategy, in the order given, each with what the rules find against it where a patient is known.

    A strategy that is refused is told with its refusal.
    """
    return tuple(_compared(replace(request, strategy=each), request.knows(catalogue), patient) for each in strategies)


def _compared(request: Request, catalogue: Catalogue, patient: PatientToday | None) -> Compared:
    def build(asked: Request) -> Schedule:
        if may_be_needless(asked):
            refuse_needless(before_a_schedule(asked, catalogue, patient))
        return build_schedule(asked, catalogue)

    try:
        asked = fitted(request, catalogue.envelope, build)
        made = build(asked)
    except Refusal as refusal:
        return Compared(request.strategy, refusal=refusal)
    found = None if patient is None else against(check(made, asked, catalogue, patient), catalogue)
    return Compared(request.strategy, schedule=made, against=None if found is None else tuple(found))


def fitted(request: Request, envelope: Envelope, build: Build) -> Request:
    """The request with the smallest whole percentage that stops by `finish_by`; itself where no date is asked for.

    The interval is kept; `build` makes the schedule of a request. Raises NotByThen, or where no percentage gives a schedule the
    refusal of the smallest, which says so where the others are refused in other words.
    """
    strategy = request.strategy
    if strategy.finish_by is None:
        return request
    stops, refusals = list[date](), dict[int, Refusal]()
    for percent, stop in _stops(request, envelope, build, refusals):
        if stop <= strategy.finish_by:
            return replace(request, strategy=replace(strategy, reduction_percent=Decimal(percent)))
        stops.append(stop)
    if refusals and not stops:
        raise _of_the_slowest(refusals)
    quicker = replace(request, strategy=replace(strategy, interval_days=envelope.min_days))
    earliest, quickest = min(stops, default=None), min((stop for _, stop in _stops(quicker, envelope, build, {})), default=None)
    raise _not_by_then(strategy, envelope, earliest, quickest)


def _of_the_slowest(refusals: Mapping[int, Refusal]) -> Refusal:
    percent, refusal = next(iter(refusals.items()))
    said = f"With reductions of {percent}%: "
    if len({each.message for each in refusals.values()}) > 1 and not refusal.message.startswith(said):
        refusal.message = f"{said}{refusal.message[:1].lower()}{refusal.message[1:]}"
        refusal.args = (refusal.message,)
    return refusal


def _stops(request: Request, envelope: Envelope, build: Build, refusals: dict[int, Refusal]) -> Iterator[tuple[int, date]]:
    """Each whole percentage that gives a schedule with a stop, the smallest first, and the day of the stop.

    `refusals` is given the refusal of every other one, up to one that no other percentage would change.
    """
    for percent in envelope.whole_percents:
        asked = replace(request, strategy=replace(request.strategy, reduction_percent=Decimal(percent)))
        try:
            schedule = build(asked)
        except Refusal as refusal:
            refusals[percent] = refusal
            if not isinstance(refusal, OF_THE_PACE):
                return
            continue
        if schedule.last_day:
            yield percent, schedule.last_day + timedelta(days=1)


def _not_by_then(strategy: Strategy, envelope: Envelope, kept: date | None, quickest: date | None) -> NotByThen:
    parts = [f"No reduction of {envelope.min_percent}% to {envelope.max_percent}% stops by {strategy.finish_by}."]
    if kept:
        parts.append(f"With reductions every {strategy.interval_days} days the earliest stop is {kept.isoformat()}.")
    if quickest and strategy.interval_days > envelope.min_days:
        parts.append(f"With reductions every {envelope.min_days} days it is {quickest.isoformat()}.")
    return NotByThen(" ".join(parts), kept, quickest)
