"""build_schedule(): crossover, stabilise, reduce, stop: a request and the catalogue become a schedule, or a refusal."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from .crossover import NoAchievableCrossover, NothingToCross, bounds_ng, moves, new_dose
from .day import Slot, Slots, total
from .facts import Catalogue
from .products import NG_PER_MG, CannotMakeDose, Makeable, Refusal, to_mg, to_ng
from .reduction import (
    CLOSING_MG,
    MOST_PERCENT,
    Limits,
    NoAchievableReduction,
    NoAchievableTarget,
    Reduction,
    asked_mg,
    next_reduction,
    smallest_reduction,
)
from .regimen import TIMES
from .schedule import Schedule, Step, StepDose
from .strategy import Request
from .text import about, mg

LEAST_DAYS = 70
NIGHT_FLOOR_MG = 10
MOST_STEPS = 400
"""A taper with more steps than this is no plan that a person follows (Taper's own limit)."""


class TooShort(Refusal):
    """The whole taper would take under 70 days."""


class TooLong(Refusal):
    """The taper would take more steps than anybody follows."""


class _Course:
    """A taper as it is being laid down: the day's doses now, and the steps so far. `weight` is the day's equivalent."""

    def __init__(self, request: Request, catalogue: Catalogue) -> None:
        self.request, self.catalogue = request, catalogue
        drugs = request.regimen.drugs
        if request.strategy.method == "crossover":
            drugs = tuple(dict.fromkeys((*drugs, request.strategy.crossover_to)))
        self.makes = {drug: request.makeable(catalogue, drug) for drug in drugs}
        self.weights = request.measure.weights(catalogue, drugs)
        self.day = {drug: _slots(request, drug, self.makes[drug]) for drug in drugs}
        self.baseline = self.weight = self.total_weight()
        self.steps: list[Step] = []
        self.next_on = request.starts_on
        self.open_ended = False

    def weight_of(self, drug: str) -> int:
        """The drug's part of the day's equivalent."""
        return total(self.day[drug]) * self.weights.of_ng[drug]

    def total_weight(self) -> int:
        """The equivalent of the day's doses as they are now."""
        return sum(self.weight_of(drug) for drug in self.day)

    def put(self, drug: str, time: str, slot: Slot | None) -> None:
        """Take so much of the drug at that time from the next step on; None or 0 is nothing."""
        slots = dict(self.day[drug])
        slots.pop(time, None)
        if slot and slot.ng:
            slots[time] = slot
        self.day[drug] = slots

    def add(self, kind: str, days: int | None, *, closing: bool = False) -> None:
        """Lay down a step with the day's doses as they are now, and the holds that come after it."""
        self._add(kind, days, closing)
        for hold in self.request.strategy.holds:
            if hold.after_step == len(self.steps) and days and not self.open_ended:
                self._add("hold", hold.days, closing=False)

    def _add(self, kind: str, days: int | None, closing: bool) -> None:
        if len(self.steps) >= MOST_STEPS:
            raise TooLong(f"This taper would take more than {MOST_STEPS} steps. Choose larger reductions or other products.")
        before, self.weight = self.weight, self.total_weight()
        fall = self.weights.mg(before - self.weight)
        percent = Fraction((before - self.weight) * 100, before or 1)
        number, doses, equivalent = len(self.steps) + 1, self._doses(), self.weights.mg(self.weight)
        self.steps.append(Step(number, kind, self.next_on, days, doses, equivalent, fall, percent, closing))
        self.open_ended = days is None
        self.next_on += timedelta(days=days or 0)

    def _doses(self) -> tuple[StepDose, ...]:
        return tuple(
            _dose(drug, time, slots[time], self.makes[drug])
            for time in TIMES
            for drug, slots in self.day.items()
            if time in slots
        )

    def schedule(self, least_days: int) -> Schedule:
        """The steps as a schedule. Raises TooShort."""
        request = self.request
        done = Schedule(request.starts_on, request.equivalence, self.weights.mg(self.baseline), tuple(self.steps))
        if self.steps[-1].kind == "stop" and done.days < least_days:
            raise TooShort(
                f"This taper would reach its end after {done.days} days. A taper takes at least {least_days} days (10 weeks)."
            )
        return done


def _slots(request: Request, drug: str, makes: Makeable) -> Slots:
    """What is taken of a drug now; a dose that only the liquid makes is a volume."""
    amounts = {time: to_ng(request.regimen.at(drug, time)) for time in TIMES}
    return {time: Slot(ng, not makes.makes(ng) and makes.makes(ng, liquid=True)) for time, ng in amounts.items() if ng}


def _dose(drug: str, time: str, slot: Slot, makes: Makeable) -> StepDose:
    try:
        pieces = makes.pieces(slot.ng, liquid=slot.liquid)
    except CannotMakeDose as error:
        having = ", ".join(each.label for each in makes.products) or "no product of this drug"
        raise CannotMakeDose(
            f"{drug} {mg(to_mg(slot.ng))} at one time of day cannot be made exactly from: {having}, split as chosen."
        ) from error
    return StepDose(time, drug, to_mg(slot.ng), pieces)


# Crossover ---------------------------------------------------------------------------------------


def _cross(course: _Course) -> None:
    """Move every dose to the new drug, a step each, then stabilise. Raises NothingToCross, NoAchievableCrossover."""
    strategy = course.request.strategy
    to = strategy.crossover_to
    others = {drug for drug in course.day if drug != to}
    if not others:
        raise NothingToCross(f"Every dose is {to} already. Choose the direct method.")
    halves = strategy.crossover_part == "half"
    for move in moves(dict(course.day), to, halves=halves, makes=course.makes):
        course.put(move.drug, move.time, move.stays)
        course.put(to, move.time, _crossed(course, to, move.time, move.drug))
        course.add("crossover", strategy.crossover_days)
        if course.open_ended:
            return
    if strategy.stabilise_days:
        course.add("stabilise", strategy.stabilise_days)


def _crossed(course: _Course, to: str, time: str, drug: str) -> Slot:
    there, weights = course.day[to].get(time), course.weights
    others = course.total_weight() - (there.ng if there else 0) * weights.of_ng[to]
    wanted, *bounds = bounds_ng(course.baseline, course.weight, others, weights.of_ng[to])
    slot = new_dose(course.makes[to], there, wanted, (bounds[0], bounds[1]))
    if slot is None:
        raise NoAchievableCrossover(
            f"The {drug} taken at {time} would become about {about(wanted / NG_PER_MG)} {to}. These products make no dose"
            " near enough: the day would rise by more than 5 % or fall by more than 25 %."
        )
    return slot


# Reduce ------------------------------------------------------------------------------------------


def _reduce(course: _Course, drug: str) -> None:
    """Take one drug down to nothing, or the whole to its target. Raises NoAchievableReduction, NoAchievableTarget."""
    strategy, weights = course.request.strategy, course.weights
    per_ng, target, stop_from = weights.of_ng[drug], weights.of_mg(strategy.target_mg), weights.of_mg(strategy.stop_from_mg)
    closing_ng = weights.of_mg(CLOSING_MG) // per_ng
    asked = _pace(course, course.weight_of(drug))
    while course.day[drug] and course.weight > target and not course.open_ended:
        current = total(course.day[drug])
        room = min(current, (course.weight - target) // per_ng)
        limits = Limits.of(current, asked(current * per_ng) // per_ng, closing_ng, room)
        _take(course, drug, limits, stopping=current * per_ng <= stop_from and not target)


def _pace(course: _Course, baseline: int) -> Callable[[int], int]:
    """What the pace asks for at an equivalent, both as weights."""
    strategy, weights = course.request.strategy, course.weights
    if strategy.basis == "bands":
        return lambda current: weights.of_mg(asked_mg(strategy, weights.mg(current), weights.mg(baseline)))
    percent, of = Fraction(strategy.reduction_percent).as_integer_ratio()
    if strategy.basis == "baseline":
        return lambda current: baseline * percent // (100 * of)
    return lambda current: current * percent // (100 * of)


def _take(course: _Course, drug: str, limits: Limits, *, stopping: bool) -> None:
    """Lay down the next reduction of a drug; `stopping` takes all of it at once."""
    strategy, before = course.request.strategy, total(course.day[drug])
    if stopping:
        course.day[drug] = {}
    else:
        found = _found(course, drug, limits)
        course.put(drug, found.time, found.slot)
    closing = (before - total(course.day[drug])) * 100 > before * MOST_PERCENT
    interval = strategy.interval_days
    days = max(interval, strategy.closing_interval_days or 0) if closing else interval
    if not any(course.day.values()):
        course.add("stop", 0, closing=closing)
    elif course.total_weight() <= course.weights.of_mg(strategy.target_mg):
        course.add("maintain", None, closing=closing)
    else:
        course.add("reduce", days, closing=closing)


def _found(course: _Course, drug: str, limits: Limits) -> Reduction:
    strategy, slots, makes = course.request.strategy, course.day[drug], course.makes[drug]
    floor = course.weights.of_mg(Decimal(NIGHT_FLOOR_MG)) // course.weights.of_ng[drug] if _daytime_first(course, drug) else 0
    found = next_reduction(slots, makes, limits, floor)
    if not found and strategy.coarse_tail:
        found = smallest_reduction(slots, makes, limits)
    if not found:
        raise _unachievable(course, drug, limits)
    return found


def _daytime_first(course: _Course, drug: str) -> bool:
    """Whether the night dose is kept; the default shares evenly where a drug of short half-life is reduced directly."""
    strategy = course.request.strategy
    if strategy.distribution:
        return strategy.distribution == "daytime-first"
    return not (strategy.method == "direct" and course.catalogue.drugs[drug].short_half_life)


def _unachievable(course: _Course, drug: str, limits: Limits) -> Refusal:
    slots = course.day[drug]
    now = f"From {drug} {mg(to_mg(total(slots)))} a day (about {about(course.weights.mg(course.weight_of(drug)))} diazepam)"
    if limits.room < total(slots):
        return NoAchievableTarget(f"{now} these products make no dose that reaches the target exactly. Choose another target.")
    smallest = smallest_reduction(slots, course.makes[drug], limits)
    if smallest is None:
        return NoAchievableReduction(f"{now} these products make no smaller dose at all. Choose other products.")
    percent = smallest.ng * 100 // total(slots)
    return NoAchievableReduction(
        f"{now} the smallest reduction that these products make is {mg(to_mg(smallest.ng))} ({percent} %)."
        f" A reduction is at most {MOST_PERCENT} %, or at most about {about(CLOSING_MG)} diazepam at the end."
    )


def build_schedule(request: Request, catalogue: Catalogue, *, least_days: int = LEAST_DAYS) -> Schedule:
    """The schedule that the request asks for, exactly; nothing asked is changed in silence.

    `least_days` is for finding out by how much a refused taper was too short.

    Raises a Refusal: NoEquivalent, CannotMakeDose, SplitForbidden, NothingToCross, NoAchievableCrossover,
    NoAchievableReduction, NoAchievableTarget, TooShort, TooLong.
    """
    course = _Course(request, catalogue)
    if course.baseline <= course.weights.of_mg(request.strategy.target_mg):
        raise NoAchievableTarget("The target is not below what is taken now. Choose a lower target.")
    if request.strategy.method == "crossover":
        _cross(course)
    for drug in _reduced(course):
        _reduce(course, drug)
    return course.schedule(least_days)


def _reduced(course: _Course) -> Iterator[str]:
    """The drugs that go down, one after the other: the new drug, or those of the regimen in the clinician's order."""
    strategy = course.request.strategy
    yield from (strategy.crossover_to,) if strategy.method == "crossover" else course.request.regimen.drugs
