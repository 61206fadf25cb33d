"""What the clinician chooses, and the request that carries it with the regimen: values without behaviour of their own."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..catalogue.facts import Catalogue, Product
from ..doses.equivalence import Equivalence
from ..doses.own import own_product, own_told
from ..doses.products import Makeable, Splits, makeable
from ..doses.regimen import DIAZEPAM, Regimen
from ..doses.used import chosen_products
from ..doses.week import A_WEEK, WEEKDAYS, whole_weeks
from . import bounds
from .fields import Box, Field, Words, field, fields_of, required
from .kinds import (
    Band,
    Hold,
    Then,
    bands,
    day,
    days,
    dose,
    drug,
    flag,
    holds,
    medicines,
    or_none,
    percentage,
    product_ids,
    second_pace,
    splits,
    weekday,
    weekdays,
    word,
)
from .said import (
    BASES_ASKED,
    BASES_SAID,
    DAYS_SAID,
    LIQUIDS_SAID,
    METHODS_SAID,
    PARTS_SAID,
    PATTERN_SAID,
    PATTERNS_SAID,
    SPREAD_ASKED,
    SPREAD_ON_PAPER,
    SPREAD_SAID,
    STAY_HINT,
    WEEKDAYS_ASKED,
    bands_said,
    holds_said,
    order_said,
    spare_days_said,
    steady_said,
    stop_said,
    target_said,
    then_said,
)

METHODS = ("direct", "crossover")
PARTS = ("whole", "half", "quarter")
BASES = ("current", "baseline", "bands")
DISTRIBUTIONS = ("even", "daytime-first")
PATTERNS = ("none", "mixed", "days-off")


@dataclass(frozen=True, slots=True)
class Strategy:
    """Method, pace, products and target: a row a field. Percentages are of the diazepam equivalent, days are whole days.

    `target_mg`, `stop_from_mg` and the bands are mg diazepam equivalent a day.

    With a `pattern` the days of a week differ, `spare_days` lowered last: percentages are then of the mean of a week.

    With `change_weekday` every step begins on that day of the week: the start must, and every number of days is whole weeks.
    """

    method: str = required(
        word(METHODS),
        "method",
        Words("the method {}", within="Method"),
        Box("Method", missing="Choose the method.", wrong="Choose one of the methods.", choices=METHODS_SAID),
    )
    crossover_to: str = field(
        DIAZEPAM,
        drug(),
        "crossover",
        Words("cross over to {}", within="Method"),
        Box("Cross over to", missing="Choose the drug to cross over to.", wrong="Choose a drug from the list."),
    )
    crossover_days: int = field(
        7,
        days(bounds.days_per_dose),
        "crossover",
        Words("{} days for each dose that moves", within="Method"),
        Box("Days for each dose that moves"),
    )
    crossover_part: str = field(
        "whole",
        word(PARTS),
        "crossover",
        Words("a {} dose moves at a time", within="Method"),
        Box("What moves at a time", missing="Choose what moves at a time.", wrong="Choose one of these.", choices=PARTS_SAID),
    )
    stabilise_days: int = field(
        7,
        days(bounds.days_constant),
        "crossover",
        Words("{} days without change after the crossover", within="Method"),
        Box("Days without change after it"),
    )
    basis: str = field("current", word(BASES), "basis", Words(BASES_SAID, within="Pace"), Box("Percent of", choices=BASES_ASKED))
    reduction_percent: Decimal = field(
        Decimal(10),
        percentage(bounds.percent),
        "pace",
        Words("reductions of {}%", within="Pace"),
        Box("Reduction in percent", plan="own_percent", review="slow_percent"),
    )
    interval_days: int = field(
        14,
        days(bounds.interval),
        "pace",
        Words("{} days between reductions", within="Pace"),
        Box("Days between reductions", plan="own_interval", review="slow_interval"),
    )
    bands: tuple[Band, ...] | None = field(None, or_none(bands()), "basis", Words(bands_said, within="Pace"))
    finish_by: date | None = field(None, or_none(day()), "basis", Words("finished by {}", within="Pace"))
    target_mg: Decimal = field(
        Decimal(0), dose(), "more", Words(target_said, within="Stop"), Box("Stay on a dose", hint=STAY_HINT)
    )
    distribution: str | None = field(
        None,
        or_none(word(DISTRIBUTIONS)),
        "day",
        Words(SPREAD_SAID, on_paper=SPREAD_ON_PAPER),
        Box("Over the day", wrong="Choose one of the three.", choices=SPREAD_ASKED),
    )
    holds: tuple[Hold, ...] = field((), holds(), "holds", Words(holds_said))
    products: tuple[str, ...] | None = field(
        None, or_none(product_ids()), "products", Words("these products: {}", within="Products")
    )
    stop_from_mg: Decimal = field(
        Decimal("0.5"),
        dose(bounds.stop_from),
        "more",
        Words(stop_said, within="Stop"),
        Box(
            "Stop from, in mg of diazepam equivalent",
            hint="At or below this the next step is the stop. At most {high}.",
        ),
    )
    closing_interval_days: int | None = field(
        None,
        or_none(days(bounds.interval)),
        "more",
        Words("closing steps of {} days", within="Closing steps", on_paper="closing steps last {} days each"),
        Box("Days of each closing step", hint="Leave it empty to keep the interval of the pace."),
    )
    coarse_tail: bool = field(
        False,
        flag(),
        "more",
        Words(
            {True: "larger reductions at the end, which is fast there"},
            within="Closing steps",
            on_paper={True: "larger reductions near the end are allowed where the products cannot do better"},
        ),
        Box(
            "Allow larger reductions at the end, where the products cannot do better",
            hint="Such a taper is fast at its end. The plan then carries a caution that wants a reason.",
        ),
    )
    steady: tuple[str, ...] = field((), medicines(), "order", Words(steady_said), later=True)
    order: tuple[str, ...] | None = field(None, or_none(medicines()), "order", Words(order_said), later=True)
    halve: Splits = field("smallest", splits(), "products", Words("halves of: {}", within="Products"))
    quarter: Splits = field("none", splits(), "products", Words("quarters of: {}", within="Products"))
    liquid: str = field(
        "whole",
        word(LIQUIDS_SAID),
        "day",
        Words({"part": "whole tablets, and the rest of a dose as liquid"}),
        Box("Where a liquid is used", wrong="Choose one of the two.", choices=LIQUIDS_SAID),
        later=True,
    )
    change_weekday: str | None = field(
        None,
        or_none(weekday()),
        "weekday",
        Words({each: f"every dose changes on a {each.capitalize()}" for each in WEEKDAYS}),
        Box("Day of the week for changes", wrong="Choose a day of the week.", choices=WEEKDAYS_ASKED),
    )
    pattern: str = field(
        "none",
        word(PATTERNS),
        "week",
        Words(PATTERN_SAID),
        Box("By the week", wrong="Choose one of the three.", choices=PATTERNS_SAID),
        later=True,
    )
    spare_days: tuple[str, ...] = field(
        (),
        weekdays(),
        "week",
        Words(spare_days_said),
        Box(
            "Days to lower last",
            hint="Such as a day on which sleep matters most. Without a tick the days go down as evenly as a week allows.",
            wrong="Tick days of the week only.",
            choices=DAYS_SAID,
        ),
        later=True,
    )
    then: Then | None = field(
        None,
        or_none(second_pace(percentage(bounds.percent), days(bounds.interval))),
        "then",
        Words(then_said, within="Pace"),
        Box(plan="then_pace", review="then_pace"),
        later=True,
    )

    def whole_weeks(self, days: int) -> int:
        """The days, up to whole weeks where every change falls on one day of the week."""
        return whole_weeks(days) if self.change_weekday else days

    def to_json(self) -> dict[str, Any]:
        """All fields, as a request carries them; one that came later only where it is not at its default."""
        return {
            name: each.kind.write(getattr(self, name))
            for name, each in FIELDS.items()
            if not each.later or getattr(self, name) != each.default
        }

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
    """Everything a schedule depends on besides the catalogue. `equivalence` is None when every drug is diazepam.

    `taper_anyway` is that a taper is wanted though guidelines want none for such use; no dose depends on it. `taken_for` is what
    the patient's list of medicines says that each drug is taken for; it comes with the patient, and no JSON carries it.
    """

    starts_on: date
    market: str
    equivalence: str | None
    regimen: Regimen
    strategy: Strategy
    equivalence_for: Mapping[str, str] = dataclasses.field(default_factory=dict)
    own_products: tuple[Product, ...] = ()
    taper_anyway: bool = False
    taken_for: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict, compare=False)

    def arranged(self) -> "Request":
        """The same with what is kept steady beside the doses of every day, and these in the order in which they go down.

        With a pattern, what is taken on some days of the week is among them.
        """
        strategy, regimen = self.strategy, self.regimen
        regimen = regimen.weekly(strategy.steady) if strategy.pattern != "none" else regimen
        regimen = regimen.keeping(strategy.steady).in_order(strategy.order or ())
        return dataclasses.replace(self, regimen=regimen)

    def knows(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with the clinic's own products among those of the market."""
        return catalogue.with_own(self.market, self.own_products)

    @property
    def measure(self) -> Equivalence:
        """The table, and the second tables, that equivalents are worked out by."""
        return Equivalence(self.equivalence, self.equivalence_for)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs on the way: those taken, and the one that is crossed to."""
        to = (self.strategy.crossover_to,) if self.strategy.method == "crossover" else ()
        return tuple(dict.fromkeys((*self.regimen.drugs, *to)))

    def products(self, catalogue: Catalogue, drug: str) -> tuple[Product, ...]:
        """The products of a drug that this request uses."""
        return chosen_products(catalogue, self.market, drug, self.strategy.products, self.regimen.products(drug))

    def makeable(self, catalogue: Catalogue, drug: str) -> Makeable:
        """The doses of a drug that this request's products make. Raises SplitForbidden."""
        products = self.products(catalogue, drug)
        return makeable(catalogue, products, self.strategy.halve, self.strategy.quarter, part=self.strategy.liquid == "part")

    def baseline(self, catalogue: Catalogue) -> Fraction:
        """The regimen's equivalent in mg diazepam a day. Raises NoEquivalent."""
        return self.measure.of(catalogue, self.regimen)

    def pace_baseline(self, catalogue: Catalogue, drug: str) -> Fraction:
        """What percentages of the baseline are of, in mg diazepam a day: the whole of what is taken at the start.

        In a direct taper of several drugs it is the drug's own part. Raises NoEquivalent.
        """
        weekly = self.regimen.weekly_mg()
        if self.strategy.method == "direct" and len(weekly) > 1 and drug in weekly:
            return Fraction(weekly[drug]) / A_WEEK * self.measure.per_mg(catalogue, drug)
        return self.baseline(catalogue)

    def to_json(self) -> dict[str, Any]:
        """The request as JSON carries it, with every field; the clinic's own products where there are any."""
        told = {
            "starts_on": self.starts_on.isoformat(),
            "market": self.market,
            "equivalence": self.equivalence,
            "equivalence_for": dict(self.equivalence_for),
            "regimen": self.regimen.to_json(),
            "strategy": self.strategy.to_json(),
        }
        told |= {"own_products": [own_told(each) for each in self.own_products]} if self.own_products else {}
        return told | ({"taper_anyway": True} if self.taper_anyway else {})

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
            own_products=tuple(own_product(each, data["market"]) for each in data.get("own_products", ())),
            taper_anyway=bool(data.get("taper_anyway", False)),
        ).arranged()
