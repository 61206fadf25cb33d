"""How a taper went: what was planned and what was really taken, in one measure, and the scores of each visit.

A chart and a table read the same rows, so they cannot differ.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from taper_app.engine import DAYS, Catalogue, Equivalence, Refusal, Regimen, Schedule, Step, text
from taper_app.models import Plan, Review
from taper_app.record import Issued
from taper_app.wording.lists import joined
from taper_app.wording.observed import dangers_said
from taper_app.wording.regimens import daily_said

LEAST_AHEAD = timedelta(weeks=8)
SCORES = {"symptoms": "Symptoms", "phq9": "PHQ-9", "gad7": "GAD-7"}


@dataclass(frozen=True)
class Measure:
    """A day's doses as one number: the mg of the only drug there is, else mg diazepam by the plan's table.

    Of a plan `by_week` it is the mean of a week where its days differ.
    """

    drug: str
    equivalence: Equivalence
    catalogue: Catalogue
    by_week: bool = False

    def of(self, regimen: Regimen) -> Fraction | None:
        """The day in mg; None where the plan's table does not have a drug of it."""
        if self.drug:
            return Fraction(regimen.weekly_mg().get(self.drug, Decimal(0))) / len(DAYS)
        try:
            return self.equivalence.of(self.catalogue, regimen)
        except Refusal:
            return None

    def said(self, amount: Fraction | None) -> str:
        """The number in words: "7.5 mg", "about 7.5 mg"; empty for none."""
        if amount is None:
            return ""
        exact = self.drug and Fraction(text.rounded(amount, 4)) == amount
        return text.mg(text.rounded(amount, 4)) if exact else f"about {text.about(amount)}"

    def beside(self, words: str, amount: Fraction | None) -> str:
        """The number in words where the day's doses do not say it already; empty where they do."""
        said = self.said(amount)
        return "" if self.drug or words == f"diazepam {said.removeprefix('about ')}" else said

    @property
    def name(self) -> str:
        """What the number is."""
        name = f"{self.drug.capitalize()} a day" if self.drug else "Diazepam equivalent a day"
        return f"{name}, the mean of a week" if self.by_week else name


@dataclass(frozen=True)
class Row:
    """What happened on a day: the planned dose changed, or the patient was seen or waited for. What was not asked is None.

    `dangers` are the red flags and what else was seen, in words.
    """

    on: date
    event: str
    planned: Fraction | None
    planned_words: str
    taken: Fraction | None = None
    taken_words: str = ""
    scores: Mapping[str, int] | None = None
    missed: bool = False
    dangers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """The rows from the start of a plan to its next review or its end, oldest first, with the measure of their doses."""

    measure: Measure
    table: str
    rows: tuple[Row, ...]
    first: date
    last: date
    planned_until: date
    today: date | None

    @property
    def planned(self) -> list[tuple[date, Fraction]]:
        """The days on which the planned dose changes, with the dose from then on."""
        changes: list[tuple[date, Fraction]] = []
        for row in self.rows:
            if row.planned is not None and (not changes or changes[-1][1] != row.planned):
                changes.append((row.on, row.planned))
        return changes

    @property
    def taken(self) -> list[tuple[date, Fraction]]:
        """The days on which the patient said what is taken."""
        return [(row.on, row.taken) for row in self.rows if row.taken is not None]

    @property
    def missed(self) -> list[date]:
        """The days on which the patient did not come."""
        return [row.on for row in self.rows if row.missed]

    @property
    def dangers(self) -> list[tuple[date, str]]:
        """The days on which a visit found a red flag or something else that is dangerous, with all of it in words."""
        return [(row.on, joined(row.dangers)) for row in self.rows if row.dangers]

    def scored(self, score: str) -> list[tuple[date, int]]:
        """The days on which a score was recorded."""
        return [(row.on, row.scores[score]) for row in self.rows if row.scores and score in row.scores]


def progress(plan: Plan, began: Issued, latest: Issued, reviews: Sequence[Review], today: date, catalogue: Catalogue) -> Progress:
    """What was planned day by day is in the latest revision, as each keeps the days before its own change."""
    schedule, before = latest.schedule, began.request.regimen
    steady = {row.drug for row in schedule.beside if row.use == "regular"}
    taken = [before, *(regimen_of(each.taken, steady) for each in reviews)]
    measure = measure_of(latest, taken, catalogue)
    last = last_shown(plan, schedule, reviews, today)
    course = Course(schedule, before, measure, plan.ended_on or last, frozenset(steady))
    rows = [course.start(began.issued_on)]
    rows += [course.step(each) for each in schedule.steps if each.starts_on <= course.until]
    rows += [course.review(each) for each in reviews]
    rows.sort(key=lambda row: row.on)  # of one day: the start, its step, then its reviews in order
    table = "" if measure.drug or not latest.table else latest.table.name
    return Progress(measure, table, tuple(rows), rows[0].on, last, course.until, None if plan.ended_on else today)


