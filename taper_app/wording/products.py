"""Products by the names that the boxes of a market use."""

from dataclasses import dataclass
from decimal import Decimal

from taper_app.engine import load_catalogue
from taper_app.record import Issued, Product

DROPS = "oral drops"


@dataclass(frozen=True)
class PrintedProduct:
    """A product as paper names it: drug and form in words, strength in mg or mg in one mL, and mg in one drop of a liquid that is
    counted in drops."""

    drug: str
    form: str
    strength_mg: Decimal | None
    mg_per_ml: Decimal | None
    drop_mg: Decimal | None
    brands: tuple[str, ...]


def printed_products(issued: Issued) -> dict[str, PrintedProduct]:
    """The products of a revision by id, with the names that its market's boxes use. ValueError where drops cannot be counted."""
    return {id_: _printed_product(issued, id_, product) for id_, product in issued.products.items()}


def _printed_product(issued: Issued, id_: str, product: Product) -> PrintedProduct:
    if product.form == DROPS and product.drop_mg is None:
        raise ValueError(f"{id_}: what one drop holds is not known")
    drug, form = issued.drug_name(product.drug), on_the_box(product.form, issued.clinic.market)
    return PrintedProduct(drug, form, product.strength, product.mg_per_ml, product.drop_mg, product.brands)


def on_the_box(form: str, market: str) -> str:
    """A form as the label on a box of this market calls it."""
    return load_catalogue().markets[market].on_the_box(form)
