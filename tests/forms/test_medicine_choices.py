"""What can be chosen for a medicine: drugs with the brands they are sold under, products by strength, the clinic's own."""

from datetime import date

import pytest

from taper_app.forms.medicine_choices import (
    chosen_product,
    drug_choices,
    licensed_maximum,
    listed_already,
    medicine_chosen,
    own_called,
    plain_choices,
    product_choices,
)
from taper_app.models import OwnProduct

NBSP = "\u00a0"
MADE = {"drug": "zopiclone", "made_by": "Rosewood"}
IN_USE = OwnProduct(code="own-k7qx4m2p", name="Zopiclone 1 mg/mL", **MADE)
WITHDRAWN = OwnProduct(code="own-old22222", name="Old zopiclone", withdrawn_on=date(2026, 1, 1), **MADE)
OWN = [IN_USE, WITHDRAWN]


def under(choices, heading):
    """What stands below a heading of a list."""
    return dict(next(named for label, named in choices if label == heading))


@pytest.mark.parametrize("choices", [drug_choices, plain_choices])
@pytest.mark.parametrize("market", ["uk", "us"])
def test_drugs_stand_by_kind_and_in_the_order_of_their_names(choices, market):
    """The first line asks; no drug of one kind is below the other heading."""
    first, *groups = choices(market)
    assert first == ("", "Choose a medicine")
    assert [label for label, _ in groups] == ["Benzodiazepines", "Z-drugs"]
    for _, named in groups:
        assert [id_ for id_, _ in named] == sorted(id_ for id_, _ in named)
    assert "diazepam" in under(groups, "Benzodiazepines") and "zolpidem" in under(groups, "Z-drugs")
    assert "zolpidem" not in under(groups, "Benzodiazepines")


@pytest.mark.parametrize(
    ("market", "id_", "name"),
    [
        ("uk", "alprazolam", "alprazolam (Xanax)"),
        ("us", "alprazolam", "alprazolam (Xanax, Niravam, Alprazolam Intensol)"),
        ("uk", "midazolam", "midazolam"),  # Dormicum is imported
        ("uk", "lorazepam", "lorazepam"),
        ("us", "lorazepam", "lorazepam (Ativan, Lorazepam Intensol)"),
        ("uk", "alprazolam:modified-release", "alprazolam, modified release (Xanax XR)"),
        ("us", "alprazolam:modified-release", "alprazolam, extended release (Xanax XR)"),
    ],
)
def test_a_drug_has_the_brands_that_can_be_had_here(market, id_, name):
    """Each brand once; an imported one is not named, and what is of modified release stands apart, wherever it is sold."""
    assert under(drug_choices(market), "Benzodiazepines")[id_] == name


def test_a_drug_without_a_form_of_modified_release_is_there_once():
    """Only what is made in modified release can be chosen as that; the plain list has none of it."""
    every, plain = (under(each("uk"), "Z-drugs") for each in (drug_choices, plain_choices))
    assert "zopiclone" in every and "zopiclone:modified-release" not in every
    assert every.keys() - plain.keys() == {"zolpidem:modified-release"}
    assert plain["zolpidem"] == every["zolpidem"] == "zolpidem (Stilnoct)"


@pytest.mark.parametrize(
    ("chosen", "medicine"),
    [("zolpidem", "zolpidem"), ("zolpidem:modified-release", "modified-release zolpidem"), ("", "")],
)
def test_what_was_chosen_is_the_medicine(chosen, medicine):
    """The plain drug, or the drug as it is in modified release."""
    assert medicine_chosen(chosen) == medicine


def test_products_stand_by_drug_with_strength_and_brand():
    """What may be at home: sold, imported or made to order; what is no longer made is not offered."""
    choices = product_choices("uk", [])
    assert choices[0] == ("", "Any")
    labels = [label for label, _ in choices[1:]]
    assert labels == sorted(labels) and "Made for the clinic" not in labels and "Zopiclone" in labels
    assert under(choices, "Zopiclone") == {
        "zopiclone-3p75mg-tablet": f"zopiclone 3.75{NBSP}mg tablet (Zimovane LS)",
        "zopiclone-7p5mg-tablet": f"zopiclone 7.5{NBSP}mg tablet (Zimovane)",
    }
    assert under(choices, "Midazolam")["midazolam-15mg-tablet"] == f"midazolam 15{NBSP}mg tablet (Dormicum)"
    assert under(choices, "Loprazolam") == {"loprazolam-1mg-tablet": f"loprazolam 1{NBSP}mg tablet"}
    assert under(choices, "Nitrazepam")["nitrazepam-0p5mg-per-ml-oral-suspension"].endswith("oral suspension")


@pytest.mark.parametrize(
    ("own", "kept", "codes"),
    [
        (OWN, "", ["own-k7qx4m2p"]),
        (OWN, "own-old22222", ["own-k7qx4m2p", "own-old22222"]),
        ([WITHDRAWN], "own-old22222", ["own-old22222"]),
    ],
)
def test_what_is_made_for_the_clinic_comes_first(own, kept, codes):
    """By what its label says and who makes it; a withdrawn one only where it is on record already."""
    choices = product_choices("uk", own, kept)
    assert choices[1][0] == "Made for the clinic"
    assert list(under(choices, "Made for the clinic")) == codes
    assert own_called(IN_USE) == "Zopiclone 1 mg/mL (zopiclone), made by Rosewood"
    assert own_called(IN_USE) in under(product_choices("uk", OWN), "Made for the clinic").values()


def test_without_a_product_of_its_own_in_use_there_is_no_heading():
    """One that is withdrawn and not on record is none."""
    assert "Made for the clinic" not in [label for label, _ in product_choices("uk", [WITHDRAWN])]


@pytest.mark.parametrize(
    ("market", "product", "found"),
    [
        ("uk", "zopiclone-7p5mg-tablet", ("zopiclone", "plain")),
        ("us", "zolpidem-6p25mg-modified-release-tablet", ("zolpidem", "modified")),
        ("uk", "own-k7qx4m2p", ("zopiclone", "plain")),
        ("uk", "own-old22222", ("zopiclone", "plain")),
        ("us", "zopiclone-7p5mg-tablet", ("", "")),
        ("uk", "", ("", "")),
    ],
)
def test_a_product_tells_its_drug_and_its_release(market, product, found):
    """Of this market or of the clinic; what is sold elsewhere only is none."""
    assert chosen_product(market, OWN, product) == found


def test_no_maximum_is_made_up_where_no_market_licenses_a_medicine():
    """It is then asked about at no dose."""
    assert licensed_maximum("flunitrazepam", "uk") is None


@pytest.mark.parametrize(
    ("name", "drug"),
    [
        ("lorazepam", "lorazepam"),
        (" Lorazepam ", "lorazepam"),
        ("ATIVAN", "lorazepam"),
        ("Stilnoct", "zolpidem"),
        ("ambien cr", "zolpidem"),
        ("xanax xr", "alprazolam"),
        ("etizolam", ""),
        ("", ""),
        ("loraz", ""),
    ],
)
def test_a_name_that_the_list_has_is_known(name, drug):
    """By the drug's own name or a brand of any market, however it is written; a part of a name is none."""
    assert listed_already(name) == drug