def taken_at_visits(reviews: Iterable[Review], schedule: Schedule) -> list[tuple[date, Regimen]]:
    """What was really taken at each visit, without what is kept steady beside the plan."""
    steady = {row.drug for row in schedule.beside if row.use == "regular"}
    return [(each.reviewed_on, regimen_of(each.taken, steady)) for each in reviews if each.kind == Review.Kind.VISIT]


def last_shown(plan: Plan, schedule: Schedule, reviews: Iterable[Review], today: date) -> date:
    """The day that the chart ends with: the end or the last follow-up of a plan that has ended.

    Of an open one the stop, where that is no further ahead than the start lies back; else as far ahead as that, at least
    LEAST_AHEAD, and never before the next review.
    """
    known = [schedule.starts_on, *(each.reviewed_on for each in reviews)]
    if plan.ended_on:
        return max(*known, plan.ended_on)
    last, ahead = schedule.steps[-1], today + max(today - min(known), LEAST_AHEAD)
    stop_on = last.starts_on if last.kind == "stop" else ahead
    return max(*known, today, plan.next_review_on or today, min(stop_on, ahead))


def measure_of(latest: Issued, taken: Iterable[Regimen], catalogue: Catalogue) -> Measure:
    """The only drug where there is one, else the table that the plan names, with its second tables."""
    drugs = {drug for step in latest.schedule.steps for drug in step.daily_mg} | {drug for each in taken for drug in each.drugs}
    second = {drug: table.id for drug, table in latest.tables_for.items()}
    equivalence = Equivalence(latest.table.id if latest.table else None, second)
    by_week = any(step.mean for step in latest.schedule.steps)
    return Measure(min(drugs) if len(drugs) == 1 else "", equivalence, catalogue, by_week)


def regimen_of(rows: Iterable[Mapping[str, str]], steady: Collection[str] = ()) -> Regimen:
    """What a row a drug says is taken at each time of day; without what is kept `steady`, which no plan is measured by."""
    return Regimen(tuple(each for each in Regimen.from_json(list(rows)).weekly(steady).doses if each.drug not in steady))


@dataclass(frozen=True)
class Course:
    """What was planned for each day, until the plan ended: `before` is what was taken until its first step.

    `steady` is kept as it is beside the plan.
    """

    schedule: Schedule
    before: Regimen
    measure: Measure
    until: date
    steady: frozenset[str] = frozenset()

    def row(self, on: date, event: str, **seen: Any) -> Row:
        """A day with what was planned for it."""
        step = self.schedule.in_force(on)
        planned = step.regimen if step else self.before
        if on > self.until:
            return Row(on, event, None, "", **seen)
        return Row(on, event, self.measure.of(planned), day_total(planned), **seen)

    def start(self, issued_on: date) -> Row:
        """The day on which the first revision was issued, from what was really taken then."""
        return self.row(issued_on, "Plan started", taken=self.measure.of(self.before), taken_words=day_total(self.before))

    def step(self, step: Step) -> Row:
        """The first day of a step."""
        return self.row(step.starts_on, f"Step {step.number}")

    def review(self, review: Review) -> Row:
        """A visit, or one that was missed. Only a visit asks what is taken."""
        taken = regimen_of(review.taken, self.steady) if review.kind == Review.Kind.VISIT else None
        return self.row(
            review.reviewed_on,
            f"{NAMES[review.kind]} {review.number}",
            missed=review.kind == Review.Kind.MISSED,
            scores=scores_of(review.observations),
            dangers=tuple(dangers_said(review.red_flags, review.observations.get("seen", ()))),
            taken=None if taken is None else self.measure.of(taken),
            taken_words="" if taken is None else day_total(taken),
        )


NAMES = {"visit": "Visit", "missed": "Missed visit", "follow-up": "Follow-up"}


def scores_of(observations: Mapping[str, Any]) -> dict[str, int]:
    """The sum of the severities and the totals of the two scales, of those that were asked."""
    asked: dict[str, list[int]] = {"symptoms": list(observations.get("symptoms", {}).values())}
    asked |= {scale: observations.get(scale, []) for scale in ("phq9", "gad7")}
    return {score: sum(points) for score, points in asked.items() if points}


def day_total(regimen: Regimen) -> str:
    """Each drug's mg in the day: "lorazepam 1 mg and diazepam 10 mg"; "none" where nothing is taken."""
    return joined(daily_said(regimen)) or "none"
