"""Risks on the clinician's summary: what there is to note, what is not known, and when it was answered."""

import pytest

from tests.handouts.clinical import PAPERS, SHA, issued
from tests.handouts.snapshots import NIGHTLY_20
from tests.text_gates import hits_in, texts_of

HEADING = "Risks as they were answered"


def answer(name, kind, named=""):
    return {"question": name, "name": name, "words": f"{name}?", "answer": "", "said": "", "kind": kind, "named": named}


OMEPRAZOLE = {"medicine": "omeprazole", "name": "omeprazole", "started_on": "2027-01-18", "stopped_on": None}
TOLD = {
    "asked_on": "2027-01-04",
    "asked_by": "Dr Ash Marlow",
    "found": [],
    "interacting": [OMEPRAZOLE],
    "answers": [
        answer("duration", "use", "3 months or more"),
        answer("opioids", "noted", "an opioid"),
        answer("interacting", "noted"),
        answer("liver disease", "unknown"),
        answer("glaucoma", "usual"),
    ],
}


def summary(**changes):
    """What stands under the heading."""
    texts = texts_of(PAPERS["summary"](issued(NIGHTLY_20) | changes, SHA))
    found = texts[texts.index(HEADING) + 1 :]
    return found[: found.index("Strategy")]


def test_risks_are_printed():
    """What there is to note, what is not known and what is as usual are printed, with who answered and when."""
    assert summary(risks=TOLD) == [
        "To note: an opioid, omeprazole from 18-Jan-2027.",
        "Not known: liver disease.",
        "Taken 3 months or more.",
        "Nothing to note of glaucoma.",
        "Answered on 04-Jan-2027 by Dr Ash Marlow.",
    ]
    assert hits_in(summary(risks=TOLD)) == []


def test_what_a_visit_found_is_told_from_what_was_answered():
    """Whoever answered is not said to have said what a visit found since."""
    assert summary(risks=TOLD | {"found": ["opioids"]})[-1].endswith("by Dr Ash Marlow. Found at a visit since: opioids.")


def test_what_one_button_answered_is_told_apart_on_paper():
    """It is not among what was asked; a revision of before it was kept reads as asked."""
    button = answer("driving", "usual") | {"by_button": True}
    said = summary(risks=TOLD | {"answers": [*TOLD["answers"], button]})
    assert "Nothing to note of glaucoma." in said
    assert "Not asked, answered by one button as nothing to note: driving." in said


def test_a_summary_of_before_risks_were_kept():
    """A snapshot without risks says that nobody asked then."""
    assert summary() == summary(risks=None) == ["Not asked when this revision was issued."]


@pytest.mark.parametrize(
    ("started_on", "stopped_on", "words"),
    [
        (None, None, "omeprazole"),
        ("2027-01-18", None, "omeprazole from 18-Jan-2027"),
        (None, "2027-02-01", "omeprazole to 01-Feb-2027"),
        ("2027-01-18", "2027-02-01", "omeprazole from 18-Jan-2027 to 01-Feb-2027"),
    ],
)
def test_an_interacting_medicine_is_said_with_its_days(started_on, stopped_on, words):
    """The day on which it starts and the day on which it stops: both change how fast the drug is broken down."""
    told = OMEPRAZOLE | {"started_on": started_on, "stopped_on": stopped_on}
    assert summary(risks=TOLD | {"interacting": [told]})[0] == f"To note: an opioid, {words}."
