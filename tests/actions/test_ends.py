"""Why a plan ends: completed only where nothing is taken any more or the target is reached, and in words where it stops early."""

from datetime import timedelta
from decimal import Decimal

import pytest

from taper_app.actions import medications, visits
from taper_app.chart.earlier_plans import stopped_on
from taper_app.engine import Schedule
from taper_app.models import Plan

from .test_follow_ups import follow_up
from .test_reviews_refused import refused
from .visits import METHODS, TODAY, begin, planned, regimen, row, visit

AFTER_A_MONTH = TODAY + timedelta(days=30)
NOTHING = regimen()


def last_step(plan):
    return Schedule.from_json(plan.revisions.get().snapshot["schedule"]).steps[-1]


@pytest.mark.parametrize("method", METHODS)
def test_a_plan_is_not_completed_while_a_dose_is_taken(patient, clinician, method):
    """Neither on the first day, nor a month on, nor at a dose that is taken after the stop; nothing is kept."""
    plan = begin(patient, clinician, method)
    for on in (TODAY, AFTER_A_MONTH):
        refused(visits.NotCompleted, plan, clinician, on, "end", taken=planned(plan, on), next_review_on=None)
    on = last_step(plan).starts_on + timedelta(days=40)
    said = {
        "taken": regimen(diazepam_night="0.5"),
        "next_review_on": None,
        "match": "when nothing is taken any more or its target",
    }
    refused(visits.NotCompleted, plan, clinician, on, "end", **said)


@pytest.mark.parametrize("days", [-20, 0, 200])
def test_a_plan_is_completed_when_nothing_is_taken_any_more(patient, clinician, days):
    """Before the stop, on its day, and long after it, whatever the engine could still make of that."""
    plan = begin(patient, clinician)
    on = last_step(plan).starts_on + timedelta(days=days)
    visit(plan, clinician, on, "end", taken=NOTHING, next_review_on=None)
    assert Plan.objects.get().end_reason == "completed"


def test_a_plan_is_not_completed_while_a_medicine_is_taken_as_needed(patient, clinician):
    """It stands in the list beside the plan; another reason ends the plan, and so does a list without it."""
    plan = begin(patient, clinician)
    listed = [row("diazepam", night="20"), row("lorazepam", night="1") | {"use": "as-needed"}]
    medications.set_medications(patient=patient, rows=listed, others_asked_on=None, by=clinician)
    said = {"taken": NOTHING, "next_review_on": None, "match": "A medicine is still taken beside the plan: choose another reason"}
    refused(visits.NotCompleted, plan, clinician, AFTER_A_MONTH, "end", **said)
    visit(plan, clinician, AFTER_A_MONTH, "end", end_reason="transferred", taken=NOTHING, next_review_on=None)
    assert Plan.objects.get().end_reason == "transferred"


def test_a_plan_is_completed_when_its_target_is_reached(patient, clinician):
    """At the target or below it, and not above; what cannot be compared with diazepam is no target reached."""
    plan = begin(patient, clinician, target_mg=Decimal(10))
    on = last_step(plan).starts_on + timedelta(days=7)
    for above in (regimen(diazepam_night="10.5"), regimen(diazepam_night="8", zaleplon_night="10")):
        refused(visits.NotCompleted, plan, clinician, on, "end", taken=above, next_review_on=None)
    visit(plan, clinician, on, "end", taken=regimen(diazepam_night="10"), next_review_on=None)
    assert Plan.objects.get().end_reason == "completed"


def test_a_target_is_reached_with_a_medicine_taken_as_needed_beside_it(patient, clinician):
    """A target is of what is taken every day: below it, and with nothing of that left."""
    plan = begin(patient, clinician, target_mg=Decimal(10))
    listed = [row("diazepam", night="20"), row("lorazepam", night="1") | {"use": "as-needed"}]
    medications.set_medications(patient=patient, rows=listed, others_asked_on=None, by=clinician)
    visit(plan, clinician, last_step(plan).starts_on + timedelta(days=7), "end", taken=NOTHING, next_review_on=None)
    assert Plan.objects.get().end_reason == "completed"


def test_a_dose_that_is_kept_by_decision_is_no_target(patient, clinician):
    """Who decided to stay on a dose has not completed a taper to nothing."""
    plan = begin(patient, clinician)
    visit(plan, clinician, AFTER_A_MONTH, "maintain")
    on = AFTER_A_MONTH + timedelta(days=7)
    refused(visits.NotCompleted, plan, clinician, on, "end", taken=planned(plan, on), next_review_on=None)


@pytest.mark.parametrize("note", ["", "  too short "])
def test_a_plan_that_stops_early_says_how(patient, clinician, note):
    """At least ten characters of its own, which lists then show; the reason of the decision is another thing."""
    plan = begin(patient, clinician)
    said = {"end_reason": "stopped-early", "next_review_on": None, "reason": "Agreed with the patient."}
    refused(visits.EndNoteNeeded, plan, clinician, AFTER_A_MONTH, "end", end_note=note, **said)
    review = visit(plan, clinician, AFTER_A_MONTH, "end", end_note=" Goes on with 15 mg at night. ", **said)
    kept = Plan.objects.get()
    assert (kept.end_reason, kept.end_note) == ("stopped-early", "Goes on with 15 mg at night.")
    assert review.reason == "Agreed with the patient."


def test_nothing_is_asked_about_the_paper_of_a_patient_who_has_died(patient, clinician):
    """For any other reason it has to be said what became of it."""
    plan = begin(patient, clinician)
    said = {"taken": planned(plan, AFTER_A_MONTH), "next_review_on": None, "old_paper": ""}
    refused(visits.OldPaperUnanswered, plan, clinician, AFTER_A_MONTH, "end", end_reason="transferred", **said)
    visit(plan, clinician, AFTER_A_MONTH, "end", end_reason="died", **said)
    assert Plan.objects.get().end_reason == "died"


@pytest.mark.parametrize(
    ("decision", "again", "stopped"),
    [
        ({"taken": NOTHING}, False, True),
        ({"end_reason": "declined", "end_note": "Does not want to go on."}, False, False),
        ({"end_reason": "declined", "end_note": "Does not want to go on."}, True, True),
    ],
    ids=["completed", "declined", "declined and taken again"],
)
def test_a_new_plan_knows_of_what_an_earlier_one_came_to(patient, clinician, decision, again, stopped):
    """A plan that was completed came to nothing, as did one after which something is taken again: the next is told of it."""
    plan = begin(patient, clinician)
    visit(plan, clinician, AFTER_A_MONTH, "end", next_review_on=AFTER_A_MONTH + timedelta(days=20), **decision)
    if again:
        on = AFTER_A_MONTH + timedelta(days=20)
        follow_up(plan, clinician, on, on + timedelta(days=20), relapse=True)
    assert stopped_on(patient) == (AFTER_A_MONTH if stopped else None)
