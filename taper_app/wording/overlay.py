"""Two or three dose curves over each other on one axis, for pages and paper alike: they differ by letter and dash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from taper_app.engine import Schedule, text

from .curve import LEFT, OPEN_END, Frame, Tick, levels, path, step_corners

LETTERS = "ABC"
DASHES = ("", "9 5", "2 4")
TOP, BASE = 12, 134
NEAR, APART = 20, 15
"""Letters of lines that stop so near each other stand so far apart."""
BELOW = 16


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
    """The chart: every coordinate is text with a point, so that no locale changes it."""

    lines: Sequence[Line]
    levels: Sequence[Tick]
    left: str
    base: str


def overlay(schedules: Sequence[Schedule]) -> Overlay:
    """The curves of these schedules, in mg diazepam equivalent a day, by the days from the first change on."""
    frame = frame_for(schedules)
    ends = [frame.x(_last(each)) for each in schedules]
    lines = [
        _line(letter, dash, each, frame, before=sum(abs(other - end) < NEAR for other in ends[:at]))
        for at, (letter, dash, each, end) in enumerate(zip(LETTERS, DASHES, schedules, ends, strict=False))
    ]
    return Overlay(
        lines=lines,
        levels=[Tick(str(frame.y(level)), text.mg(level)) for level in levels(frame.most)],
        left=str(frame.left),
        base=str(frame.bottom),
    )


def frame_for(schedules: Sequence[Schedule]) -> Frame:
    """Days and amounts that hold every one of them; a dose without an end is drawn on for a while."""
    first = min(each.starts_on for each in schedules)
    most = max(step.equivalent for each in schedules for step in each.steps)
    return Frame(first, max(map(_last, schedules)), most or Fraction(1), LEFT, top=TOP, bottom=BASE)


def _last(schedule: Schedule) -> date:
    step = schedule.steps[-1]
    return step.starts_on + OPEN_END if step.equivalent else step.starts_on


def _line(letter: str, dash: str, schedule: Schedule, frame: Frame, before: int) -> Line:
    """The line of a schedule; its letter stands under its stop, before so many others that stop near it."""
    corners = step_corners([(each.starts_on, each.equivalent) for each in schedule.steps], frame)
    end, last = frame.x(_last(schedule)), schedule.steps[-1].equivalent
    drawn = [each for each in corners if each[0] <= end]
    y = frame.y(last) - APART / 2 if last else frame.bottom + BELOW
    return Line(letter, path(drawn), dash, str(round(end - APART * before, 1)), str(round(y, 1)))
