"""The overview pages can be used by everybody, in every state that they have."""

import pytest

from taper_app.models import Plan
from tests.browser.story import Story
from tests.browser.test_access import at_every_width, in_order


@pytest.fixture
def browser_context_args(browser_context_args):
    """Axe is a script, so here scripts are on; our pages have none."""
    return {**browser_context_args, "java_script_enabled": True}


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_empty_pages(site, live_server, lorazepam_patient):
    """With nothing in them the pages break no rule."""
    for address in ("/", "/?only=hold", "/patients/", f"/patients/{lorazepam_patient.code}/"):
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
    for plan in Plan.objects.select_related("patient"):
        in_order(site, f"{live_server.url}/patients/{plan.patient.code}/")
        in_order(site, f"{live_server.url}/plans/{plan.code}/")
        site.goto(f"{live_server.url}/plans/{plan.code}/timeline/")
        site.get_by_text("The chart as a table").click()
        in_order(site, "")
