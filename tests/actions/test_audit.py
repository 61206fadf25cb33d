"""Every change and its event stand or fall together."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from taper_app.actions import adjuncts, audit, clinics, medications, patients, relapse_plans, risks
from taper_app.models import AdjunctEntry, AuditEvent, Clinic, Medication, Patient, RelapsePlan, RiskPicture, User
from tests.actions.risks import ask
from tests.actions.test_adjuncts import give
from tests.actions.test_clinics import created
from tests.actions.test_patients import PERSON
from tests.actions.test_relapse_plans import write
from tests.actions.visits import TODAY, begin, visit
from tests.conftest import lorazepam_row

pytestmark = pytest.mark.each_on_any_database  # each example asks the database something else

CHANGES = {
    "create_clinic": lambda patient, by: created(),
    "change_clinic": lambda patient, by: clinics.change_clinic(clinic=by.clinic, by=by, phone="000"),
    "add_patient": lambda patient, by: patients.add_patient(clinic=by.clinic, by=by, **PERSON),
    "change_patient": lambda patient, by: patients.change_patient(patient=patient, by=by, name="Another"),
    "set_medications": lambda patient, by: medications.set_medications(
        patient=patient, rows=[lorazepam_row(drug="oxazepam")], others_asked_on=date(2027, 1, 4), by=by
    ),
    "record_adjunct": lambda patient, by: give(patient, by, "clonidine"),
    "record_relapse_plan": lambda patient, by: write(patient, by),
    "record_risks": lambda patient, by: ask(patient, by, date(2027, 1, 4), opioid="yes"),
}


def everything():
    models = (AdjunctEntry, Clinic, User, Patient, Medication, RiskPicture, RelapsePlan, AuditEvent)
    return [list(model.objects.order_by("pk").values()) for model in models]


def fail(**kwargs):
    raise RuntimeError("the second write failed")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_without_its_event_is_undone(lorazepam_patient, clinician, monkeypatch, name):
    """When the event cannot be written, nothing of the change is kept."""
    before = everything()
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        CHANGES[name](lorazepam_patient, clinician)
    assert everything() == before


def refuse(**kwargs):
    raise IntegrityError("the audit table takes nothing")


OF_A_PLAN = {
    "start_plan": lambda patient, by: begin(patient, by),
    "record_review": lambda patient, by: visit(patient.plans.get(), by, TODAY + timedelta(days=1), "hold", 14),
}


@pytest.mark.parametrize("name", [*CHANGES, *OF_A_PLAN])
def test_a_refused_event_is_told_as_nothing_else(monday, lorazepam_patient, clinician, monkeypatch, name):
    """What the database refuses of an event is neither a taken identifier nor somebody who was quicker: it goes on as it is."""
    if name == "record_review":
        begin(lorazepam_patient, clinician)
    change = (CHANGES | OF_A_PLAN)[name]
    real = audit.record
    monkeypatch.setattr(audit, "record", lambda **said: refuse() if said["action"] == name else real(**said))
    with pytest.raises(IntegrityError, match="takes nothing"):
        change(lorazepam_patient, clinician)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_has_one_event(lorazepam_patient, clinician, name):
    """A change writes one event, named after it, and the event holds no password."""
    before = AuditEvent.objects.count()
    CHANGES[name](lorazepam_patient, clinician)
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.last()
    assert event.action == name
    assert "password" not in f"{event.before} {event.after}"


def test_every_action_is_here():
    """Whatever writes an event is in the table above or, for plans, in a test of its own."""
    modules, verbs = (
        (adjuncts, clinics, patients, medications, risks, relapse_plans),
        ("create_", "add_", "change_", "set_", "record_"),
    )
    public = {name for module in modules for name in vars(module) if name.startswith(verbs)}
    assert public == set(CHANGES)
