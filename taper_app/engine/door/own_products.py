"""A clinic's own products, as a request carries them."""

import re
from typing import Any

from ..catalogue.facts import Catalogue, Product
from ..doses.own import FORMS, own_product
from ..doses.products import plain_decimal
from ..reading import Fields, read_number, read_word
from .taken import LONGEST_NAME, read_wording

PARTS = ("none", "half", "quarter")
"""What a tablet may be split into, as who makes it says."""
_ID = re.compile(r"own-[a-z0-9-]{1,60}")
_STRENGTH = read_number("0.000001", "1000")


def parse_own_products(rows: Any, catalogue: Catalogue, market: str) -> tuple[Product, ...]:
    """The products of a clinic's own, each by an id that begins with "own-". Raises BadRequest."""
    found: dict[str, Product] = {}
    for index, row in enumerate(rows):
        fields = Fields(row, f"own_products[{index}].")
        product = _product(fields, catalogue, market)
        if product.id in found:
            raise fields.wrong("id", f"{product.id} is there already")
        found[product.id] = product
        fields.done()
    return tuple(found.values())


def _product(fields: Fields, catalogue: Catalogue, market: str) -> Product:
    form = fields.take("form", read_word(FORMS))
    amount = "mg_per_ml" if form == "liquid" else "mg"
    row = {
        "form": form,
        amount: plain_decimal(fields.take(amount, _STRENGTH)),
        "splits": fields.take("splits", read_word(PARTS), "none"),
        "id": fields.take("id", _id),
        "drug": fields.take("drug", read_word(catalogue.drugs)),
        "name": fields.take("name", read_wording(LONGEST_NAME)),
    }
    if row["splits"] != "none" and form != "tablet":
        raise fields.wrong("splits", "goes with a tablet, and only with it")
    return own_product(row, market)


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError('must be "own-" and small letters, digits and hyphens')
    return value
