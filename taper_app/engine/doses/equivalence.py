"""What is taken in a day as diazepam: an exact rational, by one named table.

The diazepam equivalent is mg × 10 / (mg equal to 10 mg diazepam), summed. Tables are never averaged; a drug that the table lacks
is refused unless a second table is named for that drug alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import lcm

from ..catalogue.facts import Catalogue, Cell
from ..catalogue.medicine import drug_of
from .products import NG_PER_MG, Refusal
from .regimen import DIAZEPAM, Regimen
from .week import A_WEEK


class NoEquivalent(Refusal):
    """The chosen table has no equivalent for a drug. `drug` names it; `tables` are those that have one."""

    def __init__(self, message: str, drug: str, tables: tuple[str, ...]) -> None:
        super().__init__(message)
        self.drug = drug
        self.tables = tables


@dataclass(frozen=True, slots=True)
class Equivalence:
    """The table that a plan's equivalents are worked out by, and the second tables named for single drugs.

    `table` is None when every drug is diazepam, which no table is needed for.
    """

    table: str | None
    second: Mapping[str, str] = field(default_factory=dict)

    def per_mg(self, catalogue: Catalogue, drug: str) -> Fraction:
        """mg of diazepam that 1 mg of the drug stands for. Raises NoEquivalent."""
        if drug_of(drug) == DIAZEPAM:
            return Fraction(1)
        table = self.second.get(drug_of(drug), self.table)
        cell = catalogue.tables[table].cells.get(drug_of(drug)) if table else None
        if cell is None:
            raise _no_equivalent(catalogue, drug, table)
        return _per_mg(cell)

    def weights(self, catalogue: Catalogue, drugs: Iterable[str]) -> "Weights":
        """The drugs' equivalents as whole numbers. Raises NoEquivalent."""
        per_mg = {drug: self.per_mg(catalogue, drug) for drug in drugs}
        common = lcm(*(each.denominator for each in per_mg.values())) * A_WEEK
        of_ng = {drug: each.numerator * (common // each.denominator) for drug, each in per_mg.items()}
        return Weights(common * NG_PER_MG, of_ng)

    def of(self, catalogue: Catalogue, regimen: Regimen) -> Fraction:
        """The regimen's diazepam equivalent in mg a day, the mean of its week. Raises NoEquivalent."""
        weekly = regimen.weekly_mg()
        return sum((Fraction(mg) * self.per_mg(catalogue, drug) for drug, mg in weekly.items()), Fraction(0)) / A_WEEK


@cache
def _per_mg(cell: Cell) -> Fraction:
    return 10 / cell.midpoint


@lru_cache(maxsize=8192)
def ratio(part: int, whole: int) -> Fraction:
    """The rational. From step to step and from trial to trial most are the same, and each is reduced once."""
    return Fraction(part, whole)


@dataclass(frozen=True, slots=True)
class Weights:
    """Diazepam equivalents as whole numbers, `per_mg` of which are 1 mg: exact, and quicker than rationals.

    `of_ng` is the weight of 1 ng of each drug in a day, of which a seventh is whole too: 1 ng on one day of the week weighs that.
    """

    per_mg: int
    of_ng: Mapping[str, int]

    def mg(self, weight: int) -> Fraction:
        """A weight in mg diazepam."""
        return ratio(weight, self.per_mg)

    def of_mg(self, mg: Fraction | Decimal) -> int:
        """mg diazepam as a weight, rounded down."""
        part, whole = mg.as_integer_ratio()
        return part * self.per_mg // whole


def _no_equivalent(catalogue: Catalogue, drug: str, table: str | None) -> NoEquivalent:
    having = tuple(each.id for each in catalogue.tables.values() if each.selectable and drug_of(drug) in each.cells)
    if table is None:
        message = f"Choose an equivalence table: {drug} cannot be compared with diazepam without one."
    else:
        names = ", ".join(catalogue.tables[each].name for each in having) or "none"
        message = f"{catalogue.tables[table].name} has no equivalent for {drug}. Tables that have one: {names}."
    return NoEquivalent(message, drug, having)


def equivalents(regimen: Regimen, catalogue: Catalogue) -> dict[str, Fraction]:
    """The equivalent in mg diazepam a day by every table that knows all the drugs, with what is beside the doses of every day."""
    daily = {drug: Fraction(mg) / A_WEEK for drug, mg in regimen.weekly_mg().items()}
    for drug, mg in regimen.beside_mg().items():
        daily[drug] = daily.get(drug, Fraction(0)) + mg
    asked = [drug_of(drug) for drug in daily if drug_of(drug) != DIAZEPAM]
    knowing = (each.id for each in catalogue.tables.values() if all(drug in each.cells for drug in asked))
    by_table = {id_: Equivalence(id_) for id_ in knowing}
    return {
        id_: sum((mg * table.per_mg(catalogue, drug) for drug, mg in daily.items()), Fraction(0))
        for id_, table in by_table.items()
    }
