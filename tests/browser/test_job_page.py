"""The page of a job, in a browser with scripts: it says how far the job is, and nobody counts as there because of it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from taper_app.actions import jobs
from taper_app.actions.browser_sessions import USED, SessionStore
from taper_app.jobs.queue import enter
from taper_app.models import AuditEvent, Job
from tests.browser.test_keeping import sign_in


@pytest.fixture
def browser_context_args():
    """A desk, where scripts run."""
    return {"viewport": {"width": 1280, "height": 900}}


def session_of(page):
    """The session of this browser, as it is kept."""
    return SessionStore(next(each["value"] for each in page.context.cookies() if each["name"] == "session"))


def a_minute_ago(page):
    """As if the session of this browser had been used a minute ago and not since; when that was."""
    session = session_of(page)
    session[USED] -= 60
    session.save()
    return session[USED]


def test_a_job_says_how_far_it_is_without_prolonging_the_session(page, live_server, clinician, patient):
    """What was made since stands on the page after a few seconds, and that it has ended; looking is no use and no event."""
    job = jobs.ask_job(clinic=clinician.clinic, by=clinician, kind=Job.Kind.EXPORT, enter=enter, now=timezone.now())
    page.clock.install()
    page.goto(f"{live_server.url}/jobs/{job.code}/")
    sign_in(page, clinician)
    heading = page.locator("#far")
    expect(heading).to_have_text("Under way: 0 of 1")
    before, events = a_minute_ago(page), AuditEvent.objects.count()
    jobs.keep_item(job=job, item=job.items.get(), made=jobs.Made(b"{}"), now=timezone.now())
    page.clock.run_for(6_000)
    expect(heading).to_have_text("Under way: 1 of 1")
    jobs.end_turn(job=job, enter=enter, now=timezone.now())
    page.clock.run_for(6_000)
    expect(heading).to_have_text("Done: 1 of 1")
    expect(page.get_by_role("status")).to_contain_text("It has ended.")
    assert (session_of(page)[USED], AuditEvent.objects.count()) == (before, events)
