"""Boxes to tick for each dose up to the next visit: a drawing for each week, days across, times of day down.

A drawing and no table: a week is one thing to lay out, where a table of it would be dozens of cells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from taper_app.engine import Step, weekday_of

from .languages import day_in_words, weekday_in_short
from .patient_about import About
from .words import TEXT, TIMES

WIDTH = 520
"""The width of a drawing; on A4 one unit is about one point."""
WEEK = 7
NEAR_DAYS = 14
"""Up to so many days stand on the first page, with a line for each time of day; beyond, a line for each week."""
DRAWN_DAYS = 91
ASIDE = 1.45
"""How many times as far as its letters are high a box is from the one beside it."""
BESIDE = 4.1
"""How many times as wide as its letters are high a column is that has room for a weekday and a day of the month."""


@dataclass(frozen=True)
class Label:
    """Words in the drawing and where they stand; `anchor` is as SVG has it."""

    x: str
    y: str
    words: str
    anchor: str = "middle"


@dataclass(frozen=True)
class TickWeek:
    """The boxes of seven days: a path of squares, and the words above and beside them."""

    title: str
    height: str
    labels: tuple[Label, ...]
    boxes: str


@dataclass(frozen=True)
class Ticks:
    """All boxes to tick; `near` where they are few enough for the first page, `order` says which box is which time where that
    is not written beside them, `size` is that of its letters."""

    near: bool
    order: str
    size: int
    weeks: tuple[TickWeek, ...]


def ticks(about: About, times: Sequence[str], *, large: bool = False) -> Ticks | None:
    """The boxes from the day on which the paper is told to the day before the visit; None where there are no such days.

    `large` has letters for large print.
    """
    first = max(about.told_on, about.steps[0].starts_on)
    days = [first + timedelta(days=on) for on in range(min((about.review_on - first).days, DRAWN_DAYS))]
    taken = {day: _times(step, day) for day in days if (step := about.schedule.in_force(day))}
    if about.overdue or not any(taken.values()):
        return None
    near = len(days) <= NEAR_DAYS
    used = [time for time in times if any(time in each for each in taken.values())]
    size = 18 if large else 12
    down = near or len(used) == 1 or len(used) * size * ASIDE > WIDTH / WEEK
    sheet = _Sheet(taken, used, size, down)
    weeks = tuple(sheet.week(days[at : at + WEEK]) for at in range(0, len(days), WEEK))
    named = len(used) > 1 and not down
    order = TEXT["tick_order"].format(times=", ".join(str(TIMES[time]).lower() for time in used)) if named else ""
    return Ticks(near, order, size, weeks)


def _times(step: Step, day: date) -> set[str]:
    return {dose.time for dose in step.on(day)}


@dataclass(frozen=True)
class _Sheet:
    """How weeks are drawn: `down` with the times of day below each other, else beside each other in each day.

    A single time of day has its box beside the day where a column has room for both.
    """

    taken: dict[date, set[str]]
    times: Sequence[str]
    size: int
    down: bool

    @property
    def on_one_line(self) -> bool:
        """Whether each day has its box beside it."""
        return len(self.times) == 1 and self.size * (BESIDE + ASIDE) < WIDTH / WEEK

    def week(self, days: Sequence[date]) -> TickWeek:
        if self.on_one_line:
            return self._line(days)
        left = self.size * 6.2 if self.down and len(self.times) > 1 else 0
        column, line = (WIDTH - left) / WEEK, self.size * (1.75 if self.down else 1.5)
        box = self.size * (1.3 if self.down else 1.1)
        lines = 1 if column > self.size * BESIDE else 2
        top = self.size * (0.1 + 1.2 * lines)
        labels = [each for at, day in enumerate(days) for each in self._day(day, left + column * (at + 0.5), lines)]
        if left:
            labels += [
                Label("0", _n(top + line * (row + 0.5) + self.size * 0.35), str(TIMES[time]), "start")
                for row, time in enumerate(self.times)
            ]
        places = self._places(days, left, column, (top, line))
        boxes = "".join(_box(x, y, box) for x, y in places)
        rows = len(self.times) if self.down else 1
        title = TEXT["tick_week"].format(date=day_in_words(days[0]))
        return TickWeek(title, _n(top + line * rows + self.size * 0.2), tuple(labels), boxes)

    def _line(self, days: Sequence[date]) -> TickWeek:
        """A week on one line: the day, and its box behind it."""
        column, box, middle = WIDTH / WEEK, self.size * 1.3, self.size * 0.9
        ends = [(day, column * at + self.size * BESIDE) for at, day in enumerate(days)]
        labels = tuple(Label(_n(x), _n(middle + self.size * 0.35), _day_in_short(day), "end") for day, x in ends)
        boxes = "".join(_box(x + self.size, middle, box) for day, x in ends if self.taken.get(day))
        return TickWeek(TEXT["tick_week"].format(date=day_in_words(days[0])), _n(self.size * 1.8), labels, boxes)

    def _day(self, day: date, x: float, lines: int) -> list[Label]:
        """The weekday and the day of the month, below each other where a column is too narrow for both."""
        said = [weekday_in_short(weekday_of(day)), str(day.day)]
        said = [" ".join(said)] if lines == 1 else said
        return [Label(_n(x), _n(self.size * (1 + 1.2 * at)), words) for at, words in enumerate(said)]

    def _places(
        self, days: Sequence[date], left: float, column: float, lines: tuple[float, float]
    ) -> Iterator[tuple[float, float]]:
        top, line = lines
        aside = self.size * ASIDE
        for at, day in enumerate(days):
            for number, time in enumerate(self.times):
                if time in self.taken.get(day, ()):
                    across = 0 if self.down else (number - (len(self.times) - 1) / 2) * aside
                    yield left + column * (at + 0.5) + across, top + line * ((number if self.down else 0) + 0.5)


def _day_in_short(day: date) -> str:
    return f"{weekday_in_short(weekday_of(day))} {day.day}"


def _box(x: float, y: float, wide: float) -> str:
    """A square around a point."""
    return f"M{_n(x - wide / 2)} {_n(y - wide / 2)}h{_n(wide)}v{_n(wide)}h-{_n(wide)}z"


def _n(value: float) -> str:
    """A coordinate with a point, whatever the language."""
    return f"{value:.1f}".removesuffix(".0")
