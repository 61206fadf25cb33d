"""What the clinician chooses, and the request that carries it with the regimen: values without behaviour of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .facts import Catalogue
from .products import Makeable, Splits, chosen_products, makeable, plain_decimal
from .regimen import DIAZEPAM, Equivalence, Regimen

METHODS = ("direct", "crossover")
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


@dataclass(frozen=True, slots=True)
class Strategy:
    """Method, pace, products and target. Percentages are of the diazepam equivalent, days are whole days.

    `target_mg`, `stop_from_mg` and the bands are mg diazepam equivalent a day.

    With `change_weekday` every step begins on that day of the week: the start must, and every number of days is whole weeks.
    """

    method: str
    crossover_to: str = DIAZEPAM
    crossover_days: int = 7
    crossover_part: str = "whole"
    stabilise_days: int = 7
    basis: str = "current"
    reduction_percent: Decimal = Decimal(10)
    interval_days: int = 14
    bands: tuple[Band, ...] | None = None
    finish_by: date | None = None
    target_mg: Decimal = Decimal(0)
    distribution: str | None = None
    holds: tuple[Hold, ...] = ()
    products: tuple[str, ...] | None = None
    stop_from_mg: Decimal = Decimal("0.5")
    closing_interval_days: int | None = None
    coarse_tail: bool = False
    halve: Splits = "smallest"
    quarter: Splits = "none"
    change_weekday: str | None = None

    def whole_weeks(self, days: int) -> int:
        """The days, up to whole weeks where every change falls on one day of the week."""
        return -(-days // 7) * 7 if self.change_weekday else days

    def to_json(self) -> dict[str, Any]:
        """All fields, as a request carries them."""
        return {
            "method": self.method,
            "crossover_to": self.crossover_to,
            "crossover_days": self.crossover_days,
            "crossover_part": self.crossover_part,
            "stabilise_days": self.stabilise_days,
            "basis": self.basis,
            "reduction_percent": plain_decimal(self.reduction_percent),
            "interval_days": self.interval_days,
            "bands": self.bands
            and [
                {"down_to_mg": plain_decimal(each.down_to_mg), "reduction_mg": plain_decimal(each.reduction_mg)}
                for each in self.bands
            ],
            "finish_by": self.finish_by.isoformat() if self.finish_by else None,
            "target_mg": plain_decimal(self.target_mg),
            "distribution": self.distribution,
            "holds": [{"after_step": each.after_step, "days": each.days} for each in self.holds],
            "products": None if self.products is None else list(self.products),
            "stop_from_mg": plain_decimal(self.stop_from_mg),
            "closing_interval_days": self.closing_interval_days,
            "coarse_tail": self.coarse_tail,
            "halve": self.halve if isinstance(self.halve, str) else list(self.halve),
            "quarter": self.quarter if isinstance(self.quarter, str) else list(self.quarter),
            "change_weekday": self.change_weekday,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Strategy":
        """The strategy that `to_json` wrote, as it was: what the market sells by now is not asked.

        Raises LookupError, TypeError, ValueError or ArithmeticError for what it did not write.
        """
        bands, products = data["bands"], data["products"]
        own = {
            "reduction_percent": Decimal(data["reduction_percent"]),
            "bands": bands and tuple(Band(Decimal(each["down_to_mg"]), Decimal(each["reduction_mg"])) for each in bands),
            "finish_by": date.fromisoformat(data["finish_by"]) if data["finish_by"] else None,
            "target_mg": Decimal(data["target_mg"]),
            "holds": tuple(Hold(each["after_step"], each["days"]) for each in data["holds"]),
            "products": None if products is None else tuple(products),
            "stop_from_mg": Decimal(data["stop_from_mg"]),
            "halve": data["halve"] if isinstance(data["halve"], str) else tuple(data["halve"]),
            "quarter": data["quarter"] if isinstance(data["quarter"], str) else tuple(data["quarter"]),
        }
        return cls(**{**data, **own})


@dataclass(frozen=True, slots=True)
class Request:
    """Everything a schedule depends on besides the catalogue. `equivalence` is None when every drug is diazepam."""

    starts_on: date
    market: str
    equivalence: str | None
    regimen: Regimen
    strategy: Strategy
    equivalence_for: Mapping[str, str] = field(default_factory=dict)

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
