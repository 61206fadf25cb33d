"""The doors of tests/test_doors.py for two who are not simply of a role: whoever has no second factor yet, and whoever broke the
glass. Every address, from the same table."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from taper_app.models import OutsideReading
from taper_app.views.sign_in import SETS_UP
from tests.actions.job_made import made_by_a_job
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.conftest import TODAY
from tests.test_doors import CLOSED, JOB, PAGES, POLICY, SCOPED, address_of, everything, role_rows

pytestmark = pytest.mark.any_database
OWN_CLINICS = {"patient_events", "patient_record", "patient_record_json", "patient_record_pdf"}
"""What a role reads that sees patients, and nobody from outside: who else opened the record, and to hand over all of it."""


@pytest.fixture
def plan(monday, lorazepam_patient, clinician):
    """A plan with a visit, so that every address leads somewhere."""
    plan = start(lorazepam_patient, clinician).plan
    visit(plan, clinician, TODAY)
    made_by_a_job(clinician)
    return plan


@pytest.fixture
def client(client, other_clinician, plan):
    """A prescriber of another clinic, signed in."""
    client.force_login(other_clinician)
    return client


def test_without_a_second_factor_nothing_is_seen_or_done(own_factors, client, plan):
    """Every address leads to where one is set up, however it is asked, but for those by which that is done."""
    wrong = []
    for name in CLOSED:
        for method in ("get", "head", "post") if name not in SETS_UP else ():
            response = getattr(client, method)(address_of(name, plan))
            found = (response.status_code, response.get("Location"))
            wrong += [(name, method, *found)] if found != (302, reverse("mfa_index")) else []
    assert wrong == []


def test_the_broken_glass_shows_and_changes_nothing(client, other_clinician, plan):
    """Of one patient from outside: what a role reads that sees patients is read and printed, and all else is refused, also what
    the same person does with patients of their own. Nothing is changed; once it is ended nothing is found."""
    now, wrong, rows = timezone.now(), [], role_rows()
    reading = OutsideReading(patient=plan.patient, by=other_clinician, reason="Brought in unconscious by ambulance")
    reading.began_at, reading.ends_at = now, now + timedelta(hours=1)
    reading.save()
    before = everything()
    for name in SCOPED:
        shown = "reader" in rows[name][0] and name not in OWN_CLINICS
        for method in ("get", "head", "post") if name in PAGES else ("get", "post"):
            status = getattr(client, method)(address_of(name, plan)).status_code
            right = (403, 405) if method == "post" else (200, 302) if shown else (403,)
            right = (404, 405) if POLICY[name] == JOB else right  # a job is its clinic's, and of no one patient
            wrong += [(name, method, status)] if status not in right else []
    assert wrong == []
    assert everything() == before
    reading.ended_at = now
    reading.save()
    assert {client.get(address_of(name, plan)).status_code for name in SCOPED} == {404}
