"""The handout as a page can be used by everybody: by rule, on a phone, enlarged, and with nothing blocked."""

from datetime import timedelta

import pytest

from tests.actions.visits import TODAY, begin, visit
from tests.browser.test_access import at_every_width, in_order


@pytest.fixture
def browser_context_args(browser_context_args):
    """Axe is a script, so here scripts are on; our pages have none."""
    return {**browser_context_args, "java_script_enabled": True}


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_the_page_breaks_no_rule(site, live_server, patient, clinician):
    """In force, superseded and ended, the page breaks no rule, scrolls never sideways and has its own look."""
    plan = begin(patient, clinician, "crossover")
    blocked = []
    site.on("console", lambda message: blocked.append(message.text))
    address = f"{live_server.url}/plans/{plan.code}"
    in_order(site, f"{address}/1/handout/")
    assert "Atkinson" in site.evaluate("getComputedStyle(document.body).fontFamily")
    assert float(site.evaluate("getComputedStyle(document.body).fontSize").removesuffix("px")) >= 18.6  # 14 pt
    assert site.evaluate("getComputedStyle(document.querySelector('.now i')).backgroundImage").endswith('.svg")')
    visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14)
    in_order(site, f"{address}/1/handout/")
    visit(plan, clinician, TODAY + timedelta(days=14), "end", next_review_on=None)
    in_order(site, f"{address}/2/handout/")
    assert blocked == []


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_week_of_days_that_differ_fits_a_phone(site, live_server, patient, clinician):
    """Where days of the week differ each has its line, in the box on top too, and the page never scrolls sideways."""
    plan = begin(patient, clinician, "nights off")
    in_order(site, f"{live_server.url}/plans/{plan.code}/1/handout/")
    assert site.locator(".ticked .day").first.locator("th").inner_text() == "Monday"
    assert site.locator(".now .day").count() == 7


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_the_list_of_papers_opens(site, live_server, patient, clinician):
    """On the plan's page and on the timeline the list of papers opens, breaks no rule, and leads to the page."""
    plan = begin(patient, clinician)
    for page in ("", "timeline/"):
        site.goto(f"{live_server.url}/plans/{plan.code}/{page}")
        site.get_by_text("Paper", exact=False).first.click()
        in_order(site, "")
        site.get_by_role("link", name="Web page of revision 1", exact=True).click()
        site.get_by_role("heading", name="Your plan to come off diazepam slowly").wait_for()
        site.get_by_role("link", name=f"Back to plan {plan.code}").click()
        site.get_by_role("heading", name=f"Plan {plan.code}").wait_for()
