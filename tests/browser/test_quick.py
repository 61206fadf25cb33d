"""A quick schedule in a real browser, with scripts: from Today to a schedule, and from there to a patient's pages."""

from datetime import date

import pytest

from .conftest import SIZES
from .test_access import in_order


@pytest.fixture(params=[SIZES["desk"]], ids=["desk"])
def browser_context_args(request):
    """At a desk, with scripts."""
    return {"viewport": request.param}


THREE = "drug_1=lorazepam&morning_1=1&midday_1=1&evening_1=1&night_1=1&drug_2=zopiclone&night_2=7.5&drug_3=diazepam&morning_3=5"
WIDER = "[...document.querySelectorAll('.scroll')].filter(each => each.scrollWidth > each.clientWidth).length"
"""How many tables are wider than the window has room for."""


def test_from_today_to_a_schedule_and_on_to_a_patient(site, live_server, patient):
    """Five events lead from Today to a schedule, which is drawn while it is typed; kept, it stands in the patient's boxes. What
    would make another way possible is there as soon as its fold is opened, and is used by one click. Of three drugs by days of
    the week too, every column is in sight: beside the form at 1280, and on a phone, where each step is a card."""
    site.get_by_role("link", name="Today", exact=True).click()
    site.get_by_role("link", name="Quick schedule").click()  # 1
    site.get_by_label("Medicine").first.select_option("lorazepam")  # 2
    site.get_by_label("Night").first.fill("1")  # 3
    site.get_by_label("Ashton 2002").check()  # 4
    site.locator("button.out").first.click()  # 5
    site.get_by_text("Other plans from these doses").click()
    site.get_by_text("Not possible:").click()
    site.locator(".ways-there button").first.click()
    site.get_by_role("heading", name="Reduce lorazepam itself, with a liquid").wait_for()
    kept = site.url
    site.goto(f"{live_server.url}/quick/?{THREE}&equivalence=ashton-2002&starts_on_0={date.today():%d+%b+%Y}")
    site.get_by_role("button", name="by days of the week").first.click()
    for size in ({"width": 1280, "height": 800}, SIZES["phone"]):
        site.set_viewport_size(size)
        assert site.locator(".schedule").is_visible()
        assert site.evaluate(WIDER) == 0
        assert site.evaluate("document.documentElement.scrollWidth <= innerWidth")
    in_order(site, kept)
    site.get_by_text("Other plans from these doses").click()
    for nth in range(2):
        site.locator("[name=pick]").nth(nth).check()
    site.get_by_role("button", name="Compare those ticked").click()
    site.get_by_role("heading", level=1).wait_for()
    in_order(site, "")
    site.goto(kept)
    site.get_by_role("link", name="Keep it for a patient").click()
    site.get_by_label("Whose is it?").fill("rowan")
    site.get_by_role("button", name="Find").click()
    site.get_by_role("button", name="Keep it for this patient").click()
    site.get_by_role("heading", name="Medicines taken now").wait_for()
    assert site.locator("[name=row-0-taken_night]").input_value() == "1"
    assert site.locator("[name=row-0-prescribed_night]").input_value() == ""
