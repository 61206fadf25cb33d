"""Which doses a choice of products can make, and from which pieces.

Amounts inside the engine are whole nanograms (1 mg = 1,000,000 ng), so that a quarter of a 3.75 mg tablet is exact and
every comparison is between integers. At the edges a dose is an exact `Decimal` in mg.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Literal

from ..catalogue.facts import OWN, Catalogue, Product
from ..text import mg
from .volumes import Measure, Measuring, measures, mixtures

NG_PER_MG = 1_000_000

Splits = Literal["none", "smallest", "all"] | tuple[str, ...]
"""Which products are split: by a word, or the ids of products."""


class Refusal(Exception):
    """The engine will not do what was asked. `message` says why; `alternatives` what was tried and works.

    `findings` are what the rules say of what is taken and of the patient, whatever is planned. One that `says_what_to_do` is
    mended by that, and by no other way of the same plan.
    """

    says_what_to_do: ClassVar[bool] = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.alternatives: tuple[Any, ...] = ()
        self.findings: tuple[Any, ...] = ()

    @property
    def code(self) -> str:
        """The name of the refusal, as the command line prints it."""
        return type(self).__name__


class CannotMakeDose(Refusal):
    """A dose that the chosen products do not make exactly."""


class SplitForbidden(Refusal):
    """A product was to be split that must not be."""


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of one product (halves and quarters count as 0.5 and 0.25), or so many mL or whole drops of a liquid.

    `syringe_ml` is what the oral syringe holds that a volume is measured with; None where an earlier version did not say.
    """

    product: str
    count: Decimal | None = None
    ml: Decimal | None = None
    syringe_ml: Decimal | None = None
    drops: int | None = None

    @property
    def measured(self) -> bool:
        """Whether it is of a liquid."""
        return self.ml is not None or self.drops is not None

    @property
    def amount(self) -> Decimal:
        """How many pieces, mL or drops it is."""
        return self.count or self.ml or Decimal(self.drops or 0)

    def to_json(self) -> dict[str, str]:
        """As the command line prints it."""
        if self.drops is not None:
            return {"product": self.product, "drops": str(self.drops)}
        if self.ml is None:
            return {"product": self.product, "count": plain_decimal(self.count or Decimal(0))}
        syringe = {"syringe_ml": plain_decimal(self.syringe_ml)} if self.syringe_ml is not None else {}
        return {"product": self.product, "ml": plain_decimal(self.ml)} | syringe

    @classmethod
    def from_json(cls, data: dict[str, str]) -> "Piece":
        """The piece that `to_json` wrote. Raises KeyError, or ValueError or InvalidOperation for what is no number."""
        count_, ml, syringe_ml = (Decimal(data[name]) if name in data else None for name in ("count", "ml", "syringe_ml"))
        return cls(data["product"], count_, ml, syringe_ml, int(data["drops"]) if "drops" in data else None)


def plain_decimal(amount: Decimal) -> str:
    """The exact number without exponent, comma or trailing zero, for JSON."""
    return format(amount.normalize(), "f")


def to_ng(dose: Decimal | Fraction) -> int:
    """mg as whole nanograms. Raises ValueError for what is not a whole number of them."""
    amount = dose * NG_PER_MG
    if amount != int(amount):
        raise ValueError(f"{amount} ng: the dose is finer than a nanogram")
    return int(amount)


@lru_cache
def to_mg(ng: int) -> Decimal:
    """Nanograms as an exact number of mg, without trailing zeros or an exponent."""
    return Decimal(plain_decimal(Decimal(ng) / NG_PER_MG))


# How a product is split --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    """A product with what it may be split into in this plan."""

    product: Product
    halve: bool
    quarter: bool

    @property
    def ng(self) -> int:
        """The product's strength in ng."""
        return to_ng(self.product.strength_mg or Decimal(0))


def _named_for_splitting(products: tuple[Product, ...], splits: Splits, allowed: tuple[str, ...]) -> set[str]:
    """The ids that `splits` means among these products; `allowed` are the catalogue's words that permit it."""
    may = [each for each in products if each.splits in allowed and each.strength_mg]
    if splits == "none" or (not may and isinstance(splits, str)):
        return set()
    if splits == "all":
        return {each.id for each in may}
    if splits == "smallest":
        return {min(may, key=lambda each: (each.strength_mg or 0, each.id)).id}
    forbidden = [each for each in products if each.id in splits and each.splits == "none"]
    if forbidden:
        raise SplitForbidden(
            f"{forbidden[0].label}: this product must be taken whole. Choose another product, or do not split it."
        )
    return {each.id for each in products if each.id in splits and each.strength_mg}


