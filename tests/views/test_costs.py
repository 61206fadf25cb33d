"""What a page costs the database and the line: every address asks at most ten questions and sends at most 100 kB, or is named
here with what it takes; and none asks more of a plan for each of its visits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taper_app.models import User
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.clinic import first_clinician, first_patient, give_lorazepam
from tests.conftest import TODAY
from tests.printing import nothing_printed
from tests.test_doors import POLICY, address_of, made_by_a_job

pytestmark = pytest.mark.django_db
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
    "review_in_error": 15,
    "care_edit": 14,
    "review_missed": 14,
    "adjunct_list": 13,
    "plan_in_error": 13,
    "medication_list": 12,
    "relapse_plan_edit": 12,
    "weighing_edit": 11,
    # A paper is held against its seal and those of the revisions before it.
    "handout_calendar": 18,
    "public_page": 16,
    "summary_pdf": 11,
    # A form that was not sent leads back to the page of the visit, which is read first.
    "review_compare": 16,
    "review_choice": 16,
    # All that a job made, as a file.
    "job_file": 12,
}
OCTETS = {"review_new": 167_000}
NO_PAGE = {
    *[
        "account_login",
        "account_signup",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    ],
    *["mfa_view_recovery_codes", "public_page", "public_pages_withdraw", "draft_keep", "follow_up_new", "follow_up_days"],
    *[
        "plan_new",
        "plan_cautions",
        "plan_check",
        "plan_checked",
        "plan_choice",
        "plan_compare",
        "plan_draft",
        "weighing_pdf",
        "weighing_text",
    ],
    *[
        "quick_compare",
        "quick_draft",
        "quick_keep",
        "review_cautions",
        "review_check",
        "review_choice",
        "review_compare",
        "review_draft",
    ],
}
"""What leads elsewhere, or is not there, for who is signed in and comes to a plan that is under way, with nothing sent."""
GROWS = {"patient_record_pdf"}
"""The paper of the whole record has the note of every visit."""


@pytest.fixture
def plan(monday):
    """A plan with a visit and a job."""
    clinician = first_clinician()
    revision = start(give_lorazepam(first_patient(clinician), clinician, TODAY), clinician)
    visit(revision.plan, clinician, TODAY)
    made_by_a_job(clinician)
    return revision.plan


def asked(client, plan):
    """What each address answers, how many questions it asks and how many octets it sends, the second time it is asked."""
    client.force_login(User.objects.get())
    with nothing_printed():
        for name in POLICY:
            at = address_of(name, plan)
            if name != "account_logout":
                client.get(at)
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(at)
                    sent = sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)
                yield name, answer.status_code, len(queries), sent


@pytest.mark.each_on_any_database
def test_no_address_asks_or_sends_more_than_it_may(client, plan):
    """What asks less than is said here is to be said so, and what leads elsewhere is no page that is cheap."""
    found = list(asked(client, plan))
    assert {name for name, status, _, _ in found if status != 200} == NO_PAGE
    assert sorted((name, count) for name, _, count, _ in found if count > MOST_QUERIES) == sorted(QUERIES.items())
    assert [name for name, _, _, octets in found if octets > OCTETS.get(name, MOST_OCTETS)] == []


def test_more_visits_are_no_more_questions(client, plan, monday):
    """A plan that was seen four times more, on other days, asks what one asks that was seen once."""
    before = {name: count for name, _, count, _ in asked(client, plan)}
    for week in (1, 2, 3, 4):
        monday.move_to(f"{TODAY + timedelta(weeks=week)}T10:00Z")
        visit(plan, User.objects.get(), TODAY + timedelta(weeks=week))
    after = {name: count for name, _, count, _ in asked(client, plan)}
    assert {name: (count, after[name]) for name, count in before.items() if after[name] > count and name not in GROWS} == {}
