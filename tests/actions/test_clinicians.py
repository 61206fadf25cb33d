"""Accounts: one a clinician, made and closed, each with its event."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from taper_app.actions import clinicians, clinics, drafts, patients
from taper_app.actions.clinicians import Account
from taper_app.models import AuditEvent, BrowserSession, Clinic, Draft, Revision, User
from tests.actions.test_plans import start

NEW = {"username": "casey", "password": "a long enough phrase", "full_name": "Dr Casey Thorn"}


@pytest.fixture
def second(clinic):
    """Another clinician of the clinic."""
    return clinicians.add_clinician(clinic=clinic, account=Account(**NEW))


def test_a_clinic_has_more_than_one_clinician(second, clinic, clinician, patient):
    """Each signs in with a password of their own, sees the same patients, and signs under their own name."""
    client = Client()
    assert client.login(username="casey", password=NEW["password"])
    assert client.get(f"/patients/{patient.code}/").status_code == 200
    patients.change_patient(patient=patient, by=second, name="Example, Robin")
    assert AuditEvent.objects.latest("pk").by.get_full_name() == "Dr Casey Thorn"
    assert set(clinic.users.all()) == {clinician, second}


def test_the_event_of_an_account_says_who_and_nothing_of_the_password(second, clinic):
    """One event, in the new clinician's name."""
    event = AuditEvent.objects.get(action="add_clinician")
    assert (event.clinic, event.by, event.subject, event.before) == (clinic, second, "clinician casey", None)
    may = {"role": "prescriber", "is_administrator": False}
    assert event.after == {"username": "casey", "full_name": "Dr Casey Thorn", "is_active": True, **may}


@pytest.mark.parametrize(
    ("field", "value"), [("username", "ASH"), ("username", "two words"), ("full_name", ""), ("full_name", "\u3164")]
)
def test_a_bad_value_makes_no_account(clinic, field, value):
    """Taken, malformed, empty or unseen: it is named, and nobody is added."""
    with pytest.raises(ValidationError) as caught:
        clinicians.add_clinician(clinic=clinic, account=Account(**NEW | {field: value}))
    assert field in caught.value.message_dict
    assert (User.objects.count(), AuditEvent.objects.filter(action="add_clinician").exists()) == (1, False)


@pytest.mark.parametrize("password", ["short", "password1234", "dr-casey-thorn"])
def test_a_weak_password_makes_no_account(clinic, password):
    """As for the first clinician of a clinic."""
    with pytest.raises(ValidationError):
        clinicians.add_clinician(clinic=clinic, account=Account(**NEW | {"password": password}))


def test_a_closed_account_is_signed_out_at_once_and_gets_in_no_more(second, clinician, patient):
    """Every session of it ends, in the table too, and nobody else's."""
    first, other = Client(), Client()
    for each in (first, Client()):
        each.force_login(second)
    other.force_login(clinician)
    assert clinicians.close_clinician(user=second).sessions == 2
    assert BrowserSession.objects.count() == 1
    assert first.get("/patients/").status_code == 302
    assert not Client().login(username="casey", password=NEW["password"])
    assert other.get("/patients/").status_code == 200


def test_a_closed_account_signs_nothing_and_what_it_signed_stays(monday, second, clinician, lorazepam_patient):
    """An account that is closed signs nothing, not even with a request that began before; what it signed is as it was issued."""
    revision = start(lorazepam_patient, second)
    clinicians.close_clinician(user=second)
    before = AuditEvent.objects.count()
    for action, given in (
        (clinics.change_clinic, {"clinic": second.clinic, "phone": "1"}),
        (patients.change_patient, {"patient": lorazepam_patient, "name": "Somebody Else"}),
        (drafts.save_draft, {"patient": lorazepam_patient, "data": {}}),
    ):
        with pytest.raises(PermissionDenied):
            action(by=second, **given)
    kept = Revision.objects.get()
    assert (kept.issued_by, kept.snapshot["issued_by"], kept.sha256) == (second, "Dr Casey Thorn", revision.sha256)
    lorazepam_patient.refresh_from_db()
    assert (AuditEvent.objects.count(), lorazepam_patient.name, Draft.objects.exists()) == (before, "Example, Rowan", False)


def test_its_half_filled_forms_are_thrown_away_and_named(second, clinician, patient):
    """Nobody else could see or finish them; those of others stay."""
    drafts.save_draft(patient=patient, data={"method": ["direct"]}, by=second)
    drafts.save_draft(patient=patient, data={"decision": ["hold"]}, by=second, purpose="review")
    drafts.save_draft(patient=patient, data={"method": ["direct"]}, by=clinician)
    assert clinicians.close_clinician(user=second).drafts == [("plan", patient.code), ("review", patient.code)]
    assert Draft.objects.get().user == clinician
    event = AuditEvent.objects.get(action="close_clinician")
    assert (event.by, event.before["is_active"], event.after["is_active"]) == (second, True, False)
    assert event.after["drafts_thrown_away"] == [f"plan {patient.code}", f"review {patient.code}"]


def test_the_last_open_account_is_closed_only_on_purpose(second, clinician, other_clinician):
    """Another clinic's clinician is no help; one who is closed is none either."""
    clinicians.close_clinician(user=second)
    with pytest.raises(clinicians.LastClinician, match="ash is the last open account of Riverside Practice"):
        clinicians.close_clinician(user=clinician)
    assert User.objects.get(pk=clinician.pk).is_active
    clinicians.close_clinician(user=clinician, last=True)
    assert not User.objects.get(pk=clinician.pk).is_active


def test_closing_twice_is_one_event(second):
    """A second time there is nothing left to close."""
    for _ in range(2):
        clinicians.close_clinician(user=second)
    assert AuditEvent.objects.filter(action="close_clinician").count() == 1


def test_the_demos_accounts_are_those_of_a_clinic_that_was_made_by_that_name(second, clinic, clinician, other_clinician):
    """Whatever the clinic is called by now: open accounts of this name, the oldest first, and nobody else's."""
    Clinic.objects.filter(pk=clinic.pk).update(name="Another name")
    assert clinicians.demo_accounts("Riverside Practice", "ash") == [clinician]
    assert clinicians.demo_accounts("Another name", "ash") == clinicians.demo_accounts("Riverside Practice", "blake") == []
    clinicians.close_clinician(user=second)
    assert clinicians.demo_accounts("Riverside Practice", "casey") == []


def test_a_long_name_is_cut_where_an_event_has_no_more_room(clinic):
    """The account keeps it whole."""
    name = "c" * 120
    clinicians.add_clinician(clinic=clinic, account=Account(**NEW | {"username": name}))
    event = AuditEvent.objects.get(action="add_clinician")
    assert (event.subject, event.after["username"]) == (
        f"clinician {name}"[: AuditEvent._meta.get_field("subject").max_length],
        name,
    )
