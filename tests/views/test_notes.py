"""The note for another record: the plan, or a visit, as text that says what the record says."""

import re
from datetime import timedelta
from html import unescape

import pytest

from taper_app.engine import text
from taper_app.models import Plan
from taper_app.pages.timeline import Story
from tests.actions.marking import mark_review
from tests.actions.visits import TODAY, begin
from tests.text_gates import hits_in
from tests.views import visits
from tests.views.payloads import text_of
from tests.views.test_reviews import visit_on

NBSP = "\u00a0"
SEEN, HELD, MISSED, ENDED = (TODAY + timedelta(days=days) for days in (14, 28, 42, 49))


@pytest.fixture
def plan(patient, clinician, monday):
    """Diazepam 20 mg at night since 4 January: a plain visit, one that holds the dose, one that was missed, and the end."""
    plan = begin(patient, clinician)
    visits.visit(plan, clinician, SEEN, notes="<b>Sleeps well.</b>")
    visits.visit(plan, clinician, HELD, "hold", 14)
    visits.missed(plan, clinician, MISSED, notes="No answer by phone.")
    visits.visit(plan, clinician, ENDED, "end", next_in=None)
    return plan


@pytest.fixture
def note(client, clinician, monday, plan):
    """Gives a note of the plan as a file has it."""

    def read(address):
        response = visit_on(client, clinician, monday, ENDED).get(f"/plans/{plan.code}/{address}/note.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        return response.content.decode()

    return read


def record_of(plan):
    """What the timeline has, the latest first."""
    return Story(plan, plan.revisions.in_force().number)[0:99]


def test_each_visit_and_each_revision_has_a_note_that_says_what_the_record_says(note, plan):
    """Title, day, name and every line of the timeline stand in it, under the same labels; no unsafe way of writing, no markup."""
    plan = Plan.objects.get()
    *seen, began = record_of(plan)
    told = [(note("1"), began), *((note(f"reviews/{each.number}"), each) for each in seen)]
    for said, entry in told:
        assert said.startswith(f"Taper: {entry.title}\nExample, Rowan, born 17-May-1970, identifier TEST-0001\n")
        assert f"{entry.on:%a %d-%b-%Y}, {entry.by}, " in said
        for fact in entry.facts:
            line = next(each for each in said.split("\n") if each.startswith(f"{fact.label}: "))
            assert all(re.sub(r"\s+", " ", each).rstrip(".") in line.replace(NBSP, " ") for each in plain(fact.lines))
        assert hits_in(said.split("\n")) == []
    assert note("2") == note("reviews/2") != note("1")
    assert "Strategy:\nDirect taper" in note("1") and "Strategy:" not in note("reviews/1")


def plain(lines):
    return [each.replace(NBSP, " ") for each in lines]


@pytest.mark.parametrize(("address", "number", "since", "until"), [("1", 1, TODAY, None), ("reviews/1", 1, SEEN, HELD)])
def test_the_doses_are_those_of_the_plan_up_to_the_next_visit(note, plan, address, number, since, until):
    """Each step from the day of the visit to the day before the next one has its first day and its mg, and none comes later."""
    issued = plan.revisions.get(number=number).issued()
    until = until or issued.review_on
    due = [each for each in issued.schedule.steps if each.ends_before > since and each.starts_on < until]
    said = note(address).split(f"Doses until the next visit on {until:%a %d-%b-%Y}:\n")[1].split("\n\n")[0].split("\n")
    assert len(said) == len(due) > 0
    for line, step in zip(said, due, strict=True):
        assert line.startswith(f"{max(step.starts_on, since):%a %d-%b-%Y} to {step.last_day:%a %d-%b-%Y}: ")
        assert line.endswith(f"Whole day: diazepam {text.mg(step.daily_mg['diazepam'])}.")


def test_what_leaves_no_doses_has_none(note, plan, clinician):
    """The end of a plan has none, nor has a visit that was entered in error, which says so."""
    assert "Doses until" not in note("reviews/4") and "Plan ended: " in note("reviews/4")
    assert "Doses until the next visit on" in note("reviews/3")
    with visits.on_day(ENDED):
        mark_review(Plan.objects.get(), clinician, 3, ENDED)
    assert "ENTERED IN ERROR. Said on " in (struck := note("reviews/3")) and "Doses until" not in struck


def test_the_page_shows_it_and_leads_to_the_file(client, clinician, monday, plan):
    """The text stands on the page as it is, to be copied; the plan and its timeline lead to it."""
    browser = visit_on(client, clinician, monday, ENDED)
    page, file = (browser.get(f"/plans/{plan.code}/reviews/1/note{end}") for end in ("/", ".txt"))
    assert file["Content-Disposition"] == f'attachment; filename="plan-{plan.code}-revision-1-review-1-note.txt"'
    assert "&lt;b&gt;Sleeps well.&lt;/b&gt;" in page.content.decode() and "<b>Sleeps well.</b>" in file.content.decode()
    (shown,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.DOTALL)
    assert unescape(shown) == file.content.decode()
    assert "Save as a text file Open the plan" in text_of(page)
    assert f'href="/plans/{plan.code}/reviews/1/note.txt"' in page.content.decode()
    timeline, detail = (browser.get(f"/plans/{plan.code}/{end}").content.decode() for end in ("timeline/", ""))
    assert f'href="/plans/{plan.code}/reviews/3/note/"' in timeline and f'href="/plans/{plan.code}/2/note/"' in detail
