"""How a dose of a liquid is measured: with the smallest oral syringe that has a mark for it, or in whole drops."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ..catalogue.facts import Product
from ..catalogue.syringes import Syringe

MOST_DROPS = 40
"""Drops counted for one dose at the most (Taper's own limit)."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What volumes are measured with; with `part`, whole tablets make the most of a dose and one volume the rest of it."""

    syringes: tuple[Syringe, ...]
    part: bool = False


class Measure(NamedTuple):
    """One measured amount of a liquid: mL and the size of the syringe that has a mark for it, or whole drops."""

    mg: Decimal
    ml: Decimal | None = None
    syringe_ml: Decimal | None = None
    drops: int | None = None


def measures(product: Product, syringes: Iterable[Syringe]) -> tuple[Measure, ...]:
    """What can be measured of a liquid, ascending: each volume with the smallest syringe that has a mark for it, or drops."""
    if product.drop_mg:
        return tuple(Measure(product.drop_mg * count, drops=count) for count in range(1, MOST_DROPS + 1))
    smallest: dict[Decimal, Decimal] = {}
    for syringe in sorted(syringes, key=lambda each: each.holds_ml):
        for ml in syringe.marks:
            smallest.setdefault(ml, syringe.holds_ml)
    per_ml = product.mg_per_ml or Decimal(0)
    return tuple(Measure(ml * per_ml, ml, smallest[ml]) for ml in sorted(smallest))


_Rank = tuple[bool, int, int, int]
"""(whether tablets make only half or less, then minus their ng, how many they are, ng of the volume): less is better."""


def mixtures(tablets: Mapping[int, int], volumes: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(ng in whole tablets, ng in one volume) for each dose in ng that both together make.

    `tablets` are the doses in ng of whole tablets, with how many they are; none of them is one. The tablets make more than half
    of it where they can, and are then as few as can be; after that the smaller volume is better.
    """
    best: dict[int, tuple[_Rank, int]] = {}
    for measured in volumes:
        for solid, count in tablets.items():
            little = solid <= measured
            rank = (little, -solid if little else 0, count, measured)
            dose = solid + measured
            if dose not in best or rank < best[dose][0]:
                best[dose] = rank, solid
    return {dose: (solid, dose - solid) for dose, (_, solid) in best.items()}
