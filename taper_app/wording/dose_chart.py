"""The clinician's chart of a plan: the dose over its days, what was really taken, today and the next visit, for a page.

Across, places are percent of the width, and down they are pixels, so that words keep their size however wide it is drawn.
The paper has a drawing of its own, `curve`, with which it shares its geometry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from taper_app.engine import DAYS, Catalogue, Refusal, Regimen, Step, load_catalogue, text, weekday_of
from taper_app.record import Issued

from .curve import A_DAY, OPEN_END, Frame, Tick, frame_of, months, path, step_corners
from .days import clinic_date, clinic_day
from .lists import joined
from .regimens import daily_said

ACROSS = 1000
"""Units of the drawing across; what is said in percent is a tenth of it."""
TOP, BOTTOM = 64, 224
LABEL_EVERY = 6.5
"""Percent of the width that the number over a step needs, also on a phone."""
MOST_MONTHS = 6
AHEAD = timedelta(days=28)
"""How far a dose that goes on is drawn beyond today, so that an open hold does not end the chart at now."""
MEANS = " The line is the mean of a week, where its days differ, and a mark is a single day."

Taken = Sequence[tuple[date, Regimen]]


@dataclass(frozen=True)
class Place:
    """Something with words at a place across, in percent; `y` is pixels from the top, where it has a height of its own."""

    x: str
    words: str
    anchor: str = "start"
    y: str = ""


@dataclass(frozen=True)
class Shown:
    """A step as a column under the pointer, with what it says, and the number over its line where there is room for one."""

    x: str
    width: str
    words: str
    number: Place | None


@dataclass(frozen=True)
class DoseChart:
    """Ready to be printed by a template; every coordinate is text with a point, so that no locale changes it."""

    title: str
    description: str
    line: str
    area: str
    days: str
    levels: tuple[Tick, ...]
    months: tuple[Place, ...]
    first: str
    last: str
    crossover: Place | None
    crossover_width: str
    today: Place | None
    visit: Place | None
    taken: tuple[Place, ...]
    steps: tuple[Shown, ...]


@dataclass(frozen=True)
class Measure:
    """A day's doses as one number: mg of the only drug there is, else mg diazepam by what the plan was issued with."""

    issued: Issued
    drug: str
    catalogue: Catalogue

    @property
    def name(self) -> str:
        """What the number is."""
        return f"{self.drug.capitalize()} a day" if self.drug else "Diazepam equivalent a day"

    def of_step(self, step: Step) -> Fraction:
        """A step, by the figures that were printed with it; the mean of its week where its days differ."""
        return self._mg(step.regimen) if self.drug else step.equivalent

    def of(self, regimen: Regimen) -> Fraction | None:
        """What is taken; None where a drug of it has no figure any more."""
        try:
            return self._mg(regimen) if self.drug else self.issued.request.measure.of(self.catalogue, regimen)
        except Refusal:
            return None

    def on(self, step: Step, weekday: str) -> Fraction | None:
        """One day of a step: for an equivalent what it has more or less than the mean, around the line that is drawn."""
        mean, day = self.of(step.regimen), self.of(step.regimen.on(weekday))
        return None if mean is None or day is None else self.of_step(step) + day - mean

    def _mg(self, regimen: Regimen) -> Fraction:
        return Fraction(regimen.weekly_mg().get(self.drug, Decimal(0))) / len(DAYS)


def measure_of(issued: Issued, taken: Taken = ()) -> Measure:
    """By the only drug that is planned and taken, where there is only one."""
    drugs = {drug for step in issued.schedule.steps for drug in step.daily_mg} | {
        drug for _, each in taken for drug in each.drugs
    }
    return Measure(issued, min(drugs) if len(drugs) == 1 else "", load_catalogue())


def dose_chart(issued: Issued, *, today: date | None = None, review_on: date | None = None, taken: Taken = ()) -> DoseChart:
    """The whole schedule, with what was taken on a day, the day it is, and the next visit, where they lie within it."""
    steps, measure = issued.schedule.steps, measure_of(issued, taken)
    points = [(step.starts_on, measure.of_step(step)) for step in steps]
    days = tuple(single_days(issued, measure))
    amounts = [(on, amount) for on, regimen in taken if (amount := measure.of(regimen)) is not None]
    frame = frame_for(points, [*days, *amounts], [day for day in (today, review_on) if day])
    corners = step_corners(points, frame)
    line = path(corners)
    crossing = [step for step in steps if step.kind == "crossover"]
    return DoseChart(
        title=measure.name,
        description=description(measure, steps, bool(days)),
        line=line,
        area=f"{line} V{BOTTOM} H0 Z",
        days=" ".join(f"M{frame.x(on)} {frame.y(amount)} H{frame.x(on + A_DAY)}" for on, amount in days),
        levels=frame.ticks()[1:],
        months=month_places(frame),
        first=clinic_date(steps[0].starts_on),
        last=f"{'stop ' if steps[-1].kind == 'stop' else ''}{clinic_date(steps[-1].starts_on)}"
        if not points[-1][1]
        else "goes on",
        crossover=Place(percent(frame, crossing[0].starts_on), "crossover") if crossing else None,
        crossover_width=width(frame, crossing[0].starts_on, crossing[-1].ends_before) if crossing else "",
        today=day_place(frame, today, "today"),
        visit=visit_place(frame, review_on, today),
        taken=tuple(taken_place(frame, on, amount, measure) for on, amount in amounts if frame.first <= on <= frame.last),
        steps=tuple(shown_steps(steps, points, frame)),
    )


