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


def overlay(schedules: Sequence[Schedule]) -> Overlay:
    """The curves of these schedules, in mg diazepam equivalent a day: from what is taken until the first change on."""
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
        begins=str(frame.x(min(each.starts_on for each in schedules))),
        base=str(frame.bottom),
    )


def frame_for(schedules: Sequence[Schedule]) -> Frame:
    """Days and amounts that hold every one of them, with a while before it; a dose without an end is drawn on for a while."""
    first, last = min(each.starts_on for each in schedules), max(map(_last, schedules))
    most = max(mg for each in schedules for mg in (each.baseline_equivalent, *(step.equivalent for step in each.steps)))
    return Frame(first - max(OPEN_END, (last - first) / LEAD), last, most or Fraction(1), LEFT, top=TOP, bottom=BASE)


def _last(schedule: Schedule) -> date:
    step = schedule.steps[-1]
    return step.starts_on + OPEN_END if step.equivalent else step.starts_on


def _line(letter: str, dash: str, schedule: Schedule, frame: Frame, before: int) -> Line:
    """The line of a schedule; its letter stands under its stop, before so many others that stop near it."""
    points = [(frame.first, schedule.baseline_equivalent), *((each.starts_on, each.equivalent) for each in schedule.steps)]
    corners = step_corners(points, frame)
    end, last = frame.x(_last(schedule)), schedule.steps[-1].equivalent
    drawn = [each for each in corners if each[0] <= end]
    y = frame.y(last) - APART / 2 if last else frame.bottom + BELOW
    return Line(letter, path(drawn), dash, str(round(end - APART * before, 1)), str(round(y, 1)))
