"""What the catalogue holds: drugs, products, equivalence tables, rules and the sources of every number in them."""

from collections.abc import Collection, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple, Protocol

from ..text import NBSP, mg
from .decision import Decision
from .drugs import Drug
from .envelope import Envelope
from .limits import Limit
from .markets import Market, Threshold
from .medicine import medicine
from .others import Other, OtherKind
from .outcomes import Tried
from .risks import Dependence, Disagreement, Interaction, Risk
from .roles import Role
from .rules import Rule
from .syringes import Syringe
from .visit_facts import Measure, Noted, Scale, Sign, Substance

"""What stands among the numbers of a rule: a number, or words that go with one."""


class CatalogueError(Exception):
    """The data files are wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that a number was taken from: the original, never a copy of it. `year` may be "no date".

    It is `listed` on the page of sources unless nothing rests on it that the page shows.
    """

    id: str
    title: str
    publisher: str
    year: str
    url: str
    doi: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Bottle:
    """How a liquid is sold: what a bottle holds, and how many days it keeps once it is opened. None is not known.

    `source` and `evidence` are of what it holds, those of the days stand apart.
    """

    holds_ml: Decimal | None
    keeps_days: int | None
    source: str
    evidence: str
    keeps_source: str
    keeps_evidence: str


OWN = "own"
"""The status of a product of a clinic's own, which no market sells: it is made for its patients."""


@dataclass(frozen=True, slots=True)
class Product:
    """A drug as sold in one market: `strength_mg` in one piece of a solid, or `mg_per_ml` of a liquid.

    `drop_mg` is the dose in one drop of a liquid that is counted in drops; others are measured by oral syringe.
    `splits` is what a source supports for at least one maker of this strength; `splits_source` and `splits_evidence`
    say which. `brands` are from general knowledge. `ticked` is false for a product that is ordinarily sold and that a plan
    uses only where somebody ticks it; its note says why.
    """

    id: str
    drug: str
    market: str
    form: str
    strength_mg: Decimal | None
    mg_per_ml: Decimal | None
    drop_mg: Decimal | None
    splits: str
    splits_source: str
    splits_evidence: str
    status: str
    ticked: bool
    brands: tuple[str, ...]
    codes: Mapping[str, str] = field(hash=False)
    source: str
    evidence: str
    confidence: str
    note: str
    bottle: Bottle | None = None

    @property
    def gone(self) -> bool:
        """Whether it is no longer sold in its market."""
        return self.status in ("discontinued", "withdrawn")

    @property
    def modified_release(self) -> bool:
        """Whether it lets the drug go slowly: it is taken whole, and no plain piece does the same."""
        return self.form.startswith("modified-release")

    @property
    def medicine(self) -> str:
        """The medicine that it is: its drug as it lets it go."""
        return medicine(self.drug, "modified" if self.modified_release else "plain")

    @property
    def ml_per_drop(self) -> Decimal | None:
        """The volume of one drop in mL; None for a liquid that is measured by oral syringe."""
        return self.drop_mg / self.mg_per_ml if self.drop_mg and self.mg_per_ml else None

    @property
    def label(self) -> str:
        """Drug, strength and form: "diazepam 2 mg tablet", "diazepam 1 mg in 1 mL oral solution".

        Of what is made for a clinic the name on its bottle or box, so that it is never read as a product that is sold.
        """
        if self.status == OWN:
            return self.note
        strength = mg(self.strength_mg) if self.strength_mg else f"{mg(self.mg_per_ml or 0)} in 1{NBSP}mL"
        return f"{self.drug} {strength} {self.form}"


@dataclass(frozen=True, slots=True)
class Cell:
    """mg of a drug equal to 10 mg diazepam, `low` to `high` where a range is printed; `as_stated` as it is printed."""

    low: Decimal
    high: Decimal
    as_stated: str
    evidence: str
    confidence: str

    @property
    def midpoint(self) -> Fraction:
        """mg of the drug equal to 10 mg diazepam; the middle where the table prints a range."""
        return (Fraction(self.low) + Fraction(self.high)) / 2


@dataclass(frozen=True, slots=True)
class EquivalenceTable:
    """A published table of diazepam equivalents; one that is not selectable is only shown beside the others.

    `note` is what the table itself says of its use, in our words; "" where it says nothing.
    """

    id: str
    name: str
    source: str
    selectable: bool
    note: str
    cells: Mapping[str, Cell] = field(hash=False)
    review_by: date


