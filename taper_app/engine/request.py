"""A JSON request → values. Whatever is wrong raises `BadRequest` naming the field; nothing is guessed, nothing dropped."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from .facts import Catalogue
from .products import Splits
from .regimen import DIAZEPAM, TIMES, Dose, Regimen
from .strategy import BASES, DISTRIBUTIONS, METHODS, WEEKDAYS, Band, Hold, Request, Strategy

MOST_MG = 1000
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_YEARS = range(2000, 2101)
T = TypeVar("T")


class BadRequest(Exception):
    """The request is malformed. `field` names what is wrong, `message` what it should be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class Fields:
    """One object of the request: every field is taken once, and whatever is left over is refused."""

    def __init__(self, data: Any, path: str = "") -> None:
        if not isinstance(data, Mapping):
            raise BadRequest(path.rstrip(".") or "request", "must be an object")
        self.left, self.path = dict(data), path

    def wrong(self, name: str, message: str) -> BadRequest:
        """The refusal of one field."""
        return BadRequest(f"{self.path}{name}", message)

    def take(self, name: str, read: Callable[[Any], T], default: Any = ...) -> T:
        """The field through `read`, which raises ValueError with the message; `default` where it is left out.

        Raises BadRequest naming the field where it is wrong, or left out without a default.
        """
        if name not in self.left:
            if default is ...:
                raise self.wrong(name, "is required")
            return default  # type: ignore[no-any-return]  # the default has the type that read returns
        try:
            return read(self.left.pop(name))
        except ValueError as error:
            raise self.wrong(name, str(error)) from error

    def done(self) -> None:
        """Raises BadRequest when a field was not taken."""
        if self.left:
            raise self.wrong(str(next(iter(self.left))), "is not a field of the request")


# What a field may hold ---------------------------------------------------------------------------


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)) or not _NUMBER.fullmatch(str(value)):
        raise ValueError("must be a number such as 0.5, with at most six decimals")
    return Decimal(value)


def read_number(least: str, most: str) -> Callable[[Any], Decimal]:
    """A reader of exact numbers within bounds, both included; it raises ValueError."""

    def read(value: Any) -> Decimal:
        amount = _number(value)
        if not Decimal(least) <= amount <= Decimal(most):
            raise ValueError(f"must be from {least} to {most}")
        return amount

    return read


def read_days(least: int, most: int) -> Callable[[Any], int]:
    """A reader of whole days within bounds, both included; it raises ValueError."""

    def read(value: Any) -> int:
        amount = read_number(str(least), str(most))(value)
        if amount % 1:
            raise ValueError("must be whole days")
        return int(amount)

    return read


def read_date(value: Any) -> date:
    """A date written 2027-01-04. Raises ValueError."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("must be a date such as 2027-01-04") from error
    if value != day.isoformat() or day.year not in _YEARS:
        raise ValueError(f"must be a date such as 2027-01-04, from {_YEARS[0]} to {_YEARS[-1]}")
    return day


def read_word(words: Iterable[str]) -> Callable[[Any], str]:
    """A reader of one word of a closed set; it raises ValueError."""
    known = tuple(words)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return value

    return read


def _or_none(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda value: None if value is None else read(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def read_list(value: Any) -> list[Any]:
    """A list. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError("must be a list")
    return value


def _ids(known: Mapping[str, Any]) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for each in read_list(value):
            if not isinstance(each, str) or each not in known:
                raise ValueError(f"{each} is not a product of this market")
        return tuple(dict.fromkeys(value))

    return read


def _splits(known: Mapping[str, Any]) -> Callable[[Any], Splits]:
    def read(value: Any) -> Splits:
        if value in ("none", "smallest", "all"):
            return value  # type: ignore[no-any-return]  # one of the three words
        if isinstance(value, list):
            return _ids(known)(value)
        raise ValueError("must be none, smallest, all or a list of product ids")

    return read


# The parts of a request --------------------------------------------------------------------------

DOSE = read_number("0", str(MOST_MG))


