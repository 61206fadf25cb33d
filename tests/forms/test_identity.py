"""What is typed again, written or ticked before a plan is issued."""

from datetime import date

import pytest

from taper_app.forms.errors import error_links
from taper_app.forms.identity import WRONG, IdentityForm
from taper_app.forms.medications import OthersForm
from taper_app.forms.old_paper import NO_LONGER_RIGHT, PLAN_ENDS, OldPaperField, OldPaperForm
from taper_app.models.old_paper import ENDED, NOT_NOW, REVISED
from tests.forms.drawn import layout


def test_both_identifiers_are_asked_and_each_has_its_sentence():
    """Initials and year side by side; neither is filled in by the browser."""
    form = IdentityForm({})
    assert form.errors == {
        "initials": ["Type the patient’s initials."],
        "birth_year": ["Type the patient’s year of birth."],
    }
    assert layout(form.helper) == [("side", "initials", "birth_year")]
    assert form.label_suffix == ""
    assert {each.widget.attrs["autocomplete"] for each in form.fields.values()} == {"off"}


@pytest.mark.parametrize("wrong", [["initials"], ["birth_year"], ["initials", "birth_year"], []])
def test_what_does_not_fit_the_patient_is_said_at_its_box(wrong):
    """Each by its own sentence, which never tells what would be right."""
    form = IdentityForm({"initials": " A  B ", "birth_year": "1950"})
    assert form.is_valid() and form.cleaned_data == {"initials": "A B", "birth_year": "1950"}
    form.refuse(wrong)
    assert form.errors == {name: [WRONG[name]] for name in wrong}


def test_every_other_drug_has_to_be_asked_for():
    """An answer is never assumed."""
    words = "Ask about every other benzodiazepine and z-drug, then tick that there is none."
    assert OthersForm({}).errors == {"others_asked": [words]}
    assert OthersForm({"others_asked": "on"}).is_valid()
    assert layout(OthersForm().helper) == ["others_asked"]


HOLDS_UNTIL = (
    "The paper the patient has holds until Mon 04-Jan-2027, and the next visit is on another day. What was done about it?"
)


@pytest.mark.parametrize(
    ("answers", "hint"),
    [
        (REVISED, NO_LONGER_RIGHT),
        (ENDED, PLAN_ENDS),
        (NOT_NOW, HOLDS_UNTIL),
    ],
)
def test_the_old_paper_is_asked_about_by_why_it_is_not_right(answers, hint):
    """Another day, another dose or the end, each with the answers that there can be."""
    field = OldPaperField(answers, date(2027, 1, 4))
    assert (field.label, field.help_text, field.required) == ("The old handout", hint, True)
    assert field.choices == [(each.value, each.label) for each in answers]
    form = OldPaperForm({}, answers=answers, day=date(2027, 1, 4))
    assert form.errors == {"old_paper": ["Say what became of the old handout."]}
    assert OldPaperForm({"old_paper": "x"}, answers=answers, day=date(2027, 1, 4)).errors == {
        "old_paper": ["Choose one of the answers."]
    }
    assert layout(form.helper) == ["old_paper"]


def test_the_summary_leads_to_each_box_that_is_wrong():
    """In the order of the boxes, to the first control of each; what belongs to none leads nowhere, and what is not sent says
    nothing."""
    paper, identity = OldPaperForm({}, answers=REVISED, day=date(2027, 1, 4)), IdentityForm({"birth_year": "1950"})
    identity.add_error(None, "Both are wrong.")
    assert error_links(paper, IdentityForm(), identity) == [
        ("id_old_paper_0", "Say what became of the old handout."),
        ("id_initials", "Type the patient’s initials."),
        ("", "Both are wrong."),
    ]


def test_a_form_about_the_old_paper_may_stand_beside_another():
    """With a prefix of its own."""
    assert OldPaperForm(None, answers=REVISED, day=date(2027, 1, 4), prefix="a").prefix == "a"
