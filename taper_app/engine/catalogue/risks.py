"""What the catalogue holds about patients: the risk picture, interacting medicines, dependence, and where guidelines disagree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

UNKNOWN = "unknown"
"""The answer that every question has: asked and not known, which is not the same as not asked."""
GIVEN = ("age", "medicines", "review_on", "visit")
"""What a rule may need to be told besides the answers of the risk picture."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A question of the risk picture, in the group of the page that it stands in.

    `answers` are the words on the screen by the word that is kept, in order, `unknown` last. `name` and `named` are how a remark
    speaks of the question and of its answers, `worse` are those that can be put in an order, worse last. What was part of the
    question `once` at first is known by its `earlier` answers.
    One that is `asked_one_by_one` is never answered by a button together with others.
    """

    id: str
    group: str
    name: str
    words: str
    hint: str
    asked_one_by_one: bool
    answers: Mapping[str, str] = field(hash=False)
    named: Mapping[str, str] = field(hash=False)
    worse: tuple[str, ...]
    once: str
    earlier: Mapping[str, str] = field(hash=False)
    source: str
    evidence: str
    review_by: date


ADDS = "adds"
"""The effect of a medicine that adds to what these drugs do, whatever their level."""


def earlier_words(risks: Mapping[str, Risk], question: str) -> tuple[str, ...]:
    """The answers that a question had at first, when others were part of it."""
    return tuple(word for each in risks.values() if each.once == question for word in each.earlier)


def as_asked_now(risks: Mapping[str, Risk], kept: Mapping[str, str]) -> dict[str, str]:
    """Answers as they were kept, by the questions of today: what was part of another question at first is told apart.

    A question that is none any more is left out, and so is an answer that is none any more: it is to be asked again.
    """
    parts = (each for each in risks.values() if each.once and each.id not in kept)
    known = {each.id: each.earlier[kept[each.once]] for each in parts if kept.get(each.once) in each.earlier}
    return {name: answer for name, answer in (dict(kept) | known).items() if name in risks and answer in risks[name].answers}


@dataclass(frozen=True, slots=True)
class Interaction:
    """A medicine that "raises" or "lowers" the level of every drug that one of its `enzymes` clears, or of the `drugs` named, and
    changes that of the `opposite` ones the other way about.

    `strong` is a change of about half or more; `size` says what was measured of the drug `measured`, "" where nothing was found.
    What ADDS to every drug changes no level: `size` says what they do together, and `strong` that its label forbids them.
    """

    id: str
    name: str
    effect: str
    enzymes: tuple[str, ...]
    drugs: tuple[str, ...]
    opposite: tuple[str, ...]
    strong: bool
    size: str
    measured: str
    source: str
    evidence: str
    confidence: str
    review_by: date

    def effect_on(self, drug: str) -> str:
        """What it does to the level of a drug that it changes."""
        return self.effect if drug not in self.opposite else "lowers" if self.effect == "raises" else "raises"


TAPERS = ("none", "brief", "usual")
"""No taper; a brief one, or none; and one that takes its time."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """A row of the guideline's table of who is likely to be physically dependent; an empty list is any.

    `duration` and `days_a_week` are answers of those questions, `dose` the bands low, moderate and high. `taper` is what the
    guideline wants of such use, one of TAPERS.
    """

    id: str
    duration: tuple[str, ...]
    days_a_week: tuple[str, ...]
    dose: tuple[str, ...]
    risk: str
    taper: str
    source: str
    evidence: str
    review_by: date

    def fits(self, duration: str, days_a_week: str, dose: str) -> bool:
        """Whether the row is about such use."""
        asked = ((self.duration, duration), (self.days_a_week, days_a_week), (self.dose, dose))
        return all(not listed or answer in listed for listed, answer in asked)


@dataclass(frozen=True, slots=True)
class Position:
    """What one source says on a question, in our own words."""

    words: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question on which guidelines disagree. `choice` is what it bears on, a word of CHOICES: the clinician chooses."""

    id: str
    question: str
    choice: str
    positions: tuple[Position, ...]
    review_by: date


CHOICES = (
    "method",
    "table",
    "basis",
    "pace",
    "crossover_days",
    "distribution",
    "pattern",
    "stop_from_mg",
    "coarse_tail",
    "finish_by",
    "hold",
    "step-back",
    "review_on",
    "specialist",
    "adjuncts",
    "order",
    "breastfeeding",
)
"""What a disagreement may bear on: fields of the strategy, the table, decisions of a review, and what else is decided."""
