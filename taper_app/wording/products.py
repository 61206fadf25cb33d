"""Products by the names that the boxes of a market use."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from taper_app.engine import Step, load_catalogue, text
from taper_app.record import Bottle, Issued, Product

from .lists import counted

DROPS = "oral drops"
SHAKEN = ("oral suspension",)
"""Forms that settle in the bottle."""


@dataclass(frozen=True)
class PrintedProduct:
    """A product as paper names it: drug and form in words, strength in mg or mg in one mL, and mg in one drop of a liquid that is
    counted in drops; of a liquid how it is sold, unless an early revision did not say; of what is made for the clinic by whom,
    and how many days it keeps from the day it is made."""

    drug: str
    form: str
    strength_mg: Decimal | None
    mg_per_ml: Decimal | None
    drop_mg: Decimal | None
    brands: tuple[str, ...]
    bottle: Bottle | None = None
    made_by: str = ""
    keeps_days: int | None = None

    @property
    def shaken(self) -> bool:
        """Whether the bottle is shaken before each dose."""
        return self.form in SHAKEN


def printed_products(issued: Issued) -> dict[str, PrintedProduct]:
    """The products of a revision by id, with the names that its market's boxes use. ValueError where drops cannot be counted."""
    return {id_: _printed_product(issued, id_, product) for id_, product in issued.products.items()}


def _printed_product(issued: Issued, id_: str, product: Product) -> PrintedProduct:
    if product.form == DROPS and product.drop_mg is None:
        raise ValueError(f"{id_}: what one drop holds is not known")
    drug, form = issued.drug_name(product.drug), on_the_box(product.form, issued.clinic.market)
    return PrintedProduct(
        drug=drug,
        form=form,
        strength_mg=product.strength,
        mg_per_ml=product.mg_per_ml,
        drop_mg=product.drop_mg,
        brands=product.brands,
        bottle=product.bottle,
        made_by=product.made_by,
        keeps_days=product.keeps_days,
    )


def on_the_box(form: str, market: str) -> str:
    """A form as the label on a box of this market calls it."""
    return load_catalogue().markets[market].on_the_box(form)


def called(product: Product, market: str) -> str:
    """Strength and form, the drug's name left out: "2 mg tablet", "1 mg in 1 mL oral solution"."""
    form = on_the_box(product.form, market)
    if product.mg_per_ml is not None:
        return f"{text.mg(product.mg_per_ml)} in 1{text.NBSP}mL {form}"
    return f"{text.mg(product.strength or 0)} {form}"


def made_said(product: PrintedProduct) -> str:
    """Of a product that is made for the clinic: by whom, and how long it keeps; empty for what is sold."""
    if not product.made_by:
        return ""
    return f"made by {product.made_by}, keeps {counted(product.keeps_days or 0, 'day')} from the day it is made"


def made_for_clinic(issued: Issued, steps: Iterable[Step]) -> list[str]:
    """Each product of these steps that is made for the clinic: "lorazepam 1 mg in 1 mL oral suspension: made by …"."""
    products, used = printed_products(issued), {piece.product for step in steps for dose in step.doses for piece in dose.pieces}
    named = {id_: f"{products[id_].drug} {called(issued.products[id_], issued.clinic.market)}" for id_ in sorted(used)}
    return [f"{name}: {made}" for id_, name in named.items() if (made := made_said(products[id_]))]


def released(market: str) -> str:
    """What the boxes of a market call modified release."""
    return on_the_box("modified-release", market).replace("-", " ")
