"""The key / in a browser with scripts, which alone can know it."""

import pytest


@pytest.fixture(params=[{"width": 1280, "height": 800}], ids=["desk"])
def browser_context_args(request):
    """Scripts are on: without them the key does nothing."""
    return {"viewport": request.param}


@pytest.mark.django_db(transaction=True)
def test_the_key_goes_to_the_search_but_not_out_of_a_box(site, clinician, live_server):
    """On a page it leads to the box, in a box it is a letter, and where it is switched off it is nothing (WCAG 2.1.4)."""
    search, name = site.locator("#search-text"), site.locator("[name=name]")
    site.goto(f"{live_server.url}/patients/new/")
    name.press("/")
    assert (name.input_value(), search.input_value()) == ("/", "")
    name.blur()
    site.keyboard.press("Control+/")
    assert not search.evaluate("box => box === document.activeElement")
    site.keyboard.press("/")
    assert search.evaluate("box => box === document.activeElement")
    assert search.input_value() == ""
    site.goto(f"{live_server.url}/accounts/settings/")
    site.get_by_label("The / key goes to the search").uncheck()
    site.get_by_role("button", name="Save settings").click()
    site.get_by_text("Your settings are saved.").wait_for()
    site.keyboard.press("/")
    assert not search.evaluate("box => box === document.activeElement")


@pytest.mark.django_db(transaction=True)
def test_a_password_can_be_shown_and_is_hidden_before_it_is_sent(page, live_server):
    """What is typed at sign-in can be read by who types it (WCAG 3.3.8), and no browser keeps it as text."""
    page.goto(f"{live_server.url}/accounts/login/")
    box = page.get_by_label("Password", exact=True)
    box.fill("correct horse")
    page.get_by_role("button", name="Show password").click()
    assert box.get_attribute("type") == "text"
    page.evaluate("document.forms[0].addEventListener('submit', event => event.preventDefault())")
    page.get_by_role("button", name="Sign in").click()
    assert box.get_attribute("type") == "password"