def parse_regimen(rows: Any, catalogue: Catalogue, path: str = "regimen", *, empty: bool = False) -> Regimen:
    """One row a drug, mg by time of day; `empty` allows that nothing is taken. Raises BadRequest."""
    doses: list[Dose] = []
    as_needed: dict[str, Decimal] = {}
    seen: set[str] = set()
    for index, row in enumerate(rows):
        fields = Fields(row, f"{path}[{index}].")
        drug = fields.take("drug", read_word(catalogue.drugs))
        if drug in seen:
            raise fields.wrong("drug", f"{drug} has a row already: one row a drug")
        seen.add(drug)
        amounts = [(time, fields.take(time, DOSE, Decimal(0))) for time in TIMES]
        counted = fields.take("as_needed", DOSE, Decimal(0))
        if counted:
            as_needed[drug] = counted
        fields.done()
        if not counted and not any(mg for _, mg in amounts):
            raise BadRequest(f"{path}[{index}]", f"no dose of {drug} is given at any time of day")
        doses += [Dose(time, drug, mg) for time, mg in amounts if mg]
    if not doses and not empty:
        raise BadRequest(path, "must have at least one dose that is taken every day")
    return Regimen(tuple(doses), as_needed)


def _bands(value: Any, path: str) -> tuple[Band, ...]:
    bands = []
    for index, each in enumerate(read_list(value)):
        fields = Fields(each, f"{path}bands[{index}].")
        down_to, reduction = fields.take("down_to_mg", DOSE), fields.take("reduction_mg", read_number("0.01", "100"))
        bands.append(Band(down_to, reduction))
        fields.done()
    falling = all(above.down_to_mg > below.down_to_mg for above, below in itertools.pairwise(bands))
    if not bands or not falling or bands[-1].down_to_mg:
        raise ValueError("must go down from band to band, the last down to 0")
    return tuple(bands)


def _holds(value: Any, path: str) -> tuple[Hold, ...]:
    holds = []
    for index, each in enumerate(read_list(value)):
        fields = Fields(each, f"{path}holds[{index}].")
        holds.append(Hold(fields.take("after_step", read_days(1, 400)), fields.take("days", _or_none(read_days(1, 730)))))
        fields.done()
    if len({each.after_step for each in holds}) < len(holds):
        raise ValueError("has two holds after the same step")
    return tuple(sorted(holds, key=lambda each: each.after_step))


def parse_strategy(data: Any, catalogue: Catalogue, market: str, path: str = "strategy.") -> Strategy:
    """A strategy, its left-out fields at their defaults. Raises BadRequest."""
    fields = Fields(data, path)
    sold = catalogue.products(market)
    strategy = Strategy(
        method=fields.take("method", read_word(METHODS)),
        crossover_to=fields.take("crossover_to", read_word(catalogue.drugs), DIAZEPAM),
        crossover_days=fields.take("crossover_days", read_days(3, 14), 7),
        crossover_part=fields.take("crossover_part", read_word(("whole", "half")), "whole"),
        stabilise_days=fields.take("stabilise_days", read_days(0, 90), 7),
        basis=fields.take("basis", read_word(BASES), "current"),
        reduction_percent=fields.take("reduction_percent", read_number("5", "25"), Decimal(10)),
        interval_days=fields.take("interval_days", read_days(7, 28), 14),
        bands=fields.take("bands", _or_none(lambda value: _bands(value, path)), None),
        finish_by=fields.take("finish_by", _or_none(read_date), None),
        target_mg=fields.take("target_mg", DOSE, Decimal(0)),
        distribution=fields.take("distribution", _or_none(read_word(DISTRIBUTIONS)), None),
        holds=fields.take("holds", lambda value: _holds(value, path), ()),
        products=fields.take("products", _or_none(_ids(sold)), None),
        stop_from_mg=fields.take("stop_from_mg", read_number("0", "1.25"), Decimal("0.5")),
        closing_interval_days=fields.take("closing_interval_days", _or_none(read_days(7, 28)), None),
        coarse_tail=fields.take("coarse_tail", _flag, False),
        halve=fields.take("halve", _splits(sold), "smallest"),
        quarter=fields.take("quarter", _splits(sold), "none"),
        change_weekday=fields.take("change_weekday", _or_none(read_word(WEEKDAYS)), None),
    )
    fields.done()
    _refuse_modified_release(fields, strategy, catalogue, market)
    _agree(fields, strategy, catalogue, market)
    return strategy


