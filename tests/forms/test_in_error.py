"""Why something was entered in error, where its paper is, and what takes its place."""

from datetime import date
from types import SimpleNamespace

import pytest

from taper_app.forms.in_error import NOT_FOUND, InErrorForm, TwinForm
from taper_app.forms.reviews import INCOMPLETE
from taper_app.models import EnteredInError
from tests.forms.drawn import layout
from tests.forms.sent import sent

WHY = "Meant for another patient of the same name"
FILLED = {"reason": WHY, "initials": "RE", "birth_year": "1961"}
OF_PLAN = {"seen_revision": "2", "seen_review": "1"}


def in_error(printed=True, of_plan=True, **fields):
    """The form, filled in as far as it is asked, but for these boxes."""
    usual = FILLED | ({"paper": "not-given"} if printed else {}) | (OF_PLAN if of_plan else {})
    return InErrorForm(sent(**usual | fields), printed=printed, of_plan=of_plan)


@pytest.mark.parametrize(
    ("printed", "of_plan", "drawn"),
    [
        (True, True, ["reason", "paper", "right_plan", ("side", "initials", "birth_year"), "seen_revision", "seen_review"]),
        (True, False, ["reason", "paper", ("side", "initials", "birth_year")]),
        (False, True, ["reason", "right_plan", ("side", "initials", "birth_year"), "seen_revision", "seen_review"]),
        (False, False, ["reason", ("side", "initials", "birth_year")]),
    ],
)
def test_only_what_it_has_is_asked_for(printed, of_plan, drawn):
    """Its paper where one was printed, the right plan and what was seen of a plan or a visit; the two identifiers always."""
    form = in_error(printed=printed, of_plan=of_plan)
    assert form.is_valid(), form.errors
    assert layout(form.helper) == drawn
    asked = [name for part in drawn for name in (part[1:] if isinstance(part, tuple) else [part])]
    assert sorted(form.fields) == sorted(asked)


def test_nothing_more_is_asked_of_what_is_neither():
    """A note has no paper and is of no plan, unless it is said."""
    assert [*InErrorForm().fields] == ["reason", "initials", "birth_year"]


def test_what_is_wrong_is_told_in_the_order_of_the_page():
    """Each box with its own sentence; what nobody sees is incomplete."""
    form = InErrorForm(sent(), printed=True, of_plan=True)
    assert [(name, [*words]) for name, words in form.errors.items()] == [
        ("reason", ["Write why it was entered in error, in a few words, at least 10 characters."]),
        ("paper", ["Say where its paper is."]),
        ("initials", ["Type the patient’s initials."]),
        ("birth_year", ["Type the patient’s year of birth."]),
        ("seen_revision", [INCOMPLETE]),
        ("seen_review", [INCOMPLETE]),
    ]


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"paper": "burnt"}, {"paper": "Choose one of the answers."}),
        ({"seen_revision": "0", "seen_review": "9999"}, {}),
        ({"seen_revision": "9999", "seen_review": "0"}, {}),
        ({"seen_revision": "-1", "seen_review": "10000"}, {"seen_revision": INCOMPLETE, "seen_review": INCOMPLETE}),
        ({"seen_revision": "10000", "seen_review": "-1"}, {"seen_revision": INCOMPLETE, "seen_review": INCOMPLETE}),
        ({"seen_revision": "two", "seen_review": ""}, {"seen_revision": INCOMPLETE, "seen_review": INCOMPLETE}),
        ({"right_plan": "K" * 20}, {}),
        ({"right_plan": "K" * 21}, {"right_plan": "Enter at most 20 characters. These are 21."}),
        *(({"paper": each}, {}) for each in EnteredInError.Paper.values),
    ],
)
def test_each_box_has_what_it_may_hold(fields, faults):
    """And one sentence for anything else."""
    assert in_error(**fields).errors == {name: [words] for name, words in faults.items()}


def test_the_number_of_a_plan_may_be_typed_small():
    """It is read as it is printed."""
    form = in_error(right_plan=" k7qx-4m2p ")
    assert form.is_valid() and form.cleaned_data["right_plan"] == "K7QX-4M2P"
    assert in_error().is_valid()


# Which record is right ---------------------------------------------------------------------------


class Known:
    """The records of a clinic, asked as a table of the database is."""

    def __init__(self, rows):
        self.rows = rows

    def filter(self, **wanted):
        return Known([each for each in self.rows if all(getattr(each, name) == value for name, value in wanted.items())])

    def exclude(self, pk):
        return Known([each for each in self.rows if each.pk != pk])

    def first(self):
        return next(iter(self.rows), None)

    def get(self, **wanted):
        (one,) = self.filter(**wanted).rows
        return one


def record(pk, **more):
    """One of a patient of that number."""
    usual = {"name": "Robin Example", "born_on": date(1961, 3, 27), "entered_in_error": False, "clinic": CLINIC}
    return SimpleNamespace(**usual | {"pk": pk, "code": f"code{pk}", "identifier": f"ID{pk}"} | more)


CLINIC = SimpleNamespace()
ONE, ALIKE, OTHER, GONE = record(1), record(2), record(3, name="Sam Other"), record(4, entered_in_error=True)
CLINIC.patients = Known([ONE, ALIKE, OTHER, GONE])
BOXES = {"autocomplete": "off", "spellcheck": "false"}


def twin(**fields):
    """Which record is the right one, asked of the first of them, which looks like the second."""
    return TwinForm(sent(**fields) if fields else None, patient=ONE, alike=[ONE, ALIKE])


def test_the_records_that_look_alike_are_offered():
    """Never the record itself; then another one, or none."""
    form = twin()
    assert form.labels("right") == {
        "code2": "Robin Example, born 27-Mar-1961, identifier ID2",
        "other": "Another record of this patient, by its identifier",
        "none": "None: nobody should have been entered here",
    }
    assert layout(form.helper) == ["right", "identifier"]
    assert form.fields["identifier"].widget.attrs == BOXES
    assert InErrorForm(of_plan=True).fields["right_plan"].widget.attrs == BOXES


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"right": "code2"}, ALIKE),
        ({"right": "code2", "identifier": "ID3"}, ALIKE),
        ({"right": "other", "identifier": " id 3 "}, OTHER),
        ({"right": "none"}, None),
        ({"right": "none", "identifier": "ID3"}, None),
    ],
)
def test_the_record_that_is_right_is_the_one_that_is_chosen(fields, kept):
    """What stands in the box of the identifier counts only where that is chosen."""
    form = twin(**fields)
    assert form.is_valid(), form.errors
    assert form.kept is kept


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"identifier": "ID3"}, {"right": "Choose the record that is right, or that there is none."}),
        ({"right": "code3"}, {"right": "Choose one."}),
        ({"right": "code1"}, {"right": "Choose one."}),
        ({"right": "other"}, {"identifier": NOT_FOUND}),
        ({"right": "other", "identifier": "ID9"}, {"identifier": NOT_FOUND}),
        ({"right": "other", "identifier": "ID1"}, {"identifier": NOT_FOUND}),
        ({"right": "other", "identifier": "ID4"}, {"identifier": NOT_FOUND}),
        ({"right": "none", "identifier": "A" * 41}, {"identifier": "Enter at most 40 characters. These are 41."}),
        ({"right": "none", "identifier": "A" * 40}, {}),
    ],
)
def test_no_other_record_can_be_named(fields, faults):
    """Not itself, none of another clinic, and none that was entered in error."""
    assert twin(**fields).errors == {name: [words] for name, words in faults.items()}
