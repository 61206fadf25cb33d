"""How one drug goes down: the pace that was asked for, in its own amounts, and the dose that comes next, by day or by week."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..doses.products import Refusal, to_mg
from ..doses.week import A_WEEK
from ..text import about, mg, plain
from .course import Course
from .day import total
from .days_off import few_days, has_days_without, may_have_days_off
from .reduction import (
    Limits,
    NoAchievableReduction,
    NoAchievableTarget,
    Reduction,
    asked_mg,
    next_reduction,
    night_floor_ng,
    smallest_reduction,
)
from .second_pace import pace_on
from .strategy import Strategy
from .week import Lowering, Week, next_week, smallest_week


class Pace:
    """How one drug goes down: the numbers of the strategy in ng of that drug, worked out once."""

    def __init__(self, course: Course, drug: str) -> None:
        self.envelope = course.envelope
        self.drug, self.strategy, self.weights = drug, course.request.strategy, course.weights
        self.per_ng = course.weights.of_ng[drug]
        of_baseline = self.strategy.basis == "baseline"
        self.baseline = self.weights.of_mg(course.first.pace_baseline(course.catalogue, drug)) if of_baseline else 0
        self.target = self.weights.of_mg(self.strategy.target_mg)
        self.floor_ng = night_floor_ng(course.first, course.catalogue.drugs[drug], self.weights, course.catalogue)
        off = self.strategy.pattern == "days-off" and may_have_days_off(course.first, drug, course.catalogue)
        self.days_off = off or has_days_without(course.request.regimen)
        self.few_days = few_days(course.catalogue)
        self.percent, self.then = self.strategy.reduction_percent.as_integer_ratio(), self.strategy.then
        self.stop_from = 0 if self.target else self._ng(self.strategy.stop_from_mg, A_WEEK)
        self.closing = {days: self._ng(self.envelope.closing_mg, days) for days in (1, A_WEEK)}

    def stops(self, week_ng: int) -> bool:
        """Whether so much of the drug in a week is stopped from next, whatever else could be made."""
        return not self.target and week_ng <= self.stop_from

    def limits(self, course: Course, week_ng: int, days: int) -> Limits:
        """The bounds of the next reduction from so much a week, in ng of the drug in so many days: one, or a week."""
        current, per_ng = week_ng * days // A_WEEK, self.per_ng // days
        room = min(current, (course.weight - self.target) // per_ng)
        return Limits.of(self.envelope, current, self._asked_ng(current, days, course.next_on), self.closing[days], room)

    def on(self, course: Course) -> Strategy:
        """The strategy at the pace in force for the next step, of what is taken of the drug now."""
        return pace_on(self.strategy, course.next_on, self.weights.mg(course.weight_of(self.drug)))

    def lowering(self, course: Course) -> Lowering:
        """How the drug's week may be lowered now."""
        return Lowering(
            self.drug,
            spare=self.strategy.spare_days,
            already=course.low_days,
            night_floor_ng=self.floor_ng,
            others=any(slots for drug, slots in course.day.items() if drug != self.drug),
            days_off=self.days_off,
            few_days=self.few_days,
        )

    def _ng(self, mg: Decimal | Fraction, days: int) -> int:
        return self.weights.of_mg(mg) // (self.per_ng // days)

    def _asked_ng(self, current_ng: int, days: int, on: date) -> int:
        per_ng = self.per_ng // days
        current = current_ng * per_ng
        if self.strategy.basis == "bands":
            return self._ng(asked_mg(self.strategy, self.weights.mg(current), self.weights.mg(self.baseline)), days)
        base = self.baseline if self.strategy.basis == "baseline" else current
        percent, of = self.percent
        if self.then and self.then.has_begun(on, self.weights.mg(current)):
            percent, of = self.then.reduction_percent.as_integer_ratio()
        return base * percent // (100 * of * per_ng)


def lower(course: Course, pace: Pace, week_ng: int) -> None:
    """Take the next dose of the drug, after so much in a week, from the next step on.

    Raises NoAchievableReduction, NoAchievableTarget.
    """
    running = course.pattern
    if pace.stops(week_ng):
        course.take_week(pace.drug, Week({}))
    elif pace.strategy.pattern != "none" and (running is None or running.drug == pace.drug):
        course.take_week(pace.drug, _next_week(course, pace, week_ng))
    else:
        found = _next_day(course, pace, week_ng)
        course.put(pace.drug, found.time, found.slot)


def _next_week(course: Course, pace: Pace, week_ng: int) -> Week:
    now, makes, by = course.week(pace.drug), course.makes[pace.drug], pace.lowering(course)
    limits = pace.limits(course, week_ng, A_WEEK)
    found = next_week(now, makes, limits, by)
    if not found and pace.strategy.coarse_tail and makes.products:
        found = smallest_week(now, makes, limits, by)
    if not found:
        smallest = smallest_week(now, makes, limits, by)
        raise _unachievable(course, pace, limits, smallest.ng if smallest else 0)
    return found


def _next_day(course: Course, pace: Pace, week_ng: int) -> Reduction:
    slots, makes, limits = course.day[pace.drug], course.makes[pace.drug], pace.limits(course, week_ng, 1)
    found = next_reduction(slots, makes, limits, pace.floor_ng)
    if not found and pace.strategy.coarse_tail and makes.products:
        found = smallest_reduction(slots, makes, limits, pace.floor_ng)
    if not found:
        smallest = smallest_reduction(slots, makes, limits, 0)
        raise _unachievable(course, pace, limits, total(slots) - smallest.ng if smallest else 0)
    return found


def _unachievable(course: Course, pace: Pace, limits: Limits, left: int) -> Refusal:
    """The refusal where no reduction keeps to the limits; the smallest that can be made would leave so much, as these count."""
    drug, weekly = pace.drug, course.week_ng(pace.drug)
    days = A_WEEK if pace.strategy.pattern != "none" else 1
    taken = f"{mg(to_mg(weekly * days // A_WEEK))} a {'week' if days > 1 else 'day'}"
    now = f"From {drug} {taken} (about {about(course.weights.mg(course.weight_of(drug)))} diazepam)"
    if days > 1:
        on = course.next_on.strftime("%d-%b-%Y")
        now = f"{now.replace(' diazepam)', ' diazepam a day)')}, where this plan comes on {on} by days of the week,"
    if not course.makes[drug].products:
        return NoAchievableReduction(
            f"{now} no lower dose can be made: no plain tablet or capsule of it is sold here. Cross over to another drug."
        )
    current = weekly * days // A_WEEK
    if limits.room < current:
        return NoAchievableTarget(f"{now} these products make no dose that reaches the target exactly. Choose another target.")
    smallest, envelope = current - left, course.envelope
    percent = plain(Fraction(smallest * 100, current), 1)
    reached = days > 1 and any(each.falls for each in course.steps)
    return NoAchievableReduction(
        f"{now} the smallest reduction that these products make is {mg(to_mg(smallest))} ({percent}%)."
        f" A reduction is at most {envelope.max_percent}%, or at most about {about(envelope.closing_mg)} diazepam at the end.",
        course.weights.mg(course.weight) if reached else None,
    )
