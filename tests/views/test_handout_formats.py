"""A revision as a page, as text, in large print and as dates, and the way to each of them."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from taper_app.middleware import CONTENT_POLICY
from tests.actions.visits import TODAY, begin
from tests.actions.visits import visit as visited
from tests.handouts.calendars import events
from tests.handouts.readers import from_text

FORMATS = {
    "handout.pdf": "application/pdf",
    "handout-large.pdf": "application/pdf",
    "handout/": "text/html; charset=utf-8",
    "handout.html": "text/html; charset=utf-8",
    "handout.txt": "text/plain; charset=utf-8",
    "handout.ics": "text/calendar; charset=utf-8",
}
WORDS = ["handout/", "handout.html", "handout.txt", "handout.ics"]
LISTED = [name for name in FORMATS if name != "handout.html"]
every_format = pytest.mark.parametrize("format_", FORMATS)


@pytest.fixture
def plan(visit, patient, clinician):
    """Diazepam 20 mg at night, going down directly, from today."""
    return begin(patient, clinician)


@pytest.fixture
def get(visit, plan):
    """Gives a format of one of the plan's revisions."""
    return lambda format_, number=1: visit.get(f"/plans/{plan.code}/{number}/{format_}")


@every_format
def test_each_format_is_what_it_is_and_is_kept_nowhere(get, format_):
    """Its type is told, and no browser or proxy keeps it."""
    response = get(format_)
    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[format_])
    assert "no-store" in response["Cache-Control"]


@every_format
def test_a_files_name_says_nothing_about_the_patient(get, plan, format_):
    """A download folder shows the plan's code and the revision alone, and the page's title names nobody."""
    response = get(format_)
    if format_ == "handout/":
        assert "Example" not in re.search("<title>(.*)</title>", response.content.decode())[1]
        assert response["Content-Security-Policy"] == CONTENT_POLICY
        return
    ending = format_.removeprefix("handout")
    shown = "attachment" if ending in (".ics", ".html") else "inline"
    assert response["Content-Disposition"] == f'{shown}; filename="plan-{plan.code}-revision-1{ending}"'


@pytest.mark.parametrize("format_", WORDS)
def test_an_old_revision_says_that_it_is_superseded(get, plan, clinician, format_):
    """Whatever the format, an old revision is not to be used, and the new one has no such words."""
    visited(plan, clinician, TODAY + timedelta(days=7), "hold", 14)
    said = get(format_, 1).content.decode().replace("\r\n ", "")
    assert "SUPERSEDED. Do not use this plan. Revision 2 has taken its place." in said
    assert "SUPERSEDED" not in get(format_, 2).content.decode()


@pytest.mark.parametrize("format_", WORDS)
def test_an_ended_plan_says_so(get, plan, clinician, format_):
    """Whatever the format, a plan that has ended is not to be used."""
    visited(plan, clinician, TODAY + timedelta(days=7), "end", next_review_on=None)
    assert "This plan has ended. Do not use it." in get(format_).content.decode().replace("\r\n ", "")


@pytest.mark.parametrize("format_", WORDS)
def test_the_next_visit_is_the_one_that_was_set_last(get, plan, clinician, format_):
    """A review that changes no dose sets a later visit; every format runs until then."""
    on = TODAY + timedelta(days=7)
    visited(plan, clinician, on, "continue", next_review_on=on + timedelta(days=28))
    assert plan.revisions.count() == 1
    said = get(format_).content.decode().replace("\r\n ", "")
    assert "Monday 8 February 2027" in said


def test_a_hold_takes_back_what_the_calendar_had(get, plan, clinician):
    """Once a patient is held, the new calendar cancels every later step that an older one had put on a date."""
    on = TODAY + timedelta(days=7)
    visited(plan, clinician, on, "continue", next_review_on=on + timedelta(days=60))
    before = {each["UID"]: each for each in events(get("handout.ics").content.decode())}
    visited(plan, clinician, on + timedelta(days=2), "hold", next_review_on=on + timedelta(days=9))
    after = {each["UID"]: each for each in events(get("handout.ics", 2).content.decode())}
    coming = {name for name, each in before.items() if each["on"] > on + timedelta(days=2)}
    assert len(coming) > 3
    assert coming <= set(after)
    assert {each["SEQUENCE"] for each in after.values()} == {"4"}
    still = [each for each in after.values() if each["STATUS"] == "CONFIRMED" and "-step-" in each["UID"]]
    assert len(from_text("\n\n".join(each["DESCRIPTION"].partition("\n")[2] for each in still))) == len(still) < len(coming)


def links(page):
    """Where a page leads to, with the words of each link."""
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {address: re.sub("<[^>]*>", "", words) for address, words in found}


def test_the_plans_page_leads_to_each_format(visit, plan):
    """Beside the button to print there is a list of papers, each said with its revision."""
    page = links(visit.get(f"/plans/{plan.code}/").content.decode())
    names = {format_: page[f"/plans/{plan.code}/1/{format_}"] for format_ in LISTED}
    assert names == {
        "handout.pdf": "PDF of revision 1",
        "handout-large.pdf": "Large print of revision 1",
        "handout/": "Web page of revision 1",
        "handout.txt": "Plain text of revision 1",
        "handout.ics": "Calendar of revision 1",
    }


def test_the_timeline_leads_to_each_format_of_each_revision(visit, plan, clinician):
    """Every revision on the timeline has its own list."""
    visited(plan, clinician, TODAY + timedelta(days=7), "hold", 14)
    page = links(visit.get(f"/plans/{plan.code}/timeline/").content.decode())
    for number in (1, 2):
        for format_ in LISTED:
            assert page[f"/plans/{plan.code}/{number}/{format_}"].endswith(f" of revision {number}")


def test_the_page_leads_back_to_the_plan_and_to_its_file(get, plan):
    """Whoever opened the page finds the way back, and can keep it as a file to send."""
    page = links(get("handout/").content.decode())
    assert page[f"/plans/{plan.code}/"] == f"Back to plan {plan.code}"
    assert page[f"/plans/{plan.code}/1/handout.html"] == "Save as a file to send"
    assert date(2027, 1, 4) == TODAY


def test_the_calendar_has_the_days_that_differ_where_they_are_asked_for(visit, patient, clinician):
    """The plan's page offers the calendar with the days that differ, in the patient's language; other plans have no such days."""
    plan = begin(patient, clinician, "nights off", reduction_percent=Decimal(20))
    page = visit.get(f"/plans/{plan.code}/").content.decode()
    way, with_alarms = re.findall(r'href="([^"]*days=differing[^"]*)"', page)
    asked, usual = (events(visit.get(each).content.decode()) for each in (way, way.partition("?")[0]))
    single = [each for each in asked if "-day-" in each["UID"]]
    step = plan.revisions.get().issued().schedule.steps[0]
    low = [step.starts_on + timedelta(days=day) for day in range(14) if step.on(step.starts_on + timedelta(days=day))[0].mg < 5]
    assert [each["on"] for each in single][: len(low)] == low
    assert [each for each in asked if each not in single] == usual
    ringing = events(visit.get(with_alarms.replace("&amp;", "&")).content.decode())
    assert [each["UID"] for each in ringing if "alarm" in each] == [each["UID"] for each in asked]


def test_a_plan_of_days_that_are_alike_has_no_days_that_differ(visit, plan):
    """Nothing is offered that would change nothing."""
    assert "days=differing" not in visit.get(f"/plans/{plan.code}/").content.decode()
