"""The patient's relapse plan: four boxes, a thing a line, any of which may be empty."""

import pytest

from taper_app.forms.relapse_plan import BOXES, TOO_MANY, RelapsePlanForm
from taper_app.models import RelapsePlan
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

PARTS = ["triggers", "early_signs", "what_helps", "contacts"]


def test_the_boxes_stand_in_the_order_in_which_they_are_printed():
    """Each with examples; what is written already stands there."""
    form = RelapsePlanForm(None, stands=None)
    assert layout(form.helper) == PARTS and told(form) == BOXES
    assert {name: form[name].value() for name in PARTS} == dict.fromkeys(PARTS)
    assert {each.widget.attrs["rows"] for each in form.fields.values()} == {4}
    stands = RelapsePlanForm(None, stands=RelapsePlan(triggers="A row at home", what_helps="Walk with Sam"))
    assert [stands[name].value() for name in PARTS] == ["A row at home", "", "Walk with Sam", ""]


def test_all_of_it_may_be_empty():
    """Then nothing is printed."""
    form = RelapsePlanForm(sent(page="1"), stands=RelapsePlan(triggers="A row at home"))
    assert form.is_valid() and form.said == dict.fromkeys(PARTS, "")


def test_what_is_written_comes_out_line_by_line():
    """As it was typed."""
    form = RelapsePlanForm(sent(triggers="A row\nPain", contacts="Ana, 07700 900123"), stands=None)
    assert form.is_valid(), form.errors
    assert form.said == {"triggers": "A row\nPain", "early_signs": "", "what_helps": "", "contacts": "Ana, 07700 900123"}


@pytest.mark.parametrize("name", PARTS)
def test_no_box_is_too_long_to_be_read_when_it_is_needed(name):
    """Eight lines and 600 characters; empty lines round them do not count."""
    lines = "\n".join(f"Line {number}" for number in range(8))
    assert RelapsePlanForm(sent(**{name: f"\n\n{lines}\n\n"}), stands=None).errors == {}
    assert RelapsePlanForm(sent(**{name: f"{lines}\nLine 8"}), stands=None).errors == {name: [TOO_MANY]}
    assert RelapsePlanForm(sent(**{name: "a" * 600}), stands=None).errors == {}
    words = "Enter at most 600 characters. These are 601."
    assert RelapsePlanForm(sent(**{name: "a" * 601}), stands=None).errors == {name: [words]}
