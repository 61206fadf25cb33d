"""A database that takes nothing, or does not answer: what is still shown, what is kept of what was typed."""

import io
import json
import logging
import re
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from taper_app.actions import openings
from taper_app.actions.patients import seen_patient
from taper_app.chart.audit_trail import check
from taper_app.faults import Noticed
from taper_app.models import AuditEvent, KeptPaper, Patient
from tests.actions.visits import begin
from tests.conftest import PASSWORD
from tests.views.payloads import patient_fields, text_of

pytestmark = pytest.mark.each_on_any_database

TAKES_NOTHING = {
    "sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
    "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
}


@pytest.fixture(autouse=True)
def aside(settings, tmp_path, monkeypatch):
    """The file for what is put aside; nothing is known of the database yet, and a failing page is answered."""
    settings.OPENINGS_FILE = str(tmp_path / "openings")
    monkeypatch.setattr(Noticed, "at", None)
    return tmp_path / "openings"


@pytest.fixture
def logged(monkeypatch):
    """What goes to the log of openings."""
    written = io.StringIO()
    monkeypatch.setattr(logging.getLogger("taper_app.openings").handlers[0], "stream", written)
    return written


@contextmanager
def only_read():
    """Inside, the database refuses every write, in its own words."""
    off, on = TAKES_NOTHING[connection.vendor]
    connection.cursor().execute(off)
    try:
        yield
    finally:
        connection.cursor().execute(on)
        Noticed.at = None


