"""What the catalogue holds about visits: what is asked and noted at one, and which of it acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .decision import Decision

SIGN_KINDS = ("measure", "symptom", "red_flag", "seen", "substance")
"""What a sign may read."""
TIERS = ("significant", "severe")
"""How grave a sign is: "significant" stands against going on, "severe" against every decision but urgent help."""
SEVERITIES = ("none", "mild", "moderate", "severe")
"""How severe a symptom may be, in words, from 0."""
ANY = "any"
"""Of a sign that reads every symptom."""
ITEM_9 = "phq9_item9"
"""Among the numbers of a visit: the answer to the item of PHQ-9 that asks about suicide, from 0."""
TAKEN = ("yes", "more")
"""The answers about another thing that is taken by which it is; "more" is more than before."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a visit may find that acts. It reads one thing: a `kind` of SIGN_KINDS, `of` an id; "any" is every symptom.

    A number, or how severe a symptom is, counts from `at_least` up, from `at_most` down or `below`; a substance by its `answers`.
    `rule` is the rule that speaks of it, in its `tier`; both are "" where only `advice` goes by it, a word of SIGNS or "".
    `only_with` are answers of the risk picture without one of which no rule speaks of it, `against` further decisions.
    """

    id: str
    kind: str
    of: str
    name: str
    at_least: int | None
    at_most: int | None
    below: int | None
    answers: tuple[str, ...]
    rule: str
    tier: str
    only_with: Mapping[str, tuple[str, ...]] = field(hash=False)
    against: tuple[Decision, ...]
    advice: str
    source: str
    evidence: str
    review_by: date

    def is_met_by(self, value: Decimal | int) -> bool:
        """Whether a number, or how severe a symptom is, counts."""
        high, low, below = self.at_least, self.at_most, self.below
        up, down = high is not None and value >= high, low is not None and value <= low
        return up or down or (below is not None and value < below)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a visit may find and note: a red flag, a symptom, or what is seen beside them.

    `means` are the answers of the risk picture that it makes true, by question. `crossover_first` is whether it is asked first
    while one medicine goes over to another, `item_9` whether the item of PHQ-9 about suicide says the same.
    """

    id: str
    name: str
    means: Mapping[str, str] = field(hash=False)
    crossover_first: bool
    item_9: bool
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
