"""A clinic's own product: every field of it, the row that says it, and what is refused in a row."""

from decimal import Decimal

import pytest

from taper_app.engine import Product, load_catalogue, own_product
from taper_app.engine.catalogue.facts import OWN
from taper_app.engine.door.own_products import parse_own_products
from taper_app.engine.doses.own import own_told
from taper_app.engine.reading import BadRequest

CATALOGUE = load_catalogue()
LIQUID = {"id": "own-1", "drug": "clonazepam", "name": "Clonazepam 0.1 mg/mL", "form": "liquid", "mg_per_ml": "0.1"}
CAPSULE = {"id": "own-2", "drug": "diazepam", "name": "Diazepam 0.5 mg capsule", "form": "capsule", "mg": "0.5"}
TABLET = CAPSULE | {"id": "own-3", "form": "tablet", "splits": "half"}


def test_a_product_of_the_clinics_own_has_what_its_row_says_and_no_source():
    """It is of its drug, form and strength, split as its row says; nobody else is named as a source, and it needs no tick."""
    same = {
        "market": "uk",
        "drop_mg": None,
        "splits_source": "",
        "splits_evidence": "",
        "status": OWN,
        "ticked": False,
        "brands": (),
        "codes": {},
        "source": "",
        "evidence": "",
        "confidence": "",
    }
    assert own_product(LIQUID, "uk") == Product(
        **same,
        id="own-1",
        drug="clonazepam",
        form="oral solution",
        strength_mg=None,
        mg_per_ml=Decimal("0.1"),
        splits="none",
        note="Clonazepam 0.1 mg/mL",
    )
    assert own_product(TABLET, "uk") == Product(
        **same,
        id="own-3",
        drug="diazepam",
        form="tablet",
        strength_mg=Decimal("0.5"),
        mg_per_ml=None,
        splits="half",
        note="Diazepam 0.5 mg capsule",
    )


def test_the_codes_of_a_product_of_the_clinics_own_are_none():
    """No code of a register stands for it."""
    assert own_product(CAPSULE, "us").codes == {}


@pytest.mark.parametrize("row", [LIQUID, CAPSULE, TABLET], ids=lambda row: row["form"])
def test_a_product_of_the_clinics_own_is_told_by_its_row(row):
    """The row that it was made of comes out again, without splits where it has none."""
    assert own_told(own_product(row, "uk")) == row
    assert parse_own_products([own_told(own_product(row, "uk"))], CATALOGUE, "uk") == (own_product(row, "uk"),)


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (CAPSULE | {"splits": "half"}, "[1].splits", "goes with a tablet, and only with it"),
        (TABLET | {"splits": "third"}, "[1].splits", "must be one of none, half, quarter"),
        (TABLET | {"id": "own-A"}, "[1].id", 'must be "own-" and small letters, digits and hyphens'),
        (TABLET | {"id": 5}, "[1].id", 'must be "own-" and small letters, digits and hyphens'),
        (TABLET | {"id": "own-1"}, "[1].id", "own-1 is there already"),
        (TABLET | {"mg": "0"}, "[1].mg", "must be from 0.000001 to 1000"),
        (TABLET | {"mg": "1000.5"}, "[1].mg", "must be from 0.000001 to 1000"),
        (TABLET | {"form": "patch"}, "[1].form", "must be one of liquid, capsule, tablet"),
        (TABLET | {"mg_per_ml": "1"}, "[1].mg_per_ml", "is not a field of the request"),
    ],
)
def test_a_row_that_says_no_product_is_refused_by_its_place(row, field, said):
    """The second row is named, its field, and what it should be."""
    with pytest.raises(BadRequest) as refused:
        parse_own_products([LIQUID, row], CATALOGUE, "uk")
    assert (refused.value.field, refused.value.message) == (f"own_products{field}", said)
