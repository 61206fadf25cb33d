"""What was entered in error can be marked, and read afterwards, by everybody."""

from datetime import timedelta

import pytest

from taper_app.actions import patients
from tests.actions.marking import mark_patient, mark_plan, mark_review
from tests.browser.story import Story
from tests.browser.test_access import at_every_width, in_order
from tests.views.visits import visit


@pytest.fixture
def browser_context_args(browser_context_args):
    """Axe is a script, so here scripts are on; our pages have none."""
    return {**browser_context_args, "java_script_enabled": True}


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_mark_before_and_after_it_is_made(site, live_server, clinician):
    """The pages of a mark, empty, wrong and where it cannot be; then the plan, its timeline and both records of the patient."""
    story = Story(clinician)
    plan, today = story.plan("Twice, Tia", ago=3), story.today
    visit(plan, clinician, today, "hold", 14, changes_on=today + timedelta(days=20), next_in=10)
    home, at = f"{live_server.url}/patients/", f"{live_server.url}/plans/{plan.code}/"
    own = {"name": plan.patient.name, "born_on": plan.patient.born_on, "sex": "female", "identifier": "ID 2"}
    twin = patients.add_patient(clinic=clinician.clinic, by=clinician, **own)
    for address in (f"{at}entered-in-error/", f"{at}reviews/1/entered-in-error/"):
        in_order(site, address)
        site.get_by_role("button", name="Mark as entered in error").click()
        assert site.title().startswith("Error: ")
        in_order(site, "")
    in_order(site, f"{home}{plan.patient.code}/entered-in-error/")
    in_order(site, f"{home}{twin.code}/entered-in-error/")
    site.get_by_label("Twice, Tia").check()
    site.get_by_role("button", name="Go on: look at both").click()
    in_order(site, "")
    mark_review(plan, clinician, 1, today)
    mark_patient(twin, clinician, plan.patient)
    for address in (f"{at}timeline/", at, f"{home}{twin.code}/", f"{home}{twin.code}/plan/", f"{home}{plan.patient.code}/"):
        in_order(site, address)
    mark_plan(plan, clinician)
    for address in (f"{at}timeline/", at, f"{home}{plan.patient.code}/"):
        in_order(site, address)
