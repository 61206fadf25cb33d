"""A caution is answered once: the same remark about the same data is not asked about again, and any other is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from taper_app.actions import plans, reviews
from taper_app.engine import Rule
from taper_app.models import User
from taper_app.record import Finding, answered_by, cautions

from .test_reviews import IN_TAPER
from .visits import REASON, TODAY, begin, given, regimen, visit

WORDS = "Step 4 of the crossover is 12% below the step before it, and step 5 too, from 3 Mar 2027. Say why."


def finding(**changes):
    return replace(Finding("crossover_fall", "caution", WORDS, {}, "taper-rules", 4), **changes)


def test_a_step_that_was_put_in_moves_the_numbers_of_the_others_and_is_no_other_remark():
    """Only the numbers of steps are left out of what makes two remarks the same."""
    moved = finding(step=6, message=WORDS.replace("Step 4", "Step 6").replace("step 5", "step 7"))
    assert cautions.same(finding()) == cautions.same(moved)


@pytest.mark.parametrize(
    "changes",
    [
        {"message": WORDS.replace("12%", "13%")},
        {"message": WORDS.replace("3 Mar", "4 Mar")},
        {"rule": "edited_rise"},
        {"source": "asam-2025"},
    ],
)
def test_another_number_rule_or_source_is_another_remark(changes):
    """A percentage, a date, a rule or a source that changed makes a remark that nobody has answered."""
    assert cautions.same(finding()) != cautions.same(finding(**changes))


@pytest.fixture
def plan(patient, clinician):
    """Diazepam and nitrazepam tablets, which make no small steps at the end: a caution, answered when the plan was issued."""
    return begin(patient, clinician, "several")


@pytest.fixture
def colleague(clinic):
    """Another clinician of the same clinic."""
    return User.objects.create(clinic=clinic, username="sam", full_name="Dr Sam Reed")


def asked(plan, by, on, *args, **changes):
    """The rules that want a reason at this visit."""
    with pytest.raises(plans.ReasonNeeded) as caught:
        reviews.record_review(by=by, **given(plan, on, *args, override_reason="", **changes))
    return {each.rule for each in caught.value.findings}


def test_an_answered_caution_is_not_asked_again_about_the_same_data(plan, colleague):
    """A hold moves the same steps: no reason is wanted, and the revision keeps who answered, when and how; so does the next."""
    for on in (IN_TAPER, IN_TAPER + timedelta(days=3)):
        revision = visit(plan, colleague, on, "hold", 28, override_reason="").revision
        stored = revision.snapshot
        [answer] = stored["answered"]
        assert answer["rule"] == "coarse_tail" and answer["message"] in {each["message"] for each in stored["findings"]}
        assert (answer["reason"], answer["given_on"], answer["given_by"]) == (REASON, TODAY.isoformat(), "Dr Ash Marlow")
        assert stored["override_reason"] == ""


def test_a_rule_that_is_worded_otherwise_by_now_is_not_asked_about_again(plan, colleague, monkeypatch):
    """A copy-editor's sentence is the same remark: no reason is wanted, and the answer is kept with the new words."""
    monkeypatch.setattr(Rule, "message", lambda self, **named: f"Worded otherwise: {self.title}.")
    [answer] = visit(plan, colleague, IN_TAPER, "hold", 28, override_reason="").revision.snapshot["answered"]
    assert (answer["message"], answer["reason"]) == ("Worded otherwise: Fast at the end.", REASON)
    assert answer["values"].keys() >= {"percent", "reduction", "what"}


def test_changed_data_is_asked_about_again(plan, clinician):
    """Another dose taken is a new caution; answered, it is asked about no more, until the dose taken is another one again."""
    more = {"taken": regimen(diazepam_morning="5", diazepam_night="16", nitrazepam_night="10")}
    assert "prescribed_differs" in asked(plan, clinician, IN_TAPER, "hold", 28, **more)
    answered = visit(plan, clinician, IN_TAPER, "hold", 28, override_reason="Took two more each night.", **more).revision
    assert answered.snapshot["override_reason"] == "Took two more each night."
    again = {"taken": regimen(diazepam_morning="5", diazepam_night="30", nitrazepam_night="10")}
    assert "prescribed_differs" in asked(plan, clinician, IN_TAPER + timedelta(days=2), "hold", 28, **again)


def test_a_caution_of_another_plan_answers_nothing(patient, clinician):
    """What was answered is looked up in the revision in force alone: a new plan asks again."""
    plan = begin(patient, clinician, "several")
    visit(plan, clinician, IN_TAPER, "end", end_reason="completed")
    with pytest.raises(plans.ReasonNeeded):
        begin(patient, clinician, "several", today=IN_TAPER, reason="")


def test_a_caution_that_had_gone_is_asked_about_when_it_comes_back():
    """An answer is kept as long as each revision has the caution; one that was away in between is new."""
    known = [answered_by(finding(), TODAY, "Dr Ash Marlow", REASON)]
    kept = cautions.answered(known, [finding(), finding(severity="info", rule="capped")], TODAY)
    assert [each.rule for each in kept] == ["crossover_fall"]
    assert cautions.answered([], [finding()], TODAY) == ()
    assert cautions.unanswered([finding()], []) == [finding()]
