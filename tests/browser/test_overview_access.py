"""The overview pages can be used by everybody, in every state that they have."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from taper_app.actions import invitations, outside
from taper_app.actions.invitations import Invited
from taper_app.actions.jobs import ask_job
from taper_app.jobs.queue import enter
from taper_app.models import Job, Plan
from tests.browser.steps import Clinician
from tests.browser.story import Story
from tests.browser.test_access import at_every_width, in_order
from tests.clinic import first_patient
from tests.conftest import PASSWORD
from tests.test_doors import routes

# fmt: off
WALKED = [
    "today", "patient_list", "patient_add", "patient_detail", "patient_edit", "patient_events", "patient_in_error",
    "medication_list",
    "risks_edit", "no_taper_new", "plan_new", "plan_cautions", "plan_check", "plan_compare", "plan_detail", "care_edit",
    "plan_in_error", "review_in_error", "plan_timeline", "review_new", "review_cautions", "review_check", "review_missed",
    "follow_up_new", "plan_how", "handout_html", "safety", "safety_group", "sources", "source_group", "quick_compare",
    "review_compare", "account_login", "account_logout", "account_change_password", "clinic_edit",
    "mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_view_recovery_codes",
]
# fmt: on
"""Pages that the walks of these tests come past, in the states that they have."""
NO_PAGES = ["draft_keep", "plan_checked", "public_page", "public_pages_withdraw", "account_signup", "health", "ready"]
NO_PAGES += ["session_left"]
"""What is sent to and answers with another address, and what programs ask."""


@pytest.fixture
def browser_context_args(browser_context_args):
    """Axe is a script, so here scripts are on; our pages have none."""
    return {**browser_context_args, "java_script_enabled": True}


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_empty_pages(site, live_server, lorazepam_patient):
    """With nothing in them the pages break no rule."""
    for address in (
        "/",
        "/?only=hold",
        "/patients/",
        f"/patients/{lorazepam_patient.code}/",
        f"/patients/{lorazepam_patient.code}/events/",
    ):
        in_order(site, live_server.url + address)


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_pages_with_a_story(site, live_server, clinician):
    """The first page and its lists, and of each plan its page, its timeline with the table open, and its patient's page."""
    Story(clinician).tell()
    for address in ("/", "/?only=overdue", "/?only=ending", "/patients/"):
        in_order(site, live_server.url + address)
    site.goto(f"{live_server.url}/plans/{Plan.objects.first().code}/care/")
    site.get_by_text("Day, referral and note").first.click()
    site.get_by_text("Adjunct medicines").last.click()
    in_order(site, "")
    for plan in Plan.objects.select_related("patient").filter(
        patient__name__regex="^(Long|Held|Done)"
    ):  # each state that there is
        in_order(site, f"{live_server.url}/patients/{plan.patient.code}/")
        in_order(site, f"{live_server.url}/plans/{plan.code}/")
        site.goto(f"{live_server.url}/plans/{plan.code}/timeline/")
        site.get_by_text("The chart as a table").click()
        in_order(site, "")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_people_and_who_reads_from_outside(site, live_server, clinician, lorazepam_patient, other_clinician):
    """The pages of people with somebody invited, an invitation handed over and taken, and the glass broken, from both sides."""
    who, now = Invited("Robin Reed", "reader", is_administrator=False), timezone.now()
    _, code = invitations.invite(clinic=clinician.clinic, by=clinician, who=who, now=now)
    asked = {"identifier": lorazepam_patient.identifier, "born_on": lorazepam_patient.born_on, "reason": "Brought in unconscious"}
    outside.read_from_outside(by=other_clinician, now=now, **asked)
    theirs = first_patient(other_clinician)
    outside.read_from_outside(by=clinician, now=now, **asked)
    for address in ("/clinic/people/", "/outside/", "/patients/", f"/patients/{theirs.code}/"):
        in_order(site, live_server.url + address)
    assert site.get_by_text("You read this patient from outside").count()
    site.goto(f"{live_server.url}/clinic/people/invite/")
    Clinician(site).fill(full_name="Bo Second")
    Clinician(site).tick("Reader")
    Clinician(site).press("button", "Make the invitation")
    Clinician(site).fill(password=PASSWORD)
    Clinician(site).press("button", "Confirm")
    Clinician(site).press("button", "Make the invitation")
    site.get_by_role("heading", name="Bo Second is invited").wait_for()
    in_order(site, "")
    site.goto(f"{live_server.url}/accounts/invitation/")
    site.locator("#id_code").fill(code)
    site.get_by_role("button", name="Go on").click()
    assert site.get_by_text("Robin Reed").count()
    in_order(site, "")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_every_other_page(site, live_server, clinician):
    """Of every address that there is the page breaks no rule: one that is new is looked at here, until a walk comes past it."""
    plan = Story(clinician).ended()
    job = ask_job(clinic=clinician.clinic, by=clinician, kind=Job.Kind.RECHECK, enter=enter, now=timezone.now())
    codes = {"patients": plan.patient.code, "jobs": job.code}
    looked_at = []
    for route, name in routes():
        if name in [*WALKED, *NO_PAGES] or re.search(r"\.\w+$", route):  # with an ending it is a paper
            continue
        of = {"code": codes.get(route.partition("/")[0], plan.code)} if "<code:code>" in route else {}
        of |= {word: 1 for word in ("number", "review") if f"<int:{word}>" in route}
        in_order(site, live_server.url + reverse(name, kwargs=of))
        assert site.locator("h1").count() == 1, name
        looked_at.append(name)
    assert {"help_page", "weighing_edit", "follow_up_days", "why_html"} <= set(looked_at)
