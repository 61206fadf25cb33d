"""The dose curve of the paper as numbers: a step chart of a daily amount over dates. The charts of pages share its geometry.

Lengths are units of the view box; on A4 one unit is about one point.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from taper_app.engine import text

WIDTH = 520
TOP, BOTTOM, RIGHT = 24, 114, 506
LEFT, LEFT_BARE = 66, 14
OPEN_END = timedelta(days=14)
"""How far a dose without an end is drawn."""
A_DAY = timedelta(days=1)

Point = tuple[date, Fraction | Decimal]


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what stands there; `anchor` is where its text begins, as SVG names it."""

    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Curve:
    """A chart ready to print: every coordinate is text with a point, so that no locale changes it."""

    title: str
    description: str
    line: str
    area: str
    left: str
    levels: tuple[Tick, ...]
    months: tuple[str, ...]
    ends: tuple[Tick, Tick]
    mark: Tick | None


@dataclass(frozen=True)
class Frame:
    """What the chart shows: days from `first` to `last`, amounts from 0 to `most`; from `left` to `right`, `top` to `bottom`."""

    first: date
    last: date
    most: Fraction
    left: int
    top: int = TOP
    bottom: int = BOTTOM
    right: int = RIGHT

    def x(self, on: date) -> float:
        """A day's distance from the left edge."""
        days = (self.last - self.first).days or 1
        return round(self.left + (self.right - self.left) * (on - self.first).days / days, 1)

    def y(self, amount: Fraction | Decimal | int) -> float:
        """An amount's distance from the top edge."""
        return round(self.bottom - (self.bottom - self.top) * float(Fraction(amount) / self.most), 1)

    def ticks(self, scale: Callable[[Decimal], str] | None = text.mg) -> tuple[Tick, ...]:
        """The lines across from zero upwards, with their numbers; without `scale` they have none."""
        return tuple(Tick(str(self.y(level)), scale(level) if scale else "") for level in levels(self.most))

    def mark(self, on: date | None, words: str) -> Tick | None:
        """A day to point out, where the chart shows it; its words stay inside the frame."""
        if on is None or not self.first <= on <= self.last:
            return None
        x = self.x(on)
        return Tick(str(x), words, "start" if x < (self.left + self.right) / 2 else "end")

    def ground(self, corners: Sequence[tuple[float, float]]) -> str:
        """What lies under a line, as an SVG path."""
        return path([*corners, (corners[-1][0], self.bottom), (corners[0][0], self.bottom)]) + "Z"


def draw_curve(
    points: Sequence[Point],
    *,
    ends: tuple[str, str],
    mark: tuple[date, str] | None,
    scale: Callable[[Decimal], str] | None,
    title: str,
    description: str,
) -> Curve:
    """The chart of amounts that each hold from their day to the next one's; `ends` names the first and the last day.

    Without `scale` it has no numbers at the side.
    """
    frame = frame_of(points, LEFT if scale else LEFT_BARE)
    corners = step_corners(points, frame)
    first, last = ends
    return Curve(
        title=title,
        description=description,
        line=path(corners),
        area=frame.ground(corners),
        left=str(frame.left),
        levels=frame.ticks(scale),
        months=tuple(str(frame.x(on)) for on in months(frame.first, frame.last)),
        ends=(Tick(str(frame.left), first, "start"), Tick(str(RIGHT), last, "end")),
        mark=frame.mark(*mark) if mark else None,
    )


def frame_of(points: Sequence[Point], left: int, days: Sequence[Point] = ()) -> Frame:
    """The days and amounts that hold every point; a last amount above zero is drawn on for a while."""
    (first, _), (last, end) = points[0], points[-1]
    most = max(Fraction(amount) for _, amount in (*points, *days))
    return Frame(first, last + OPEN_END if end else last, most or Fraction(1), left)


def step_corners(points: Sequence[Point], frame: Frame) -> list[tuple[float, float]]:
    """The corners of the line: along to each change, then down (or up) to the new amount, and along to the end."""
    corners = [(frame.x(points[0][0]), frame.y(points[0][1]))]
    for on, amount in points[1:]:
        corners += [(frame.x(on), corners[-1][1]), (frame.x(on), frame.y(amount))]
    return [*corners, (frame.x(frame.last), corners[-1][1])]


def path(corners: Sequence[tuple[float, float]]) -> str:
    """The corners as an SVG path, each way along or down by the one number that changes: a page has a dozen of such lines."""
    (x, y), *_ = corners
    drawn = [f"M{x:g} {y:g}"]
    for (was_x, was_y), (x, y) in pairwise(corners):
        across, down = x != was_x, y != was_y
        if across or down:
            drawn.append(f"L{x:g} {y:g}" if across and down else f"H{x:g}" if across else f"V{y:g}")
    return "".join(drawn)


def levels(most: Fraction) -> list[Decimal]:
    """Zero and two to five round amounts, none above the highest."""
    unit = Fraction(1)
    while unit > most:
        unit /= 10
    while unit * 10 <= most:
        unit *= 10
    step = next(step for step in (unit / 5, unit / 2, unit, unit * 2) if most / step <= 5)
    return [Decimal(step.numerator) / step.denominator * n for n in range(int(most / step) + 1)]


def months(first: date, last: date) -> list[date]:
    """The first day of every month in between."""
    count = (last.year - first.year) * 12 + last.month - first.month
    starts = (first.year * 12 + first.month - 1 + n for n in range(1, count + 1))
    return [date(start // 12, start % 12 + 1, 1) for start in starts]