def _cuts(products: tuple[Product, ...], halve: Splits, quarter: Splits) -> list[_Cut]:
    """The solid products, the largest strength first, each with its splits."""
    halved = _named_for_splitting(products, halve, ("half", "quarter"))
    quartered = _named_for_splitting(products, quarter, ("quarter",))
    solids = sorted((each for each in products if each.strength_mg), key=lambda each: (-(each.strength_mg or 0), each.id))
    return [_Cut(each, each.id in halved or each.id in quartered, each.id in quartered) for each in solids]


def _counts(cut: _Cut, most: int) -> Iterator[tuple[int, int, int]]:
    """(quarters of a tablet, pieces, split pieces) for up to so many pieces of one product, in the fewest split pieces."""
    for quarters in range(most * 4 + 1):
        whole, rest = divmod(quarters, 4)
        if rest == 2 and cut.halve:
            split = 1
        elif rest and cut.quarter:
            split = 2 if rest == 3 else 1
        elif rest:
            continue
        else:
            split = 0
        if whole + split <= most:
            yield quarters, whole + split, split


_Way = tuple[int, int, tuple[int, ...]]
"""(split pieces, different products, minus the quarters of each product, the largest strength first): less is better."""


def _tablet_ways(cuts: list[_Cut], most: int) -> dict[int, tuple[int, ...]]:
    """Every dose in ng that at most so many pieces make, with the quarters of each product in the best way to make it.

    Best is: fewest split pieces, then fewest pieces, then fewest different products, then the larger strength, then the id.
    """
    states: dict[tuple[int, int], _Way] = {(0, 0): (0, 0, ())}
    for cut in cuts:
        options = [(cut.ng * quarters // 4, pieces, split, quarters) for quarters, pieces, split in _counts(cut, most)]
        following: dict[tuple[int, int], _Way] = {}
        for (ng, taken), (splits, different, way) in states.items():
            for added, pieces, split, quarters in options:
                if taken + pieces > most:
                    continue
                key = (ng + added, taken + pieces)
                new = (splits + split, different + (quarters > 0), (*way, -quarters))
                if key not in following or new < following[key]:
                    following[key] = new
        states = following
    best: dict[int, tuple[int, int, int, tuple[int, ...]]] = {}
    for (ng, taken), (splits, different, way) in states.items():
        rank = (splits, taken, different, way)
        if ng not in best or rank < best[ng]:
            best[ng] = rank
    return {ng: tuple(-quarters for quarters in rank[3]) for ng, rank in best.items()}


# What can be made --------------------------------------------------------------------------------


NOTHING = Measuring(())
"""Nothing to measure with."""


def _piece(product: Product, measure: Measure) -> Piece:
    return Piece(product.id, ml=measure.ml, syringe_ml=measure.syringe_ml, drops=measure.drops)


def _whole(products: tuple[Product, ...]) -> list[_Cut]:
    """The plain solids, none of them split: what a volume goes with."""
    return _cuts(tuple(each for each in products if not each.modified_release), "none", "none")


def _counted(cuts: list[_Cut], way: tuple[int, ...]) -> tuple[Piece, ...]:
    """The pieces of a way, which counts the quarters of each product."""
    counted = zip(cuts, way, strict=True)
    return tuple(Piece(cut.product.id, count=Decimal(quarters) / 4) for cut, quarters in counted if quarters)


class Makeable:
    """The doses of one drug that its chosen products make exactly, worked out once per choice of products.

    `tablets` and `volumes` are the makeable doses in ng, ascending: from solid products (none is a dose too), and from the
    one liquid, alone or with whole tablets.
    """

    def __init__(
        self, products: tuple[Product, ...], halve: Splits, quarter: Splits, most_pieces: int, measuring: Measuring = NOTHING
    ) -> None:
        self.products = products
        self._cuts = _cuts(products, halve, quarter)
        self._ways = _tablet_ways(self._cuts, most_pieces)
        self.tablets = sorted(self._ways)
        liquids = [each for each in products if each.mg_per_ml]
        self._measured = {
            to_ng(measure.mg): _piece(each, measure) for each in liquids for measure in measures(each, measuring.syringes)
        }
        self._whole = _whole(products) if measuring.part and liquids else []
        self._solid = _tablet_ways(self._whole, most_pieces - 1)
        self._volumes = mixtures({ng: sum(way) // 4 for ng, way in self._solid.items()}, self._measured)
        self.volumes = sorted({0, *self._volumes}) if liquids else []
        self._made: dict[tuple[int, bool], tuple[Piece, ...]] = {}

    def amounts(self, *, liquid: bool) -> list[int]:
        """The makeable doses in ng, ascending, nothing (0) first; empty where there is no liquid."""
        return self.volumes if liquid else self.tablets

    def makes(self, ng: int, *, liquid: bool = False) -> bool:
        """Whether exactly this dose can be made."""
        return ng in self._volumes or not ng if liquid else ng in self._ways

    def pieces(self, ng: int, *, liquid: bool = False) -> tuple[Piece, ...]:
        """The pieces that make exactly this dose. Raises CannotMakeDose."""
        key = (ng, liquid)
        if key not in self._made:
            self._made[key] = self._volume(ng) if liquid else self._tablets(ng)
        return self._made[key]

    def _volume(self, ng: int) -> tuple[Piece, ...]:
        if ng not in self._volumes:
            raise CannotMakeDose(f"{mg(to_mg(ng))} is not a volume that can be measured")
        solid, measured = self._volumes[ng]
        return (*_counted(self._whole, self._solid[solid]), self._measured[measured])

    def _tablets(self, ng: int) -> tuple[Piece, ...]:
        if ng not in self._ways:
            raise CannotMakeDose(f"{mg(to_mg(ng))} is not a dose that these products make")
        return _counted(self._cuts, self._ways[ng])

    def split_ids(self, word: str) -> frozenset[str]:
        """Ids of the products of which this choice makes halves (for the word "halve") or quarters ("quarter")."""
        return frozenset(each.product.id for each in self._cuts if (each.halve if word == "halve" else each.quarter))

    @cached_property
    def unverified(self) -> frozenset[str]:
        """Ids of products split on the clinician's own word, no source saying that they may be."""
        halved = {cut.product.id for cut in self._cuts if cut.halve and cut.product.splits == "unverified"}
        return frozenset(halved | {cut.product.id for cut in self._cuts if cut.quarter and cut.product.splits != "quarter"})

    def at_most(self, ng: int, *, liquid: bool = False) -> int | None:
        """The largest makeable dose that is not above `ng`, or None."""
        amounts = self.volumes if liquid else self.tablets
        place = bisect_right(amounts, ng)
        return amounts[place - 1] if place else None

    def at_least(self, ng: int, *, liquid: bool = False) -> int | None:
        """The smallest makeable dose that is not below `ng`, or None."""
        amounts = self.volumes if liquid else self.tablets
        place = bisect_left(amounts, ng)
        return amounts[place] if place < len(amounts) else None


_KNOWN: dict[tuple[Any, ...], Makeable] = {}
"""What was worked out before, by catalogue, market, products, splits and parts: a memory of facts, never of a plan."""
MOST_KNOWN = 1_000
"""Of so many choices some ten megabytes; a process that meets more forgets them all and begins anew."""


def makeable(
    catalogue: Catalogue, products: tuple[Product, ...], halve: Splits, quarter: Splits, *, part: bool = False
) -> Makeable:
    """What these products of one drug make when split so; with `part`, tablets and a volume go together. Raises SplitForbidden.

    The same choice is worked out once in a process, as long as it is remembered.
    """
    market = products[0].market if products else ""
    own = tuple((each.strength_mg, each.mg_per_ml, each.splits) for each in products if each.status == OWN)
    key = (catalogue.digest, market, tuple(each.id for each in products), own, halve, quarter, part)
    if key not in _KNOWN:
        measuring = Measuring(tuple(catalogue.syringes.values()), part)
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = Makeable(products, halve, quarter, catalogue.envelope.most_pieces, measuring)
    return _KNOWN[key]
