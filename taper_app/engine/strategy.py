"""What the clinician chooses, and the request that carries it with the regimen: values without behaviour of their own."""

import dataclasses
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .facts import Catalogue
from .fields import (
    Asked,
    Field,
    Kind,
    Within,
    any_dose,
    day,
    days,
    drug,
    field,
    fields_of,
    flag,
    number,
    or_none,
    product_ids,
    required,
    splits,
    word,
)
from .products import Makeable, Splits, chosen_products, makeable, plain_decimal
from .reading import DOSE, Fields, read_days, read_list, read_number, read_or_none
from .regimen import DIAZEPAM, Equivalence, Regimen

METHODS = ("direct", "crossover")
PARTS = ("whole", "half")
BASES = ("current", "baseline", "bands")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DISTRIBUTIONS = ("even", "daytime-first")


@dataclass(frozen=True, slots=True)
class Band:
    """Reductions of `reduction_mg` (diazepam equivalent) while the equivalent is above `down_to_mg`."""

    down_to_mg: Decimal
    reduction_mg: Decimal


@dataclass(frozen=True, slots=True)
class Hold:
    """Days without change after the step of that number; `days` None is a hold without an end, with nothing after it."""

    after_step: int
    days: int | None


def _read_bands(value: Any, asked: Asked) -> tuple[Band, ...]:
    bands = []
    for index, each in enumerate(read_list(value)):
        fields = Fields(each, f"{asked.path}bands[{index}].")
        down_to, reduction = fields.take("down_to_mg", DOSE), fields.take("reduction_mg", read_number("0.01", "100"))
        bands.append(Band(down_to, reduction))
        fields.done()
    falling = all(above.down_to_mg > below.down_to_mg for above, below in itertools.pairwise(bands))
    if not bands or not falling or bands[-1].down_to_mg:
        raise ValueError("must go down from band to band, the last down to 0")
    return tuple(bands)


def _bands() -> Kind[tuple[Band, ...]]:
    return Kind(
        _read_bands,
        lambda bands: [
            {"down_to_mg": plain_decimal(each.down_to_mg), "reduction_mg": plain_decimal(each.reduction_mg)} for each in bands
        ],
        lambda kept: tuple(Band(Decimal(each["down_to_mg"]), Decimal(each["reduction_mg"])) for each in kept),
    )


def _read_holds(value: Any, asked: Asked) -> tuple[Hold, ...]:
    holds = []
    for index, each in enumerate(read_list(value)):
        fields = Fields(each, f"{asked.path}holds[{index}].")
        holds.append(Hold(fields.take("after_step", read_days(1, 400)), fields.take("days", read_or_none(read_days(1, 730)))))
        fields.done()
    if len({each.after_step for each in holds}) < len(holds):
        raise ValueError("has two holds after the same step")
    return tuple(sorted(holds, key=lambda each: each.after_step))


def _holds() -> Kind[tuple[Hold, ...]]:
    return Kind(
        _read_holds,
        lambda holds: [{"after_step": each.after_step, "days": each.days} for each in holds],
        lambda kept: tuple(Hold(each["after_step"], each["days"]) for each in kept),
    )


def _days_per_dose(catalogue: Catalogue) -> Within:
    return Within(Decimal(3), Decimal(14))


def _days_constant(catalogue: Catalogue) -> Within:
    return Within(Decimal(0), Decimal(90))


def _percent(catalogue: Catalogue) -> Within:
    return Within(Decimal(5), Decimal(25))


def _interval(catalogue: Catalogue) -> Within:
    return Within(Decimal(7), Decimal(28))


def _stop_from(catalogue: Catalogue) -> Within:
    return Within(Decimal(0), Decimal("1.25"))


