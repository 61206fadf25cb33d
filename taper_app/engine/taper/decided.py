"""What was decided about a plan beyond its request, and stays in force through later visits: a schedule carries it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from ..catalogue.medicine import drug_of
from ..doses.products import NG_PER_MG, plain_decimal
from ..doses.regimen import TIMES, Dose, Regimen
from ..doses.week import A_WEEK, WEEKDAYS, in_turn

STATES = ("going-on", "held", "maintained")
ANY_DAY = "any"
"""The `change_weekday` of a plan whose request had a weekday and that has none any more."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A clinician's change of one step by hand: its days, its doses, or both; None leaves them."""

    number: int
    days: int | None = None
    doses: tuple[Dose, ...] | None = None


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """An edited step as what it says: at these doses, these days.

    `after` is what was taken before it (the same doses where it stays at them so many days more), `kind` what the step is, and
    `instead_of` what it was before it was edited.
    """

    doses: Regimen
    days: int
    after: Regimen
    kind: str
    instead_of: str

    @property
    def stays(self) -> bool:
        """Whether no dose changes: the one before it stays so many days more."""
        return self.after.same_as(self.doses)

    def same_step(self, other: "KeptEdit") -> bool:
        """Whether both are of the same doses in the same part of the plan; the later one then takes the earlier one's place.

        Days by which a dose stays longer stand beside those that it was given when it was come to.
        """
        alike = (self.instead_of, self.stays) == (other.instead_of, other.stays)
        return alike and self.doses.same_as(other.doses)

    def to_json(self) -> dict[str, Any]:
        """As a schedule carries it."""
        told = {"doses": _doses_told(self.doses), "days": self.days, "after": _doses_told(self.after), "kind": self.kind}
        return told | ({"instead_of": self.instead_of} if self.instead_of != self.kind else {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "KeptEdit":
        """What `to_json` wrote."""
        kind = data["kind"]
        return cls(_regimen(data["doses"]), data["days"], _regimen(data["after"]), kind, data.get("instead_of", kind))


class PlannedHold(NamedTuple):
    """Days without change (None: without an end) after so many steps of a kind, counted from the day of a revision."""

    kind: str
    after: int
    days: int | None
    edited: bool = False

    def to_json(self) -> dict[str, Any]:
        """As a schedule carries it."""
        told = {"kind": self.kind, "after": self.after, "days": self.days}
        return told | ({"edited": True} if self.edited else {})


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions that stay in force until one is about them.

    `edits` are the steps changed by hand; `holds` those planned in advance that wait behind a dose without an end; `order` the
    drugs as they go down one after the other, empty where it is the request's; `target_mg` and `change_weekday` are None where
    they are the request's. `equivalence_for` are second tables that were named at a visit for single drugs. `steady_at_first` is
    what was kept steady when the plan began, None where it still is. `state` is whether the dose goes on down, is held until a
    visit, or is maintained.
    """

    edits: tuple[KeptEdit, ...] = ()
    holds: tuple[PlannedHold, ...] = ()
    order: tuple[str, ...] = ()
    target_mg: Decimal | None = None
    change_weekday: str | None = None
    state: str = "going-on"
    equivalence_for: Mapping[str, str] = field(default_factory=dict)
    steady_at_first: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """As a schedule carries it; what has its default is left out."""
        told = {
            "edits": [each.to_json() for each in self.edits],
            "holds": [each.to_json() for each in self.holds],
            "order": list(self.order),
            "target_mg": None if self.target_mg is None else plain_decimal(self.target_mg),
            "change_weekday": self.change_weekday,
            "state": None if self.state == "going-on" else self.state,
            "equivalence_for": dict(self.equivalence_for),
        }
        told = {name: value for name, value in told.items() if value not in (None, [], {})}
        return told | ({} if self.steady_at_first is None else {"steady_at_first": list(self.steady_at_first)})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decided":
        """What `to_json` wrote. Raises LookupError, TypeError, ValueError or ArithmeticError for anything else."""
        return cls(
            edits=tuple(KeptEdit.from_json(each) for each in data.get("edits", ())),
            holds=tuple(PlannedHold(**each) for each in data.get("holds", ())),
            order=tuple(data.get("order", ())),
            target_mg=None if data.get("target_mg") is None else Decimal(data["target_mg"]),
            change_weekday=data.get("change_weekday"),
            state=data.get("state", "going-on"),
            equivalence_for=dict(data.get("equivalence_for", {})),
            steady_at_first=tuple(data["steady_at_first"]) if "steady_at_first" in data else None,
        )

    def is_sound(self, drugs: Iterable[str]) -> bool:
        """Whether every value is one that a decision could have left, of these drugs."""
        known, days = set(drugs), range(1, 10_001)
        doses = [dose for each in self.edits for dose in (*each.doses.doses, *each.after.doses)]
        return (
            all(dose.time in TIMES and drug_of(dose.drug) in known and 0 < dose.mg <= 1000 for dose in doses)
            and all(dose.weekdays == in_turn(dose.weekdays) and len(dose.weekdays) < A_WEEK for dose in doses)
            and all(dose.mg * NG_PER_MG % 1 == 0 for dose in doses)  # no dose is finer than a nanogram
            and all(type(each.days) is int and each.days in days and each.doses.doses for each in self.edits)
            and all(
                {each.kind, each.instead_of} <= {"crossover", "stabilise", "reduce", "hold", "step-back"} for each in self.edits
            )
            and all(each.kind in ("crossover", "stabilise", "reduce") for each in self.holds)
            and all(type(each.after) is int and each.after in range(401) and type(each.edited) is bool for each in self.holds)
            and all(each.days is None or (type(each.days) is int and each.days in days) for each in self.holds)
            and {drug_of(each) for each in (*self.order, *(self.steady_at_first or ()))} <= known
            and len(set(self.order)) == len(self.order)
            and (self.target_mg is None or 0 <= self.target_mg <= 1000)
            and self.change_weekday in (None, ANY_DAY, *WEEKDAYS)
            and self.state in STATES
            and all(drug in known and isinstance(table, str) for drug, table in self.equivalence_for.items())
        )


def _doses_told(regimen: Regimen) -> list[dict[str, Any]]:
    return [
        {"time": each.time, "drug": each.drug, "mg": plain_decimal(each.mg)}
        | ({"weekdays": list(each.weekdays)} if each.weekdays else {})
        for each in regimen.doses
    ]


def _regimen(rows: Iterable[Mapping[str, Any]]) -> Regimen:
    doses = ((each["time"], each["drug"], Decimal(each["mg"]), tuple(each.get("weekdays", ()))) for each in rows)
    return Regimen(tuple(Dose(time, drug, mg, weekdays=weekdays) for time, drug, mg, weekdays in doses))
