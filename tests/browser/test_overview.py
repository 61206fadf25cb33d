"""The pages that show how patients stand, in a browser without scripts."""

import re

import pytest

from tests.browser.conftest import at_a_desk
from tests.browser.steps import Clinician
from tests.browser.story import Story


@pytest.fixture
def doctor(site):
    return Clinician(site)


@pytest.fixture
def long(clinician):
    return Story(clinician).tell()


@pytest.mark.django_db(transaction=True)
def test_after_signing_in_the_first_page_shows_who_waits(long, doctor, site):
    """Whoever signs in sees who is overdue; a click on a count shows that list, and another one everything again."""
    doctor.press("link", "Today")
    site.get_by_role("heading", name="Visits overdue").wait_for()
    assert site.get_by_role("heading", level=2).all_inner_texts() == [
        "Visits overdue",
        "Visits due this week",
        "Follow-ups after the end of a plan",
        "Did not come, with a new date",
        "On hold until we have spoken",
    ]
    doctor.press("link", re.compile("on hold"))
    assert site.get_by_role("heading", level=2).all_inner_texts() == ["On hold until we have spoken"]
    doctor.press("link", "Show everything")
    site.get_by_role("heading", name="Visits overdue").wait_for()


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_a_patient_is_found_from_the_first_page_and_no_address_tells_whom(long, doctor, site, live_server):
    """The search leads to the patient; neither a name nor an identifier is in the address."""
    doctor.press("link", "Today")
    doctor.fill(text="han")
    doctor.press("button", "Search")
    site.get_by_role("heading", name="1 patient found for “han”").wait_for()
    assert site.url == f"{live_server.url}/patients/"
    doctor.press("link", "Held, Hana")
    site.get_by_role("heading", name="Plans", exact=True).wait_for()
    assert "han" not in site.url.lower()


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_from_the_first_page_to_the_timeline_and_its_table(long, doctor, site):
    """Two clicks lead from the line of a patient to what happened; the chart opens as a table without a script."""
    doctor.press("link", "Today")
    doctor.press("link", "Long, Lee")
    doctor.press("link", "Timeline")
    site.get_by_role("heading", name=f"Timeline of plan {long.code}").wait_for()
    assert site.get_by_role("img", name="Diazepam equivalent a day: planned and really taken").is_visible()
    table = site.get_by_role("table")
    assert not table.is_visible()
    site.get_by_text("The chart as a table").click()
    assert table.is_visible()
    titles = site.get_by_role("heading", level=3).all_inner_texts()
    assert titles == ["Visit 4: continue", "Visit 3: hold", "Did not come", "Visit 1: continue", "Plan started"]


@pytest.mark.django_db(transaction=True)
def test_lines_of_the_first_page_stay_in_their_lists(long, doctor, site):
    """At each size every line shows all of its parts inside its own list, none over another."""
    doctor.press("link", "Today")
    lines = site.locator(".queue > li").all()
    assert lines
    for line in lines:
        own = line.bounding_box()
        for part in line.locator(":scope > *").all():
            box = part.bounding_box()
            if box and box["width"]:
                assert own["x"] <= box["x"] and box["x"] + box["width"] <= own["x"] + own["width"] + 1
