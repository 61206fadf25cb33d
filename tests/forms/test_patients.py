"""A patient's own facts as they are typed: each is whole, or one sentence says what to enter."""

from datetime import date
from types import SimpleNamespace

import pytest

from taper_app.forms.patients import PatientForm
from tests.forms.drawn import layout
from tests.forms.sent import sent

TODAY = date(2027, 1, 4)
USUAL = {"name": "Robin Example", "born_on": date(1961, 3, 27), "sex": "female", "identifier": "943 476 5919", "language": "en"}


class Known:
    """The patients of a clinic: these identifiers, of which one may be left out."""

    def __init__(self, *rows):
        self.rows = rows

    def filter(self, identifier, entered_in_error):
        assert not entered_in_error  # who was entered in error has no number to keep free
        return Known(*[each for each in self.rows if each.identifier == identifier])

    def exclude(self, pk):
        return Known(*[each for each in self.rows if each.pk != pk])

    def exists(self):
        return bool(self.rows)


THERE = SimpleNamespace(pk=7, identifier="9434765919")


def patient(of=None, others=(), **fields):
    """The form, filled in as usual but for these boxes, in a clinic with these others."""
    data = sent(**{name: each for name, each in (USUAL | fields).items() if each})
    return PatientForm(data, clinic=SimpleNamespace(patients=Known(*others)), today=TODAY, patient=of)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {}),
        ({"name": ""}, {"name": "Enter the patient’s full name."}),
        ({"born_on": ""}, {"born_on": "Enter the date of birth, such as 27 3 1961."}),
        ({"born_on": date(2027, 1, 4)}, {}),
        (
            {"born_on": date(2027, 1, 5)},
            {"born_on": "The date of birth is in the future. Enter the day the patient was born."},
        ),
        ({"born_on": date(1907, 1, 1)}, {}),
        ({"born_on": date(1906, 12, 31)}, {"born_on": "Check the year of birth: it is more than 120 years ago."}),
        ({"sex": ""}, {"sex": "Choose the patient’s sex."}),
        ({"identifier": ""}, {"identifier": "Enter the patient’s identifier, such as the NHS number."}),
        ({"language": ""}, {"language": "Choose the language."}),
        ({"language": "other"}, {"other_language": "Enter the language, such as Romanian."}),
        ({"language": "other", "other_language": "Romanian"}, {}),
        (
            {"language": "other", "other_language": "polish"},
            {"other_language": "The patient’s papers are there in polish: choose it above."},
        ),
    ],
    ids=str,
)
def test_each_fact_is_whole_or_says_what_to_enter(fields, faults):
    """Name, day of birth within 120 years, sex, identifier and language."""
    assert patient(**fields).errors == {name: [words] for name, words in faults.items()}


@pytest.mark.parametrize(("language", "kept"), [("en", ""), ("es", ""), ("other", "Romanian")])
def test_another_language_is_kept_only_where_it_is_another(language, kept):
    """Beside English or Spanish there is none to keep."""
    form = patient(language=language, other_language="Romanian")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["other_language"] == kept


def test_an_identifier_is_the_patients_alone():
    """One that another has is refused, and the patient's own is not."""
    words = "A patient with this identifier is already in your clinic. Search for it instead."
    assert patient(others=[THERE]).errors == {"identifier": [words]}
    assert patient(of=SimpleNamespace(pk=8), others=[THERE]).errors == {"identifier": [words]}
    assert patient(of=THERE, others=[THERE]).errors == {}
    assert patient(others=[THERE], identifier="1").errors == {}


def test_the_facts_stand_in_their_order():
    """How information is given stands in one group."""
    needs = {"patients/_needs.html": ["large_print", "easy_read", "interpreter"]}
    assert layout(patient().helper) == ["name", "born_on", "sex", "identifier", needs, "language", "other_language"]
