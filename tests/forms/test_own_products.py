"""A product that is made for the clinic, as its label has it: each box is whole, or one sentence says what to enter."""

from decimal import Decimal

import pytest

from taper_app.forms.medicine_choices import drug_choices, plain_choices
from taper_app.forms.own_products import OwnProductForm
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

LABEL = {
    "drug": "clonazepam",
    "name": "Clonazepam suspension 0.1 mg/mL",
    "form": "oral suspension",
    "strength_mg": "0.1",
    "made_by": "Rosewood",
    "keeps_days": "60",
}
BOXES = {
    "drug": "Medicine",
    "name": ("Name on the label", "As the pharmacy writes it, such as Clonazepam oral suspension 0.1 mg/mL."),
    "form": "Form",
    "strength_mg": ("Strength, in mg", "In one capsule or tablet, or in 1 mL of a liquid, such as 0.1."),
    "made_by": "Made by",
    "keeps_days": "Days it keeps from the day it is made",
}
MISSING = {
    "drug": "Choose the medicine.",
    "name": "Enter the name on the label.",
    "form": "Choose the form.",
    "strength_mg": "Enter the strength in mg, such as 0.1.",
    "made_by": "Enter the pharmacy or company that makes it.",
    "keeps_days": "Enter how many days it keeps, such as 60.",
}


def product(**fields):
    """The form, filled in but for these boxes."""
    return OwnProductForm(sent(**LABEL | fields), market="uk")


def test_each_box_says_what_it_is_and_what_is_missing():
    """All of them have to be filled in; the medicines are the plain ones of the market."""
    form = OwnProductForm(sent(), market="uk")
    assert told(form) == BOXES
    assert form.errors == {name: [words] for name, words in MISSING.items()}
    assert list(form.fields["drug"].choices) == list(plain_choices("uk"))
    assert layout(form.helper) == [("side", "drug", "name"), "form", ("side", "strength_mg", "keeps_days"), "made_by"]


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"drug": "aspirin"}, {"drug": "Choose a medicine from the list."}),
        ({"form": "powder"}, {"form": "Choose one of the forms."}),
        ({"strength_mg": "0"}, {"strength_mg": "Enter a strength above 0."}),
        ({"strength_mg": "0.0001"}, {}),
        ({"keeps_days": "0"}, {"keeps_days": "Enter a number of days from 1 to 1095."}),
        ({"keeps_days": "1"}, {}),
        ({"name": "x" * 81}, {"name": "Enter at most 80 characters. These are 81."}),
        ({"made_by": "x" * 81}, {"made_by": "Enter at most 80 characters. These are 81."}),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_box(fields, faults):
    """On both sides of each bound."""
    assert product(**fields).errors == {name: [words] for name, words in faults.items()}
    assert "keeps_days" in product(keeps_days=1096).errors and not product(keeps_days=1095).errors


def test_what_was_entered_is_kept_exactly():
    """Strength and days as numbers, and what it begins with is given by name."""
    form = product()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == LABEL | {"strength_mg": Decimal("0.1"), "keeps_days": 60}
    assert OwnProductForm(None, market="uk", initial={"name": "x"}).initial == {"name": "x"}


def test_no_medicine_of_modified_release_is_made_for_a_clinic():
    """The list has every other one, under the same headings."""
    ids = {id_ for _, named in plain_choices("us") if isinstance(named, list) for id_, _ in named}
    every = {id_ for _, named in drug_choices("us") if isinstance(named, list) for id_, _ in named}
    assert set(every - ids) == {id_ for id_ in every if id_.endswith("modified-release")}
    assert "alprazolam" in ids and len(every - ids) > 0
    assert [label for label, _ in plain_choices("us")] == [label for label, _ in drug_choices("us")]
