"""The steps of a handout one below the other, each a card: for a narrow screen, for large print and to be heard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .patient_doses import together
from .sheet import Day, Dose, Line, Row
from .words import TEXT

SOFT_HYPHEN = "\u00ad"
"""Where a name may break in a narrow column of the grid; a card is wide enough, and a reader aloud would stumble over it."""


@dataclass(frozen=True)
class Card:
    """One step: its name in a page, its days, a line for each time of day, each drug's total of a day, or of a week where it is
    `by_week`, and how it ends."""

    id: str
    first: str
    last: str
    days: str
    note: str
    lines: tuple[Line, ...]
    by_week: bool
    totals: tuple[tuple[str, str], ...]
    closing: str

    @property
    def when(self) -> str:
        """The first and the last day in one phrase."""
        return f"{self.first} {TEXT['to']} {self.last}" if self.last else self.first


def cards(rows: Sequence[Row], *, alike: bool = False) -> tuple[Card, ...]:
    """The sheet's rows as cards, word for word; what is the same every day stands before what goes by day of the week.

    Where days `alike` are to stand together, those of a week with the same doses are one.
    """
    return tuple(_card(row, alike=alike) for row in rows)


def _card(row: Row, *, alike: bool) -> Card:
    return Card(
        id=row.id,
        first=row.first,
        last=row.last,
        days=row.days,
        note=row.note,
        lines=lines_of_a_card(map(together, row.lines) if alike else row.lines),
        by_week=row.by_week,
        totals=_totals(row.totals),
        closing=row.closing,
    )


def lines_of_a_card(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What is the same every day before what goes by day of the week, each name in one piece."""
    return tuple(_line(line) for line in sorted(lines, key=lambda line: len(line.days)))


def _line(line: Line) -> Line:
    return replace(line, doses=_doses(line.doses), days=tuple(map(_day, line.days)))


def _day(day: Day) -> Day:
    return replace(day, doses=_doses(day.doses), totals=_totals(day.totals))


def _doses(doses: Iterable[Dose]) -> tuple[Dose, ...]:
    return tuple(replace(dose, drug=whole(dose.drug)) for dose in doses)


def _totals(totals: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((whole(drug), mg) for drug, mg in totals)


def whole(name: str) -> str:
    """A drug's name in one piece."""
    return name.replace(SOFT_HYPHEN, "")
