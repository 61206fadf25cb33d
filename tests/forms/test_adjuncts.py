"""An adjunct medicine that was begun or stopped: which, and its two days."""

from datetime import date

import pytest

from taper_app.engine import load_care
from taper_app.forms.adjuncts import EARLY, AdjunctForm
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

TODAY = date(2027, 1, 4)
SOME = next(each for each in load_care().adjuncts if each != "any")
NEEDED = "Needed where it is to be avoided for this patient. No dose: that stands with the prescription."


def adjunct(**fields):
    """The form, filled in but for these boxes."""
    usual = {"adjunct": SOME, "started_on": TODAY} | fields
    return AdjunctForm(sent(**{name: each for name, each in usual.items() if each}), today=TODAY)


def test_it_starts_today_unless_another_day_is_entered():
    """Every medicine of the list by its name, and none chosen."""
    form = AdjunctForm(None, today=TODAY)
    assert (form["started_on"].value(), form["adjunct"].value(), form["stopped_on"].value()) == (TODAY, None, None)
    known = {each.id: each.name for each in load_care().adjuncts.values() if each.id != "any"}
    (empty, first), *listed = form.fields["adjunct"].choices
    assert (empty, first, dict(listed)) == ("", "Choose a medicine", known)
    assert [name for _, name in listed] == sorted(known.values())
    proposed = AdjunctForm(None, today=TODAY, initial={"adjunct": SOME})
    assert (proposed["adjunct"].value(), proposed["started_on"].value()) == (SOME, TODAY)
    assert AdjunctForm(None, today=TODAY, initial={"started_on": date(2026, 12, 1)})["started_on"].value() == date(2026, 12, 1)


def test_its_boxes_say_what_they_are():
    """The two days beside each other."""
    form = AdjunctForm(None, today=TODAY)
    assert layout(form.helper) == ["adjunct", ("side", "started_on", "stopped_on"), "asked", "why"]
    assert told(form) == {
        "adjunct": "Medicine",
        "started_on": "Started or starts on",
        "stopped_on": "Stopped on (where it has)",
        "asked": "What is named under “Ask first” was asked, and does not stand against it",
        "why": ("Why it is given (optional)", NEEDED),
    }


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {}),
        ({"stopped_on": TODAY}, {}),
        ({"stopped_on": date(2027, 1, 3)}, {"stopped_on": EARLY}),
        ({"adjunct": ""}, {"adjunct": "Choose the medicine."}),
        ({"adjunct": "any"}, {"adjunct": "Choose a medicine from the list."}),
        ({"started_on": ""}, {"started_on": "Enter the day on which it starts."}),
        ({"started_on": "", "stopped_on": TODAY}, {"started_on": "Enter the day on which it starts."}),
        ({"why": "a" * 300}, {}),
        ({"why": "a" * 301}, {"why": "Enter at most 300 characters. These are 301."}),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_at_its_box(fields, faults):
    """It stops on the day on which it starts at the earliest."""
    assert adjunct(**fields).errors == {name: [words] for name, words in faults.items()}
