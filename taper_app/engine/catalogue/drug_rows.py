"""Reads the drugs of drugs.toml, with the brands of their products."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from .drugs import Clearance, Drug, HalfLife, Maximum, SevereLiverDisease
from .facts import Product
from .risk_rows import ENZYMES
from .rows import Row

KINDS = ("benzodiazepine", "z-drug")
INDICATIONS = ("anxiety", "panic", "insomnia", "epilepsy", "muscle-spasm", "alcohol-withdrawal")


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
        cleared_by=tuple(_clearance(each) for each in row.rows("cleared_by")),
        liver=_liver(row.row("liver")),
        modified_release=_modified_release(row.key, products) + row.texts("modified_release"),
        review_by=row.review_by(),
    )
    if not drug.half_lives:
        raise row.wrong("half_lives is empty")
    return drug


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


def _clearance(row: Row) -> Clearance:
    clearance = Clearance(row.choice("enzyme", ENZYMES), row.source(), row.evidence())
    row.done()
    return clearance


def _maximum(row: Row, markets: Collection[str]) -> Maximum:
    maximum = Maximum(
        market=row.choice("market", markets),
        indication=row.choice("indication", INDICATIONS),
        daily_mg=row.number("daily_mg"),
        source=row.source(),
        evidence=row.evidence(),
    )
    row.done()
    return maximum
