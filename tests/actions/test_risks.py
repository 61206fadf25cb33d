"""Answers about risks are kept whole and never overwritten; the newest reach the rules, and no plan starts without them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from taper_app.actions import audit, medications, plans, reviews, risks
from taper_app.chart import new_plan, next_revision, risk_picture
from taper_app.engine import Interacting, PatientToday, load_catalogue
from taper_app.models import AuditEvent, Plan, RiskPicture
from tests.actions.risks import answers, ask
from tests.actions.test_plans import chosen, nothing_was_kept, start
from tests.actions.visits import TODAY, begin, given, planned
from tests.conftest import lorazepam_row

pytestmark = pytest.mark.usefixtures("monday")
OMEPRAZOLE = Interacting("omeprazole", started_on=TODAY - timedelta(days=200))


@pytest.fixture
def unasked(patient, clinician):
    """A patient whose medicines are known, and whose risks are not."""
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=TODAY, by=clinician)
    return patient


def rules(proposal):
    return {each.rule for each in proposal.findings}


# What is kept ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"), [("suicidality", "no"), ("seizure", "no"), ("opioid", "no"), ("alcohol", "no"), ("pregnancy", "no")]
)
def test_no_button_answers_what_is_asked_one_by_one(patient, clinician, question, answer):
    """Suicide, a seizure, an opioid, alcohol and pregnancy: whoever calls, such an answer is not kept as one of a button."""
    with pytest.raises(ValidationError) as caught:
        record(patient, clinician, answers(**{question: answer}), by_button=[question])
    assert list(caught.value.message_dict) == [question]
    assert not RiskPicture.objects.exists()


def test_what_a_button_answered_is_kept_as_such(patient, clinician):
    """With the answers, in the event, and in what a revision keeps; only the usual answer can be one of a button."""
    with pytest.raises(ValidationError):
        record(patient, clinician, answers(falls="yes"), by_button=["falls"])
    picture = record(patient, clinician, answers(), by_button=["liver", "falls"])
    assert picture.by_button == AuditEvent.objects.get(action="record_risks").after["by_button"] == ["falls", "liver"]
    told = risk_picture.risks_told(picture).answers
    assert {each.question for each in told if each.by_button} == {"falls", "liver"}


def record(patient, by, said, **named):
    return risks.record_risks(patient=patient, seen=0, answers=said, today=TODAY, by=by, **named)


def test_the_newest_counts(patient, clinician):
    """Answers are added, numbered on, and the newest are those that count."""
    for number, opioid in enumerate(("no", "yes"), start=1):
        ask(patient, clinician, TODAY, opioid=opioid)
        assert (risk_picture.newest(patient).number, risk_picture.newest(patient).answers["opioid"]) == (number, opioid)
    assert RiskPicture.objects.count() == 2


def test_one_event_tells_before_and_after(patient, clinician):
    """A save writes one event with what was answered before and is now."""
    ask(patient, clinician, TODAY)
    ask(patient, clinician, TODAY, OMEPRAZOLE)
    event = AuditEvent.objects.last()
    assert (event.action, event.subject) == ("record_risks", f"patient {patient.code}")
    assert (event.before["answers"]["interacting"], event.after["answers"]["interacting"]) == ("no", "yes")
    assert event.after["interacting"] == [{"medicine": "omeprazole", "started_on": "2026-06-18", "stopped_on": None}]


def test_answers_without_their_event_are_undone(patient, clinician, monkeypatch):
    """When the event cannot be written, no answer is kept."""

    def fail(**kwargs):
        raise RuntimeError("the second write failed")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        ask(patient, clinician, TODAY)
    assert not RiskPicture.objects.exists()


WRONG = {
    "a question left out": ({name: answer for name, answer in answers().items() if name != "opioid"}, []),
    "an answer that is none": (answers(opioid="perhaps"), []),
    "a question that is none": (answers(astrology="no"), []),
    "yes, and no medicine": (answers(interacting="yes"), []),
    "a medicine, and no yes": (answers(), [OMEPRAZOLE]),
    "a medicine that is none": (answers(interacting="yes"), [Interacting("chocolate")]),
    "stops before it starts": (answers(interacting="yes"), [Interacting("omeprazole", TODAY, TODAY - timedelta(days=1))]),
}


@pytest.mark.parametrize(("said", "interacting"), WRONG.values(), ids=WRONG)
def test_what_is_not_whole_is_refused(patient, clinician, said, interacting):
    """Every question has an answer that it knows, and a "yes" to interacting medicines names them; else nothing is kept."""
    with pytest.raises(ValidationError):
        risks.record_risks(patient=patient, seen=0, answers=said, interacting=interacting, today=TODAY, by=clinician)
    assert not RiskPicture.objects.exists()


def test_the_same_sent_twice_is_kept_once(patient, clinician):
    """A second click on the same form adds nothing, and no event."""
    own = {"patient": patient, "seen": 0, "answers": answers(), "today": TODAY, "by": clinician}
    assert risks.record_risks(**own) == risks.record_risks(**own)
    assert (RiskPicture.objects.count(), AuditEvent.objects.filter(action="record_risks").count()) == (1, 1)


def test_somebody_quicker_is_not_overruled(patient, clinician):
    """Where somebody else has answered since the form was opened, nothing is kept, and their answers are told."""
    ask(patient, clinician, TODAY, opioid="yes")
    with pytest.raises(
        risks.RisksChanged, match="Somebody else has answered these questions since this page was opened"
    ) as caught:
        risks.record_risks(patient=patient, seen=0, answers=answers(), today=TODAY, by=clinician)
    assert caught.value.picture.answers["opioid"] == "yes"
    assert RiskPicture.objects.count() == 1


def test_a_clinician_of_another_clinic_records_nothing(patient, other_clinician):
    """Only the patient's own clinic records risks."""
    with pytest.raises(PermissionDenied):
        ask(patient, other_clinician, TODAY)
    assert not RiskPicture.objects.exists()


