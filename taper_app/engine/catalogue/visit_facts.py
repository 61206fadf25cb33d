"""What the catalogue holds about visits: what is asked and noted at one, and from where on a number is severe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

TAKEN = ("yes", "more")
"""The answers about another thing that is taken by which it is; "more" is more than before."""


@dataclass(frozen=True, slots=True)
class SevereSign:
    """From where on what a visit measures is severe: `at_least` so high, or `at_most` so low. `measure` is what is measured."""

    id: str
    measure: str
    name: str
    at_least: int | None
    at_most: int | None
    source: str
    evidence: str
    review_by: date

    def is_met_by(self, value: Decimal) -> bool:
        """Whether a number that was measured is severe."""
        high, low = self.at_least, self.at_most
        return (high is not None and value >= high) or (low is not None and value <= low)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a visit may find and note: a red flag, a symptom, or what is seen beside them.

    `means` are the answers of the risk picture that it makes true, by question. `crossover_first` is whether it is asked first
    while one medicine goes over to another.
    """

    id: str
    name: str
    means: Mapping[str, str] = field(hash=False)
    crossover_first: bool
    source: str
    evidence: str
    review_by: date


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that a visit may enter, beside the totals of scales: from `least` to `most`, with so many decimal `places`.

    `curve` is whether the timeline alone shows it: no rule reads it, and no advice.
    """

    id: str
    name: str
    least: int
    most: int
    places: int
    curve: bool
    source: str
    evidence: str
    review_by: date


@dataclass(frozen=True, slots=True)
class Substance:
    """What a visit asks about another thing that is taken: the words of its `answers`, by the word that is kept.

    Where it is taken, the answer to `question` of the risk picture becomes `means`, unless it is one that `stays`.
    """

    id: str
    name: str
    answers: Mapping[str, str] = field(hash=False)
    question: str
    means: str
    stays: tuple[str, ...]
    source: str
    evidence: str
    review_by: date


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of a visit with its `items` in their own words, or without any where only its total is entered.

    `most` is the highest total, and `bands` are the words for totals from a number on, the highest first. `suicide_item` is the
    item, counted from 1, that asks about suicide; 0 is none.
    """

    id: str
    name: str
    asked: str
    credit: str
    items: tuple[str, ...]
    answers: tuple[str, ...]
    suicide_item: int
    most: int
    bands: tuple[tuple[int, str], ...]
    source: str
    evidence: str
    review_by: date
