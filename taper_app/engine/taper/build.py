"""build_schedule(): crossover, stabilise, reduce, stop: a request and the catalogue become a schedule, or a refusal."""

from collections.abc import Iterator
from fractions import Fraction

from ..catalogue.facts import Catalogue
from ..doses.products import Refusal
from ..doses.regimen import refuse_some_days
from ..text import about, plain
from .course import Course
from .crossing import cross, stabilise
from .crossover import NothingToCross
from .days_off import refuse_days_off
from .kinds import Hold
from .marks import add_edit, next_edit, passed
from .pace import Pace, lower
from .past import Past
from .reduction import NoAchievableTarget
from .schedule import Schedule, Step
from .strategy import Request
from .to_plain import refuse_plain_for_modified


class TooShort(Refusal):
    """The whole taper would take fewer days than the envelope has at the least."""


class NoSuchStep(Refusal):
    """An edit names a step that is over, or that the schedule does not have."""

    says_what_to_do = True


class HoldNeverReached(Refusal):
    """A hold planned in advance comes after a step that the schedule does not have. `reached` are the other holds."""

    def __init__(self, message: str, reached: tuple[Hold, ...]) -> None:
        super().__init__(message)
        self.reached = reached


def _reduce(course: Course, drug: str) -> None:
    """Take one drug down to nothing, or the whole to its target. Raises NoAchievableReduction, NoAchievableTarget."""
    pace = Pace(course, drug)
    while course.day[drug] and course.weight > pace.target and not course.open_ended:
        if not course.plain and (edit := next_edit(course, "reduce", "hold", "step-back")):
            add_edit(course, edit)
            continue
        current, before = course.week_ng(drug), course.regimen if not course.plain and course.has_marks else None
        lower(course, pace, current)
        if before and (edit := passed(course, drug, before)):
            add_edit(course, edit)
        else:
            _lay_down(course, pace, current)


def _lay_down(course: Course, pace: Pace, before_ng: int) -> None:
    """Add the step of the dose that was just lowered, of whose drug a week was `before_ng`."""
    strategy = pace.on(course) if pace.then else pace.strategy
    closing = (before_ng - course.week_ng(pace.drug)) * 100 > before_ng * course.envelope.max_percent
    days = max(strategy.interval_days, strategy.closing_interval_days or 0) if closing else strategy.interval_days
    if not any(course.day.values()):
        course.add("stop", 0, closing=closing)
    elif pace.target and course.total_weight() <= pace.target:
        course.add("maintain", None, closing=closing)
    else:
        course.add("reduce", days, closing=closing)


def lay_out(request: Request, catalogue: Catalogue, past: Past) -> tuple[Step, ...]:
    """The steps of `past` and those that follow from the request's regimen and strategy, from its first day on.

    Raises a Refusal, but not TooShort: only the whole taper has a length.
    """
    course = Course(request, catalogue, past)
    target = course.weights.of_mg(request.strategy.target_mg)
    there = target and course.weight <= target
    if there and not past.wait and not past.first:
        raise NoAchievableTarget("The target is not below what is taken now. Choose a lower target.")
    course.crossed = not past.crossing(request)
    if past.wait:
        course.wait(*past.wait, as_taken=past.as_taken)
    course.add_first_holds()
    if there and not course.open_ended:
        course.add("maintain", None)
    if not course.crossed and not course.open_ended:
        cross(course)
        course.crossed = True
        if target and course.weight <= target and not course.open_ended:
            _check_target(course, target)
            course.add("maintain", None)
    elif past.stabilise:
        stabilise(course)
    if past.ends and not course.goes_down_to_end():
        course.add_end()
    for drug in _reduced(course):
        _reduce(course, drug)
    if target and not course.open_ended and any(course.day.values()):
        course.add("maintain", None)
    _check_holds(course)
    return tuple(course.steps)


def _check_target(course: Course, target: int) -> None:
    """Raises NoAchievableTarget where the crossover alone, by what its products make, has gone below the target."""
    if course.weight < target:
        to, reached = course.request.strategy.crossover_to, about(course.weights.mg(course.weight))
        raise NoAchievableTarget(f"The crossover to {to} would end at about {reached}, below the target. Choose another target.")


def _check_holds(course: Course) -> None:
    """Raises HoldNeverReached, NoSuchStep."""
    if course.by_number:
        raise NoSuchStep(f"Step {min(course.by_number)} cannot be changed: after the steps changed before it, none comes.")
    held = tuple(Hold(each.number - 1, each.days) for each in course.steps if each.kind == "hold")
    numbers = {each.after_step for each in held}
    missed = [each.after_step for each in course.request.strategy.holds if each.after_step not in numbers]
    if missed:
        reached = tuple(each for each in course.request.strategy.holds if each.after_step not in missed)
        raise HoldNeverReached(f"The hold after step {missed[0]} is never reached: no dose follows that step.", reached)
    if any(each.after > course.laid[each.kind] for each in course.planned_holds):
        coming = tuple(each for each in held if each.after_step > course.past_steps)
        raise HoldNeverReached("A hold that was planned is never reached: too few doses are left before the end.", coming)


def long_enough(schedule: Schedule, least_days: int) -> Schedule:
    """The schedule itself. Raises TooShort where it reaches its stop in fewer days."""
    if schedule.steps[-1].kind == "stop" and schedule.days < least_days:
        weeks = plain(Fraction(least_days, 7), 1)
        raise TooShort(
            f"This taper would reach its end after {schedule.days} days."
            f" A taper takes at least {least_days} days ({weeks} weeks)."
        )
    return schedule


def build_schedule(request: Request, catalogue: Catalogue, *, least_days: int | None = None) -> Schedule:
    """The schedule that the request asks for, exactly; nothing asked is changed in silence.

    `least_days`, by default the envelope's, is for finding out by how much a refused taper was too short. Raises a Refusal:
    NoEquivalent, WeekNeeded, NoDaysOff, SplitForbidden, NothingToCross, NoAchievableCrossover, NoAchievableReduction,
    NoAchievableTarget, HoldNeverReached, TooShort, TooLong.
    """
    catalogue, strategy = request.knows(catalogue), request.strategy
    refuse_some_days(request.regimen, strategy.steady)
    refuse_plain_for_modified(request, catalogue)
    refuse_days_off(request, catalogue)
    baseline = request.baseline(catalogue)
    if strategy.method == "crossover" and set(request.regimen.drugs) == {strategy.crossover_to}:
        raise NothingToCross(f"Every dose is {strategy.crossover_to} already. Choose the direct method.")
    steps = lay_out(request, catalogue, Past())
    least = catalogue.envelope.least_days if least_days is None else least_days
    made = Schedule(request.starts_on, request.equivalence, baseline, steps, beside=request.regimen.held)
    return long_enough(made, least)


def _reduced(course: Course) -> Iterator[str]:
    """The drugs that go down, one after the other: the new drug, or those of the regimen in the clinician's order."""
    strategy = course.request.strategy
    in_order = (strategy.crossover_to,) if strategy.method == "crossover" else course.request.regimen.drugs
    yield from in_order
    target = course.weights.of_mg(strategy.target_mg)
    while not course.open_ended and course.weight > target:  # what an edit brought, or brought back
        yield next(drug for drug, slots in course.day.items() if slots)
