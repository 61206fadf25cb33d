"""Nothing typed is lost, in a browser with scripts: a link, a closed tab, a session that is over, a second window."""

import re
import threading

import pytest
from playwright.sync_api import expect

from taper_app.actions import drafts
from tests.conftest import PASSWORD


@pytest.fixture
def browser_context_args():
    """A desk, where scripts run."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def errors(page):
    """What the browser complains of."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def relapse(page, live_server, clinician, patient, errors):
    """The clinician's browser, at the relapse plan of the patient."""
    page.set_default_timeout(15000)
    address = f"{live_server.url}/patients/{patient.code}/relapse/"
    page.goto(address)
    sign_in(page, clinician)
    page.wait_for_url(address)
    return page


def sign_in(page, clinician):
    page.get_by_label("Username").fill(clinician.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def box(page):
    return page.get_by_label("What makes it hard")


def types(page, words):
    box(page).click()
    page.keyboard.type(words)


def test_a_link_away_and_back(relapse, errors):
    """Typed, then away by a link at once: whoever comes back finds it, told so with the moment; nothing was confirmed."""
    address = relapse.url
    types(relapse, "a row at home")
    relapse.get_by_role("link", name="Patients", exact=True).click()
    relapse.wait_for_url(re.compile("/patients/$"))
    relapse.goto(address)
    expect(box(relapse)).to_have_value("a row at home")
    expect(relapse.get_by_text("Found again: what you typed here on")).to_be_visible()
    relapse.get_by_role("button", name="Discard it").click()
    expect(box(relapse)).to_have_value("")
    relapse.get_by_role("button", name="Undo").click()
    expect(box(relapse)).to_have_value("a row at home")
    assert errors == []


def test_a_tab_that_is_closed(relapse, context, monkeypatch):
    """Typed, then the tab closed at once: it is there in the next one."""
    address, saved, save = relapse.url, threading.Event(), drafts.save_draft
    monkeypatch.setattr(drafts, "save_draft", lambda **named: (save(**named), saved.set())[0])
    types(relapse, "a row at home")
    relapse.close(run_before_unload=True)
    assert saved.wait(15)
    again = context.new_page()
    again.goto(address)
    expect(box(again)).to_have_value("a row at home")


def test_a_session_that_is_over(relapse, context, clinician):
    """Typed while the session is over: the page says so by itself, and after signing in all of it is there."""
    types(relapse, "a row at home")
    context.clear_cookies(name="session")
    types(relapse, ", and pain")
    relapse.get_by_role("link", name="sign in again").click()
    sign_in(relapse, clinician)
    expect(box(relapse)).to_have_value("a row at home, and pain")


def test_two_windows(relapse, context, errors):
    """Typed in a second window: the first says that it is not kept any more, and of when the other is."""
    second = context.new_page()
    second.goto(relapse.url)
    types(second, "of the second")
    second.keyboard.press("Tab")
    expect(second.get_by_text("Kept as you typed it")).to_be_visible()
    types(relapse, "of the first")
    relapse.keyboard.press("Tab")
    expect(relapse.get_by_role("alert")).to_contain_text("In another window you typed something else here on")
    relapse.reload()
    expect(box(relapse)).to_have_value("of the second")
