"""Adding and changing a patient, and what the patient takes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from taper_app.actions import codes, medications, patients
from taper_app.actions.codes import ALPHABET
from taper_app.models import AuditEvent, Medication, Patient
from tests.conftest import lorazepam_row

PERSON = {"name": "Sample, Sam", "born_on": date(1980, 2, 29), "sex": "male", "identifier": "TEST-0002"}


def test_a_code_says_nothing():
    """A code is eight characters in two groups, from an alphabet without 0, 1, I, L, O and U, and not the same twice."""
    made = {codes.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(code) for code in made} == {9}
    assert set("".join(made)) == set(ALPHABET) | {"-"}
    assert not set("01ILOU") & set(ALPHABET)


def test_add(clinic, clinician):
    """A new patient is the clinic's, and an event says who added whom, by code."""
    patient = patients.add_patient(clinic=clinic, by=clinician, **PERSON)
    event = AuditEvent.objects.get(action="add_patient")
    assert (event.clinic, event.by, event.subject) == (clinic, clinician, f"patient {patient.code}")
    assert (event.before, event.after["born_on"]) == (None, "1980-02-29")


def test_a_taken_identifier_is_said(patient, clinic, clinician):
    """An identifier that another patient of the clinic has is an error of that field, and nothing is kept."""
    with pytest.raises(ValidationError, match="has this identifier"):
        patients.add_patient(clinic=clinic, by=clinician, **PERSON | {"identifier": patient.identifier})
    assert Patient.objects.count() == 1


def test_an_identifier_taken_a_moment_ago_is_said(patient, clinic, clinician, monkeypatch):
    """Two people who add the same patient at once: the second is told, though the first was not there to be seen."""
    monkeypatch.setattr(Patient, "full_clean", lambda self: None)
    with pytest.raises(ValidationError) as caught:
        patients.add_patient(clinic=clinic, by=clinician, **PERSON | {"identifier": patient.identifier})
    assert list(caught.value.message_dict) == ["identifier"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"sex": "x"}, {"identifier": ""}, {"name": "n" * 121}, {"born_on": date(1899, 1, 1)}], ids=str
)
def test_a_bad_value_adds_nobody(clinic, clinician, wrong):
    """A value that cannot be adds no patient and no event."""
    with pytest.raises(ValidationError):
        patients.add_patient(clinic=clinic, by=clinician, **PERSON | wrong)
    assert not Patient.objects.exists()
    assert not AuditEvent.objects.filter(action="add_patient").exists()


def test_change_keeps_before_and_after(patient, clinician):
    """A changed patient's event shows what was there before and what is there now; the code stays."""
    patients.change_patient(patient=patient, by=clinician, name="Example, Robin")
    event = AuditEvent.objects.get(action="change_patient")
    assert (event.before["name"], event.after["name"]) == ("Example, Rowan", "Example, Robin")
    assert Patient.objects.get().code == patient.code


def test_no_change_is_no_event(patient, clinician):
    """Saving what is there already leaves no trace."""
    patients.change_patient(patient=patient, by=clinician, name=patient.name)
    assert not AuditEvent.objects.filter(action="change_patient").exists()


def test_nobody_adds_to_or_changes_another_clinic(patient, clinic, other_clinician):
    """A clinician of another clinic changes nothing here."""
    with pytest.raises(PermissionDenied):
        patients.add_patient(clinic=clinic, by=other_clinician, **PERSON)
    with pytest.raises(PermissionDenied):
        patients.change_patient(patient=patient, by=other_clinician, name="Somebody Else")
    with pytest.raises(PermissionDenied):
        medications.set_medications(patient=patient, rows=[], others_asked_on=date(2027, 1, 4), by=other_clinician)
    assert list(Patient.objects.values_list("name", "others_asked_on")) == [("Example, Rowan", None)]


def test_the_list_is_replaced_as_a_whole(lorazepam_patient, clinician):
    """What was on the list and is not on the new one is gone; the event has both lists and the question."""
    row = lorazepam_row(drug="zopiclone", indication="insomnia", taken_night=Decimal("7.5"))
    kept = medications.set_medications(patient=lorazepam_patient, rows=[row], others_asked_on=None, by=clinician)
    assert [each.drug for each in kept] == ["zopiclone"]
    event = AuditEvent.objects.filter(action="set_medications").last()
    assert [each["drug"] for each in event.before["medications"]] == ["lorazepam"]
    assert [each["taken_night"] for each in event.after["medications"]] == ["7.5000"]
    assert (event.before["others_asked_on"], event.after["others_asked_on"]) == ("2026-12-01", None)


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([lorazepam_row(), lorazepam_row()], "__all__"),
        ([lorazepam_row(), lorazepam_row(drug="moonstone")], "drug"),
        ([lorazepam_row(), lorazepam_row(drug="diazepam", taken_night=Decimal("-1"))], "__all__"),
        ([lorazepam_row(), lorazepam_row(drug="diazepam", taken_night=Decimal("0.00001"))], "taken_night"),
        ([lorazepam_row(), lorazepam_row(drug="diazepam", indication="boredom")], "indication"),
    ],
)
def test_one_bad_row_leaves_the_whole_list_as_it_was(lorazepam_patient, clinician, rows, field):
    """A list with a wrong row changes nothing, the good rows before it included."""
    before = list(Medication.objects.values())
    with pytest.raises(ValidationError) as caught:
        medications.set_medications(patient=lorazepam_patient, rows=rows, others_asked_on=None, by=clinician)
    assert field in caught.value.message_dict
    assert list(Medication.objects.values()) == before


def test_needs_are_kept_with_the_patient(clinic, clinician):
    """A patient is added with the needs that are told, none are known of the others, and the event has them."""
    patient = patients.add_patient(
        clinic=clinic, by=clinician, large_print=True, language="other", other_language="Welsh", **PERSON
    )
    patient.refresh_from_db()
    assert (patient.large_print, patient.easy_read, patient.interpreter) == (True, False, False)
    event = AuditEvent.objects.get(action="add_patient")
    assert (event.after["language"], event.after["other_language"]) == ("other", "Welsh")


@pytest.mark.parametrize(
    "wrong", [{"language": "other"}, {"language": "en", "other_language": "Welsh"}, {"language": "xx"}], ids=str
)
def test_a_language_without_a_name_or_a_name_without_need_is_refused(patient, clinician, wrong):
    """Another language is named, and only another one is."""
    with pytest.raises(ValidationError):
        patients.change_patient(patient=patient, by=clinician, **wrong)
    patient.refresh_from_db()
    assert (patient.language, patient.other_language) == ("en", "")


def test_a_refused_event_is_no_taken_identifier(patient, clinic, clinician, monkeypatch):
    """When the database refuses the event, nothing is kept, and nobody is sent to look for a double that is not there."""

    def refuses(**said):
        raise IntegrityError("the audit table takes nothing")

    monkeypatch.setattr("taper_app.actions.audit.record", refuses)
    with pytest.raises(IntegrityError, match="takes nothing"):
        patients.change_patient(patient=patient, by=clinician, name="Sample, Rowan")
    with pytest.raises(IntegrityError, match="takes nothing"):
        patients.change_patient(patient=patient, by=clinician, identifier="TEST-0007")
    with pytest.raises(IntegrityError, match="takes nothing"):
        patients.add_patient(clinic=clinic, by=clinician, **PERSON)
    kept = Patient.objects.get()
    assert (kept.name, kept.identifier) == (patient.name, patient.identifier)
