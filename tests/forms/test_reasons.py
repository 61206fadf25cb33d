"""What is answered to cautions: each by what it asks, and one reason for the rest."""

from datetime import date

import pytest

from taper_app.engine import CautionAnswer, Specialist
from taper_app.forms.person import FUTURE, NO_DAY
from taper_app.forms.reasons import ANSWER, WHY, Question, ReasonForm
from tests.forms.drawn import layout

TODAY = date(2027, 1, 4)
SEIZURE = Question(
    "seizure_history", "Seizure before", "a1", {"adviser": "Which specialist was asked?", "found": "What was agreed?"}
)
SUICIDE = Question("suicidality", "Thoughts of suicide", "b2", {"found": "What was found?", "arranged": "What was arranged?"})
TEN = "ask again?"
OWN = "answer in a few words, at least 10 characters."
FULL = {
    "caution_seizure_history_adviser_name_a1": "Dr Ada Ode",
    "caution_seizure_history_adviser_role_a1": "Neurologist",
    "caution_seizure_history_adviser_on_a1_0": "3",
    "caution_seizure_history_adviser_on_a1_1": "1",
    "caution_seizure_history_adviser_on_a1_2": "2027",
    "caution_seizure_history_found_a1": "Slowly, at home.",
    "caution_suicidality_found_b2": "No plan and no means.",
    "caution_suicidality_arranged_b2": "The crisis team calls tonight.",
    "override_reason": "Agreed with the patient.",
}
NAME, ROLE, DAY, FOUND = (
    f"caution_seizure_history_{part}_a1" for part in ("adviser_name", "adviser_role", "adviser_on", "found")
)


def filled(**changes):
    return ReasonForm(FULL | changes, today=TODAY, own=[SEIZURE, SUICIDE])


@pytest.mark.parametrize(
    ("typed", "right"), [("", False), (TEN[1:], False), (f" {TEN[1:]} ", False), (TEN, True), (f" {TEN} ", True)]
)
def test_a_reason_has_ten_characters(typed, right):
    """Blanks round it do not count; the sentence says how many it has to have."""
    form = ReasonForm({"override_reason": typed}, today=TODAY)
    assert form.errors == ({} if right else {"override_reason": [WHY]})
    assert layout(form.helper) == ["override_reason"]


@pytest.mark.parametrize("typed", ["aaaaaaaaaa", "because of", "no no no no", "1234567890", "..........", "agreedagreed"])
def test_one_character_or_one_word_is_no_answer(typed):
    """Neither as a reason, nor as what was found, nor as what was arranged."""
    if typed == "because of":
        assert not filled(override_reason=typed).errors
        return
    boxes = {
        "override_reason": WHY,
        FOUND: f"Seizure before: {OWN}",
        "caution_suicidality_arranged_b2": f"Thoughts of suicide: what was arranged? {ANSWER}",
    }
    assert filled(**dict.fromkeys(boxes, typed)).errors == {name: [words] for name, words in boxes.items()}


def test_no_two_boxes_say_the_same_where_they_are_empty():
    """Each sentence above the page leads to one box: where a caution wants words twice, each names its question."""
    form = ReasonForm({}, today=TODAY, own=[SEIZURE, SUICIDE])
    said = [words for each in form.errors.values() for words in each]
    assert len(said) == len(set(said)) == len(form.fields)


def test_each_caution_is_answered_by_what_it_asks():
    """A name, a role and a day, or words; each is kept apart, by the rule that asked."""
    form = filled()
    assert form.is_valid(), form.errors
    assert form.given == {
        "seizure_history": CautionAnswer(Specialist("Dr Ada Ode", "Neurologist", date(2027, 1, 3)), "Slowly, at home."),
        "suicidality": CautionAnswer(None, "No plan and no means.", "The crisis team calls tonight."),
    }


@pytest.mark.parametrize(
    ("box", "typed", "at", "words"),
    [
        (NAME, "", NAME, "Enter a person’s name with a title or a first name, such as Dr Ada Ode."),
        (NAME, "x", NAME, "Enter a person’s name with a title or a first name, such as Dr Ada Ode."),
        (NAME, "aaaaaaaaaa", NAME, "Enter a person’s name with a title or a first name, such as Dr Ada Ode."),
        (ROLE, "", ROLE, "Enter what this person is, such as psychiatrist."),
        (ROLE, "x", ROLE, "Enter what this person is, such as psychiatrist."),
        (f"{DAY}_2", "2028", DAY, FUTURE),
        (f"{DAY}_0", "5", DAY, FUTURE),
        (FOUND, "", FOUND, ANSWER),
    ],
)
def test_what_is_no_answer_is_said_at_its_box_and_the_others_stand(box, typed, at, words):
    """One sentence that says what is wanted; the answer to the other caution is given all the same."""
    form = filled(**{box: typed})
    assert form.errors == {at: [f"Seizure before: {words[:1].lower()}{words[1:]}"]}
    assert form.given.keys() == {"suicidality"}


def test_a_day_is_wanted_of_who_advised_and_today_is_one():
    """Without a day it is not said when; today is not in the future."""
    none = {f"{DAY}_{part}": "" for part in range(3)}
    assert filled(**none).errors == {DAY: [f"Seizure before: {NO_DAY[:1].lower()}{NO_DAY[1:]}"]}
    assert filled(**{f"{DAY}_0": "4"}).is_valid()


def test_no_reason_is_asked_where_every_caution_asks_something_of_its_own():
    """Its box is not there."""
    form = ReasonForm(FULL, today=TODAY, own=[SUICIDE], wants_reason=False)
    assert form.is_valid() and "override_reason" not in form.fields
    assert list(form.fields) == list(SUICIDE.boxes)