@dataclass(frozen=True, slots=True)
class Strategy:
    """Method, pace, products and target: a row a field. Percentages are of the diazepam equivalent, days are whole days.

    `target_mg`, `stop_from_mg` and the bands are mg diazepam equivalent a day.

    With `change_weekday` every step begins on that day of the week: the start must, and every number of days is whole weeks.
    """

    method: str = required(word(METHODS))
    crossover_to: str = field(drug(), DIAZEPAM)
    crossover_days: int = field(days(_days_per_dose), 7)
    crossover_part: str = field(word(PARTS), "whole")
    stabilise_days: int = field(days(_days_constant), 7)
    basis: str = field(word(BASES), "current")
    reduction_percent: Decimal = field(number(_percent), Decimal(10))
    interval_days: int = field(days(_interval), 14)
    bands: tuple[Band, ...] | None = field(or_none(_bands()), None)
    finish_by: date | None = field(or_none(day()), None)
    target_mg: Decimal = field(any_dose(), Decimal(0))
    distribution: str | None = field(or_none(word(DISTRIBUTIONS)), None)
    holds: tuple[Hold, ...] = field(_holds(), ())
    products: tuple[str, ...] | None = field(or_none(product_ids()), None)
    stop_from_mg: Decimal = field(number(_stop_from), Decimal("0.5"))
    closing_interval_days: int | None = field(or_none(days(_interval)), None)
    coarse_tail: bool = field(flag(), False)
    halve: Splits = field(splits(), "smallest")
    quarter: Splits = field(splits(), "none")
    change_weekday: str | None = field(or_none(word(WEEKDAYS)), None)

    def whole_weeks(self, days: int) -> int:
        """The days, up to whole weeks where every change falls on one day of the week."""
        return -(-days // 7) * 7 if self.change_weekday else days

    def to_json(self) -> dict[str, Any]:
        """All fields, as a request carries them."""
        return {name: each.kind.write(getattr(self, name)) for name, each in FIELDS.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Strategy":
        """The strategy that `to_json` wrote, as it was: what the market sells by now is not asked.

        Raises LookupError, TypeError, ValueError or ArithmeticError for what it did not write.
        """
        if odd := [name for name in data if name not in FIELDS]:
            raise LookupError(f"a strategy has no {odd[0]}")
        return cls(*(_restored(name, each, data) for name, each in FIELDS.items()))


FIELDS = fields_of(Strategy)
"""All that is known of each field of a strategy, by its name."""


def _restored(name: str, each: Field, data: Mapping[str, Any]) -> Any:
    return each.default if each.later and name not in data else each.kind.restore(data[name])


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a schedule depends on besides the catalogue. `equivalence` is None when every drug is diazepam."""

    starts_on: date
    market: str
    equivalence: str | None
    regimen: Regimen
    strategy: Strategy
    equivalence_for: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def measure(self) -> Equivalence:
        """The table, and the second tables, that equivalents are worked out by."""
        return Equivalence(self.equivalence, self.equivalence_for)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs on the way: those taken, and the one that is crossed to."""
        to = (self.strategy.crossover_to,) if self.strategy.method == "crossover" else ()
        return tuple(dict.fromkeys((*self.regimen.drugs, *to)))

    def makeable(self, catalogue: Catalogue, drug: str) -> Makeable:
        """The doses of a drug that this request's products make. Raises SplitForbidden."""
        products = chosen_products(catalogue, self.market, drug, self.strategy.products)
        return makeable(catalogue, products, self.strategy.halve, self.strategy.quarter)

    def baseline(self, catalogue: Catalogue) -> Fraction:
        """The regimen's equivalent in mg diazepam a day. Raises NoEquivalent."""
        return self.measure.of(catalogue, self.regimen)

    def pace_baseline(self, catalogue: Catalogue, drug: str) -> Fraction:
        """What percentages of the baseline are of, in mg diazepam a day: the whole of what is taken at the start.

        In a direct taper of several drugs it is the drug's own part. Raises NoEquivalent.
        """
        daily = self.regimen.daily_mg()
        if self.strategy.method == "direct" and len(daily) > 1 and drug in daily:
            return Fraction(daily[drug]) * self.measure.per_mg(catalogue, drug)
        return self.baseline(catalogue)

    def to_json(self) -> dict[str, Any]:
        """The request as JSON carries it, with every field."""
        return {
            "starts_on": self.starts_on.isoformat(),
            "market": self.market,
            "equivalence": self.equivalence,
            "equivalence_for": dict(self.equivalence_for),
            "regimen": self.regimen.to_json(),
            "strategy": self.strategy.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Request":
        """The request that `to_json` wrote, as it was. Raises as Strategy.from_json does."""
        return cls(
            starts_on=date.fromisoformat(data["starts_on"]),
            market=data["market"],
            equivalence=data["equivalence"],
            regimen=Regimen.from_json(data["regimen"]),
            strategy=Strategy.from_json(data["strategy"]),
            equivalence_for=dict(data["equivalence_for"]),
        )
