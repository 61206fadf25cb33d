"""build_schedule(): crossover, stabilise, reduce, stop: a request and the catalogue become a schedule, or a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from .crossover import NoAchievableCrossover, NothingToCross, bounds_ng, moves, new_dose
from .day import Slot, taken_slots, total
from .facts import Catalogue
from .products import NG_PER_MG, CannotMakeDose, Makeable, Refusal, to_mg
from .reduction import (
    CLOSING_MG,
    MOST_PERCENT,
    Limits,
    NoAchievableReduction,
    NoAchievableTarget,
    Reduction,
    asked_mg,
    next_reduction,
    night_floor_ng,
    smallest_reduction,
)
from .regimen import TIMES, Regimen
from .schedule import Schedule, Step, StepDose
from .strategy import Hold, Request
from .text import about, mg

LEAST_DAYS = 70
MOST_STEPS = 400
"""A taper with more steps than this is no plan that a person follows (Taper's own limit)."""


class TooShort(Refusal):
    """The whole taper would take under 70 days."""


class TooLong(Refusal):
    """The taper would take more steps than anybody follows."""


class HoldNeverReached(Refusal):
    """A hold planned in advance comes after a step that the schedule does not have. `reached` are the other holds."""

    def __init__(self, message: str, reached: tuple[Hold, ...]) -> None:
        super().__init__(message)
        self.reached = reached


@dataclass(frozen=True, slots=True)
class Past:
    """What went before a schedule is laid down: its steps, the request they began with, and a wait before it goes on.

    `wait` is the kind and days of a step at the dose taken now; days None has no end.
    """

    steps: tuple[Step, ...] = ()
    first: Request | None = None
    wait: tuple[str, int | None] | None = None
    as_taken: bool = False


class _Course:
    """A taper as it is being laid down: the day's doses now, and the steps so far.

    `weight` is the day's equivalent now, `kept` the one that a crossover keeps: that of the dose taken when it begins.
    """

    def __init__(self, request: Request, catalogue: Catalogue, past: Past) -> None:
        self.request, self.catalogue = request, catalogue
        drugs = request.drugs
        self.makes = {drug: request.makeable(catalogue, drug) for drug in drugs}
        self.first = past.first or request
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*drugs, *self.first.drugs)))
        self.day = {drug: taken_slots(request, catalogue, drug) for drug in drugs}
        self.weight = self.kept = self.total_weight()
        self.steps: list[Step] = list(past.steps)
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

    def wait(self, kind: str, days: int | None, *, as_taken: bool) -> None:
        """Lay down a step at the dose taken now; where that was not planned, it is neither a reduction nor a rise."""
        if self.steps and not as_taken:
            planned = self.request.measure.of(self.catalogue, self.steps[-1].regimen)
            self.weight = self.weights.of_mg(planned)
        self.add(kind, days, as_taken=as_taken)

    def add(self, kind: str, days: int | None, *, closing: bool = False, as_taken: bool = False) -> None:
        """Lay down a step with the day's doses as they are now, and the holds that come after it."""
        self._add(kind, days, closing)
        self.steps[-1] = replace(self.steps[-1], as_taken=as_taken) if as_taken else self.steps[-1]
        for hold in self.request.strategy.holds:
            if hold.after_step == len(self.steps) and days and not self.open_ended:
                self._add("hold", hold.days, closing=False)

    def _add(self, kind: str, days: int | None, closing: bool) -> None:
        if len(self.steps) >= MOST_STEPS:
            raise TooLong(f"This taper would take more than {MOST_STEPS} steps. Choose larger reductions or other products.")
        before, self.weight = self.weight, self.total_weight()
        fall = self.weights.mg(before - self.weight)
        percent = Fraction((before - self.weight) * 100, before) if before else Fraction(0)
        number, doses, equivalent = len(self.steps) + 1, self.doses(), self.weights.mg(self.weight)
        self.steps.append(Step(number, kind, self.next_on, days, doses, equivalent, fall, percent, closing))
        self.open_ended = days is None
        self.next_on += timedelta(days=days or 0)

    def doses(self) -> tuple[StepDose, ...]:
        """The day's doses with their pieces. Raises CannotMakeDose."""
        return tuple(
            _dose(drug, time, slots[time], self.makes[drug])
            for time in TIMES
            for drug, slots in self.day.items()
            if time in slots
        )


