"""Reads the drugs of drugs.toml, with the brands of their products."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from .drugs import INDICATIONS, Clearance, Drug, HalfLife, Maximum, PlainAtNight, PlainByDay, SevereLiverDisease
from .facts import Product
from .risk_rows import ENZYMES
from .rows import Row

KINDS = ("benzodiazepine", "z-drug")
RELEASES = ("plain", "modified")
MOST_TIMES = 4
"""The times of day that a regimen has."""


def read_drug(row: Row, products: Mapping[str, Mapping[str, Product]]) -> Drug:
    """A drug; `products` are those of every market. Raises CatalogueError."""
    drug = Drug(
        id=row.key,
        name=row.key,
        kind=row.choice("kind", KINDS),
        half_lives=tuple(_half_life(each) for each in row.rows("half_lives")),
        maxima=tuple(_maximum(each, products) for each in row.rows("maxima")),
        codes=row.codes(),
        brands=_brands(row.key, products),
        confused_with=row.texts("confused_with"),
        also=row.texts("also"),
        cleared_by=tuple(_clearance(each) for each in row.rows("cleared_by")),
        liver=_liver(row.row("liver")),
        modified_release=_modified_release(row.key, products) + row.texts("modified_release"),
        plain_by_day=_plain_by_day(row.row("plain_by_day")) if "plain_by_day" in row.left else None,
        plain_at_night=tuple(_plain_at_night(each) for each in row.rows("plain_at_night")),
        review_by=row.review_by(),
    )
    _check_drug(row, drug)
    return drug


def _check_drug(row: Row, drug: Drug) -> None:
    if not drug.half_lives:
        raise row.wrong("half_lives is empty")
    if [drug.plain_by_day is not None, bool(drug.plain_at_night)].count(True) != (1 if drug.modified_release else 0):
        raise row.wrong("plain_by_day or plain_at_night must be there with a modified-release product, and without one neither")
    if len({each.modified_mg for each in drug.plain_at_night}) < len(drug.plain_at_night):
        raise row.wrong("plain_at_night has a modified_mg twice")


def _brands(drug: str, products: Mapping[str, Mapping[str, Product]]) -> Mapping[str, tuple[str, ...]]:
    """The brands of a drug's products by market, each once, in the order of the file."""
    found: dict[str, dict[str, None]] = {}
    for market, sold in products.items():
        for product in sold.values():
            if product.drug == drug and product.brands:
                found.setdefault(market, {}).update(dict.fromkeys(product.brands))
    return MappingProxyType({market: tuple(names) for market, names in found.items()})


def _modified_release(drug: str, products: Mapping[str, Mapping[str, Product]]) -> tuple[str, ...]:
    """The brands of a drug's modified-release products in every market, each once."""
    slow = (each for sold in products.values() for each in sold.values() if each.drug == drug and each.modified_release)
    return tuple(dict.fromkeys(brand for each in slow for brand in each.brands))


def _liver(row: Row) -> SevereLiverDisease:
    liver = SevereLiverDisease(row.take("unsafe", bool), row.source(), row.evidence())
    row.done()
    return liver


def _half_life(row: Row) -> HalfLife:
    half_life = HalfLife(row.text("of"), *row.span("hours"), row.source(), row.evidence())
    row.done()
    return half_life


def _plain_by_day(row: Row) -> PlainByDay:
    plain = PlainByDay(row.take("times", int), row.source(), row.evidence())
    if not 2 <= plain.times <= MOST_TIMES:
        raise row.wrong(f"times must be from 2 to {MOST_TIMES}")
    row.done()
    return plain


def _plain_at_night(row: Row) -> PlainAtNight:
    plain = PlainAtNight(row.number("modified_mg"), row.number("plain_mg"), row.source(), row.evidence())
    if plain.plain_mg > plain.modified_mg:
        raise row.wrong("plain_mg must not be above modified_mg")
    row.done()
    return plain


def _clearance(row: Row) -> Clearance:
    clearance = Clearance(row.choice("enzyme", ENZYMES), row.source(), row.evidence())
    row.done()
    return clearance


def _maximum(row: Row, markets: Collection[str]) -> Maximum:
    maximum = Maximum(
        market=row.choice("market", markets),
        indication=row.choice("indication", INDICATIONS),
        daily_mg=row.number("daily_mg"),
        from_age=row.take("from_age", int, 0),
        release=row.choice("release", RELEASES, ""),
        source=row.source(),
        evidence=row.evidence(),
    )
    row.done()
    return maximum