def hidden(page):
    """The fields that a page carries, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.content.decode())
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.mark.django_db(transaction=True)
def test_what_can_be_read_is_read(visit, monday, clinician, lorazepam_patient, aside, logged, tmp_path):
    """While nothing can be written, plan and papers are shown under a bar, each opening is put aside and nothing else is
    answered; what was sent is in the page and can be sent again; afterwards the openings are events, with their own times."""
    plan, code = begin(lorazepam_patient, clinician), lorazepam_patient.code
    visit.raise_request_exception = False
    visit.post("/accounts/settings/", {"slash": "on"})  # leaves a message that cannot be taken out of the session
    last, began = AuditEvent.objects.latest("pk").pk, timezone.now()
    shown = (f"/patients/{code}/", f"/plans/{plan.code}/", f"/plans/{plan.code}/1/handout/", "/")
    edited = patient_fields(patient=code, seen=seen_patient(lorazepam_patient), name='Rowan "Ro" Ångström')
    before = AuditEvent.objects.count()
    with only_read():
        for address in shown:
            page = visit.get(address)
            assert (page.status_code, b"<strong>Read only.</strong>" in page.content) == (200, True), address
        assert visit.get(f"/plans/{plan.code}/1/handout.txt").status_code == 200
        for address in (f"/patients/{code}/edit/", f"/plans/{plan.code}/review/", "/clinic/events.csv"):
            page = visit.get(address)
            assert (page.status_code, page["Retry-After"], b"Rowan" in page.content) == (503, "60", False)
            assert "You sent nothing, so nothing is lost." in " ".join(text_of(page))
        assert visit.post("/patients/", {"text": "Rowan"}).status_code == 503
        refused = visit.post(f"/patients/{code}/edit/", edited)
        assert (refused.status_code, KeptPaper.objects.count()) == (503, 0)
        stranger = Client(raise_request_exception=False)
        signing_in = stranger.post("/accounts/login/", {"login": "ash", "password": PASSWORD})
        assert (signing_in.status_code, PASSWORD in signing_in.content.decode()) == (503, False)
    log = logged.getvalue()
    monday.shift(timedelta(minutes=10))
    assert AuditEvent.objects.count() == before
    assert "Rowan" not in log and log.count('"opening"') == 5
    assert "not saved, but it is kept on this page" in " ".join(text_of(refused))
    with aside.open("a") as file:  # somebody adds one of another clinician, whose seal does not fit
        file.write(json.dumps(json.loads(aside.read_text().splitlines()[1]) | {"seal": "0" * 64}))
    sent_again = hidden(refused)
    assert visit.post(f"/patients/{code}/edit/", sent_again).status_code == 302
    assert Patient.objects.get().name == 'Rowan "Ro" Ångström'
    visit.get(f"/patients/{code}/")
    brought = AuditEvent.objects.filter(pk__gt=last, at=began).order_by("pk")
    assert [each.after["page"] for each in brought] == ["patient_detail", "plan_detail", "handout_html", "today", "handout_text"]
    assert {each.by for each in brought} == {clinician}
    assert aside.read_text() == "" and "0" * 64 in aside.with_name("openings.strange").read_text()
    said = io.StringIO()
    (tmp_path / "log").write_text(f"no line of ours\n{log}")
    call_command("bring_in_openings", str(tmp_path / "log"), stdout=said)
    assert said.getvalue() == "0 openings brought in.\n"  # the file had them all
    openings.extend(clinician.clinic_id)
    assert [each for each in check().faults if "anchor" not in each] == [] and check().waiting == 0


@pytest.mark.django_db(transaction=True)
def test_what_can_be_read_is_read_for_a_working_day(visit, monday, clinician, lorazepam_patient):
    """While nothing can be written, no use can be either: nobody is signed out for it before the twelve hours are over. No
    warning comes, the bar says it, and as soon as something can be written the session that nobody used is over. One that had
    ended by hand stays ended."""
    visit.raise_request_exception, address = False, f"/patients/{lorazepam_patient.code}/"
    left, own = "/accounts/session/", {"headers": {"Background": "1"}}
    visit.get(address)
    gone = Client()
    gone.force_login(clinician)
    gone.post("/accounts/logout/")
    with only_read():
        monday.shift(timedelta(minutes=14))
        assert visit.get(left, **own).json() == {"left": (11 * 60 + 46) * 60, "last": True}
        monday.shift(timedelta(minutes=46))
        page = visit.get(address)
        assert (page.status_code, b"until 12 hours after you signed in" in page.content) == (200, True)
        assert gone.get(address).status_code == 302
        monday.shift(timedelta(hours=11, seconds=-1))
        assert visit.get(address).status_code == 200
        monday.shift(timedelta(seconds=1))
        assert visit.get(address).url == f"/accounts/login/?next={address}"
        monday.shift(timedelta(hours=-9))
        assert visit.get(address).status_code == 200
        leaving = Client(raise_request_exception=False)
        leaving.cookies["session"] = visit.cookies["session"].value
        assert leaving.post("/accounts/logout/").url == "/accounts/login/"
        assert leaving.cookies["session"].value == "" and leaving.get(address).status_code == 302
    assert visit.get(address).url == f"/accounts/login/?next={address}"


@pytest.mark.django_db(transaction=True)
def test_where_an_opening_can_be_written_down_nowhere_nothing_is_shown(visit, patient, settings, logged, monkeypatch, tmp_path):
    """Where one of log and file takes it the page is shown, and a log alone is enough to bring the opening in; where neither
    does, nothing of a patient is answered."""
    visit.raise_request_exception = False
    (tmp_path / "no folder").write_text("")
    settings.OPENINGS_FILE = str(tmp_path / "no folder" / "openings")

    def full(text):
        raise OSError("no space left on device")

    with only_read():
        assert visit.get(f"/patients/{patient.code}/").status_code == 200
        log = logged.getvalue()
        monkeypatch.setattr(logged, "write", full)
        page = visit.get(f"/patients/{patient.code}/")
        assert (page.status_code, b"Rowan" in page.content) == (503, False)
    (tmp_path / "log").write_text(log)
    call_command("bring_in_openings", str(tmp_path / "log"), stdout=io.StringIO())
    assert AuditEvent.objects.latest("pk").after == {"page": "patient_detail", "code": patient.code}
    assert AuditEvent.objects.latest("pk").link


def test_a_database_that_is_gone(visit, patient, monkeypatch):
    """Where the database cannot be reached nothing of it is asked a second time, and what was sent may have been saved."""
    asked = []

    def gone(*_asked, **_more):
        asked.append(1)
        raise OperationalError("connection refused")

    visit.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore._get_session_from_db", gone)
    read, sent = (
        visit.get(f"/patients/{patient.code}/"),
        visit.post(f"/patients/{patient.code}/edit/", {"name": "Ro", "patient": "x"}),
    )
    assert len(asked) == 2
    assert [(each.status_code, each["Retry-After"]) for each in (read, sent)] == [(503, "10")] * 2
    assert "You sent nothing, so nothing is lost." in " ".join(text_of(read)) and hidden(read) == {}
    assert "may or may not have been saved; it is kept on this page" in " ".join(text_of(sent))
    assert hidden(sent) == {"name": "Ro", "patient": "x"}
