"""What a page was opened on: what somebody else has saved since is never undone in silence."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from taper_app.actions import medications, patients
from taper_app.actions.seen import Changed
from taper_app.models import AuditEvent, Patient
from tests.conftest import lorazepam_row


def test_what_somebody_else_saved_meanwhile_is_not_undone(patient, clinician):
    """Opened before another change was saved, a page changes nothing and says so; opened after it, it does."""
    opened = patients.seen_patient(patient)
    patients.change_patient(patient=patient, by=clinician, seen=opened, name="Example, Robin")
    with pytest.raises(Changed, match=r"^Somebody else has saved this since the page was opened\.$"):
        patients.change_patient(patient=patient, by=clinician, seen=opened, identifier="TEST-0002")
    stored = Patient.objects.get()
    assert (stored.name, stored.identifier) == ("Example, Robin", "TEST-0001")
    assert AuditEvent.objects.filter(action="change_patient").count() == 1
    patients.change_patient(patient=patient, by=clinician, seen=patients.seen_patient(stored), identifier="TEST-0002")
    assert Patient.objects.get().identifier == "TEST-0002"


def test_what_is_there_already_is_no_conflict(patient, clinician):
    """Two people who write the same: the second has nothing to be told, and there is one event."""
    opened = patients.seen_patient(patient)
    for _ in range(2):
        patients.change_patient(patient=patient, by=clinician, seen=opened, name="Example, Robin")
    assert AuditEvent.objects.filter(action="change_patient").count() == 1


def test_medicines_asked_about_meanwhile_are_no_change_of_the_person(patient, clinician):
    """Their list is a page of its own, which a page of name and identifiers does not wait for."""
    opened = patients.seen_patient(patient)
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=date(2026, 12, 1), by=clinician)
    patients.change_patient(patient=patient, by=clinician, seen=opened, name="Example, Robin")
    assert Patient.objects.get().name == "Example, Robin"


def test_every_column_that_is_shown_is_seen(patient):
    """Another name, day of birth, sex, identifier or need is another page."""
    opened = patients.seen_patient(patient)
    changes = {"name": "x", "born_on": date(1971, 5, 17), "sex": "male", "identifier": "x", "large_print": True, "language": "es"}
    for column, value in changes.items():
        patient.refresh_from_db()
        setattr(patient, column, value)
        assert patients.seen_patient(patient) != opened, column
    assert len(opened) == 64


def test_an_identifier_that_is_taken_at_that_moment_is_said_at_its_field(patient, clinic, clinician, monkeypatch):
    """Where a change of identifier meets another patient's who was not there to be seen, it is an error of that field."""
    other = patients.add_patient(
        clinic=clinic, by=clinician, name="Sample, Sam", born_on=date(1980, 2, 29), sex="male", identifier="TEST-0002"
    )
    monkeypatch.setattr(Patient, "full_clean", lambda self: None)
    with pytest.raises(ValidationError) as caught:
        patients.change_patient(patient=other, by=clinician, identifier=patient.identifier)
    assert list(caught.value.message_dict) == ["identifier"]
    assert sorted(Patient.objects.values_list("identifier", flat=True)) == ["TEST-0001", "TEST-0002"]
