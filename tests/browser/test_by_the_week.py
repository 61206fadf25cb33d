"""A sleeping tablet that is too coarse to go down by the day goes down by the week, in a real browser."""

from datetime import date

import pytest

from taper_app.models import Plan
from tests.browser.test_access import LAID_OUT, at_every_width, browser_context_args, in_order, obeys
from tests.browser.test_follow_up import visits

__all__ = ["browser_context_args", "visits"]
ZOPICLONE = {"drug": "zopiclone", "prescribed_night": "7.5", "taken_night": "7.5", "indication": "insomnia"}


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_from_the_choice_of_a_week_to_a_visit_that_asks_about_each_day(visits, take, site):
    """Refused by the day, chosen by the week, issued, printed, and at the visit each day of the week is asked and compared."""
    patient = take(ZOPICLONE)
    site.goto(f"{visits.address}/patients/{patient.code}/")
    visits.choose_plan("Reduce the drug itself")
    visits.sees("This cannot be made as it is asked")
    site.locator("#pace > summary").click()
    visits.open("By the week: every day the same")
    visits.decide("days-off", "pattern")
    site.get_by_label("Sat", exact=True).check()
    visits.press("button", "Show", exact=True)
    visits.sees("in the week")
    obeys(site, LAID_OUT)
    site.set_viewport_size({"width": 320, "height": 900})
    assert site.locator("table.schedule").evaluate("it => it.parentElement.scrollWidth <= it.parentElement.clientWidth")
    site.set_viewport_size({"width": 1280, "height": 900})
    in_order(site, "")
    visits.press("button", "Check and issue")
    visits.sees("The last days of the week to be lowered: Saturday")
    visits.type_again("RE", "1970")
    visits.press("button", "Confirm and issue plan")

    visits.come_on(date(2027, 1, 13))
    visits.sees("Today, a Wednesday:")
    in_order(site, "")
    href = site.get_by_role("link", name="Print the handout (PDF)").get_attribute("href")
    assert site.request.get(visits.address + href).body().startswith(b"%PDF-")

    visits.begin()
    visits.sees("Planned this week, step 1 of")
    first = Plan.objects.get().revisions.get().issued().schedule.steps[0]
    low = min(first.doses, key=lambda each: each.mg).weekdays[0]
    for decision in ("adjust", "switch"):
        visits.decide(decision)
        in_order(site, "")
    visits.fill(**{f"taken_zopiclone_night_{low}": "7.5"})
    visits.decide("continue")
    in_order(site, "")
    visits.check()
    visits.give_reason()
    visits.sees(f"More zopiclone at night on {low.capitalize()}: 7.5\u00a0mg taken, 3.75\u00a0mg planned")
    in_order(site, "")
    visits.issue()
    assert Plan.objects.get().revisions.latest("number").issued().taken.weekly().by_days is False
    visits.press("link", "Timeline")
    in_order(site, "")
