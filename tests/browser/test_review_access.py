"""Every page and state of a review breaks no rule of accessibility, needs no sideways scrolling, and is reached by keyboard."""

from datetime import date

import pytest

from taper_app.models import User
from tests.browser.test_access import at_every_width, browser_context_args, in_order
from tests.browser.test_follow_up import plan, visits
from tests.views.test_review_races import other_review

__all__ = ["browser_context_args", "plan", "visits"]
DAY = date(2027, 2, 1)


def unfold(site):
    site.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_the_form_of_a_review(visits, plan, site):
    """Folded, two plans side by side, unfolded with the decisions of most questions chosen, and with errors."""
    visits.come_on(DAY)
    visits.press("link", "Record a visit")
    in_order(site, "")
    address = site.url
    for box in site.locator("input[name=pick]").all()[:2]:
        box.check()
    site.get_by_role("button", name="Compare those ticked").click()
    assert site.locator("h1").inner_text() == "Compare plans"
    in_order(site, "")
    site.goto(address)
    unfold(site)
    for decision in ("hold", "adjust", "switch"):
        visits.decide(decision)
        in_order(site, "")
    visits.decide("slow")
    visits.fill(slow_percent="50")
    visits.check()
    in_order(site, "")
    assert site.title().startswith("Error: ")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_each_check_of_a_review(visits, plan, site, clinic):
    """Old and new, a plain continue, urgent help, an end with a dose still taken, a refusal, a missing answer, a conflict."""
    visits.come_on(DAY)
    address = f"{visits.address}/plans/{plan.code}/review/"
    answers = {"continue": {}, "urgent": {}, "maintain": {}, "hold": {"hold_length": "open"}, "end": {"end_reason": "declined"}}
    for decision, under in answers.items():
        site.goto(address)
        discard(site, address)
        visits.tick("None of these")
        visits.decide(decision)
        for name, value in under.items():
            visits.decide(value, name)
        visits.check()
        unfold(site)
        in_order(site, "")
    discard(site, address)
    visits.tick("None of these")
    visits.decide("switch")
    site.locator("[name=products_diazepam][value=diazepam-2mg-tablet]").uncheck()
    visits.check()
    in_order(site, "")
    visits.press("button", "Use this")
    visits.give_reason()
    visits.press("button", "Confirm and issue the revision")
    assert site.title().startswith("Error: ")
    in_order(site, "")
    other_review(plan, User.objects.create(clinic=clinic, username="sam", full_name="Dr Sam Reed"))
    visits.press("button", "Confirm and issue the revision")
    visits.sees("Recorded in the meantime")
    in_order(site, "")


def discard(site, address):
    """An empty form."""
    site.goto(address)
    button = site.get_by_role("button", name="Discard what is filled in")
    if button.count():
        button.click()
        site.goto(address)


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_missed_visit_and_a_follow_up(visits, plan, site):
    """Both forms, empty and wrong."""
    visits.come_on(DAY)
    visits.press("link", "Did not come")
    in_order(site, "")
    visits.fill(next_review_on_0="")
    visits.press("button", "Record the missed visit")
    in_order(site, "")
    site.goto(f"{visits.address}/plans/{plan.code}/review/")
    visits.tick("None of these")
    visits.decide("end")
    visits.decide("declined", "end_reason")
    visits.check()
    visits.tick("Taken back")
    visits.press("button", "Confirm and end the plan")
    visits.press("link", "Follow up")
    in_order(site, "")
    visits.press("button", "Record the follow-up")
    unfold(site)
    in_order(site, "")


FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const banner = document.querySelector('.banner').getBoundingClientRect();
  const sticky = getComputedStyle(document.querySelector('.banner')).position == 'sticky';
  const covered = sticky && box.top < banner.bottom - 1 && box.bottom > banner.top + 1;
  return {name: at.name || '', value: at.value || '', seen: !covered && box.bottom <= innerHeight + 1 && box.width > 0,
          ring: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2};
}"""


@pytest.mark.django_db(transaction=True)
def test_a_review_by_keyboard_alone(visits, plan, site):
    """Tab reaches every question in sight, each with a ring; arrows choose; the boxes of a choice follow it; Enter sends."""
    visits.come_on(DAY)
    visits.press("link", "Record a visit")
    reached = []
    for _ in range(90):
        site.keyboard.press("Tab")
        at = site.evaluate(FOCUSED)
        if at["value"] == "none" or (at["name"] == "decision" and "decision" not in reached):
            site.keyboard.press("Space")
        if at["name"]:
            assert at["seen"] and at["ring"], at
            reached.append(at["name"])
        if at["name"] == "decision" and "slow_percent" not in reached:
            site.keyboard.press("ArrowDown")
            site.keyboard.press("ArrowDown")
            site.keyboard.press("Tab")
            while site.evaluate("document.activeElement.name") == "outcome":  # its ways of one click come first
                site.keyboard.press("Tab")
            assert site.evaluate("document.activeElement.name") == "slow_percent"
            site.keyboard.type("5")
            site.keyboard.press("Tab")
            site.keyboard.type("28")
            reached += ["slow_percent", "slow_interval"]
        if at["name"] == "check":
            break
    assert {"taken_diazepam_morning", "taken_diazepam_night", "red_flags", "decision", "check"} <= set(reached)
    site.keyboard.press("Enter")
    visits.sees("Check, then issue the new revision")
