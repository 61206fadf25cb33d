"""The page of a new plan with scripts: it is drawn anew while it is filled in, and nothing of it is lost or taken for another."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings

from tests.actions.test_plans import chosen, start
from tests.browser.conftest import at_a_desk

CARD = re.compile("^Use this plan: Cross over to diazepam, 10% every 2 weeks")
SLOWER = re.compile("^Use this plan: Cross over to diazepam, 5% every 4 weeks")


on_a_phone = pytest.mark.parametrize("browser_context_args", ["phone"], indirect=True)


@pytest.fixture
def browser_context_args(browser_context_args):
    """Scripts are on."""
    return {**browser_context_args, "java_script_enabled": True}


@pytest.fixture
def console(page):
    """All that the browser says to those who develop."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def desk(console, site, live_server, lorazepam_patient):
    """The page of a new plan on which the table alone is chosen."""
    site.goto(f"{live_server.url}/patients/{lorazepam_patient.code}/plan/")
    site.get_by_label("Ashton 2002").first.check()
    site.get_by_role("button", name=CARD).wait_for()
    return site


def said(desk, words):
    """Wait until whoever does not see the page has been told this."""
    desk.wait_for_function("words => document.getElementById('said').textContent.includes(words)", arg=words)


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_each_change_draws_the_page_anew_and_leaves_who_types_where_they_are(desk, console):
    """A card, a pace by hand and half a day: schedule, figures and the sentence for who does not see it are those of each; focus,
    what was opened and the place on the page stay, what is half typed is no error, and the console is empty."""
    desk.get_by_role("button", name=CARD).click()
    said(desk, "Stops ")
    said(desk, ", 50 weeks")
    assert desk.locator(".schedule").bounding_box()["y"] < 900
    desk.locator("#pace > summary").click()
    pace = desk.locator("[name=pace][value='5-28']")
    pace.check()
    before = pace.bounding_box()["y"]
    said(desk, ", 100 weeks")
    assert desk.evaluate("document.activeElement.value") == "5-28"
    assert desk.evaluate("document.getElementById('pace').open")
    assert abs(pace.bounding_box()["y"] - before) <= 1
    assert "Cross over to diazepam, 5% every 4 weeks" in desk.locator("#bar").inner_text()
    with desk.expect_response(lambda answer: answer.url.endswith("/plan/")):
        desk.locator("[name=review_on_0]").fill("3")
    desk.locator("#preview a[href='#id_review_on_0']").wait_for()
    assert desk.get_by_role("alert").locator("visible=true").count() == 0
    desk.locator("[name=review_on_0]").fill("")
    said(desk, ", 100 weeks")
    desk.get_by_role("button", name="Check and issue").click()
    desk.get_by_role("heading", name="Check answers").wait_for()
    assert console == []


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_what_can_be_reached_stands_wide_until_a_plan_is_made_and_who_types_stays_where_they_are(desk):
    """The gentlest three plans stand side by side at the top of a window of 1280 by 800; what is made by hand takes their place,
    and the box that makes it stays where it is."""
    desk.set_viewport_size({"width": 1280, "height": 800})
    places = [card.bounding_box() for card in desk.locator("button.out").all()[:3]]
    assert places[0]["x"] < places[1]["x"] < places[2]["x"]
    assert places[0]["y"] == places[1]["y"] == places[2]["y"]
    assert places[0]["y"] < 560
    desk.get_by_label("Cross over to a longer-acting drug").check()
    desk.locator("[name=pace][value='10-14']").check()
    desk.locator("#bar").get_by_role("link", name="first change of dose").wait_for()
    day, last = date.today() + timedelta(days=9), desk.locator("[name=starts_on_2]")
    for at, part in enumerate((day.day, day.month, day.year)):
        desk.locator(f"[name=starts_on_{at}]").fill(str(part))
    before = last.bounding_box()["y"]
    said(desk, "Stops ")
    desk.wait_for_function("() => document.querySelector('#preview .schedule')")
    assert abs(last.bounding_box()["y"] - before) <= 1


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_the_line_that_leads_goes_away_alone_and_ticks_stay(desk, console):
    """“Do not lead me” takes its line away and says of nothing else that it is lost; a plan that is ticked to be compared is
    ticked still when the page has been drawn anew."""
    tick = desk.locator("[name=pick]").first
    tick.check()
    desk.get_by_role("button", name="Do not lead me").click()
    desk.locator(".led").wait_for(state="detached")
    assert desk.get_by_role("alert").locator("visible=true").count() == 0
    with desk.expect_response(lambda answer: answer.url.endswith("/plan/")):
        desk.locator("[name=review_on_0]").fill("3")
    desk.locator("#choices:not(.htmx-swapping, .htmx-settling)").wait_for()
    assert tick.is_checked()
    assert console == []


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_late_is_not_taken_for_that_of_now(desk, console):
    """The answer to a change before the last one is given up, however long it takes."""
    held = []
    desk.route("**/plan/", lambda route: held.append(route) if not held else route.continue_())
    day = date.today() + timedelta(days=9)
    with desk.expect_request("**/plan/"):
        desk.get_by_label("Cross over to a longer-acting drug").check()
    desk.locator("[name=pace][value='10-14']").check()
    for at, part in enumerate((day.day, day.month, day.year)):
        desk.locator(f"[name=starts_on_{at}]").fill(str(part))
    said(desk, "Stops ")
    assert len(held) == 1
    assert held[0].request.failure is not None
    assert console == []


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_what_the_server_does_not_answer_is_said_on_the_page(desk):
    """An error of the server and a session that is over are said where one types, and the page is still there."""
    desk.route("**/plan/", lambda route: route.abort())
    desk.get_by_label("Reduce the drug itself").check()
    desk.get_by_text("the server did not answer").wait_for()
    desk.unroute("**/plan/")
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.get_by_label("Cross over to a longer-acting drug").check()
    desk.get_by_role("link", name="sign in again").wait_for()
    assert desk.get_by_role("button", name=CARD).count() == 1


@on_a_phone
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_the_plans_are_a_bar_that_opens(desk, console):
    """What can be reached folds into a bar once a plan is chosen, the page goes to what that makes, and the bar opens again."""
    desk.get_by_role("button", name=CARD).click()
    said(desk, ", 50 weeks")
    desk.wait_for_function("() => document.activeElement.id == 'preview'")
    bar = desk.locator("#outcomes-fold > summary")
    assert not desk.locator("#outcomes-fold .outs").is_visible()
    bar.click()
    desk.get_by_role("button", name=SLOWER).click()
    said(desk, ", 100 weeks")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert console == []


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_what_is_taken_at_a_visit_draws_the_lines_of_the_decisions_anew(desk, console, live_server, lorazepam_patient, clinician):
    """What each decision would do follows the doses while they are typed: the box keeps the focus, nothing is chosen or red."""
    today = date.today()
    choice = chosen(starts_on=today, today=today)
    plan = start(lorazepam_patient, clinician, choice=choice, review_on=today + timedelta(days=7)).plan
    desk.goto(f"{live_server.url}/plans/{plan.code}/review/")
    lines = desk.locator("#would-of-continue")
    assert "As printed: stops on" in lines.inner_text()
    box = desk.locator("#taken input[type=text]:visible").first
    box.fill("x")
    said(desk, "cannot be read yet")
    assert lines.inner_text() == ""
    box.fill("0.5")
    said(desk, "worked out anew")
    assert "next change" in lines.inner_text() and "As printed" not in lines.inner_text()
    assert box.evaluate("box => box === document.activeElement")
    assert desk.locator("[name=decision]:checked, .field-wrong").count() == 0
    assert console == []
