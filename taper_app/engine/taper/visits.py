"""What a visit is helped with: the day of the next one, and what guidelines say beside a decision."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..catalogue.decision import Decision
from ..catalogue.facts import Advice, Catalogue
from ..doses.equivalence import NoEquivalent
from ..doses.regimen import Regimen
from ..doses.week import WEEKDAYS
from .schedule import Schedule, StepDose
from .strategy import Request


def most_review_days(catalogue: Catalogue) -> int:
    """Days to the next visit at the most: what a later one is remarked on for."""
    return int(catalogue.rules["review_late"].numbers["days"])


@dataclass(frozen=True, slots=True)
class Opening:
    """When a clinic sees patients: on these days of the week, but not on these single days."""

    weekdays: frozenset[str]
    closed_on: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        """Whether it is open on that day."""
        return WEEKDAYS[day.weekday()] in self.weekdays and day not in self.closed_on

    def last(self, until: date, after: date) -> date | None:
        """The last open day until that one and after the other; None where there is none."""
        days = (until - timedelta(days=back) for back in range((until - after).days))
        return next(filter(self.has, days), None)

    def first(self, day: date) -> date:
        """That day, or the first open one after it; the day itself where there is none within a month."""
        return next(filter(self.has, (day + timedelta(days=on) for on in range(31))), day)


def next_visit(
    catalogue: Catalogue, schedule: Schedule, after: date, *, every_days: int | None = None, opening: Opening | None = None
) -> date:
    """The next visit to propose, after the day on which a visit's change takes effect; at most `most_review_days` after it.

    Into a crossover that begins on that day, as soon as the rule on late reviews has it; else the next day on which the dose
    changes, or the last of a dated hold (ASAM 2025, recommendation 9: assess at each reduction). `every_days` caps it sooner, and
    stands where nothing changes any more; without it that is the limit of quiet days. With an `opening` it is a day on which the
    clinic is open, and the one before the change, so that no dose changes before the visit that decides on it.
    """
    step = schedule.in_force(after)
    crossing = step and step.kind == "crossover" and step.starts_on == after and _begins(schedule, step.number)
    soon = timedelta(days=int(catalogue.rules["review_late"].numbers["crossover_days"]))
    changes = [after + soon] if crossing else list(_changes(schedule, after))
    most = most_review_days(catalogue)
    sooner = most if changes else catalogue.limits["quiet_days"].most
    latest = after + timedelta(days=min(every_days or sooner, most))
    if opening is None:
        return min([*changes, latest])
    latest = min(latest, after + soon) if crossing else latest
    return _on_an_open_day(schedule, after, latest, opening)


def _on_an_open_day(schedule: Schedule, after: date, latest: date, opening: Opening) -> date:
    """The last open day before the next change that one lies before, and before a dated hold ends; not later than `latest`.

    A hold that no open day lies in ends with a visit all the same.
    """
    holds = {step.last_day for step in schedule.steps if step.kind == "hold" and step.last_day and step.last_day > after}
    before = {begins - timedelta(days=1) for begins, _ in _stretches(schedule) if begins > after}
    for day in sorted(day for day in holds | before if day <= latest):
        found = opening.last(day, after) or (day if day in holds else None)
        if found:
            return found
    return opening.last(latest, after) or latest


def crosses_lately(catalogue: Catalogue, schedule: Schedule, on: date) -> bool:
    """Whether a crossover is under way on that day, or ended so few days before that too much may still build up."""
    days = timedelta(days=catalogue.limits["crossover_watch_days"].most)
    over = (schedule.steps[number - 1] for number in schedule.crossovers())
    return any(step.starts_on <= on and (step.ends_before is None or on < step.ends_before + days) for step in over)


def next_change(schedule: Schedule, on: date) -> date | None:
    """The first day from that one on, on which another dose is taken than on the day before; None where there is none."""
    return next((begins for begins, _ in _stretches(schedule)[1:] if begins >= on), None)


def same_days(one: Schedule, other: Schedule) -> bool:
    """Whether two schedules have the same doses, made of the same pieces, on every day, however their steps are cut."""
    return one.last_day == other.last_day and _stretches(one) == _stretches(other)


def _stretches(schedule: Schedule) -> list[tuple[date, tuple[StepDose, ...]]]:
    """The days on which another dose begins, each with the dose."""
    found: list[tuple[date, tuple[StepDose, ...]]] = []
    for step in schedule.steps:
        if not found or found[-1][1] != step.doses:
            found.append((step.starts_on, step.doses))
    return found


def _begins(schedule: Schedule, number: int) -> bool:
    """Whether the step of that number is the first of its crossover."""
    return schedule.crossovers()[number] == number


def _changes(schedule: Schedule, after: date) -> Iterator[date]:
    """The days after that day on which another dose is taken, and those on which a dated hold ends."""
    before = None
    for step in schedule.steps:
        if step.starts_on > after and (before is None or not step.regimen.same_as(before)):
            yield step.starts_on
        if step.kind == "hold" and step.last_day and step.last_day > after:
            yield step.last_day
        before = step.regimen


def is_completed(request: Request, catalogue: Catalogue, taken: Regimen) -> bool:
    """Whether what the plan was for is reached: nothing is taken any more, or no more than the target in mg diazepam equivalent.

    What the plan's tables cannot compare with diazepam is more than any target.
    """
    if not any(each.mg for each in taken.doses):
        return True
    try:
        return request.measure.of(catalogue, taken) <= request.strategy.target_mg
    except NoEquivalent:
        return False


def advice_for(catalogue: Catalogue, decision: Decision, signs: Collection[str]) -> tuple[Advice, ...]:
    """What guidelines say for a decision and the findings of a visit (words of SIGNS), in the order of the file."""
    found = {"any", *signs}
    return tuple(each for each in catalogue.advice.values() if decision in each.decisions and found & set(each.when))
