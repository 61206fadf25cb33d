"""A clinic's own product: a compounded liquid, capsule or tablet that no market sells, and that is made for its patients."""

from collections.abc import Mapping
from decimal import Decimal

from ..catalogue.facts import OWN, Product
from .products import plain_decimal

FORMS = {"liquid": "oral solution", "capsule": "capsule", "tablet": "tablet"}
"""The form of a product by its word in a request."""
_WORDS = {form: word for word, form in FORMS.items()}


def own_product(row: Mapping[str, str], market: str) -> Product:
    """The product that a row of a request says. Raises LookupError or ArithmeticError for what is no such row."""
    liquid = row["form"] == "liquid"
    return Product(
        id=row["id"],
        drug=row["drug"],
        market=market,
        form=FORMS[row["form"]],
        strength_mg=None if liquid else Decimal(row["mg"]),
        mg_per_ml=Decimal(row["mg_per_ml"]) if liquid else None,
        drop_mg=None,
        splits=row.get("splits", "none"),
        splits_source="",
        splits_evidence="",
        status=OWN,
        ticked=False,
        brands=(),
        codes={},
        source="",
        evidence="",
        confidence="",
        note=row["name"],
    )


def own_told(product: Product) -> dict[str, str]:
    """The row that says a product of the clinic's own."""
    told = {"id": product.id, "drug": product.drug, "name": product.note, "form": _WORDS[product.form]}
    told |= {"mg_per_ml": plain_decimal(product.mg_per_ml)} if product.mg_per_ml else {}
    told |= {"mg": plain_decimal(product.strength_mg)} if product.strength_mg else {}
    return told | ({"splits": product.splits} if product.splits != "none" else {})
