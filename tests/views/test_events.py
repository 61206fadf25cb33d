"""Whoever comes in, or looks at a patient, leaves an event."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from taper_app.actions import chain, clinicians, patients, sign_ins
from taper_app.actions.clinicians import Account
from taper_app.models import AuditEvent, AuditLink, User
from taper_app.pages.who_saw import plain
from tests.actions.visits import begin
from tests.conftest import PASSWORD
from tests.views.payloads import text_of

pytestmark = pytest.mark.each_on_any_database

ANOTHER = "a longer horse battery"


def told(after=0):
    """Every event after this row: the action, what it was done to, by whom, and what it says."""
    rows = AuditEvent.objects.filter(pk__gt=after).order_by("pk")
    return [(each.action, each.subject, each.by and each.by.username, each.after) for each in rows]


def newest():
    return AuditEvent.objects.latest("pk").pk


def test_signing_in_and_out(client, clinician):
    """Signing in, failing to, changing a password and signing out are events of the clinic, with the address that they came from.
    Nobody did what failed; what was typed in place of a name that nobody has is not kept, and no password is."""
    before, here = newest(), {"from": "127.0.0.1"}
    for login, password in (("ASH", "wrong"), (PASSWORD, "wrong"), ("Ash", PASSWORD)):
        client.post("/accounts/login/", {"login": login, "password": password})
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER})
    client.post("/accounts/logout/")
    clinician.refresh_from_db()
    assert clinician.check_password(ANOTHER)
    clinician.is_active = False
    clinician.save()
    client.post("/accounts/login/", {"login": "ash", "password": ANOTHER})
    assert told(before) == [
        ("fail_sign_in", "clinician ash", None, here | {"why": "wrong name or password"}),
        ("fail_sign_in", "an unknown name", None, here | {"why": "wrong name or password"}),
        ("sign_in", "clinician ash", "ash", here),
        ("change_password", "clinician ash", "ash", None),
        ("sign_out", "clinician ash", "ash", here),
        ("fail_sign_in", "clinician ash", None, here | {"why": "account closed"}),
    ]
    clinics = AuditEvent.objects.filter(pk__gt=before).order_by("pk").values_list("clinic", flat=True)
    assert list(clinics) == [clinician.clinic_id, None, *[clinician.clinic_id] * 4]


def test_too_many_tries_are_events_too(client, clinician):
    """A try that is not even compared, because there were too many, is an event."""
    for _ in range(6):
        client.post("/accounts/login/", {"login": "ash", "password": "wrong"})
    assert [each[3]["why"] for each in told()[-2:]] == ["wrong name or password", "too many tries"]


def test_nobody_comes_in_without_an_event(client, clinician, monkeypatch):
    """Where the event cannot be written, nobody is signed in."""

    def refuse(**said):
        raise IntegrityError("the audit table takes nothing")

    monkeypatch.setattr(sign_ins.audit, "append", refuse)
    with pytest.raises(IntegrityError):
        client.post("/accounts/login/", {"login": "ash", "password": PASSWORD})
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.get("/").status_code == 302


def test_only_a_failed_sign_in_is_nobodys(clinician):
    """The database takes no other event without somebody who did it and a clinic."""
    said = {"at": timezone.now(), "subject": "clinic"}
    for wrong in ({"action": "sign_in"}, {"action": "open_page", "by": clinician}, {"action": "fail_sign_in", "by": clinician}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEvent.objects.create(**said, **wrong)


def test_what_is_only_read_is_chained_soon(clinician, settings):
    """What was appended without waiting is chained by whoever writes next: with a change at once, else after half a minute."""
    for _ in range(2):
        sign_ins.sign_out(by=clinician, address="here")
    sign_ins.fail_sign_in(username="nobody", address="here", why="wrong name or password")
    assert AuditEvent.objects.filter(link=None).count() == 3
    settings.AUDIT_CHAIN_AFTER_SECONDS = 0
    sign_ins.sign_out(by=clinician, address="here")
    assert list(AuditEvent.objects.filter(link=None).values_list("clinic", flat=True)) == [None]
    assert chain.extend_all() == 1


@pytest.fixture
def visit(monday, client, clinician):
    client.force_login(clinician)
    return client


def test_looking_is_an_event(visit, lorazepam_patient):
    """A page of a patient, a paper, a list and a search are one event each, with what was looked at and what was searched for; so
    is the page that says what is wrong with a form. What leads on and what shows no patient is none."""
    plan, code, before = begin(lorazepam_patient, User.objects.get()), lorazepam_patient.code, newest()
    visit.get(f"/patients/{code}/")
    visit.get(f"/plans/{plan.code}/1/handout.txt")
    visit.get("/patients/?paper")
    visit.post("/patients/", {"text": "Nobody"})
    visit.post("/patients/", {"text": "TEST-0001"})
    assert visit.post(f"/patients/{code}/edit/", {"patient": code}).status_code == 422
    visit.get("/help/")
    visit.get("/patients/2222-2222/")
    whole = {"page": "patient_detail", "code": code}
    assert told(before) == [
        ("open_page", f"patient {code}", "ash", whole),
        ("print_paper", f"patient {code}", "ash", {"page": "handout_text", "code": plan.code, "number": 1}),
        ("print_list", "patients", "ash", {"page": "patient_list"}),
        ("search_patients", "patients", "ash", {"page": "patient_list", "text": "Nobody"}),
        ("search_patients", "patients", "ash", {"page": "patient_list", "text": "TEST-0001"}),
        ("open_page", f"patient {code}", "ash", whole | {"page": "patient_edit"}),
        ("refuse_page", "patients", "ash", whole | {"code": "2222-2222"}),
    ]


def test_a_refusal_is_written_down(visit, patient, other_clinician):
    """Whoever asks for a patient of another clinic, or for what their role may not, leaves an event: who, and for what."""
    code, before = patient.code, newest()
    visit.force_login(other_clinician)
    assert visit.get(f"/patients/{code}/").status_code == 404
    User.objects.filter(pk=other_clinician.pk).update(role="reader")
    visit.force_login(User.objects.get(pk=other_clinician.pk))
    assert visit.post("/patients/new/", {"name": "x"}).status_code == 403
    assert told(before) == [
        ("refuse_page", "patients", "blake", {"page": "patient_detail", "code": code}),
        ("refuse_page", "patients", "blake", {"page": "patient_add"}),
    ]


def test_no_event_no_answer(visit, patient, monkeypatch):
    """Where the event cannot be kept, nothing of a patient is answered; other pages are."""

    def refuse(**said):
        raise IntegrityError("the audit table takes nothing")

    monkeypatch.setattr(sign_ins.audit, "append", refuse)
    visit.raise_request_exception = False
    for address in (f"/patients/{patient.code}/", f"/patients/{patient.code}/edit/", "/patients/", "/"):
        answer = visit.get(address)
        assert (answer.status_code, b"Rowan" in answer.content) == (500, False)
    assert visit.get("/help/").status_code == 200


def test_who_saw_this_patient(visit, lorazepam_patient, clinic, monday):
    """A page of the patient says by day and person how many pages were opened and papers printed, and what was changed, of the
    patient and of each plan; nobody else's events are there."""
    clinician, other = User.objects.get(), Account("bo", PASSWORD, "Dr Bo Second")
    plan, page = begin(lorazepam_patient, clinician), f"/patients/{lorazepam_patient.code}/events/"
    visit.get(f"/plans/{plan.code}/")
    visit.get(f"/plans/{plan.code}/1/handout.txt")
    monday.shift(timedelta(hours=14, minutes=5))  # it is past midnight by the clinic's clock
    visit.force_login(clinicians.add_clinician(clinic=clinic, account=other))
    for _ in range(2):
        visit.get(f"/patients/{lorazepam_patient.code}/")
    answer = visit.get(page)
    rows = [(f"{each.on}", each.by, each.first, each.last, each.opened, each.printed) for each in answer.context["seen"]]
    assert rows == [
        ("2027-01-05", "Dr Bo Second", "00:05", "00:05", 2, 0),
        ("2027-01-04", "Dr Ash Marlow", "10:00", "10:00", 1, 1),
    ]
    assert answer.context["seen"][1].changes == [
        "start plan",
        "record risks (2 times)",
        "set medications (2 times)",
        "add patient",
    ]
    text = " ".join(text_of(answer))
    assert "Dr Bo Second" in text and "start plan, record risks (2 times)" in text


def test_the_export_of_the_clinic(visit, patient, other_clinician):
    """The file holds every event of the clinic and no other's, in the order of the chain, with the number and hash of its link.
    It is an event itself."""
    patients.change_patient(patient=patient, by=User.objects.get(username="ash"), name="=HYPERLINK(A1)")
    answer = visit.get("/clinic/events.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [each["action"] for each in rows] == ["create_clinic", "add_patient", "change_patient", "export_events"]
    assert [(each["number"], each["hash"]) for each in rows[:3]] == [
        (str(each.number), each.hash) for each in AuditLink.objects.filter(chain=patient.clinic_id)
    ]
    assert {(each["username"], each["name"]) for each in rows} == {("ash", "Dr Ash Marlow")}
    assert json.loads(rows[2]["after"])["name"] == "=HYPERLINK(A1)"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell):
    """A spreadsheet takes no text of an event for a formula."""
    assert [plain(cell), plain(f"a{cell}"), plain("")] == [f"'{cell}", f"a{cell}", ""]
