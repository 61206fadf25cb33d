"""The first plan of a clinician is led by the pages themselves: each says where one is, what is done now and what comes next."""

import pytest

from tests.actions.test_plans import start

from .payloads import plan_fields, text_of
from .test_plans import at, check, issue

WAY = ("medications/", "risks/", "plan/", "plan/check/")
PLACES = ("Medicines", "Risks", "Plan", "Check")
LED = "Do not lead me"


@pytest.fixture
def way(visit, lorazepam_patient):
    """The pages of the way to a plan of the patient, one after the other; the plan is filled in and its cautions are answered."""
    visit.post(at(lorazepam_patient), plan_fields(lorazepam_patient))
    check(visit, lorazepam_patient)
    return lambda: [visit.get(at(lorazepam_patient, each)) for each in WAY]


def current(page):
    """Which place of the way a page says that it is."""
    html = page.content.decode()
    return [each for each in PLACES if f'<li aria-current="step">{each}</li>' in html]


def test_each_page_of_the_way_leads_to_the_first_plan(way):
    """Medicines, risks, plan and check each say their place and what comes now and next, once."""
    for number, page in enumerate(way(), 1):
        assert page.status_code == 200
        assert current(page) == [PLACES[number - 1]]
        [said] = [words for words in text_of(page) if " of 4." in words]
        assert said.startswith(f"{number} of 4. Now: ") and "Next: " in said


def test_one_click_takes_the_line_away_and_leaves_the_place(visit, way, clinician):
    """The button brings the same page back without the line, as on all others; where one is still stands there. A script only has
    the line taken away. In the settings it comes back."""
    address = way()[1].request["PATH_INFO"] + "?then=plan"
    page = visit.post("/accounts/settings/", {"unled": "1", "back": address}, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert all(current(each) and LED not in text_of(each) for each in way())
    visit.post("/accounts/settings/", {"slash_searches": "on", "is_led": "on"})
    assert all(LED in text_of(each) for each in way())
    live = visit.post("/accounts/settings/", {"unled": "1", "back": address}, headers={"HX-Request": "true"})
    assert (live.status_code, live.content) == (200, b"")


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "", "\\0"])
def test_the_click_leads_nowhere_else(visit, back):
    """An address that is none of ours leads to the settings."""
    assert visit.post("/accounts/settings/", {"unled": "1", "back": back})["Location"] == "/accounts/settings/"


def test_the_line_ends_with_the_first_plan(visit, lorazepam_patient, way):
    """The plan that was issued says what comes after it; from then on no page leads, and a later look at the medicines is no way
    to a plan."""
    way()
    page = visit.get(issue(visit, lorazepam_patient)["Location"])
    assert "Your first plan is issued." in " ".join(text_of(page))
    after = visit.get(at(lorazepam_patient, "medications/"))
    assert current(after) == [] and LED not in text_of(after)


def test_who_has_issued_a_plan_is_not_led(visit, lorazepam_patient, clinician):
    """A clinician with a plan sees the place alone; a colleague's plan says nothing of a first one."""
    start(lorazepam_patient, clinician)
    page = visit.get(at(lorazepam_patient, "risks/") + "?then=plan")
    assert current(page) == ["Risks"] and LED not in text_of(page)