def _agree(fields: Fields, strategy: Strategy, catalogue: Catalogue, market: str) -> None:
    """Raises BadRequest for fields that are right each for itself but not together."""
    if (strategy.basis == "bands") != (strategy.bands is not None):
        raise fields.wrong("bands", "goes with the basis bands, and only with it")
    if strategy.finish_by and strategy.basis == "bands":
        raise fields.wrong("finish_by", "goes with a percentage, not with bands")
    if strategy.finish_by and (strategy.target_mg or any(each.days is None for each in strategy.holds)):
        raise fields.wrong("finish_by", "goes with a taper to zero, without a target or an open hold")
    closing = strategy.closing_interval_days
    if closing is not None and closing < strategy.interval_days:
        raise fields.wrong("closing_interval_days", "must not be under interval_days")
    if strategy.change_weekday:
        _whole_weeks(fields, strategy)
    liquids: dict[str, str] = {}
    for product in (catalogue.products(market)[each] for each in strategy.products or ()):
        if product.status in ("discontinued", "withdrawn"):
            raise fields.wrong("products", f"{product.id} is no longer sold in this market")
        if product.mg_per_ml and liquids.setdefault(product.drug, product.id) != product.id:
            raise fields.wrong("products", f"{liquids[product.drug]} and {product.id}: one strength of a liquid per plan")


def _refuse_modified_release(fields: Fields, strategy: Strategy, catalogue: Catalogue, market: str) -> None:
    """Raises BadRequest for a modified-release product: with it nothing is planned yet."""
    sold = catalogue.products(market)
    slow = next((sold[each] for each in strategy.products or () if sold[each].modified_release), None)
    if slow is not None:
        raise fields.wrong("products", f"has the {slow.label}. {catalogue.drugs[slow.drug].modified_release_refused}")


def _whole_weeks(fields: Fields, strategy: Strategy) -> None:
    """Raises BadRequest for days that would move the changes off their weekday."""
    names = ["interval_days", "closing_interval_days"]
    names += ["crossover_days", "stabilise_days"] * (strategy.method == "crossover")
    for name in names:
        if (getattr(strategy, name) or 0) % 7:
            raise fields.wrong(name, "must be whole weeks, so that every change falls on the weekday chosen")
    if any((each.days or 0) % 7 for each in strategy.holds):
        raise fields.wrong("holds", "must be whole weeks, so that every change falls on the weekday chosen")


def on_weekday(day: date, strategy: Strategy, field: str) -> date:
    """The day itself. Raises BadRequest where it is not the weekday on which the strategy has every change."""
    weekday = strategy.change_weekday
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise BadRequest(field, f"must be a {weekday.capitalize()}, the weekday chosen for changes")
    return day


def _tables(value: Any, catalogue: Catalogue) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError("must be an object of drug and table")
    for drug, table in value.items():
        read_word(catalogue.drugs)(drug)
        _table(catalogue)(table)
        if drug not in catalogue.tables[table].cells:
            raise ValueError(f"{table} has no equivalent for {drug}")
    return dict(value)


def _table(catalogue: Catalogue) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        table = catalogue.tables[read_word(catalogue.tables)(value)]
        if not table.selectable:
            raise ValueError(f"{value} is shown for comparison and cannot be chosen")
        return table.id

    return read


def parse_request(data: Any, catalogue: Catalogue, *, path: str = "strategy.") -> Request:
    """The request's values. Numbers may be strings, whole numbers or Decimals, never binary floats.

    Raises BadRequest naming the field that is missing, unknown or wrong.
    """
    fields = Fields(data)
    fields.take("do", read_word(("build",)), "build")
    market = fields.take("market", read_word(catalogue.markets))
    request = Request(
        starts_on=fields.take("starts_on", read_date),
        market=market,
        equivalence=fields.take("equivalence", _or_none(_table(catalogue)), None),
        equivalence_for=fields.take("equivalence_for", lambda value: _tables(value, catalogue), {}),
        regimen=parse_regimen(fields.take("regimen", read_list), catalogue),
        strategy=parse_strategy(fields.take("strategy", lambda value: value), catalogue, market, path),
    )
    fields.done()
    on_weekday(request.starts_on, request.strategy, "starts_on")
    return request
