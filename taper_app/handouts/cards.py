"""The steps of a handout one below the other, each a card: for a narrow screen, for large print and to be heard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .sheet import Dose, Row, Sheet
from .words import TEXT

SOFT_HYPHEN = "\u00ad"
"""Where a name may break in a narrow column of the grid; a card is wide enough, and a reader aloud would stumble over it."""


@dataclass(frozen=True)
class Line:
    """What is taken at one time of day; nothing is "none"."""

    time: str
    doses: tuple[Dose, ...]


@dataclass(frozen=True)
class Card:
    """One step: its days, its weeks (a box to tick for each), a line for each time of day, each drug's total, and how it ends."""

    first: str
    last: str
    days: str
    note: str
    weeks: range
    lines: tuple[Line, ...]
    totals: tuple[tuple[str, str], ...]
    closing: str

    @property
    def when(self) -> str:
        """The first and the last day in one phrase."""
        return f"{self.first} {TEXT['to']} {self.last}" if self.last else self.first


def cards(sheet: Sheet, rows: Sequence[Row]) -> tuple[Card, ...]:
    """The sheet's rows as cards, word for word."""
    return tuple(_card(sheet, row) for row in rows)


def _card(sheet: Sheet, row: Row) -> Card:
    slots = (tuple(replace(dose, drug=whole(dose.drug)) for dose in slot) for slot in row.slots)
    return Card(
        first=row.first,
        last=row.last,
        days=row.days,
        note=row.note,
        weeks=row.weeks,
        lines=tuple(Line(time, doses) for time, doses in zip(sheet.columns, slots, strict=False)),
        totals=tuple((whole(drug), mg) for drug, mg in row.totals),
        closing=row.closing,
    )


def whole(name: str) -> str:
    """A drug's name in one piece."""
    return name.replace(SOFT_HYPHEN, "")
