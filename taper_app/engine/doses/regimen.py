"""What is taken in a day, and what that is in diazepam.

The diazepam equivalent is an exact rational: mg × 10 / (mg equal to 10 mg diazepam), summed, by one named table. Tables are
never averaged; a drug that the table lacks is refused unless a second table is named for that drug alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import lcm

from ..catalogue.facts import Catalogue, Cell
from .products import NG_PER_MG, Refusal, plain_decimal

TIMES = ("morning", "midday", "evening", "night")
AT_TIMES = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at night"}
"""When a dose is taken, as a sentence says it."""
DIAZEPAM = "diazepam"


class NoEquivalent(Refusal):
    """The chosen table has no equivalent for a drug. `drug` names it; `tables` are those that have one."""

    def __init__(self, message: str, drug: str, tables: tuple[str, ...]) -> None:
        super().__init__(message)
        self.drug = drug
        self.tables = tables


@dataclass(frozen=True, slots=True)
class Dose:
    """One drug at one time of day, in mg."""

    time: str
    drug: str
    mg: Decimal


@dataclass(frozen=True, slots=True)
class Regimen:
    """All doses taken in one day, in the order of the clinician's rows.

    `as_needed` is the mg a day of drugs taken as needed that the clinician counts in the equivalent; no step holds them.
    """

    doses: tuple[Dose, ...]
    as_needed: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs taken, in the clinician's order."""
        return tuple(self.daily_mg())

    def at(self, drug: str, time: str) -> Decimal:
        """mg of a drug at a time of day; 0 when none is taken then."""
        return sum((each.mg for each in self.doses if (each.drug, each.time) == (drug, time)), Decimal(0))

    def same_as(self, other: "Regimen") -> bool:
        """Whether exactly the same is taken, whatever the order of the rows."""
        return sorted(self._amounts()) == sorted(other._amounts())

    def _amounts(self) -> list[tuple[str, str, Decimal]]:
        return [(each.drug, each.time, each.mg) for each in self.doses if each.mg]

    def daily_mg(self) -> dict[str, Decimal]:
        """Each drug's mg in the day."""
        daily: dict[str, Decimal] = {}
        for each in self.doses:
            daily[each.drug] = daily.get(each.drug, Decimal(0)) + each.mg
        return daily

    def to_json(self) -> list[dict[str, str]]:
        """One row a drug, as a request carries it."""
        rows = []
        for drug in dict.fromkeys((*self.drugs, *self.as_needed)):
            row = {"drug": drug} | {time: plain_decimal(self.at(drug, time)) for time in TIMES if self.at(drug, time)}
            rows.append(row | ({"as_needed": plain_decimal(self.as_needed[drug])} if drug in self.as_needed else {}))
        return rows

    @classmethod
    def from_json(cls, rows: Sequence[Mapping[str, str]]) -> "Regimen":
        """The regimen that `to_json` wrote. Raises LookupError, TypeError or ArithmeticError for what it did not."""
        doses = (Dose(time, row["drug"], Decimal(row[time])) for row in rows for time in TIMES if time in row)
        needed = {row["drug"]: Decimal(row["as_needed"]) for row in rows if "as_needed" in row}
        return cls(tuple(doses), needed)


@dataclass(frozen=True, slots=True)
class Equivalence:
    """The table that a plan's equivalents are worked out by, and the second tables named for single drugs.

    `table` is None when every drug is diazepam, which no table is needed for.
    """

    table: str | None
    second: Mapping[str, str] = field(default_factory=dict)

    def per_mg(self, catalogue: Catalogue, drug: str) -> Fraction:
        """mg of diazepam that 1 mg of the drug stands for. Raises NoEquivalent."""
        if drug == DIAZEPAM:
            return Fraction(1)
        table = self.second.get(drug, self.table)
        cell = catalogue.tables[table].cells.get(drug) if table else None
        if cell is None:
            raise _no_equivalent(catalogue, drug, table)
        return _per_mg(cell)

    def weights(self, catalogue: Catalogue, drugs: Iterable[str]) -> "Weights":
        """The drugs' equivalents as whole numbers. Raises NoEquivalent."""
        per_mg = {drug: self.per_mg(catalogue, drug) for drug in drugs}
        common = lcm(*(each.denominator for each in per_mg.values()))
        return Weights(common * NG_PER_MG, {drug: int(each * common) for drug, each in per_mg.items()})

    def of(self, catalogue: Catalogue, regimen: Regimen) -> Fraction:
        """The regimen's diazepam equivalent in mg a day. Raises NoEquivalent."""
        daily = regimen.daily_mg()
        return sum((Fraction(mg) * self.per_mg(catalogue, drug) for drug, mg in daily.items()), Fraction(0))


@cache
def _per_mg(cell: Cell) -> Fraction:
    return 10 / cell.midpoint


@dataclass(frozen=True, slots=True)
class Weights:
    """Diazepam equivalents as whole numbers, `per_mg` of which are 1 mg: exact, and quicker than rationals.

    `of_ng` is the weight of 1 ng of each drug.
    """

    per_mg: int
    of_ng: Mapping[str, int]

    def mg(self, weight: int) -> Fraction:
        """A weight in mg diazepam."""
        return Fraction(weight, self.per_mg)

    def of_mg(self, mg: Fraction | Decimal) -> int:
        """mg diazepam as a weight, rounded down."""
        return int(Fraction(mg) * self.per_mg)


def _no_equivalent(catalogue: Catalogue, drug: str, table: str | None) -> NoEquivalent:
    having = tuple(each.id for each in catalogue.tables.values() if each.selectable and drug in each.cells)
    if table is None:
        message = f"Choose an equivalence table: {drug} cannot be compared with diazepam without one."
    else:
        names = ", ".join(catalogue.tables[each].name for each in having) or "none"
        message = f"{catalogue.tables[table].name} has no equivalent for {drug}. Tables that have one: {names}."
    return NoEquivalent(message, drug, having)


def equivalents(regimen: Regimen, catalogue: Catalogue) -> dict[str, Fraction]:
    """The equivalent in mg diazepam a day by every table that knows all the drugs, with what is counted of those as needed."""
    counted = tuple(Dose("as needed", drug, mg) for drug, mg in regimen.as_needed.items())
    everything = Regimen((*regimen.doses, *counted))
    asked = [drug for drug in everything.drugs if drug != DIAZEPAM]
    knowing = (each for each in catalogue.tables.values() if all(drug in each.cells for drug in asked))
    return {each.id: Equivalence(each.id).of(catalogue, everything) for each in knowing}
