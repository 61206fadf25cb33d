"""Oral syringes with the marks that they have."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OtherMarks:
    """What a publication says of the marks of another syringe of the size, which are not those that Taper measures by."""

    words: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Syringe:
    """An oral syringe that holds so many mL, with a mark at every multiple of `mark_ml` and at each of `also_ml`.

    `others` are read of syringes of the same size that have other marks.
    """

    id: str
    holds_ml: Decimal
    mark_ml: Decimal
    also_ml: tuple[Decimal, ...]
    others: tuple[OtherMarks, ...]
    source: str
    evidence: str
    review_by: date

    @property
    def marks(self) -> tuple[Decimal, ...]:
        """The volumes in mL that it has a mark for, ascending."""
        count = int(self.holds_ml / self.mark_ml)
        return tuple(sorted({*(self.mark_ml * mark for mark in range(1, count + 1)), *self.also_ml}))