def step_doses(request: Request, catalogue: Catalogue, regimen: Regimen) -> tuple[StepDose, ...]:
    """A regimen's doses with the pieces that the request's products make them from. Raises CannotMakeDose."""
    return _Course(replace(request, regimen=regimen), catalogue, Past()).doses()


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
    """Move every dose to the new drug, a step each, then stabilise. Raises NoAchievableCrossover."""
    strategy = course.request.strategy
    to = strategy.crossover_to
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
    wanted, *bounds = bounds_ng(course.kept, course.weight, others, weights.of_ng[to])
    slot = new_dose(course.makes[to], there, wanted, (bounds[0], bounds[1]))
    if slot is None:
        raise NoAchievableCrossover(
            f"The {drug} taken at {time} would become about {about(wanted / NG_PER_MG)} {to}. These products make no dose"
            " near enough: the day would rise by more than 5% or fall by more than 25%."
        )
    return slot


# Reduce ------------------------------------------------------------------------------------------


class _Pace:
    """How one drug goes down: the numbers of the strategy in ng of that drug, worked out once."""

    def __init__(self, course: _Course, drug: str) -> None:
        self.drug, self.strategy, self.weights = drug, course.request.strategy, course.weights
        self.per_ng = course.weights.of_ng[drug]
        self.baseline = self.weights.of_mg(course.first.pace_baseline(course.catalogue, drug))
        self.target = self.weights.of_mg(self.strategy.target_mg)
        self.stop_from_ng = 0 if self.target else self._ng(self.strategy.stop_from_mg)
        self.closing_ng = self._ng(CLOSING_MG)
        self.floor_ng = night_floor_ng(self.strategy, course.catalogue.drugs[drug], self.weights)

    def _ng(self, mg: Decimal | Fraction) -> int:
        return self.weights.of_mg(mg) // self.per_ng

    def limits(self, current_ng: int, weight: int) -> Limits:
        """The bounds of the next reduction, from `current_ng` of the drug and a day that weighs `weight`."""
        room = min(current_ng, (weight - self.target) // self.per_ng)
        return Limits.of(current_ng, self._asked_ng(current_ng), self.closing_ng, room)

    def _asked_ng(self, current_ng: int) -> int:
        current = current_ng * self.per_ng
        if self.strategy.basis == "bands":
            return self._ng(asked_mg(self.strategy, self.weights.mg(current), self.weights.mg(self.baseline)))
        percent, of = self.strategy.reduction_percent.as_integer_ratio()
        base = self.baseline if self.strategy.basis == "baseline" else current
        return base * percent // (100 * of * self.per_ng)


def _reduce(course: _Course, drug: str) -> None:
    """Take one drug down to nothing, or the whole to its target. Raises NoAchievableReduction, NoAchievableTarget."""
    pace = _Pace(course, drug)
    while course.day[drug] and course.weight > pace.target and not course.open_ended:
        current = total(course.day[drug])
        if current <= pace.stop_from_ng:
            course.day[drug] = {}
        else:
            found = _found(course, pace, pace.limits(current, course.weight))
            course.put(drug, found.time, found.slot)
        _lay_down(course, pace, current)


def _lay_down(course: _Course, pace: _Pace, before_ng: int) -> None:
    """Add the step of the dose that was just lowered from `before_ng`."""
    strategy = course.request.strategy
    closing = (before_ng - total(course.day[pace.drug])) * 100 > before_ng * MOST_PERCENT
    days = max(strategy.interval_days, strategy.closing_interval_days or 0) if closing else strategy.interval_days
    if not any(course.day.values()):
        course.add("stop", 0, closing=closing)
    elif pace.target and course.total_weight() <= pace.target:
        course.add("maintain", None, closing=closing)
    else:
        course.add("reduce", days, closing=closing)


def _found(course: _Course, pace: _Pace, limits: Limits) -> Reduction:
    slots, makes = course.day[pace.drug], course.makes[pace.drug]
    found = next_reduction(slots, makes, limits, pace.floor_ng)
    if not found and pace.strategy.coarse_tail:
        found = smallest_reduction(slots, makes, limits, pace.floor_ng)
    if not found:
        raise _unachievable(course, pace.drug, limits)
    return found


def _unachievable(course: _Course, drug: str, limits: Limits) -> Refusal:
    slots = course.day[drug]
    now = f"From {drug} {mg(to_mg(total(slots)))} a day (about {about(course.weights.mg(course.weight_of(drug)))} diazepam)"
    if limits.room < total(slots):
        return NoAchievableTarget(f"{now} these products make no dose that reaches the target exactly. Choose another target.")
    found = smallest_reduction(slots, course.makes[drug], limits, 0)
    smallest = found.ng if found else total(slots)
    percent = -(-smallest * 100 // total(slots))
    return NoAchievableReduction(
        f"{now} the smallest reduction that these products make is {mg(to_mg(smallest))} ({percent}%)."
        f" A reduction is at most {MOST_PERCENT}%, or at most about {about(CLOSING_MG)} diazepam at the end."
    )


def lay_out(request: Request, catalogue: Catalogue, past: Past) -> tuple[Step, ...]:
    """The steps of `past` and those that follow from the request's regimen and strategy, from its first day on.

    Raises a Refusal, but not TooShort: only the whole taper has a length.
    """
    course = _Course(request, catalogue, past)
    target = course.weights.of_mg(request.strategy.target_mg)
    there = target and course.weight <= target
    if there and not past.wait:
        raise NoAchievableTarget("The target is not below what is taken now. Choose a lower target.")
    if past.wait:
        course.wait(*past.wait, as_taken=past.as_taken)
    if there and not course.open_ended:
        course.add("maintain", None)
    crossing = request.strategy.method == "crossover" and set(request.regimen.drugs) != {request.strategy.crossover_to}
    if crossing and not course.open_ended:
        _cross(course)
        if target and course.weight <= target and not course.open_ended:
            course.add("maintain", None)
    for drug in _reduced(course):
        _reduce(course, drug)
    _check_holds(course)
    return tuple(course.steps)


def _check_holds(course: _Course) -> None:
    """Raises HoldNeverReached."""
    held = {each.number - 1 for each in course.steps if each.kind == "hold"}
    holds = course.request.strategy.holds
    missed = [each.after_step for each in holds if each.after_step not in held]
    if missed:
        reached = tuple(each for each in holds if each.after_step not in missed)
        raise HoldNeverReached(f"The hold after step {missed[0]} is never reached: no dose follows that step.", reached)


def long_enough(schedule: Schedule, least_days: int = LEAST_DAYS) -> Schedule:
    """The schedule itself. Raises TooShort where it reaches its stop in fewer days."""
    if schedule.steps[-1].kind == "stop" and schedule.days < least_days:
        raise TooShort(
            f"This taper would reach its end after {schedule.days} days. A taper takes at least {least_days} days (10 weeks)."
        )
    return schedule


def build_schedule(request: Request, catalogue: Catalogue, *, least_days: int = LEAST_DAYS) -> Schedule:
    """The schedule that the request asks for, exactly; nothing asked is changed in silence.

    `least_days` is for finding out by how much a refused taper was too short. Raises a Refusal: NoEquivalent, CannotMakeDose,
    SplitForbidden, NothingToCross, NoAchievableCrossover, NoAchievableReduction, NoAchievableTarget, HoldNeverReached, TooShort,
    TooLong.
    """
    strategy = request.strategy
    baseline = request.baseline(catalogue)
    if strategy.method == "crossover" and set(request.regimen.drugs) == {strategy.crossover_to}:
        raise NothingToCross(f"Every dose is {strategy.crossover_to} already. Choose the direct method.")
    steps = lay_out(request, catalogue, Past())
    return long_enough(Schedule(request.starts_on, request.equivalence, baseline, steps), least_days)


def _reduced(course: _Course) -> Iterator[str]:
    """The drugs that go down, one after the other: the new drug, or those of the regimen in the clinician's order."""
    strategy = course.request.strategy
    yield from (strategy.crossover_to,) if strategy.method == "crossover" else course.request.regimen.drugs
