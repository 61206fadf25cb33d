"""Two prints of one revision: what tells them apart, which calendar is newer, and what is printed once a visit is overdue."""

from datetime import date, timedelta

import pytest

from tests.actions.visits import TODAY, begin
from tests.handouts.calendars import events
from tests.handouts.paper import Paper
from tests.views import visits
from tests.views.test_reviews import visit_on

VISIT, NEXT = date(2027, 1, 18), date(2027, 2, 15)
PRINTED = {
    "": (
        "Printed on Monday 18 January 2027, as issued.",
        "Printed on Monday 18 January 2027, after the visit of Monday 18 January",
    ),
    "es": (
        "Impreso el lunes 18 de enero de 2027, tal como se emitió.",
        "Impreso el lunes 18 de enero de 2027, después de la cita del",
    ),
}
TEXTS = ["handout/", "handout.html", "handout.txt", "own.txt"]
CLINICAL = ["summary.pdf", "supply.txt", "letter.pdf", "supply.pdf"]


@pytest.fixture
def plan(patient, clinician):
    """Diazepam 20 mg at night, going down directly since 4 January."""
    return begin(patient, clinician)


@pytest.fixture
def get(client, clinician, monday, plan):
    """Gives a paper of the plan's revision, printed on a day."""

    def printed(format_, on=VISIT, language="", number=1):
        query = {"language": language} if language else {}
        return visit_on(client, clinician, monday, on).get(f"/plans/{plan.code}/{number}/{format_}", query).content

    return printed


def read(paper):
    """The words of a paper, each blank a single space."""
    if not paper.startswith(b"%PDF-"):
        return " ".join(paper.decode().replace("\r\n ", "").replace("\\,", ",").split())
    found = Paper(paper)
    return " ".join(found.text(page) for page in range(len(found.pages)))


def goes_on(plan, clinician, on=VISIT, until=NEXT, **changes):
    """A visit that changes no dose, and sets another day for the next."""
    return visits.visit(plan, clinician, on, next_in=(until - on).days, **changes)


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("format_", [*TEXTS, "handout.pdf", "handout-large.pdf"])
def test_two_prints_of_one_revision_can_be_told_apart(get, plan, clinician, format_, language):
    """Before a plain continue a paper was printed as issued, after it the same revision knows that visit."""
    as_issued, after = PRINTED[language]
    assert as_issued in read(get(format_, language=language))
    goes_on(plan, clinician)
    said = read(get(format_, language=language))
    assert after in said and as_issued not in said
    assert plan.revisions.count() == 1


def test_a_calendar_is_the_same_on_every_day_it_is_read(get, plan, clinician):
    """It says which visit it knows and not on which day it was loaded: the same state is the same file."""
    issued = get("handout.ics")
    assert issued == get("handout.ics", VISIT + timedelta(days=90))
    assert "It is as issued on Monday 4 January 2027." in read(issued)
    goes_on(plan, clinician)
    known = get("handout.ics", language="es")
    assert known == get("handout.ics", VISIT + timedelta(days=90), language="es")
    assert "después de la cita del lunes 18 de enero de 2027." in read(known)


@pytest.mark.parametrize("format_", CLINICAL)
def test_clinicians_papers_say_which_review_they_know(get, plan, clinician, format_):
    """They name the next review too."""
    assert "Printed on Mon 18-Jan-2027, as issued." in read(get(format_))
    visits.missed(plan, clinician, VISIT)
    assert "Printed on Mon 18-Jan-2027, after the visit of Mon 18-Jan-2027 was missed." in read(get(format_))


def test_a_new_revision_is_printed_as_issued_after_its_visit(get, plan, clinician):
    """The visit that made it, and those before, are none that it has to be told of."""
    goes_on(plan, clinician)
    visits.visit(plan, clinician, VISIT, "hold", 14)
    assert "Printed on Monday 18 January 2027, as issued." in read(get("handout.txt", number=2))


def test_a_paper_of_the_same_day_and_state_is_the_same(get, plan, clinician):
    """Printed again on the same day it is the same file; a day later it is another one, which says so."""
    assert get("handout.pdf") == get("handout.pdf")
    assert "Printed on Tuesday 19 January 2027" in read(get("handout.pdf", VISIT + timedelta(days=1)))


def test_a_calendar_takes_the_visit_that_a_plain_continue_moved(get, plan, clinician):
    """The later file counts higher and is stamped later, whatever it says of the same event (RFC 5545, 3.8.7.4)."""
    before = by_name(get("handout.ics"))
    goes_on(plan, clinician)
    after = by_name(get("handout.ics"))
    assert (after["visit"]["on"], int(after["visit"]["SEQUENCE"])) == (NEXT, 2)
    for name in before.keys() & after.keys():
        assert int(after[name]["SEQUENCE"]) > int(before[name]["SEQUENCE"])
        assert after[name]["DTSTAMP"] > before[name]["DTSTAMP"]


def test_a_calendar_takes_back_what_an_earlier_visit_day_had_put_there(get, plan, clinician):
    """An urgent visit brings the next one forward: the steps after it are days to wait for no more."""
    goes_on(plan, clinician)
    before = by_name(get("handout.ics"))
    visits.visit(plan, clinician, VISIT + timedelta(days=1), "urgent", next_in=7, old_paper="left")
    after = by_name(get("handout.ics", VISIT + timedelta(days=1)))
    assert set(before) <= set(after)
    asked = {name for name, each in after.items() if each["STATUS"] == "CONFIRMED"}
    assert asked == {"step-1", "step-2", "visit", "stay"} != set(before)


def test_a_calendar_of_an_old_revision_is_older_than_the_new_one(get, plan, clinician):
    """It takes back what its own file had put there, and nothing that the new revision has."""
    own = by_name(get("handout.ics"))
    visits.visit(plan, clinician, VISIT, "hold", 14)
    old, new = by_name(get("handout.ics")), by_name(get("handout.ics", number=2))
    counts = [int(each["visit"]["SEQUENCE"]) for each in (own, old, new)]
    assert counts == sorted(set(counts))


def by_name(file):
    """The events of a calendar by what they are: step-1, visit."""
    return {each["UID"].split("@")[0].split("-", 2)[2]: each for each in events(file.decode())}


@pytest.mark.parametrize("format_", ["handout.txt", "handout.pdf"])
def test_an_overdue_reprint_says_what_is_true(get, plan, clinician, format_):
    """After the day of the visit the paper holds until no day: it says that the visit was due, and to call for another."""
    goes_on(plan, clinician)
    on_the_day, later = read(get(format_, NEXT)), read(get(format_, NEXT + timedelta(days=6)))
    assert "Use this plan until Monday 15 February 2027." in on_the_day and "was due" not in on_the_day
    assert "Your visit was due on Monday 15 February 2027." in later and "Call us for a new day." in later
    assert "Use this plan until" not in later and "Your next visit is on" not in later


def test_an_old_paper_asks_for_no_new_day(get, plan, clinician):
    """What must not be used any more names no visit to be made up for."""
    visits.visit(plan, clinician, TODAY + timedelta(days=7), "end", next_in=None)
    assert "was due" not in read(get("handout.txt", NEXT + timedelta(days=60)))