# Before a plan -----------------------------------------------------------------------------------


def test_no_plan_starts_before_the_risks_are_asked(unasked, clinician):
    """With nothing answered no plan is issued, whoever asks for it; once answered, it is."""
    with pytest.raises(plans.RisksDue):
        start(unasked, clinician)
    assert nothing_was_kept()
    ask(unasked, clinician, TODAY)
    assert start(unasked, clinician).number == 1


def test_unknown_is_an_answer(unasked, clinician):
    """A plan starts with "not known" to every question that does not forbid it, and a remark names what is not known."""
    unknown = dict.fromkeys(load_catalogue().risks, "unknown") | {"supply": "prescribed"}
    ask(unasked, clinician, TODAY, **unknown)
    said = {each["rule"]: each["message"] for each in start(unasked, clinician).snapshot["findings"]}
    assert "opioids" in said["not_known"]


@pytest.mark.parametrize(("ago", "due"), [(90, False), (91, True)])
def test_answers_hold_for_three_months(unasked, clinician, ago, due):
    """Answers of 90 days ago hold for a new plan, older ones do not."""
    ask(unasked, clinician, TODAY - timedelta(days=ago))
    if not due:
        assert start(unasked, clinician).number == 1
        return
    with pytest.raises(plans.RisksDue):
        start(unasked, clinician)


def test_a_question_that_is_new_is_asked(patient, clinician):
    """Answers that lack a question of today are due again, however young they are."""
    picture = ask(patient, clinician, TODAY)
    assert not risk_picture.are_due(picture, TODAY)
    del picture.answers["opioid"]
    assert risk_picture.are_due(picture, TODAY)


@pytest.mark.parametrize(
    ("answer", "lungs", "sleep"),
    [
        ("no", "no", "no"),
        ("moderate", "moderate", "no"),  # the last that was true, and sleep apnoea came after it
        ("sleep-apnoea", None, "yes"),
        ("severe", "severe", None),
        ("unknown", "unknown", "unknown"),
    ],
)
def test_lungs_and_sleep_apnoea_that_were_one_question_are_told_apart(unasked, clinician, answer, lungs, sleep):
    """What was kept when both were one question reaches the rules as two answers; only what is not known then is asked again."""
    picture = ask(unasked, clinician, TODAY)
    del picture.answers["sleep_apnoea"]
    picture.answers["breathing"] = answer
    known = risk_picture.with_risks(PatientToday(), picture, {})
    assert (known.risks.get("breathing"), known.risks.get("sleep_apnoea")) == (lungs, sleep)
    assert risk_picture.are_due(picture, TODAY) is (None in (lungs, sleep))
    kept = {each.question: each.answer for each in risk_picture.risks_told(picture).answers}
    assert (kept.get("breathing"), kept.get("sleep_apnoea")) == (lungs, sleep)


def test_medicines_of_before_the_last_end_start_no_plan(unasked, clinician):
    """After a taper has ended, the medicines of before it start none: its first dose may be far too much now."""
    ask(unasked, clinician, TODAY)
    plan = start(unasked, clinician).plan
    later = TODAY + timedelta(days=30)
    Plan.objects.filter(pk=plan.pk).update(state="ended", ended_on=later, end_reason="completed")
    choice = chosen(today=later, starts_on=later)
    with pytest.raises(plans.MedicinesOld):
        start(unasked, clinician, choice=choice, review_on=later)
    medications.set_medications(patient=unasked, rows=[lorazepam_row()], others_asked_on=later, by=clinician)
    assert start(unasked, clinician, choice=choice, review_on=later).plan.previous == plan


# What the rules are told -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "rule"),
    [({"opioid": "yes"}, "opioid_together"), ({"falls": "yes"}, "older_adult"), ({"liver": "impaired"}, "diazepam_liver")],
    ids=str,
)
def test_answers_reach_the_rules(lorazepam_patient, clinician, said, rule):
    """What was answered is remarked on in the preview of a plan, and without it is not."""
    assert rule not in rules(new_plan.preview(patient=lorazepam_patient, **chosen())[1])
    ask(lorazepam_patient, clinician, TODAY, **said)
    assert rule in rules(new_plan.preview(patient=lorazepam_patient, **chosen())[1])


