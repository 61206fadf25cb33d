"""What can be chosen for a medicine: the drugs with their brands, their products by strength, and the clinic's own."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import cache

from taper_app import engine
from taper_app.models import OwnProduct

KINDS = (("benzodiazepine", "Benzodiazepines"), ("z-drug", "Z-drugs"))
MODIFIED_RELEASE = ":modified-release"
"""What follows the id of a drug where it is chosen from the list in modified release."""
KEPT = ("available", "import", "special")
"""What may be at home; what is discontinued or withdrawn is not offered."""


@cache
def drug_choices(market: str) -> list[tuple[str, object]]:
    """Every drug of the catalogue by kind, each with its brands in this market."""
    drugs = sorted(engine.load_catalogue().drugs.values(), key=lambda each: each.name)
    groups = [(label, [name for each in drugs if each.kind == kind for name in _names(each, market)]) for kind, label in KINDS]
    return [("", "Choose a medicine"), *groups]


def _names(drug: engine.Drug, market: str) -> Iterator[tuple[str, str]]:
    """The plain drug with the brands that can be had here (an imported one would only mislead); what is of modified release,
    wherever it is sold, stands apart under its own name."""
    catalogue = engine.load_catalogue()
    sold = [each for each in catalogue.products(market).values() if each.status == "available"]
    plain = (each for each in sold if each.drug == drug.id and not each.modified_release)
    brands = dict.fromkeys(brand for each in plain for brand in each.brands)
    yield drug.id, f"{drug.name} ({', '.join(brands)})" if brands else drug.name
    if drug.modified_release:
        release = catalogue.markets[market].on_the_box("modified-release").replace("-", " ")
        yield f"{drug.id}{MODIFIED_RELEASE}", f"{drug.name}, {release} ({', '.join(drug.modified_release)})"


def plain_choices(market: str) -> list[tuple[str, object]]:
    """The same without what is of modified release."""
    return [(label, _plain(named) if isinstance(named, list) else named) for label, named in drug_choices(market)]


def _plain(named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(id_, name) for id_, name in named if not id_.endswith(MODIFIED_RELEASE)]


def medicine_chosen(chosen: str) -> str:
    """The medicine that was chosen from the list; empty where none was."""
    return engine.medicine(chosen.removesuffix(MODIFIED_RELEASE), "modified" if chosen.endswith(MODIFIED_RELEASE) else "plain")


def in_names(medicine: str) -> str:
    """A medicine as the names of its boxes have it, which have no space."""
    return medicine.replace(" ", "-")


def product_choices(market: str, own: Sequence[OwnProduct], kept: str = "") -> list[tuple[str, object]]:
    """Every product of the market by drug and strength, with its brands; first those that are made for the clinic.

    One that is withdrawn is offered only where it is `kept` already.
    """
    made = [(each.code, own_called(each)) for each in own if each.withdrawn_on is None or each.code == kept]
    return [("", "Any"), *([("Made for the clinic", made)] if made else []), *_sold(market)]


@cache
def _sold(market: str) -> list[tuple[str, object]]:
    products = engine.load_catalogue().products(market).values()
    kept = [each for each in products if each.status in KEPT]
    drugs = sorted({each.drug for each in kept})
    return [(drug.capitalize(), [(each.id, _called(each)) for each in kept if each.drug == drug]) for drug in drugs]


def _called(product: engine.Product) -> str:
    return f"{product.label} ({', '.join(product.brands)})" if product.brands else product.label


def products_of(market: str, own: Sequence[OwnProduct], medicine: str, kept: Collection[str]) -> list[tuple[str, str]]:
    """The products that a medicine of a plan may be taken as, those made for the clinic first; until one is chosen it is taken
    as planned. What is gone from the lists is offered where it is `kept` already."""
    sold = engine.load_catalogue().products(market).values()
    made = [each for each in own if each.drug == medicine and (each.withdrawn_on is None or each.code in kept)]
    here = [each for each in sold if each.medicine == medicine and (each.status in KEPT or each.id in kept)]
    return [("", "As planned"), *((each.code, own_called(each)) for each in made), *((each.id, _called(each)) for each in here)]


def own_called(product: OwnProduct) -> str:
    """A product of the clinic in the list: what its label says, and who makes it."""
    return f"{product.name} ({product.drug}), made by {product.made_by}"


def chosen_product(market: str, own: Sequence[OwnProduct], product: str) -> tuple[str, str]:
    """The drug and the release of a product that can be chosen; empty where none is."""
    if sold := engine.load_catalogue().products(market).get(product):
        return sold.drug, "modified" if sold.modified_release else "plain"
    return next(((each.drug, "plain") for each in own if each.code == product), ("", ""))


def product_fault(market: str, own: Sequence[OwnProduct], chosen: str, product: str) -> str:
    """Why a product is not one of the medicine that was chosen from the list; empty where it is."""
    of, release = chosen_product(market, own, product)
    if of != chosen.removesuffix(MODIFIED_RELEASE):
        return f"This is a product of {of}. Choose {of} as the medicine, or another product."
    if chosen.endswith(MODIFIED_RELEASE) and release == "plain":
        return "This product is not of modified release. Choose another, or the plain medicine."
    return ""


def found_medicine(market: str, own: Sequence[OwnProduct], chosen: str, product: str) -> str:
    """The medicine that was chosen from the list, of the release that its product has where one is chosen."""
    _, release = chosen_product(market, own, product)
    return engine.medicine(chosen.removesuffix(MODIFIED_RELEASE), release) if release else medicine_chosen(chosen)


def licensed_maximum(medicine: str, market: str, taken_for: str = "") -> Decimal | None:
    """The highest licensed dose in mg a day for what it is taken for: this market's, else any market's for any indication.

    None where none is known.
    """
    catalogue = engine.load_catalogue()
    known, release = catalogue.drugs[medicine], engine.release_of(medicine)
    licence = known.licence(market, release=release, taken_for=[taken_for] if taken_for else [])
    here = licence.daily_mg if licence else None
    elsewhere = (known.licensed_mg(each, release=release) for each in catalogue.markets)
    return here if here is not None else max((each for each in elsewhere if each is not None), default=None)


def listed_already(name: str) -> str:
    """The drug of the catalogue that a name is of, by itself or by a brand of any market; empty where it is none."""
    catalogue, folded = engine.load_catalogue(), name.strip().casefold()
    for drug in catalogue.drugs.values():
        if folded in (drug.name.casefold(), *(each.casefold() for each in drug.modified_release)):
            return drug.name
    sold = (each for market in catalogue.markets for each in catalogue.products(market).values())
    return next((each.drug for each in sold if folded in {brand.casefold() for brand in each.brands}), "")
