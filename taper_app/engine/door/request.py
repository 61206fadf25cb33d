"""A JSON request → values. Whatever is wrong raises `BadRequest` naming the field; nothing is guessed, nothing dropped."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from ..catalogue.facts import Catalogue
from ..doses.week import A_WEEK, WEEKDAYS
from ..reading import BadRequest, Fields, read_date, read_flag, read_list, read_or_none, read_word
from ..taper.fields import Field
from ..taper.kinds import Place, Unit
from ..taper.strategy import FIELDS, Request, Strategy
from .nearest import nearest_pace
from .own_products import parse_own_products
from .taken import parse_regimen


def parse_strategy(
    data: Any, catalogue: Catalogue, market: str, path: str = "strategy.", taken: Collection[str] = ()
) -> Strategy:
    """A strategy, its left-out fields at their defaults; `taken` are the medicines that are taken. Raises BadRequest."""
    fields, place = Fields(data, path), Place(catalogue, market, path)
    strategy = Strategy(*(_taken(fields, name, each, place, data) for name, each in FIELDS.items()))
    fields.done()
    _refuse_modified_release(fields, strategy, place, taken)
    _agree(fields, strategy, catalogue, market)
    return strategy


def _taken(fields: Fields, name: str, each: Field, place: Place, asked: Mapping[str, Any]) -> Any:
    try:
        return fields.take(name, lambda value: each.kind.read(value, place), each.default)
    except BadRequest as wrong:
        raise BadRequest(wrong.field, wrong.message + nearest_pace(name, asked, place.catalogue.envelope)) from wrong


def _agree(fields: Fields, strategy: Strategy, catalogue: Catalogue, market: str) -> None:
    """Raises BadRequest for fields that are right each for itself but not together."""
    if (strategy.basis == "bands") != (strategy.bands is not None):
        raise fields.wrong("bands", "goes with the basis bands, and only with it")
    if strategy.finish_by and strategy.basis == "bands":
        raise fields.wrong("finish_by", "goes with a percentage, not with bands")
    if strategy.finish_by and (strategy.target_mg or any(each.days is None for each in strategy.holds)):
        raise fields.wrong("finish_by", "goes with a taper to zero, without a target or an open hold")
    if strategy.then and (strategy.basis == "bands" or strategy.finish_by):
        raise fields.wrong("then", "goes with a percentage, not with bands or finish_by")
    if strategy.method == "crossover" and strategy.crossover_to in strategy.steady:
        raise fields.wrong("steady", f"must not have {strategy.crossover_to}: the doses that cross over become part of it")
    closing = strategy.closing_interval_days
    if closing is not None and closing < max(strategy.interval_days, strategy.then.interval_days if strategy.then else 0):
        raise fields.wrong("closing_interval_days", "must not be under interval_days")
    if strategy.change_weekday:
        _whole_weeks(fields, strategy)
    _agree_on_the_week(fields, strategy)
    liquids: dict[str, str] = {}
    for product in (catalogue.products(market)[each] for each in strategy.products or ()):
        if product.gone:
            raise fields.wrong("products", f"{product.id} is no longer sold in this market")
        if product.mg_per_ml and liquids.setdefault(product.drug, product.id) != product.id:
            raise fields.wrong("products", f"{liquids[product.drug]} and {product.id}: one strength of a liquid per plan")


def _refuse_modified_release(fields: Fields, strategy: Strategy, place: Place, taken: Collection[str]) -> None:
    """Raises BadRequest for a modified-release product of a drug that is not taken as one: no plain dose becomes one."""
    named = [place.sold[each] for each in strategy.products or ()]
    slow = next((each for each in named if each.modified_release and each.medicine not in taken), None)
    if slow is not None:
        raise fields.wrong("products", f"has the {slow.label}, and no modified-release {slow.drug} is taken")


def _whole_weeks(fields: Fields, strategy: Strategy) -> None:
    """Raises BadRequest for days that would move the changes off their weekday."""
    for name in sorted(FIELDS, key=lambda name: FIELDS[name].method):  # those of a crossover come last
        counts = FIELDS[name].kind.unit is Unit.DAYS and FIELDS[name].is_for(strategy.method)
        if counts and (getattr(strategy, name) or 0) % 7:
            raise fields.wrong(name, "must be whole weeks, so that every change falls on the weekday chosen")
    if strategy.then and strategy.then.interval_days % 7:
        raise fields.wrong("then.interval_days", "must be whole weeks, so that every change falls on the weekday chosen")
    if any((each.days or 0) % 7 for each in strategy.holds):
        raise fields.wrong("holds", "must be whole weeks, so that every change falls on the weekday chosen")


def _agree_on_the_week(fields: Fields, strategy: Strategy) -> None:
    """Raises BadRequest for what does not go with a pattern by days of the week, or not without one."""
    if strategy.pattern == "none":
        if strategy.spare_days:
            raise fields.wrong("spare_days", "goes with a pattern by days of the week, and only with it")
        return
    for name in ("interval_days", "closing_interval_days"):
        if (getattr(strategy, name) or 0) % A_WEEK:
            raise fields.wrong(name, "must be 7, 14, 21 or 28 with a pattern by days of the week: whole weeks")
    if strategy.then and strategy.then.interval_days % A_WEEK:
        raise fields.wrong("then.interval_days", "must be 7, 14, 21 or 28 with a pattern by days of the week: whole weeks")


def on_weekday(day: date, strategy: Strategy, field: str) -> date:
    """The day itself. Raises BadRequest where it is not the weekday on which the strategy has every change."""
    weekday = strategy.change_weekday
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise BadRequest(field, f"must be a {weekday.capitalize()}, the weekday chosen for changes")
    return day


def read_tables(value: Any, catalogue: Catalogue) -> dict[str, str]:
    """Second tables by drug, each with an equivalent for it. Raises ValueError, BadRequest."""
    if not isinstance(value, Mapping):
        raise ValueError("must be an object of drug and table")
    for drug, table in value.items():
        read_word(catalogue.drugs)(drug)
        read_table(catalogue)(table)
        if drug not in catalogue.tables[table].cells:
            raise ValueError(f"{table} has no equivalent for {drug}")
    return dict(value)


def read_table(catalogue: Catalogue) -> Callable[[Any], str]:
    """A reader of a table that can be chosen, by its id; it raises ValueError."""

    def read(value: Any) -> str:
        table = catalogue.tables[read_word(catalogue.tables)(value)]
        if not table.selectable:
            raise ValueError(f"{value} is shown for comparison and cannot be chosen")
        return table.id

    return read


def parse_request(data: Any, catalogue: Catalogue, *, path: str = "strategy.", at_visit: bool = False) -> Request:
    """The request's values. Numbers may be strings, whole numbers or Decimals, never binary floats.

    `at_visit` it is what a plan began with: all of that may be kept steady by now. Raises BadRequest naming the field that is
    missing, unknown or wrong.
    """
    fields = Fields(data)
    fields.take("do", read_word(("build",)), "build")
    market = fields.take("market", read_word(catalogue.markets))
    own = parse_own_products(fields.take("own_products", read_list, []), catalogue, market)
    catalogue = catalogue.with_own(market, own)
    regimen = parse_regimen(fields.take("regimen", read_list), catalogue, market=market)
    strategy = parse_strategy(fields.take("strategy", lambda value: value), catalogue, market, path, regimen.medicines)
    request = Request(
        starts_on=fields.take("starts_on", read_date),
        market=market,
        equivalence=fields.take("equivalence", read_or_none(read_table(catalogue)), None),
        equivalence_for=fields.take("equivalence_for", lambda value: read_tables(value, catalogue), {}),
        regimen=regimen,
        strategy=strategy,
        own_products=own,
        taper_anyway=fields.take("taper_anyway", read_flag, False),
    ).arranged()
    if strategy.steady and not request.regimen.doses and not at_visit:
        raise BadRequest(f"{path}steady", "must leave at least one medicine to be planned")
    fields.done()
    on_weekday(request.starts_on, request.strategy, "starts_on")
    return request


def parse_new_request(data: Any, catalogue: Catalogue, path: str = "strategy.") -> Request:
    """A request for a new plan. Raises BadRequest too where it orders or keeps a medicine that is not taken.

    At a visit such a one may be gone by then.
    """
    request = parse_request(data, catalogue, path=path)
    for name in ("steady", "order"):
        for each in getattr(request.strategy, name) or ():
            if each not in request.regimen.medicines:
                taken = ", ".join(request.regimen.medicines)
                raise BadRequest(f"{path}{name}", f"has {each}, which is not taken: that is {taken}")
    return request