def frame_for(points: Sequence[tuple[date, Fraction]], also: Sequence[tuple[date, Fraction]], known: Sequence[date]) -> Frame:
    """The days and amounts that are shown; a dose that goes on is drawn beyond each day that is known."""
    drawn = frame_of(points, 0, also)
    last = max([drawn.last, *(day + AHEAD for day in known)]) if points[-1][1] else drawn.last
    return Frame(drawn.first, last, drawn.most, 0, TOP, BOTTOM, ACROSS)


def percent(frame: Frame, on: date) -> str:
    """A day's place across."""
    return f"{frame.x(on) / ACROSS:.2%}"


def width(frame: Frame, begin: date, end: date | None) -> str:
    """How wide a stretch of days is drawn; one without an end reaches to the edge."""
    return f"{(frame.x(end or frame.last) - frame.x(begin)) / ACROSS:.2%}"


def day_place(frame: Frame, on: date | None, words: str) -> Place | None:
    """A day to point out, where the chart shows it; its words stay inside."""
    if on is None or not frame.first <= on <= frame.last:
        return None
    return Place(percent(frame, on), words, "start" if frame.x(on) < ACROSS * 0.8 else "end")


def visit_place(frame: Frame, review_on: date | None, today: date | None) -> Place | None:
    """The next visit; one that is overdue is said to the left of today."""
    place = day_place(frame, review_on, "next visit")
    overdue = place and review_on and today and review_on < today
    return Place(place.x, "visit due", "end") if place and overdue else place


def taken_place(frame: Frame, on: date, amount: Fraction, measure: Measure) -> Place:
    """What was really taken on a day, and what a pointer over it is told."""
    said = f"{'' if measure.drug else 'about '}{text.about(amount)}"
    return Place(percent(frame, on), f"{clinic_day(on)}: really taken {said}", y=str(frame.y(amount)))


def month_places(frame: Frame) -> tuple[Place, ...]:
    """The first days of months, so few that their names have room; January with its year."""
    every = months(frame.first, frame.last)
    skip = next(each for each in (1, 2, 3, 4, 6, 12, len(every) or 1) if len(every) <= MOST_MONTHS * each)
    kept = [on for on in every if (on.month - 1) % skip == 0 and 40 < frame.x(on) < ACROSS - 40]
    return tuple(Place(percent(frame, on), f"{on:%b %Y}" if on.month == 1 else f"{on:%b}", "middle") for on in kept)


def shown_steps(steps: Sequence[Step], points: Sequence[tuple[date, Fraction]], frame: Frame) -> Iterator[Shown]:
    """Each step as the pointer finds it; over its line the amount where that is another, and there is room for it."""
    numbered, said = -LABEL_EVERY, Fraction(0)
    for step, (on, amount) in zip(steps, points, strict=True):
        at = frame.x(on) / 10
        number = None
        if amount and amount != said and numbered + LABEL_EVERY <= at <= 100 - LABEL_EVERY:
            number = Place(percent(frame, on), text.number(text.rounded(amount, 2)), y=str(frame.y(amount) - 6))
            numbered, said = at, amount
        yield Shown(
            x=percent(frame, on),
            width=width(frame, on, step.ends_before),
            words=f"{clinic_day(on)}: {joined(daily_said(step.regimen)) or 'none'}",
            number=number,
        )


def single_days(issued: Issued, measure: Measure | None = None) -> Iterator[tuple[date, Fraction]]:
    """Each day of the steps whose days differ by day of the week, with its amount.

    A dose without an end is told for as long as it is drawn. Nothing where a drug has no figure any more.
    """
    measure = measure or measure_of(issued)
    for step in (step for step in issued.schedule.steps if step.mean):
        end = step.ends_before or step.starts_on + OPEN_END
        for on in (step.starts_on + timedelta(days=past) for past in range((end - step.starts_on).days)):
            if (amount := measure.on(step, weekday_of(on))) is None:
                return
            yield on, amount


def description(measure: Measure, steps: Sequence[Step], by_week: bool) -> str:
    """The chart in a sentence."""
    about = "" if measure.drug and not by_week else "about "
    start, end = (
        f"{about}{text.about(measure.of_step(step))} on {clinic_date(step.starts_on)}" for step in (steps[0], steps[-1])
    )
    return f"From {start} to {end} in {len(steps)} steps. The table gives each step.{MEANS if by_week else ''}"
