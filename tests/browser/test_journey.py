"""The main job in a real browser, from the list of patients to the handout."""

import re
from datetime import date

import pytest

from taper_app.actions import medications
from taper_app.models import Plan
from tests.browser.conftest import at_a_desk
from tests.browser.steps import Clinician
from tests.conftest import lorazepam_row

MOST_EVENTS = 20
ASKING = 10
"""Events from the page of a patient to the printed handout, and how many more where the questions about risks are due."""


@pytest.fixture
def doctor(site):
    return Clinician(site)


@pytest.mark.django_db(transaction=True)
def test_from_a_new_patient_to_the_handout(doctor, site, live_server):
    """Add a patient, enter what is taken, preview, check, issue and open the handout, all without scripts."""
    doctor.add_patient()
    doctor.enter_medicines()
    site.get_by_text("Takes lorazepam 3\u00a0mg in the day: 1\u00a0mg in the morning").wait_for()
    doctor.choose_plan()
    site.get_by_role("heading", name="Preview").wait_for()
    doctor.issue()
    plan = Plan.objects.get()
    site.get_by_role("heading", name=f"Plan {plan.code}").wait_for()
    handout = site.get_by_role("link", name="Print the handout (PDF)").get_attribute("href")
    answer = site.request.get(live_server.url + handout)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def printed(site, live_server):
    """Whether the button of the issued plan answers with a PDF: the event of pressing it is counted by who asks."""
    handout = site.get_by_role("link", name="Print the handout (PDF)").get_attribute("href")
    return site.request.get(live_server.url + handout).body().startswith(b"%PDF-")


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_from_the_patient_to_the_printed_handout_takes_few_events(doctor, site, live_server, lorazepam_patient):
    """One drug whose medicine is recorded, with the risks answered within the year: at most twenty events, typed boxes too."""
    site.goto(f"{live_server.url}/patients/{lorazepam_patient.code}/")
    doctor.choose_plan()
    doctor.issue("RE", "1970")
    doctor.actions += 1
    assert printed(site, live_server)
    assert doctor.actions <= MOST_EVENTS
    assert doctor.actions == 12  # what it takes now: more has to be meant


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_with_the_questions_about_risks_it_takes_ten_more(doctor, site, live_server, patient, clinician):
    """At most thirty, of which five answers that no button gives; the same for a patient whose medicine was just entered."""
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=date.today(), by=clinician)
    site.goto(f"{live_server.url}/patients/{patient.code}/")
    doctor.choose_plan()
    doctor.issue("RE", "1970")
    doctor.actions += 1
    assert printed(site, live_server)
    assert doctor.actions <= MOST_EVENTS + ASKING
    assert doctor.actions == 21


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_a_plan_is_chosen_by_what_it_does(doctor, site, lorazepam_patient):
    """Without scripts too: a table, "Show", one click on a plan that can be reached, and it is checked and issued."""
    site.reload()
    doctor.press("link", "Example, Rowan")
    doctor.press("link", "Start a plan")
    doctor.tick("Ashton 2002")
    doctor.press("button", "Show", exact=True)
    doctor.press("button", re.compile("^Use this plan: Cross over to diazepam, 10% every 2 weeks"))
    doctor.press("button", "Check and issue")
    doctor.type_again("RE", "1970")
    doctor.press("button", "Confirm and issue plan")
    assert len(Plan.objects.get().revisions.get().issued().schedule.steps) == 28


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_a_refusal_leads_to_a_plan_by_one_click(doctor, site, take):
    """A direct taper that its tablets cannot make shows what would work, and a click on one shows its schedule."""
    take({"drug": "clonazepam", "prescribed_night": "0.5", "taken_night": "0.5"})
    site.reload()
    doctor.press("link", "Example, Rowan")
    doctor.choose_plan("Reduce the drug itself")
    site.get_by_role("heading", name="This cannot be made as it is asked").wait_for()
    doctor.press("button", re.compile("^Use this ?:"))
    site.get_by_role("button", name="Check and issue").wait_for()


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_two_windows_and_back_issue_one_plan(doctor, site, lorazepam_patient):
    """The plan is checked in two windows; issued in one, the other leads to it, and so does going back."""
    site.reload()
    doctor.press("link", "Example, Rowan")
    doctor.choose_plan()
    doctor.press("button", "Check and issue")
    other = site.context.new_page()
    other.goto(site.url)
    for window in (doctor, Clinician(other)):
        window.type_again("RE", "1970")
    doctor.press("button", "Confirm and issue plan")
    issued = site.url
    other.get_by_role("button", name="Confirm and issue plan").click()
    assert other.url == issued
    site.go_back()  # nothing is kept by the browser, so this asks for the page again, and that leads to the plan too
    assert site.url == issued
    assert Plan.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_preview_stands_where_the_browser_looks(doctor, site, lorazepam_patient):
    """After the click on Preview its heading is in sight, not the top of the form, and no banner lies over it."""
    site.reload()
    doctor.press("link", "Example, Rowan")
    doctor.choose_plan()
    heading = site.get_by_role("heading", name="Preview").bounding_box()
    banner = site.get_by_role("region", name="Patient", exact=True).bounding_box()
    assert 0 <= heading["y"] < site.viewport_size["height"]
    assert heading["y"] >= banner["y"] + banner["height"] or banner["y"] + banner["height"] <= 0


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_a_half_filled_form_is_still_there_after_signing_out(doctor, site, lorazepam_patient, clinician):
    """What was previewed is kept on the server for the clinician, not in the browser."""
    site.reload()
    doctor.press("link", "Example, Rowan")
    doctor.choose_plan()
    assert clinician.drafts.get().data["pace"] == ["10-14"]
    assert site.context.storage_state()["origins"] == []
