"""What was entered in error, on paper: each says so on every page, and a calendar takes back what it had put there."""

from datetime import timedelta

import pytest

from tests.actions.marking import WHY, mark_plan, mark_review
from tests.actions.visits import TODAY, begin
from tests.handouts.calendars import events
from tests.handouts.paper import Paper
from tests.views import visits
from tests.views.test_reviews import visit_on

SOON = TODAY + timedelta(days=1)
TEXTS = ["handout/", "handout.html", "handout.txt", "handout.ics", "own.txt"]
PRINTED = ["handout.pdf", "handout-large.pdf", "own.pdf"]
CLINICAL = ["summary.pdf", "supply.pdf", "supply.txt", "letter.pdf"]
STAMPS = {
    "": ("ENTERED IN ERROR. Do not use this plan. Use revision 1.", "ENTERED IN ERROR. Do not use this plan. Call us."),
    "es": (
        "EMITIDO POR ERROR. No use este plan. Use la revisión 1.",
        "EMITIDO POR ERROR. No use este plan. Llámenos.",
    ),
}
CLINICIANS = (
    "ENTERED IN ERROR. Do not use this paper. Revision 1 is in its place.",
    "ENTERED IN ERROR. Do not use this paper.",
)


@pytest.fixture
def plan(patient, clinician, monday):
    """Diazepam 20 mg at night, going down directly since 4 January."""
    return begin(patient, clinician)


@pytest.fixture
def held(plan, clinician, monday):
    """A wrong visit of the day after held the dose from 1 February on, for two weeks."""
    return visits.visit(plan, clinician, SOON, "hold", 14, changes_on=SOON + timedelta(days=27))


@pytest.fixture
def get(client, clinician, monday, plan):
    """Gives a paper of the plan, printed on the day after."""

    def printed(format_, number=1, language="", on=SOON):
        query = {"language": language} if language else {}
        return visit_on(client, clinician, monday, on).get(f"/plans/{plan.code}/{number}/{format_}", query).content

    return printed


def strike(plan, by, review=None, **said):
    """The plan, or a review of it, is marked as entered in error on the day after."""
    with visits.on_day(SOON):
        return mark_review(plan, by, review, SOON, **said) if review else mark_plan(plan, by, **said)


def pages(paper):
    """The words of each page of a paper, or of a text as one, each blank a single space."""
    if not paper.startswith(b"%PDF-"):
        return [" ".join(paper.decode().replace("\r\n ", "").replace("\\,", ",").split())]
    found = Paper(paper)
    return [" ".join(found.text(page).split()) for page in range(len(found.pages))]


@pytest.mark.parametrize(
    ("format_", "language"), [*((each, "") for each in [*TEXTS, *PRINTED]), *((each, "es") for each in [*TEXTS, "handout.pdf"])]
)
def test_every_page_for_the_patient_says_that_it_was_an_error(get, plan, held, clinician, format_, language):
    """Of a revision that was struck out, in each format and language; the one that holds again has no such word."""
    of_revision, of_plan = STAMPS[language]
    strike(plan, clinician, 1)
    assert all(of_revision in page for page in pages(get(format_, 2, language)))
    assert not any("ERROR" in page or "REEMPLAZADO" in page or "SUPERSEDED" in page for page in pages(get(format_, 1, language)))
    strike(plan, clinician)
    for number in (1, 2):
        assert all(of_plan in page for page in pages(get(format_, number, language)))


@pytest.mark.parametrize("format_", CLINICAL)
def test_every_page_for_clinicians_says_that_it_was_an_error(get, plan, held, clinician, format_):
    """So does each page of the summary, the supply sheet and the letter."""
    of_revision, of_plan = CLINICIANS
    strike(plan, clinician, 1)
    assert all(of_revision in page for page in pages(get(format_, 2)))
    assert not any("ENTERED" in page or "SUPERSEDED" in page for page in pages(get(format_, 1)))
    strike(plan, clinician)
    assert all(of_plan in page and "Revision 1 is in its place" not in page for page in pages(get(format_, 2)))


def test_the_summary_tells_what_was_an_error_and_why(get, plan, held, clinician):
    """By whom, when, why and what became of the paper, on the summary of what was struck out and of what holds again."""
    strike(plan, clinician, 1)
    said = (
        "Visit 1 of Tue 05-Jan-2027 and revision 2, which it made, were entered in error. Said on Tue 05-Jan-2027 by "
        f"Dr Ash Marlow: {WHY} Its paper: taken back."
    )
    for number in (1, 2):
        assert said in " ".join(pages(get("summary.pdf", number)))
    strike(plan, clinician, paper="destroyed")
    whole = " ".join(pages(get("summary.pdf", 1)))
    assert f"This plan was entered in error. Said on Tue 05-Jan-2027 by Dr Ash Marlow: {WHY}" in whole
    assert whole.index("revision 2, which it made") < whole.index("This plan was entered in error")


def test_after_the_end_nothing_is_said_to_be_in_its_place(get, plan, held, clinician, monday):
    """Where the plan has ended, a revision that was struck out is replaced by none: nobody is sent to another paper."""
    strike(plan, clinician, 1)
    visits.visit(plan, clinician, SOON, "end", next_in=None, end_reason="declined")
    assert "ENTERED IN ERROR. Do not use this plan. Call us." in pages(get("handout.txt", 2))[0]


def by_name(calendar):
    """The events of a calendar by what they are called."""
    return {each["UID"].split("@")[0].split("-", 2)[2]: each for each in events(calendar.decode())}


def test_a_calendar_takes_back_a_wrong_revision(get, plan, held, clinician):
    """Its own file cancels all it had; the file of the revision that holds again counts higher, and has its days again."""
    first, wrong = by_name(get("handout.ics", 1)), by_name(get("handout.ics", 2))
    strike(plan, clinician, 1)
    struck, again = by_name(get("handout.ics", 2)), by_name(get("handout.ics", 1))
    assert {each["STATUS"] for each in struck.values()} == {"CANCELLED"} and struck.keys() == wrong.keys()
    assert {name for name, each in again.items() if each["STATUS"] == "CONFIRMED"} >= {"step-1", "visit"}
    assert wrong.keys() <= again.keys()  # what only the wrong one had is there, cancelled
    counts = [max(int(each["SEQUENCE"]) for each in file.values()) for file in (first, wrong, struck, again)]
    assert counts == sorted(counts) and len(set(counts)) == len(counts)
    assert all(again[name]["DTSTAMP"] >= wrong[name]["DTSTAMP"] for name in wrong)
    visits.visit(plan, clinician, SOON, "hold", 7, next_in=5)
    assert min(int(each["SEQUENCE"]) for each in by_name(get("handout.ics", 3)).values()) > counts[-1]


def test_a_struck_plan_leaves_no_day_in_a_calendar(get, plan, clinician):
    """Every event of its file is cancelled, by a count that is higher than it was."""
    before = by_name(get("handout.ics"))
    strike(plan, clinician)
    after = by_name(get("handout.ics"))
    assert {each["STATUS"] for each in after.values()} == {"CANCELLED"}
    assert all(int(after[name]["SEQUENCE"]) > int(before[name]["SEQUENCE"]) for name in before.keys() & after.keys())
