"""What is kept for ever of a plan: everything that paper and pages print, as values.

A draft and a preview are the same value without a number, a code and a signer: None, and empty words. Dates are days, numbers
carry their unit, and what a revision does not have (what was taken, before the first visit) is None. What older formats lack is
decided in `lifts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from taper_app.engine import Decision, Regimen, Request, Schedule, Specialist

from .codec import from_json, to_json
from .known import PatientToday, Risks
from .lifts import ADDED_TO_4, FORMAT, lifted
from .remarks import Answered, Finding


@dataclass(frozen=True, slots=True)
class Source:
    """A publication as a reference names it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Table:
    """An equivalence table's name, and the publication it is from."""

    id: str
    name: str
    source_title: str


@dataclass(frozen=True, slots=True)
class Bottle:
    """How a liquid was sold: mL in a bottle and days that it keeps once opened (None is not known), and the percent counted for
    losses."""

    holds_ml: Decimal | None
    keeps_days: int | None
    loss_percent: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product with the words its pieces are printed with: strength in mg, or mg in one mL, and mg in one drop where it is
    counted in drops (None where an early revision did not say, and the catalogue does not either). A product of the clinic's own
    says who makes it and how many days it keeps; of any other `made_by` is empty. `bottle` is None of a solid, and where an
    early revision did not say."""

    drug: str
    form: str
    strength: Decimal | None
    mg_per_ml: Decimal | None
    drop_mg: Decimal | None
    label: str
    brands: tuple[str, ...]
    made_by: str
    keeps_days: int | None
    bottle: Bottle | None


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug as it was called on the day of issue."""

    name: str


@dataclass(frozen=True, slots=True)
class Needs:
    """How the patient needs to be given information."""

    large_print: bool
    easy_read: bool
    interpreter: bool
    language: str
    other_language: str


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient as printed; `needs` is None where nobody had asked."""

    name: str
    born_on: date
    identifier: str
    sex: str
    needs: Needs | None


@dataclass(frozen=True, slots=True)
class Medication:
    """One row of the patient's list, in mg by time of day; times without a dose are left out.

    A drug of the catalogue has an empty `other`; what no table has is `other` by its name, taken as its words say. `product` is
    an id of `Issued.products`, or empty. `use` is regular, days (so many a week, the weekdays where they are known) or as-needed.
    """

    drug: str
    other: str
    release: str
    product: str
    prescribed: Mapping[str, Decimal]
    taken: Mapping[str, Decimal]
    use: str
    days_a_week: int
    weekdays: tuple[str, ...]
    usual_week_mg: Decimal | None
    taken_as: str
    indication: str
    since_on: date | None
    last_taken_on: date | None

    @property
    def id(self) -> str:
        """What the revision names it by: the drug's id, or the name of what is another."""
        return self.drug or self.other


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic as printed, and how it prints and dispenses."""

    name: str
    phone: str
    out_of_hours: str
    time_zone: str
    market: str
    paper_size: str
    dispensing_interval_days: int
    handout_rows: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The review that a revision came from."""

    number: int
    reviewed_on: date
    decision: Decision


@dataclass(frozen=True, slots=True)
class Care:
    """How one kind of care beside the dose stood: its status and since when, and its referral."""

    kind: str
    name: str
    status: str
    since: date
    offered_on: date | None
    reviewed_on: date | None
    referred_to: str
    referred_on: date | None
    answered_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one rule, with the numbers that it judged by."""

    rule: str
    title: str
    outcome: str
    lacking: tuple[str, ...]
    numbers: Mapping[str, Decimal]
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Position:
    """What one publication says to a question on which guidelines disagree."""

    words: str
    source: str
    publisher: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question on which guidelines disagree, and the choice that answers it."""

    id: str
    question: str
    choice: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How a revision was worked out: every rule, the tables' figures (mg equal to 10 mg diazepam: lowest and highest)."""

    rules: tuple[RuleOutcome, ...]
    figures: Mapping[str, Mapping[str, tuple[Decimal, ...]]]
    thresholds: Mapping[str, Decimal | None]
    disagreements: tuple[Disagreement, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Issued:
    """One issued version of a plan, whole. `equivalents` are mg diazepam a day by table, of what was taken.

    `rounding` says which rounded doses it begins from, where it does not begin from those taken.
    Before it is issued `number` is None, `code` and `issued_by` are empty, and `issued_on` is the day on which it is looked at.
    """

    format: int
    engine: str
    catalogue: str
    request: Request
    schedule: Schedule
    equivalents: Mapping[str, Decimal]
    findings: tuple[Finding, ...]
    table: Table | None
    tables_for: Mapping[str, Table]
    tables: Mapping[str, Table]
    products: Mapping[str, Product]
    sources: Mapping[str, Source]
    drugs: Mapping[str, Drug]
    patient: Patient
    medications: tuple[Medication, ...]
    clinic: Clinic
    issued_on: date
    review_on: date
    code: str = ""
    number: int | None = None
    replaces: int | None = None
    issued_by: str = ""
    changes_on: date | None = None
    specialist: Specialist | None = None
    override_reason: str = ""
    answered: tuple[Answered, ...] = ()
    taken: Regimen | None = None
    rounding: str = ""
    review: Decided | None = None
    old_paper: str = ""
    care: tuple[Care, ...] = ()
    risks: Risks | None = None
    patient_today: PatientToday | None = None
    how: How | None = None

    def drug_name(self, drug: str) -> str:
        """A drug as it was called on the day of issue."""
        return self.drugs[drug].name

    def table_called(self, id_: str) -> Table:
        """An equivalence table as it was called on the day of issue; by its id alone where an early revision kept no names."""
        return self.tables.get(id_) or Table(id_, id_, "")

    @property
    def taken_now(self) -> Regimen:
        """What is really taken on the day of issue: as a visit found it, or what the plan began with."""
        return self.taken_at_visit or self.request.regimen

    @property
    def taken_at_visit(self) -> Regimen | None:
        """What a visit found to be really taken; what is on some days of the week is among it where the plan goes by them."""
        by_week = self.request.strategy.pattern != "none" or self.schedule.by_week
        return self.taken.weekly(self.request.strategy.steady) if self.taken and by_week else self.taken

    @property
    def rules_from(self) -> date:
        """The first day that this revision rules: that of its change, or the first of the plan."""
        return max(self.changes_on or self.issued_on, self.schedule.starts_on)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        told: dict[str, Any] = to_json(self)
        return {name: value for name, value in told.items() if name not in ADDED_TO_4 or value != ADDED_TO_4[name]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Issued":
        """What a revision of any format stored. Raises NotStored for what none wrote."""
        issued: Issued = from_json(cls, lifted(data))
        return issued


__all__ = ["FORMAT", "Issued"]
