"""What a page costs the database and the line: every address asks at most ten questions and sends at most 100 kB, or is named
here with what it takes."""

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taper_app.models import User
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.clinic import first_clinician, first_patient, give_lorazepam
from tests.conftest import TODAY
from tests.test_doors import POLICY, address_of, made_by_a_job

pytestmark = pytest.mark.any_database
MOST_QUERIES, MOST_OCTETS = 10, 100_000
QUERIES = {
    # Every table of the record.
    "patient_record_pdf": 31,
    "patient_record_json": 21,
    # What a decision rests on: the plan, its visits, medicines, risks, care, adjuncts, reasons weighed, two drafts, own products.
    "review_new": 25,
    "plan_detail": 19,
    # Each asks what of the record leads on from it.
    "risks_edit": 17,
    "patient_detail": 16,
    "no_taper_new": 16,
    "care_edit": 14,
    "medication_list": 12,
    "review_missed": 14,
    "adjunct_list": 13,
    "plan_in_error": 13,
    "review_in_error": 15,
    "relapse_plan_edit": 12,
    # A paper is held against its seal and those of the revisions before it.
    "handout_calendar": 18,
    "public_page": 16,
    "summary_pdf": 11,
    # A form that was not sent leads back to the page of the visit, which is read first.
    "review_compare": 16,
    "review_choice": 16,
    "weighing_edit": 11,
    "job_file": 12,
}
OCTETS = {"review_new": 170_000, "help_page": 103_000}


@pytest.fixture
def plan(monday, monkeypatch):
    """A plan with a visit and a job, of which no paper is made anew."""
    for module in [each for name, each in sys.modules.items() if name.startswith("taper_app.views") and each]:
        if hasattr(module, "render_pdf"):
            monkeypatch.setattr(module, "render_pdf", lambda *given, **named: b"%PDF-1.7")
    clinician = first_clinician()
    revision = start(give_lorazepam(first_patient(clinician), clinician, TODAY), clinician)
    visit(revision.plan, clinician, TODAY)
    made_by_a_job(clinician)
    return revision.plan


@pytest.mark.django_db
def test_no_address_asks_or_sends_more_than_it_may(client, plan):
    """Asked twice, so that what is kept is kept; what asks less than is said here is to be said so."""
    client.force_login(User.objects.get())
    asked, sent = {}, {}
    for name in POLICY:
        at = address_of(name, plan)
        if name != "account_logout":
            client.get(at)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(at)
                sent[name] = sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)
            asked[name] = len(queries)
    over = {name: count for name, count in asked.items() if count > MOST_QUERIES}
    assert sorted(over.items()) == sorted(QUERIES.items())
    assert [name for name, octets in sent.items() if octets > OCTETS.get(name, MOST_OCTETS)] == []
