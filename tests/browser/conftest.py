"""A real browser at the size of a desk and of a phone, without scripts: every page has to work so."""

from datetime import date

import pytest

from tests.conftest import PASSWORD

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
at_a_desk = pytest.mark.parametrize("browser_context_args", ["desk"], indirect=True)
"""For a test of what happens, not of how it looks: that is looked at where the same pages are walked on a phone too."""


@pytest.fixture(params=SIZES)
def browser_context_args(browser_context_args, request):
    """Scripts are off; a narrower phone can be asked for by a test's own parameter."""
    return {**browser_context_args, "viewport": SIZES[request.param], "java_script_enabled": False}


@pytest.fixture
def asked_on():
    """The day on which risks were asked about is the real one, as the browser's clock cannot be set."""
    return date.today()


@pytest.fixture
def site(page, live_server, clinician):
    """The clinician's browser, signed in, at the list of patients. A page that loads with an error fails the test."""
    page.set_default_timeout(30000)
    page.on("response", lambda response: broken(response))
    page.on("console", lambda message: complained(message))
    page.goto(live_server.url)
    page.get_by_label("Username").fill(clinician.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_role("heading", name="Patients", exact=True).wait_for()
    return page


def complained(message):
    """A browser has nothing to say of a page, but that it was answered with an error, which `broken` judges, that what was
    asked beside it was given up when the page was left, what signing out has cleared, and that the row an address names goes
    before the sum of errors."""
    meant = (
        "Failed to load resource",
        "htmx:sendAbort",
        "htmx:afterRequest",
        "Clear-Site-Data header on",
        "Autofocus processing was blocked because a document's URL",
    )
    assert message.text.startswith(meant), message.text


def broken(response):
    """No page, style or font may fail to load; a form with errors comes back with 422 on purpose."""
    assert response.status < 400 or response.status in (409, 422), (response.status, response.url)
