"""The columns that lists go by follow from the record, whatever is done."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from taper_app.actions import audit, care, patients
from taper_app.actions.clinicians import Account, add_clinician
from taper_app.actions.follow_ups import plan_follow_ups
from taper_app.chart import follow_ups
from taper_app.chart.listed import listed, of_patient
from taper_app.models import AuditEvent, Patient, Plan
from tests.actions.marking import mark_plan, mark_review
from tests.actions.visits import TODAY, begin
from tests.conftest import PASSWORD
from tests.views.visits import follow_up, missed, visit

SOON = TODAY + timedelta(days=10)
REFERRED = {
    "status": "accepted",
    "said_on": TODAY,
    "referred_to": "Clinic",
    "referred_on": TODAY,
    "answered_on": None,
    "note": "",
}
ANSWERED = REFERRED | {"answered_on": SOON}


@pytest.fixture
def stands(patient, clinician):
    """How the plan stands in its lists, once every plan's columns are found to be those that the record asks for."""

    def as_listed(plan):
        for each in Plan.objects.all():
            assert {name: getattr(each, name) for name in listed(each)} == listed(each)
            assert each.clinic_id == each.patient.clinic_id
        for each in Patient.objects.annotate(**{f"{name}_now": query for name, query in of_patient().items()}):
            assert (each.visit_on, each.stop_on, each.handler_id) == (each.visit_on_now, each.stop_on_now, each.handler_now)
        kept = Plan.objects.get(pk=plan.pk)
        return kept.urgency, kept.referred_on, kept.followed

    return as_listed


@pytest.mark.usefixtures("monday")
def test_whatever_is_done_the_columns_are_kept(patient, clinician, stands):
    """By a first plan, a visit, a missed one, care, an end, a follow-up, a mark of each, and the next plan; no event tells of
    them."""
    plan = begin(patient, clinician)
    assert stands(plan) == (3, None, False)
    visit(plan, clinician, TODAY, red_flags=["seizure"], reason="Seen in hospital.", observations={"opioids": "yes"})
    assert stands(plan) == (0, None, False)
    missed(plan, clinician, TODAY)
    assert stands(plan) == (0, None, False)
    care.record_care(plan=plan, seen=0, rows={"cbt": REFERRED}, today=TODAY, by=clinician)
    assert stands(plan) == (0, TODAY, False)
    care.record_care(plan=plan, seen=1, rows={"cbt": ANSWERED}, today=SOON, by=clinician)
    assert stands(plan) == (0, None, False)
    visit(plan, clinician, SOON, "end", end_reason="declined", reason="Not now.")
    assert stands(plan) == (3, None, False)
    follow_up(plan, clinician, SOON, next_in=7, relapse=True)
    assert stands(plan) == (2, None, False)
    mark_review(plan, clinician, 4, SOON, paper="")
    assert stands(plan) == (3, None, False)
    later = begin(patient, clinician, today=SOON)
    assert stands(plan) == (3, None, True)
    mark_plan(later, clinician)
    assert stands(plan) == (3, None, False)
    assert not audit.told(plan).keys() & set(Plan.FOLLOWS)
    assert not any(set(Plan.FOLLOWS) & (each.after or {}).keys() for each in AuditEvent.objects.filter(subject__contains="plan"))


@pytest.mark.usefixtures("monday")
def test_a_release_that_judges_otherwise_orders_the_plans_anew(patient, clinician, capsys):
    """What presses by another catalogue counts from `migrate` on, for open plans and ended ones; the next run changes nothing."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY, red_flags=["seizure"], reason="Seen in hospital.")
    Plan.objects.update(urgency=3, referred_on=TODAY)
    call_command("migrate")
    kept = Plan.objects.get()
    assert (kept.urgency, kept.referred_on) == (1, None)
    assert "where another release had put them: 1" in capsys.readouterr().out
    call_command("migrate")
    assert "another release" not in capsys.readouterr().out


@pytest.mark.usefixtures("monday")
def test_the_columns_of_a_patient_are_kept(patient, clinic, clinician, stands):
    """The next visit, the last dose and who saw the patient last, whatever is done; no event tells of them, nor of how the name
    is sorted, which follows every change of it."""

    def kept():
        stands(plan)
        now = Patient.objects.get()
        return now.visit_on, now.stop_on, now.handler

    colleague = add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Quill"))
    plan = begin(patient, clinician)
    assert kept() == (plan.next_review_on, plan.ends_on, clinician)
    visit(plan, colleague, TODAY, next_in=9)
    assert kept() == (TODAY + timedelta(days=9), plan.ends_on, colleague)
    missed(plan, clinician, TODAY, next_in=8)
    assert kept() == (TODAY + timedelta(days=8), plan.ends_on, colleague)
    visit(plan, clinician, SOON, "end", end_reason="declined", reason="Not now.", next_in=7)
    assert kept() == (SOON + timedelta(days=7), None, clinician)
    day = follow_ups.Day(SOON + timedelta(days=30), "series")
    plan_follow_ups(plan=plan, days=[day], today=SOON, by=clinician)
    assert kept() == (day.on, None, clinician)
    mark_review(plan, clinician, 3, SOON, paper="")
    assert kept() == (TODAY + timedelta(days=8), plan.ends_on, colleague)
    mark_plan(plan, clinician)
    assert kept() == (None, None, None)
    patients.change_patient(patient=patient, by=clinician, name="O’Brien-Sørensen, Aña Lee")
    assert Patient.objects.get().sorts_as == "obriensorensen, ana lee"
    told = [each.after or {} for each in AuditEvent.objects.filter(subject__contains="patient")]
    assert told and not any({*Patient.FOLLOWS} & each.keys() for each in told)
