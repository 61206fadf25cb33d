"""What to do with a product before it is taken: cut it, keep it whole, measure it or count it, in the language that is spoken."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from taper_app.engine import Piece, text
from taper_app.wording.products import PrintedProduct

from .dose_words import product_in_words
from .languages import joined
from .words import MELTS, TEXT


def handling(product: PrintedProduct, pieces: Sequence[Piece]) -> str:
    """How to divide or measure the product, of which these pieces are taken, or that it must stay whole."""
    if product.drop_mg is not None:
        return TEXT["drops"].format(mg=text.mg(product.drop_mg))
    if product.mg_per_ml is not None:
        return _measuring(product, {each.syringe_ml for each in pieces if each.syringe_ml is not None})
    split = divided(pieces)
    if not split and product.form == "tablet":
        return ""
    return TEXT[split or MELTS.get(product.form, "whole")].format(what=product_in_words(product))


def divided(pieces: Sequence[Piece]) -> str:
    """Into what some of these pieces are cut: "halves" or "quarters", or not at all."""
    parts = {(each.count or Decimal(0)) % 1 for each in pieces}
    return "quarters" if parts - {Decimal(0), Decimal("0.5")} else "halves" if Decimal("0.5") in parts else ""


def _measuring(product: PrintedProduct, syringes: set[Decimal]) -> str:
    """Which oral syringes to measure it with, and to shake a suspension; an early revision named no size."""
    if not syringes:
        return str(TEXT["liquid"])
    sizes = [text.ml(each) for each in sorted(syringes)]
    shake = [str(TEXT["shake"])] if product.shaken else []
    measured = TEXT["syringes"].format(sizes=joined(sizes)) if sizes[1:] else TEXT["syringe"].format(size=sizes[0])
    return " ".join([*shake, measured])


def made(product: PrintedProduct, *, alone: bool) -> str:
    """Who makes a product for the clinic, and how old it may be; empty for what is sold. `alone` is whether the paper names no
    other product beside it."""
    if not product.made_by:
        return ""
    days = TEXT["day"] if product.keeps_days == 1 else TEXT["days"].format(days=product.keeps_days)
    return TEXT["made_it" if alone else "made"].format(by=product.made_by, what=product_in_words(product), days=days)


def other_names(products: Iterable[PrintedProduct]) -> str:
    """The other names that the boxes of these products may show; a name that not all of them have says which have it."""
    known = list(products)
    having: dict[str, list[str]] = {}
    for product in known:
        for brand in product.brands:
            having.setdefault(brand, []).append(product_in_words(product))
    said = [brand if len(found) == len(known) else f"{brand} ({joined(found)})" for brand, found in having.items()]
    return TEXT["brands"].format(brands=joined(said)) if said else ""
