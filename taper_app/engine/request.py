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
from .strategy import BASES, DISTRIBUTIONS, METHODS, Band, Hold, Request, Strategy

MOST_MG = 1000
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?")
_YEARS = range(2000, 2101)
T = TypeVar("T")


class BadRequest(Exception):
    """The request is malformed. `field` names what is wrong, `message` what it should be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class _Fields:
    """One object of the request: every field is taken once, and whatever is left over is refused."""

    def __init__(self, data: Any, path: str = "") -> None:
        if not isinstance(data, Mapping):
            raise BadRequest(path.rstrip(".") or "request", "must be an object")
        self.left, self.path = dict(data), path

    def wrong(self, name: str, message: str) -> BadRequest:
        """The refusal of one field."""
        return BadRequest(f"{self.path}{name}", message)

    def take(self, name: str, read: Callable[[Any], T], default: Any = ...) -> T:
        """The field through `read`, which raises ValueError with the message; `default` where it is left out."""
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
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, (bool, float)) or not isinstance(value, (str, int, Decimal)) or not _NUMBER.fullmatch(text):
        raise ValueError("must be a number such as 0.5, with at most six decimals")
    return Decimal(text)


def _between(least: str, most: str) -> Callable[[Any], Decimal]:
    def read(value: Any) -> Decimal:
        amount = _number(value)
        if not Decimal(least) <= amount <= Decimal(most):
            raise ValueError(f"must be from {least} to {most}")
        return amount

    return read


def _days(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        amount = _between(str(least), str(most))(value)
        if amount % 1:
            raise ValueError("must be whole days")
        return int(amount)

    return read


def _date(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("must be a date such as 2027-01-04") from error
    if value != day.isoformat() or day.year not in _YEARS:
        raise ValueError(f"must be a date such as 2027-01-04, from {_YEARS[0]} to {_YEARS[-1]}")
    return day


def _word(words: Iterable[str]) -> Callable[[Any], str]:
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


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("must be a list")
    return value


def _ids(known: Mapping[str, Any]) -> Callable[[Any], tuple[str, ...]]:
    def read(value: Any) -> tuple[str, ...]:
        for each in _list(value):
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

_DOSE = _between("0", str(MOST_MG))


def _regimen(rows: Any, catalogue: Catalogue) -> Regimen:
    doses: list[Dose] = []
    seen: set[str] = set()
    for index, row in enumerate(rows):
        fields = _Fields(row, f"regimen[{index}].")
        drug = fields.take("drug", _word(catalogue.drugs))
        if drug in seen:
            raise fields.wrong("drug", f"{drug} has a row already: one row a drug")
        seen.add(drug)
        amounts = [(time, fields.take(time, _DOSE, Decimal(0))) for time in TIMES]
        fields.done()
        if not any(mg for _, mg in amounts):
            raise BadRequest(f"regimen[{index}]", f"no dose of {drug} is given at any time of day")
        doses += [Dose(time, drug, mg) for time, mg in amounts if mg]
    if not doses:
        raise BadRequest("regimen", "must have at least one drug")
    return Regimen(tuple(doses))


def _bands(value: Any) -> tuple[Band, ...]:
    bands = []
    for index, each in enumerate(_list(value)):
        fields = _Fields(each, f"strategy.bands[{index}].")
        down_to, reduction = fields.take("down_to_mg", _DOSE), fields.take("reduction_mg", _between("0.01", "100"))
        bands.append(Band(down_to, reduction))
        fields.done()
    falling = all(above.down_to_mg > below.down_to_mg for above, below in itertools.pairwise(bands))
    if not bands or not falling or bands[-1].down_to_mg:
        raise ValueError("must go down from band to band, the last down to 0")
    return tuple(bands)


def _holds(value: Any) -> tuple[Hold, ...]:
    holds = []
    for index, each in enumerate(_list(value)):
        fields = _Fields(each, f"strategy.holds[{index}].")
        holds.append(Hold(fields.take("after_step", _days(1, 400)), fields.take("days", _or_none(_days(1, 730)))))
        fields.done()
    if len({each.after_step for each in holds}) < len(holds):
        raise ValueError("has two holds after the same step")
    return tuple(sorted(holds, key=lambda each: each.after_step))


def _strategy(data: Any, catalogue: Catalogue, market: str) -> Strategy:
    fields = _Fields(data, "strategy.")
    sold = catalogue.products(market)
    strategy = Strategy(
        method=fields.take("method", _word(METHODS)),
        crossover_to=fields.take("crossover_to", _word(catalogue.drugs), DIAZEPAM),
        crossover_days=fields.take("crossover_days", _days(3, 14), 7),
        crossover_part=fields.take("crossover_part", _word(("whole", "half")), "whole"),
        stabilise_days=fields.take("stabilise_days", _days(0, 90), 7),
        basis=fields.take("basis", _word(BASES), "current"),
        reduction_percent=fields.take("reduction_percent", _between("5", "25"), Decimal(10)),
        interval_days=fields.take("interval_days", _days(7, 28), 14),
        bands=fields.take("bands", _or_none(_bands), None),
        finish_by=fields.take("finish_by", _or_none(_date), None),
        target_mg=fields.take("target_mg", _DOSE, Decimal(0)),
        distribution=fields.take("distribution", _or_none(_word(DISTRIBUTIONS)), None),
        holds=fields.take("holds", _holds, ()),
        products=fields.take("products", _or_none(_ids(sold)), None),
        stop_from_mg=fields.take("stop_from_mg", _between("0", "1.25"), Decimal("0.5")),
        closing_interval_days=fields.take("closing_interval_days", _or_none(_days(7, 28)), None),
        coarse_tail=fields.take("coarse_tail", _flag, False),
        halve=fields.take("halve", _splits(sold), "smallest"),
        quarter=fields.take("quarter", _splits(sold), "none"),
    )
    fields.done()
    _agree(fields, strategy, catalogue, market)
    return strategy


def _agree(fields: _Fields, strategy: Strategy, catalogue: Catalogue, market: str) -> None:
    """Raises BadRequest for fields that are right each for itself but not together."""
    if (strategy.basis == "bands") != (strategy.bands is not None):
        raise fields.wrong("bands", "goes with the basis bands, and only with it")
    closing = strategy.closing_interval_days
    if closing is not None and closing < strategy.interval_days:
        raise fields.wrong("closing_interval_days", "must not be under interval_days")
    liquids: dict[str, str] = {}
    for product in (catalogue.products(market)[each] for each in strategy.products or ()):
        if product.status in ("discontinued", "withdrawn"):
            raise fields.wrong("products", f"{product.id} is no longer sold in this market")
        if product.mg_per_ml and liquids.setdefault(product.drug, product.id) != product.id:
            raise fields.wrong("products", f"{liquids[product.drug]} and {product.id}: one strength of a liquid per plan")


def _tables(value: Any, catalogue: Catalogue) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError("must be an object of drug and table")
    for drug, table in value.items():
        _word(catalogue.drugs)(drug)
        _table(catalogue)(table)
        if drug not in catalogue.tables[table].cells:
            raise ValueError(f"{table} has no equivalent for {drug}")
    return dict(value)


def _table(catalogue: Catalogue) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        table = catalogue.tables[_word(catalogue.tables)(value)]
        if not table.selectable:
            raise ValueError(f"{value} is shown for comparison and cannot be chosen")
        return table.id

    return read


def parse_request(data: Any, catalogue: Catalogue) -> Request:
    """The request's values. Numbers may be strings, whole numbers or Decimals, never binary floats.

    Raises BadRequest naming the field that is missing, unknown or wrong.
    """
    fields = _Fields(data)
    fields.take("do", _word(("build",)), "build")
    market = fields.take("market", _word(catalogue.markets))
    request = Request(
        starts_on=fields.take("starts_on", _date),
        market=market,
        equivalence=fields.take("equivalence", _or_none(_table(catalogue)), None),
        equivalence_for=fields.take("equivalence_for", lambda value: _tables(value, catalogue), {}),
        regimen=_regimen(fields.take("regimen", _list), catalogue),
        strategy=_strategy(fields.take("strategy", lambda value: value), catalogue, market),
    )
    fields.done()
    return request