def test_the_clinics_thresholds_reach_the_rules(lorazepam_patient):
    """A clinic's own dose for asking a specialist, or a hospital, counts; without one it is the rule's."""
    clinic = lorazepam_patient.clinic
    assert not {"specialist_dose", "inpatient_dose"} & rules(new_plan.preview(patient=lorazepam_patient, **chosen())[1])
    clinic.specialist_threshold_mg = Decimal(20)
    assert "specialist_dose" in rules(new_plan.preview(patient=lorazepam_patient, **chosen())[1])
    clinic.inpatient_threshold_mg = Decimal(25)
    assert "inpatient_dose" in rules(new_plan.preview(patient=lorazepam_patient, **chosen())[1])


def looked(plan, on, **changes):
    """What a hold would make of the plan on this day."""
    visit = given(plan, on, "hold", 28, **changes)["visit"]
    found, day = visit.observations, visit.next_review_on
    return next_revision.preview_review(plan=plan, change=visit.change, review_on=day, observations=found, today=on)


def test_what_a_visit_finds_counts(patient, clinician):
    """An opioid or another sedative found at a visit is remarked on there, whatever was answered before the plan."""
    plan, on = begin(patient, clinician), TODAY + timedelta(days=8)
    assert not {"opioid_together", "sedatives_together"} & rules(looked(plan, on).proposal)
    found = {"opioids": "yes", "other_sedatives": "yes"}
    assert {"opioid_together", "sedatives_together"} <= rules(looked(plan, on, observations=found).proposal)
    kept = reviews.record_review(by=clinician, **given(plan, on, "hold", 28, observations=found)).revision.snapshot
    assert "opioid_together" in {each["rule"] for each in kept["findings"]}


@pytest.mark.parametrize(
    ("before", "found", "after"),
    [
        ({"opioid": "no"}, {"opioids": "yes"}, {"opioid": "yes"}),
        ({"opioid": "yes"}, {"opioids": "yes"}, {}),
        ({"opioid": "yes"}, {"opioids": "no"}, {}),
        ({"opioid": "unknown"}, {"opioids": "unknown"}, {}),
        ({"alcohol": "no"}, {"alcohol": "yes"}, {"alcohol": "unknown"}),
        ({"alcohol": "heavy"}, {"alcohol": "yes"}, {}),
        ({"alcohol": "dependence"}, {"alcohol": "yes"}, {}),
        ({"alcohol": "unknown"}, {"alcohol": "yes"}, {}),
    ],
    ids=str,
)
def test_what_a_visit_changes(before, found, after):
    """A "yes" at a visit counts; a "no" there takes nothing back; that alcohol is drunk does not say how much."""
    assert risk_picture.seen_at_a_visit(before, found) == after


def test_an_interacting_medicine_that_starts_in_mid_taper(patient, clinician):
    """A medicine that starts during the taper is remarked on at the visit before, once it is in the answers."""
    plan, on = begin(patient, clinician), TODAY + timedelta(days=8)
    assert "interaction_changes" not in rules(looked(plan, on).proposal)
    ask(patient, clinician, on, Interacting("omeprazole", started_on=on + timedelta(days=5)))
    said = [each.message for each in looked(plan, on).proposal.findings if each.rule == "interaction_changes"]
    assert len(said) == 1
    assert "Omeprazole starts on 17-Jan-2027" in said[0]


# What a revision keeps ---------------------------------------------------------------------------


def of(snapshot, question):
    """One question of a snapshot."""
    return {each["question"]: each for each in snapshot["risks"]["answers"]}[question]


def test_a_revision_keeps_the_risks(lorazepam_patient, clinician):
    """A revision keeps every answer in words, by whom and when; what is answered later does not change it."""
    ask(lorazepam_patient, clinician, TODAY, OMEPRAZOLE, opioid="yes", liver="unknown")
    kept = start(lorazepam_patient, clinician).snapshot
    ask(lorazepam_patient, clinician, TODAY)
    assert (kept["risks"]["asked_on"], kept["risks"]["asked_by"]) == ("2027-01-04", "Dr Ash Marlow")
    said = {"opioid": "Yes", "liver": "Not known", "falls": "No", "duration": "3 months or more"}
    assert {name: of(kept, name)["said"] for name in said} == said
    kinds = {"opioid": "noted", "liver": "unknown", "falls": "usual", "duration": "use"}
    assert {name: of(kept, name)["kind"] for name in kinds} == kinds
    assert [each["name"] for each in kept["risks"]["interacting"]] == ["omeprazole"]
    assert len(kept["risks"]["answers"]) == len(load_catalogue().risks)


def test_a_later_revision_keeps_what_its_visit_found(patient, clinician):
    """A revision that a visit made keeps the answers as they were then, with what that visit found."""
    plan, on = begin(patient, clinician), TODAY + timedelta(days=8)
    said = given(plan, on, "hold", 28, observations={"opioids": "yes"})
    kept = reviews.record_review(by=clinician, **said).revision.snapshot
    assert (of(kept, "opioid")["kind"], of(kept, "opioid")["named"]) == ("noted", "an opioid")
    assert kept["risks"]["found"] == ["opioid"]
    assert planned(plan, date(2027, 1, 20))
