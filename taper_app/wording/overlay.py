"""Two or three dose curves over each other on one axis, for pages and paper alike: they differ by letter and dash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from taper_app.engine import Outcome

from .curve import LEFT, OPEN_END, Frame, Tick, path, step_corners

LETTERS = "ABC"
DASHES = ("", "9 5", "2 4")
TOP, BASE = 12, 134
NEAR, APART = 20, 15
"""Letters of lines that stop so near each other stand so far apart."""
BELOW = 16
LEAD = 20
"""What is taken until the first change is drawn for a part of so many of all the days."""


@dataclass(frozen=True)
class Line:
    """One curve: its letter, the path, how it is dashed (empty for a whole line), and where the letter stands."""

    letter: str
    path: str
    dash: str
    x: str
    y: str


@dataclass(frozen=True)
class Overlay:
    """The chart: every coordinate is text with a point, so that no locale changes it. The first change stands at `begins`."""

    lines: Sequence[Line]
    levels: Sequence[Tick]
    left: str
    begins: str
    base: str


def overlay(outcomes: Sequence[Outcome]) -> Overlay:
    """The curves of these plans, in mg diazepam equivalent a day: from what is taken until the first of their days on."""
    frame = frame_for(outcomes)
    ends = [_end(each, frame) for each in outcomes]
    lines = [
        _line(letter, dash, each, frame, before=sum(abs(other - end) < NEAR for other in ends[:at]))
        for at, (letter, dash, each, end) in enumerate(zip(LETTERS, DASHES, outcomes, ends, strict=False))
    ]
    return Overlay(
        lines=lines,
        levels=frame.ticks(),
        left=str(frame.left),
        begins=str(frame.x(min(each.curve[0][0] for each in outcomes))),
        base=str(frame.bottom),
    )


def frame_for(outcomes: Sequence[Outcome]) -> Frame:
    """Days and amounts that hold every one of them, with a while before it; a dose without an end is drawn on for a while."""
    first, last = min(each.curve[0][0] for each in outcomes), max(map(_last, outcomes))
    most = max(mg for each in outcomes for mg in (each.before, *(mg for _, mg in each.curve)))
    return Frame(first - max(OPEN_END, (last - first) / LEAD), last, most or Fraction(1), LEFT, top=TOP, bottom=BASE)


def _last(outcome: Outcome) -> date:
    on, mg = outcome.curve[-1]
    return on + OPEN_END if mg else on


def _end(outcome: Outcome, frame: Frame) -> float:
    """Where its line ends: a dose without an end goes on."""
    return frame.x(frame.last if outcome.curve[-1][1] else _last(outcome))


def _line(letter: str, dash: str, outcome: Outcome, frame: Frame, before: int) -> Line:
    """The line of a plan; its letter stands under its stop, before so many others that stop near it."""
    corners = step_corners([(frame.first, outcome.before), *outcome.curve], frame)
    end, last = _end(outcome, frame), outcome.curve[-1][1]
    drawn = [each for each in corners if each[0] <= end]
    y = frame.y(last) + (BELOW if last > frame.most / 2 else -APART / 2) if last else frame.bottom + BELOW
    return Line(letter, path(drawn), dash, str(round(end - APART * before, 1)), str(round(y, 1)))
