"""What the catalogue holds of each guideline rule: how much it matters, its words and numbers, and what answers its caution."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain
from string import Formatter

from .roles import ADVISER

Number = Decimal | int | str
TOP, HOW = "top", "how"
"""Places of an info: above everything, and among how a plan was worked out."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A guideline rule: severity, words and numbers. The function of the same id judges by it.

    `on` are the answers of the risk picture by which it speaks, `asks` other questions and words of GIVEN that it must be told.
    `answer` is what its caution asks of its own, "adviser", "found" or "arranged", each with its question; empty where a reason
    answers it.
    `with_specialist` is the severity once a specialist is named: "" is the same.
    `same_by` are the values that make two of its findings the same remark about the same data. `presses` is its place,
    from 1, among those that put a patient before others who wait as long; 0 is none. `place` is where its info stands: TOP, HOW
    (among how a plan was worked out), or "" with the remarks. Beside a finding of one of those that it `gives_way_to` it says
    nothing: they are the stronger words for the same problem. `info_beside` are those beside which its caution is an info,
    `left_to` those that speak of answers worse than its own.
    """

    id: str
    severity: str
    title: str
    words: str
    same_by: tuple[str, ...]
    numbers: Mapping[str, Number] = field(hash=False)
    on: Mapping[str, tuple[str, ...]] = field(hash=False)
    asks: tuple[str, ...]
    answer: Mapping[str, str] = field(hash=False)
    with_specialist: str
    presses: int
    place: str
    gives_way_to: tuple[str, ...]
    info_beside: tuple[str, ...]
    left_to: tuple[str, ...]
    source: str
    evidence: str
    review_by: date

    def place_at(self, severity: str) -> str:
        """Where a finding of the rule stands: only an info has a place of its own."""
        return self.place if severity == "info" else ""

    @property
    def needs(self) -> tuple[str, ...]:
        """What it must be told to be judged: questions of the risk picture and words of GIVEN."""
        return tuple(dict.fromkeys((*self.on, *self.asks)))

    @property
    def answer_fields(self) -> tuple[str, ...]:
        """The fields of an answer to its caution: one reason for all that ask nothing of their own, or what it asks."""
        asked = (ADVISER if each == "adviser" else (each,) for each in self.answer)
        return tuple(chain.from_iterable(asked)) or ("reason",)

    def message(self, **named: str) -> str:
        """The sentence of a finding: `words` with the rule's numbers and the named values put in. Raises KeyError."""
        return self.words.format(**{**self.numbers, **named})

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that `message` must be given."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.words) if name) - self.numbers.keys()