@dataclass(frozen=True, slots=True)
class Preset:
    """A published pace: the fields of a strategy that it sets. `slower` marks the slower of the two that are offered first."""

    id: str
    name: str
    strategy: Mapping[str, object]
    slower: bool
    source: str
    evidence: str
    review_by: date
    note: str


SIGNS = (
    "any",
    "mild-symptoms",
    "severe-symptoms",
    "red-flag",
    "taken-more",
    "taken-less",
    "missed-doses",
    "opioid",
    "alcohol",
    "sedative",
    "poor-sleep",
    "low-mood",
    "near-end",
    "crossover",
)
"""What a visit may find that guidelines say something about; "any" is every visit."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What a guideline says beside a decision, in our own words. `when` are words of SIGNS, one of which is enough."""

    id: str
    decisions: tuple[Decision, ...]
    when: tuple[str, ...]
    words: str
    source: str
    evidence: str
    review_by: date


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything in the data files; `digest` is the SHA-256 of their bytes, in the order of their names."""

    drugs: Mapping[str, Drug]
    markets: Mapping[str, Market]
    by_market: Mapping[str, Mapping[str, Product]]
    syringes: Mapping[str, Syringe]
    tables: Mapping[str, EquivalenceTable]
    rules: Mapping[str, Rule]
    envelope: Envelope
    limits: Mapping[str, Limit]
    presets: Mapping[str, Preset]
    outcomes: Mapping[str, Tried]
    advice: Mapping[str, Advice]
    risks: Mapping[str, Risk]
    signs: Mapping[str, Sign]
    red_flags: Mapping[str, Noted]
    symptoms: Mapping[str, Noted]
    roles: Mapping[str, Role]
    scales: Mapping[str, Scale]
    seen: Mapping[str, Noted]
    measures: Mapping[str, Measure]
    substances: Mapping[str, Substance]
    interactions: Mapping[str, Interaction]
    other_kinds: Mapping[str, OtherKind]
    others: Mapping[str, Other]
    dependence: Mapping[str, Dependence]
    disagreements: Mapping[str, Disagreement]
    sources: Mapping[str, Source]
    digest: str

    def changed_by(self, medicine: str) -> tuple[str, ...]:
        """The drugs whose level an interacting medicine changes, in the order of the file."""
        known = self.interactions[medicine]
        named = {*known.drugs, *known.opposite}
        return tuple(each.id for each in self.drugs.values() if each.id in named or each.enzymes & set(known.enzymes))

    def threshold(self, rule: str, market: str) -> Threshold:
        """The dose above which a rule speaks in a market: that of its guidance, or else the rule's own."""
        known = self.rules[rule]
        own = self.markets[market].thresholds.get(rule) if market in self.markets else None
        origin = str(known.numbers.get("default_origin", ""))
        return own or Threshold(Decimal(known.numbers["default_mg"]), origin, known.source, known.evidence)

    def gap_days(self, drug: str) -> int:
        """The days since the last dose of a drug from which on its old dose is not simply taken up again."""
        return self.limits["gap_days_short" if self.drugs[drug].short_half_life else "gap_days_long"].least

    def with_own(self, market: str, own: Collection[Product]) -> "Catalogue":
        """The same with a clinic's own products among those of a market."""
        if not own:
            return self
        return replace(self, by_market={**self.by_market, market: {**self.by_market[market], **{each.id: each for each in own}}})

    def products(self, market: str) -> Mapping[str, Product]:
        """All products of a market by id, whatever their status. Raises KeyError for a market that has no file."""
        return self.by_market[market]


UNLISTED = ("digest", "markets", "envelope", "red_flags", "symptoms", "scales", "seen", "measures", "substances", "roles")
"""What of the catalogue the page of sources does not list."""


class Overdue(NamedTuple):
    """What is to be read against its source again: the part of the catalogue that it stands in, its id and its day."""

    part: str
    id: str
    review_by: date


class Parts(Protocol):
    """A dataclass whose fields are what was read from data files, by id, as in Catalogue."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def overdue(catalogue: Parts, on: date) -> tuple[Overdue, ...]:
    """Everything that the page of sources shows whose review-by date is before that day, the longest overdue first."""
    parts = {each.name: getattr(catalogue, each.name) for each in fields(catalogue) if each.name not in UNLISTED}
    found = [(part, each) for part, things in parts.items() for each in things.values() if hasattr(each, "review_by")]
    late = (Overdue(part, each.id, each.review_by) for part, each in found if each.review_by < on)
    return tuple(sorted(late, key=lambda each: each.review_by))
