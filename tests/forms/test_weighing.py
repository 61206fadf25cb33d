"""What is weighed before a first plan: each box reaches what is kept, and the day on which to ask again fits what came of it."""

from datetime import date

import pytest

from taper_app.engine import load_care, load_catalogue
from taper_app.forms.weighing import CONCLUDE, NOT_ASKED, TOO_EARLY, WHEN, WeighingForm, ticks, words
from taper_app.models import Weighing
from tests.forms.sent import sent

TODAY, LATER = date(2027, 2, 1), date(2027, 3, 1)
TAPER, NOT_YET = Weighing.Conclusion.TAPER, next(each for each in Weighing.Conclusion if each != Weighing.Conclusion.TAPER)
FOR, AGAINST, PLACES = ([each.id for each in load_care().weighed_on(side)] for side in ("for", "against", "setting"))


def weighing(known=(), **fields):
    """The form sent with these boxes filled, for a patient of whom these reasons are known."""
    return WeighingForm(sent(**fields), before=None, known=known, today=TODAY)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"conclusion": TAPER}, {}),
        ({"conclusion": NOT_YET, "ask_again_on": LATER}, {}),
        ({}, {"conclusion": CONCLUDE}),
        ({"conclusion": "maybe"}, {"conclusion": CONCLUDE}),
        ({"conclusion": TAPER, "ask_again_on": LATER}, {"ask_again_on": NOT_ASKED}),
        ({"conclusion": NOT_YET}, {"ask_again_on": WHEN}),
        ({"conclusion": NOT_YET, "ask_again_on": TODAY}, {"ask_again_on": TOO_EARLY}),
        ({"conclusion": TAPER, "speaks_for": AGAINST[0]}, {"speaks_for": "Tick reasons from the list."}),
        ({"conclusion": TAPER, "setting": "the moon"}, {"setting": "Choose one of the places."}),
    ],
)
def test_only_what_came_of_it_has_to_be_answered_and_its_day_fits(fields, faults):
    """A taper has no day on which to ask again; anything else has one that is still to come."""
    assert {name: said[0] for name, said in weighing(**fields).errors.items()} == faults


def test_every_box_is_kept_with_the_reasons_that_are_known_already():
    """In the order of the lists, whichever was ticked first; words without the spaces round them."""
    form = weighing(
        known=[FOR[1]],
        speaks_for=FOR[0],
        speaks_against=AGAINST[0],
        wants=" to sleep ",
        fears=" a fit ",
        readiness="7",
        own_words=" my daughter ",
        helper="her son",
        setting=PLACES[0],
        conclusion=NOT_YET,
        ask_again_on=LATER,
    )
    assert form.is_valid(), form.errors
    assert form.weighed == {
        "reasons": [each for each in load_care().weighed if each in (FOR[0], FOR[1], AGAINST[0])],
        "wants": "to sleep",
        "fears": "a fit",
        "readiness": 7,
        "own_words": "my daughter",
        "helper": "her son",
        "setting": PLACES[0],
        "conclusion": NOT_YET,
        "ask_again_on": LATER,
    }


def test_what_is_not_answered_is_kept_as_nothing():
    """Readiness that was not asked is no readiness of 0."""
    form = weighing(conclusion=TAPER)
    assert form.is_valid()
    assert (form.weighed["readiness"], form.weighed["reasons"], form.weighed["ask_again_on"]) == (None, [], None)
    assert weighing(conclusion=TAPER, readiness="0").errors == {}


def test_a_reason_that_is_known_is_shown_and_not_asked():
    """It stands beside the ticks of its side."""
    side = weighing(known=[FOR[0]]).columns[0]
    assert FOR[0] not in [each.id for _, each in side.options]
    assert [each.id for each in side.known] == [FOR[0]]
    assert [each.id for _, each in weighing().settings] == PLACES


def test_what_was_said_before_stands_in_the_boxes():
    """The same reasons are ticked on the side where they are asked, and every other box is filled in."""
    form = weighing(wants="to sleep", speaks_for=FOR[0], speaks_against=AGAINST[0], readiness="3", conclusion=TAPER)
    assert form.is_valid()
    again = WeighingForm(None, before=form.weighed, known=[], today=TODAY)
    assert again["wants"].value() == "to sleep"
    assert again["readiness"].value() == 3
    for name, reason in (("speaks_for", FOR[0]), ("speaks_against", AGAINST[0])):
        assert [tick.data["value"] for tick in again[name] if tick.data["selected"]] == [reason]


def test_each_tick_has_its_name_what_guidelines_say_and_whose_words_these_are():
    """As the page draws it, from the data."""
    row = load_care().weighed[FOR[0]]
    _, said = weighing().columns[0].options[0]
    assert (said.id, said.name, said.words) == (row.id, row.name, row.says.words)
    assert said.source == load_catalogue().sources[row.says.source].title


def test_a_day_that_cannot_be_read_is_said_once():
    """A day on which to ask again that is none is not also missing."""
    form = WeighingForm(
        sent(conclusion=NOT_YET, ask_again_on_0="31", ask_again_on_1="2", ask_again_on_2="2027"),
        before=None,
        known=[],
        today=TODAY,
    )
    assert list(form.errors) == ["ask_again_on"]
    assert len(form.errors["ask_again_on"]) == 1
    assert form.errors["ask_again_on"] != [WHEN]


def test_each_box_says_what_it_is():
    """With where it ends, and its hint."""
    form = WeighingForm(None, before=None, known=(), today=TODAY)
    labels = {name: field.label for name, field in form.fields.items()}
    assert labels["speaks_for"] == "What speaks for a taper" and labels["speaks_against"] == "What speaks against beginning now"
    assert form.fields["readiness"].help_text == "From 0, not at all, to 10, ready to begin."
    assert {form.fields[name].widget.attrs["rows"] for name in ("wants", "fears", "own_words")} == {2}
    wrong = WeighingForm(sent(speaks_for=["x"], conclusion="x", setting="x"), before=None, known=(), today=TODAY)
    assert wrong.errors["speaks_for"] == ["Tick reasons from the list."]
    assert wrong.errors["setting"] == ["Choose one of the places."]


def test_what_a_patient_says_has_room_for_a_few_lines():
    """And a reason that is on no list is refused."""
    assert words("Label", "wants").widget.attrs["rows"] == 2 and words("Label", "wants").label == "Label"
    field = ticks("Label")
    assert (field.label, field.required, field.error_messages["invalid_choice"]) == (
        "Label",
        False,
        "Tick reasons from the list.",
    )
