"""A quick schedule in a real browser, with scripts: from Today to a schedule, and from there to a patient's pages."""

import pytest

from .conftest import SIZES


@pytest.fixture(params=[SIZES["desk"]], ids=["desk"])
def browser_context_args(request):
    """At a desk, with scripts."""
    return {"viewport": request.param}


def test_from_today_to_a_schedule_and_on_to_a_patient(site, patient):
    """Five events lead from Today to a schedule, which is drawn while it is typed; kept, it stands in the patient's boxes."""
    site.get_by_role("link", name="Today", exact=True).click()
    site.get_by_role("link", name="Quick schedule").click()  # 1
    site.get_by_label("Medicine").first.select_option("lorazepam")  # 2
    site.get_by_label("Night").first.fill("1")  # 3
    site.get_by_label("Ashton 2002").check()  # 4
    site.locator("button.out").first.click()  # 5
    site.get_by_role("link", name="Keep it for a patient").click()
    site.get_by_label("Whose is it?").fill("rowan")
    site.get_by_role("button", name="Find").click()
    site.get_by_role("button", name="Keep it for this patient").click()
    site.get_by_role("heading", name="Medicines taken now").wait_for()
    assert site.locator("[name=row-0-taken_night]").input_value() == "1"
    assert site.locator("[name=row-0-prescribed_night]").input_value() == ""
