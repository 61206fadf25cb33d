"""Signing in with something that one holds, and being told before one is signed out: in a browser, and for everybody."""

import re
from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.utils import timezone

from taper_app.actions import second_factors
from taper_app.actions.browser_sessions import BEGAN, USED, SessionStore
from taper_app.models import BrowserSession, Plan
from tests.browser.steps import Clinician
from tests.browser.test_access import at_every_width, in_order
from tests.conftest import PASSWORD
from tests.views.test_second_factors import SECRET, code_at


@pytest.fixture
def browser_context_args(browser_context_args):
    """Passkeys and the warning are scripts."""
    return {**browser_context_args, "java_script_enabled": True}


@pytest.fixture
def holds(page):
    """A finger on the reader of this machine."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_passkey_signs_in_and_shows_who_it_is(holds, site, live_server):
    """It is made with a touch, brings recovery codes, and then signs in by itself and confirms by itself."""
    site.goto(f"{live_server.url}/accounts/security/")
    in_order(site, "")
    site.get_by_role("link", name="Add a passkey").click()
    in_order(site, "")
    site.get_by_label("Name", exact=True).fill("This computer")
    site.get_by_role("button", name="Make the passkey").click()
    site.get_by_role("heading", name="Recovery codes").wait_for()
    assert len(site.locator(".code-list code").all_inner_texts()) == 10
    in_order(site, "")
    site.get_by_role("link", name="I have them: go on").click()
    site.goto(f"{live_server.url}/accounts/security/")
    site.get_by_text("This computer").first.wait_for()
    in_order(site, "")
    site.goto(f"{live_server.url}/accounts/reauthenticate/passkey/?next=/clinic/")
    in_order(site, "")
    site.get_by_role("button", name="Use your passkey").click()
    site.wait_for_url("**/clinic/")
    site.get_by_role("button", name="Sign out").click()
    site.goto(f"{live_server.url}/accounts/login/?next=/clinic/")
    site.get_by_role("button", name="Use a passkey").click()
    site.wait_for_url("**/clinic/")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_touch_is_proof_enough_to_issue(holds, site, live_server, lorazepam_patient):
    """Half an hour after signing in what is sent leads to the passkey; after a touch the half-filled page is there again with all
    that was typed, and the next click issues the plan."""
    site.goto(f"{live_server.url}/accounts/security/passkey/")
    site.get_by_label("Name", exact=True).fill("This computer")
    site.get_by_role("button", name="Make the passkey").click()
    site.get_by_role("heading", name="Recovery codes").wait_for()
    site.goto(f"{live_server.url}/patients/{lorazepam_patient.code}/")
    doctor = Clinician(site)
    doctor.choose_plan()
    doctor.press("button", "Check and issue")
    doctor.give_reason()
    doctor.type_again("RE", "1970")
    long_ago(40)
    site.get_by_role("button", name="Confirm and issue plan").click()
    site.get_by_role("heading", name="Confirm that it is you").wait_for()
    assert not Plan.objects.exists()
    site.get_by_role("button", name="Use your passkey").click()
    site.wait_for_url("**/plan/check/")
    assert (site.locator("[name=initials]").input_value(), site.locator("[name=birth_year]").input_value()) == ("RE", "1970")
    site.get_by_role("button", name="Confirm and issue plan").click()
    site.wait_for_url("**/plans/*/**")
    assert Plan.objects.count() == 1


def long_ago(minutes):
    """Whoever is signed in showed so many minutes ago that it is them, and not since."""
    store = SessionStore(BrowserSession.objects.get(user__isnull=False).session_key)
    shown = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    store[BEGAN] = shown
    store[AUTHENTICATION_METHODS_SESSION_KEY] = [each | {"at": shown} for each in store[AUTHENTICATION_METHODS_SESSION_KEY]]
    store.save()


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_an_app_that_shows_codes(site, live_server, clinician):
    """Its page, the second step of signing in, and a code that does not fit."""
    in_order(site, f"{live_server.url}/accounts/security/app/")
    assert site.evaluate("document.querySelector('.code-picture').naturalWidth") > 200
    second_factors.add_app(by=clinician, secret=SECRET)
    site.get_by_role("button", name="Sign out").click()
    site.goto(f"{live_server.url}/accounts/login/?next=/clinic/")
    site.get_by_label("Username").fill(clinician.username)
    site.get_by_label("Password").fill(PASSWORD)
    site.get_by_role("button", name="Sign in").click()
    site.get_by_role("heading", name="Second step").wait_for()
    in_order(site, "")
    site.get_by_label("Code").fill("000000")
    site.get_by_role("button", name="Sign in").click()
    site.get_by_text("This code does not fit").first.wait_for()
    site.get_by_label("Code").fill(code_at())
    site.get_by_role("button", name="Sign in").click()
    site.wait_for_url("**/clinic/")


def unused(minutes, since=USED):
    """Nobody has done anything for so long, as the server keeps it; or that is how long ago they signed in."""
    store = SessionStore(BrowserSession.objects.get(user__isnull=False).session_key)
    store[since] = (timezone.now() - timedelta(minutes=minutes)).timestamp()
    store.save()


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_one_key_answers_the_warning_and_without_one_the_page_goes(site, live_server):
    """It has the focus, says when, and is there before two minutes are left; a page that nobody is at shows nothing any more."""
    site.clock.install()
    site.goto(f"{live_server.url}/clinic/")
    site.locator("[name=phone]").focus()
    unused(13)
    site.clock.fast_forward(12 * 60 * 1000 + 31 * 1000)
    box = site.get_by_role("alertdialog", name="Are you still there?")
    box.wait_for()
    assert re.search("You are signed out in 2 minutes", box.inner_text())
    assert site.evaluate("document.activeElement.hasAttribute('data-stay')")
    in_order(site, "")
    site.keyboard.press("Enter")
    box.wait_for(state="hidden")
    assert site.evaluate("document.activeElement.name") == "phone"
    unused(16)
    site.clock.fast_forward(13 * 60 * 1000)
    site.wait_for_url("**/accounts/login/?next=*")
    site.get_by_role("heading", name="Sign in").wait_for()


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_at_the_end_of_the_day_nothing_is_offered_that_cannot_help(site, live_server):
    """What no key moves is said so, once; then the page goes."""
    unused(12 * 60 - 5, BEGAN)
    site.clock.install()
    site.goto(f"{live_server.url}/clinic/")
    site.locator("[name=phone]").focus()
    unused(12 * 60 - 2, BEGAN)
    site.clock.fast_forward(151 * 1000)
    box = site.get_by_role("alertdialog", name="You are signed out soon")
    box.wait_for()
    assert "because nobody stays signed in longer than 12 hours" in box.inner_text()
    assert "Go on working" not in box.inner_text()
    in_order(site, "")
    site.keyboard.press("Enter")
    box.wait_for(state="hidden")
    site.clock.fast_forward(60 * 1000)
    assert not box.is_visible()
    unused(12 * 60 + 1, BEGAN)
    site.clock.fast_forward(3 * 60 * 1000)
    site.wait_for_url("**/accounts/login/?next=*")
