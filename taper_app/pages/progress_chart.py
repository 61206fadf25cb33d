"""The chart of a taper so far: planned and taken doses above, scores below, one SVG with the geometry of the dose curve.

It is read without colour: the plan is a line with a ground, what is taken are diamonds, each score has its own line and mark.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from taper_app.engine import text
from taper_app.wording.curve import RIGHT, Frame, Tick, months, path, step_corners
from taper_app.wording.lists import counted, joined

from .progress import SCORES, Progress

LEFT = 78  # so that a mark on the first day stands clear of the numbers
DOSES_TOP, DOSES_BOTTOM = 64, 174
SCORES_TOP, SCORES_BOTTOM = 252, 332
LEAST_POINTS = 5
SAMPLES_AT = (90, 228, 376)
FOUR_SAMPLES_AT = (84, 190, 285, 390)

Day = Callable[[date], str]
Points = Sequence[tuple[date, int]]


@dataclass(frozen=True)
class Mark:
    """A shape at a place, and what a pointer over it is told."""

    shape: str
    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Sample:
    """A shape in the legend, its place and that of its name."""

    shape: str
    x: str
    words_x: str
    name: str


@dataclass(frozen=True)
class Line:
    """A score over time: the points joined, and a mark at each."""

    kind: str
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Panel:
    """One of the two charts: its heading, the lines across, where its months stand, and its samples with their names."""

    heading: str
    levels: tuple[Tick, ...]
    bottom: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Chart:
    """Everything ready to print; every coordinate is text with a point."""

    title: str
    description: str
    height: str
    left: str
    right: str
    doses: Panel
    line: str
    area: str
    taken: tuple[Mark, ...]
    missed: tuple[Mark, ...]
    dangers: tuple[Mark, ...]
    scores: Panel | None
    lines: tuple[Line, ...]
    months: tuple[str, ...]
    ends: tuple[Tick, Tick]
    ends_at: str
    today: Tick | None


def draw(progress: Progress, day: Day) -> Chart:
    """The chart; `day` writes a date."""
    frame = doses_frame(progress)
    corners = step_corners(progress.planned, frame)
    corners[-1] = (frame.x(progress.planned_until), corners[-1][1])
    scored = {score: points for score in SCORES if (points := progress.scored(score))}
    lower = scores_frame(progress, scored) if scored else None
    bottom = (lower or frame).bottom
    return Chart(
        title=f"{progress.measure.name}: planned and really taken",
        description=description(progress, day),
        height=str(bottom + 28),
        left=str(LEFT),
        right=str(RIGHT),
        doses=Panel(progress.measure.name, frame.ticks(), str(frame.bottom), dose_samples(progress)),
        line=path(corners),
        area=frame.ground(corners),
        taken=tuple(
            Mark("taken", *at(frame, on, mg), f"{day(on)}: really taken {progress.measure.said(mg)}") for on, mg in progress.taken
        ),
        missed=tuple(Mark("missed", *at(frame, on, 0), f"{day(on)}: did not come") for on in progress.missed),
        dangers=tuple(Mark("danger", *at(frame, on, 0), f"{day(on)}: {said.lower()}") for on, said in progress.dangers),
        scores=scores_panel(lower, scored) if lower else None,
        lines=tuple(score_line(lower, score, points, day) for score, points in scored.items()) if lower else (),
        months=tuple(str(frame.x(on)) for on in months(frame.first, frame.last)),
        ends=(Tick(str(LEFT), day(frame.first), "start"), Tick(str(RIGHT), day(frame.last), "end")),
        ends_at=str(bottom + 22),
        today=frame.mark(progress.today, "today") if progress.today != frame.first else None,
    )


def doses_frame(progress: Progress) -> Frame:
    """The upper panel, high enough for all that was planned or taken."""
    most = max(amount for _, amount in (*progress.planned, *progress.taken))
    return Frame(progress.first, progress.last, most or Fraction(1), LEFT, DOSES_TOP, DOSES_BOTTOM)


def scores_frame(progress: Progress, scored: Mapping[str, Points]) -> Frame:
    """The lower panel, with the same days."""
    most = max(LEAST_POINTS, *(total for points in scored.values() for _, total in points))
    return Frame(progress.first, progress.last, Fraction(most), LEFT, SCORES_TOP, SCORES_BOTTOM)


def scores_panel(frame: Frame, scored: Mapping[str, Points]) -> Panel:
    """The lower panel as it is drawn."""
    return Panel("Symptoms and scores", frame.ticks(text.number), str(frame.bottom), score_samples(scored))


def at(frame: Frame, on: date, amount: Fraction | int) -> tuple[str, str]:
    """Where a mark stands."""
    return str(frame.x(on)), str(frame.y(amount))


def score_line(frame: Frame, score: str, points: Points, day: Day) -> Line:
    """One score: its line and its marks."""
    marks = tuple(Mark(score, *at(frame, on, total), f"{day(on)}: {SCORES[score]} {total}") for on, total in points)
    return Line(score, path([(frame.x(on), frame.y(total)) for on, total in points]), marks)


def dose_samples(progress: Progress) -> tuple[Sample, ...]:
    """What the shapes of the upper panel mean."""
    names = {"planned": "Planned", "taken": "Really taken"} | ({"missed": "Did not come"} if progress.missed else {})
    if progress.missed and progress.dangers:  # so that four stand beside each other on a phone too
        return samples({"planned": "Planned", "taken": "Taken", "missed": "Missed", "danger": "Danger"})
    return samples(names | ({"danger": "Danger sign"} if progress.dangers else {}))


def score_samples(scored: Mapping[str, Points]) -> tuple[Sample, ...]:
    """What the shapes of the lower panel mean, of those that there are."""
    return samples({score: SCORES[score] for score in scored})


def samples(names: dict[str, str]) -> tuple[Sample, ...]:
    """Each shape with its place and its name, from left to right."""
    places = FOUR_SAMPLES_AT if len(names) > len(SAMPLES_AT) else SAMPLES_AT
    return tuple(Sample(shape, str(at), str(at + 18), name) for at, (shape, name) in zip(places, names.items(), strict=False))


WORD = 50
"""So wide is the word beside its line, which it stands after where there is room: there the dose is lower."""


def description(progress: Progress, day: Day) -> str:
    """The chart in sentences."""
    said, planned, taken = progress.measure.said, progress.planned, progress.taken
    words = [f"Planned: {said(planned[0][1])} on {day(planned[0][0])}, {said(planned[-1][1])} from {day(planned[-1][0])} on."]
    words += [f"Really taken: {said(taken[-1][1])} on {day(taken[-1][0])}."] if taken else []
    words += [f"Missed: {counted(len(progress.missed), 'visit')}."] if progress.missed else []
    words += [f"Danger signs: on {joined([day(on) for on, _ in progress.dangers])}."] if progress.dangers else []
    for score, name in SCORES.items():
        if points := progress.scored(score):
            words.append(f"{name}: {points[0][1]} on {day(points[0][0])}, {points[-1][1]} on {day(points[-1][0])}.")
    return " ".join([*words, "The table gives every figure."])
