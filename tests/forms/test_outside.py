"""Whom somebody has to read from outside: exactly one patient, and why."""

import pytest

from taper_app.forms.outside import OutsideForm
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

BORN = {"born_on_0": "27", "born_on_1": "3", "born_on_2": "1961"}
USUAL = {"identifier": "943 476 5919", "reason": "Seizure in the emergency department"} | BORN


def outside(**fields):
    """The form, filled in but for these boxes."""
    return OutsideForm(sent(**USUAL | fields))


def test_each_box_says_what_to_enter():
    """Nothing of it is filled in by the browser."""
    form = OutsideForm()
    assert layout(form.helper) == ["identifier", "born_on", "reason"]
    assert told(form) == {
        "identifier": (
            "The patient’s identifier",
            "Exactly as the other clinic writes it, such as the NHS number. It stands on the patient’s paper.",
        ),
        "born_on": ("Date of birth", "For example, 27 3 1961."),
        "reason": ("Why you have to see this record now", "The patient’s clinic reads this, with your name."),
    }
    assert form.fields["identifier"].widget.attrs == {"autocomplete": "off", "spellcheck": "false"}
    assert form.label_suffix == "" and OutsideForm(initial={"identifier": "1"})["identifier"].value() == "1"


def test_the_identifier_is_read_without_its_blanks():
    """As it is printed, with blanks, or without."""
    form = outside()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["identifier"] == "9434765919"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"identifier": ""}, {"identifier": "Enter the identifier. Ask the patient, or look at their paper."}),
        ({"identifier": "9" * 40}, {}),
        ({"identifier": "9" * 41}, {"identifier": "Enter at most 40 characters. These are 41."}),
        (dict.fromkeys(BORN, ""), {"born_on": "Enter the date of birth, such as 27 3 1961."}),
        ({"born_on_2": ""}, {"born_on": "Enter the year too, such as 27 3 1961."}),
        (
            {"reason": "now"},
            {"reason": "Write why you have to see this record now, in a few words, at least 10 characters."},
        ),
    ],
)
def test_nobody_looks_around(fields, faults):
    """All three are needed: whose it is, twice, and why."""
    assert outside(**fields).errors == {name: [words] for name, words in faults.items()}
