"""The end of a plan as a clinician enters it: what is refused says what to do, and the reason stands wherever the plan does."""

from datetime import timedelta

import pytest

from taper_app.actions import medications
from taper_app.engine import Schedule
from taper_app.models import Plan
from tests.actions.visits import TODAY, begin, row
from tests.views.payloads import form_errors, text_of
from tests.views.test_reviews import NOTHING, at, record, send, visit_on

EARLY = {"end_reason": "stopped-early", "end_note": "Goes on with 15 mg at night at her own wish."}


@pytest.fixture
def plan(patient, clinician):
    """Diazepam 20 mg at night, going down since 4 January."""
    return begin(patient, clinician)


@pytest.fixture
def at_visit(client, clinician, monday):
    """The clinician, signed in, two weeks later."""
    return visit_on(client, clinician, monday, TODAY + timedelta(days=14))


def test_completed_at_a_dose_says_what_to_do(plan, at_visit):
    """The form names the dose that is taken, another reason, and where to say that nothing is."""
    (error,) = form_errors(send(at_visit, plan, "end", end_reason="completed"))
    assert error.startswith("Completed means that nothing is taken any more. Diazepam 17\u00a0mg a day is taken now.")
    assert "such as “Stopped early”" in error and "enter 0 under “Really taken now”" in error


def test_completed_with_a_medicine_left_that_is_taken_as_needed_says_what_to_do(plan, patient, clinician, at_visit):
    """No visit asks about it: the form names it, and where it is taken out of the list the plan is completed."""
    listed = [row("diazepam", night="20"), row("lorazepam", night="1") | {"use": "as-needed"}]
    medications.set_medications(patient=patient, rows=listed, others_asked_on=None, by=clinician)
    (error,) = form_errors(send(at_visit, plan, "end", end_reason="completed", **NOTHING))
    assert (
        "Lorazepam is on the list of medicines and in no step of the plan." in error and "out of the patient’s medicines" in error
    )
    medications.set_medications(patient=patient, rows=listed[:1], others_asked_on=None, by=clinician)
    assert record(at_visit, plan, "end", end_reason="completed", **NOTHING).status_code == 302


@pytest.mark.parametrize("weeks", [2, 100])
def test_nothing_taken_can_be_said_and_completes_the_plan(plan, at_visit, client, clinician, monday, weeks):
    """In the middle of the taper, and long after its stop, when the boxes already say so."""
    day = TODAY + timedelta(weeks=weeks)
    assert (day > Schedule.from_json(plan.revisions.get().snapshot["schedule"]).steps[-1].starts_on) == (weeks == 100)
    answer = record(visit_on(client, clinician, monday, day), plan, "end", end_reason="completed", **NOTHING)
    assert answer.status_code == 302
    assert Plan.objects.get().end_reason == "completed"


def test_stopping_early_is_told_in_words(plan, at_visit):
    """Without words it is refused; with them they stand on the check, the plan and its timeline, and lists name the reason."""
    (error,) = form_errors(send(at_visit, plan, "end", **EARLY | {"end_note": "Too short"}))
    assert error == "Write why the plan stops early and what is taken from now on, in a few words, at least 10 characters."
    answer = send(at_visit, plan, "end", **EARLY)
    assert EARLY["end_note"] in text_of(at_visit.get(answer.url))
    assert record(at_visit, plan, "end", **EARLY).status_code == 302
    for address in (at(plan, ""), at(plan, "timeline/")):
        said = " ".join(text_of(at_visit.get(address)))
        assert "stopped early" in said.lower() and EARLY["end_note"] in said, address
    assert "stopped early" in " ".join(text_of(at_visit.get(f"/patients/{plan.patient.code}/"))).lower()
