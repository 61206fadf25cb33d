"""The paper that the patient has at home: when it is asked about, with which answers, and where the answer stands."""

from datetime import timedelta

import pytest

from taper_app.models import Review
from tests.actions.visits import TODAY, begin
from tests.views.page_forms import fields_of, pressed_by_enter
from tests.views.payloads import controls, date_parts, form_errors, text_of
from tests.views.test_reviews import at, check, confirm_fields, record, visit_on

DAY = TODAY + timedelta(days=14)
POST_IT = "Print the handout again and post it."
HOLD = {"decision": "hold", "hold_length": "open"}


@pytest.fixture
def plan(patient, clinician):
    """Diazepam 20 mg at night, going down directly since 4 January, with the first visit on the 18th."""
    return begin(patient, clinician)


@pytest.fixture
def at_visit(client, clinician, monday):
    """The clinician, signed in, on the day of the visit."""
    return visit_on(client, clinician, monday, DAY)


def said(page):
    return " ".join(text_of(page))


def answers(page):
    return {each["value"] for each in controls(page, "old_paper")}


def send(client, plan, page, **changes):
    """Confirm a check page with these answers and no other."""
    return client.post(at(plan, "review/check/"), confirm_fields(page, plan, **{"old_paper": None} | changes))


def test_a_plain_continue_asks_about_the_sheet_at_home(plan, at_visit):
    """The page says until when the sheet holds; without an answer nothing is recorded, with one it is kept with the review."""
    page = check(at_visit, plan)
    assert "holds until Fri 15-Jan-2027, and the next visit is on another day" in said(page)
    assert answers(page) == {"taken-back", "day-written", "not-here"} and not controls(page, "initials")
    assert "Confirm: the new day is written on it" in said(page) and "Confirm and go on" not in said(page)  # one click says both
    assert pressed_by_enter(page) >= {""}  # Enter in a box answers nothing
    refused = send(at_visit, plan, page)
    assert (form_errors(refused), Review.objects.count()) == (["Say what became of the old handout."], 0)
    assert send(at_visit, plan, page, old_paper="day-written").status_code == 302
    assert (Review.objects.get().old_paper, plan.revisions.count()) == ("day-written", 1)
    assert "Old paper The new day is written on it" in said(at_visit.get(at(plan, "timeline/")))
    assert "the paper that the patient has holds until" not in said(at_visit.get(at(plan, "")))


def test_who_takes_the_sheet_back_is_told_to_print_it(plan, at_visit):
    """The doses go on, and the paper names another day."""
    page = at_visit.post(at(plan, "review/check/"), confirm_fields(check(at_visit, plan), plan), follow=True)
    assert "the next visit is on Fri 29-Jan-2027. Print the handout again." in said(page)


def test_a_day_that_stays_asks_nothing_and_one_that_is_moved_here_does(plan, client, clinician, monday):
    """The sheet is right where the next visit is on its day; that is asked of the day that is confirmed."""
    early = visit_on(client, clinician, monday, TODAY + timedelta(days=2))
    page = check(early, plan)
    assert not controls(page, "old_paper")
    moved = send(early, plan, page, **date_parts("next_review_on", "19 1 2027"))
    assert moved.status_code == 422 and form_errors(moved) == ["Say what became of the old handout."]
    assert answers(moved) == {"taken-back", "day-written", "not-here"}
    assert send(early, plan, page).status_code == 302
    assert Review.objects.get().old_paper == ""


def test_a_visit_by_telephone_is_issued_truthfully(plan, at_visit):
    """Where a dose changes and the patient is not here, the sheet is to be destroyed and a new one posted."""
    page = check(at_visit, plan, **HOLD)
    assert answers(page) == {"taken-back", "struck-out", "not-here"}
    assert send(at_visit, plan, page, old_paper="day-written").status_code == 422
    answer = send(at_visit, plan, page, old_paper="not-here")
    assert "Print the new handout, post it and go through it" in said(at_visit.get(answer.url))
    review = Review.objects.get()
    assert (review.old_paper, review.revision.snapshot["old_paper"]) == ("not-here", "not-here")
    assert "told to destroy it, and a new paper was posted" in said(at_visit.get(at(plan, "timeline/")))


def test_a_step_in_which_nothing_changes_is_not_called_a_change(plan, at_visit):
    """The hold that begins tomorrow goes on with the dose of today: the plan's page says so in one sentence, not two."""
    assert send(at_visit, plan, check(at_visit, plan, **HOLD), old_paper="struck-out").status_code == 302
    page = said(at_visit.get(at(plan, "")))
    assert "Next step on Tue 19-Jan-2027. No change." in page and "Next change" not in page


def test_a_missed_visit_moves_the_day_and_asks(plan, client, clinician, monday):
    """Nobody may have been reached: then the plan's page says until when the sheet at home holds."""
    late = visit_on(client, clinician, monday, DAY + timedelta(days=1))
    page = late.get(at(plan, "missed/"))
    assert answers(page) == {"taken-back", "day-written", "not-here", "left"}
    fields = fields_of(page)
    assert form_errors(late.post(at(plan, "missed/"), fields)) == ["Say what became of the old handout."]
    assert late.post(at(plan, "missed/"), fields | {"old_paper": "left"}).status_code == 302
    assert Review.objects.get().old_paper == "left"
    assert "the paper that the patient has holds until Fri 15-Jan-2027" in said(late.get(at(plan, "")))


def test_a_paper_that_is_to_be_posted_is_asked_for(plan, client, clinician, monday):
    """After a missed visit and after urgent help too the patient told to destroy it has none until somebody prints one."""
    late = visit_on(client, clinician, monday, DAY + timedelta(days=1))
    fields = fields_of(late.get(at(plan, "missed/"))) | {"old_paper": "not-here"}
    assert POST_IT in said(late.post(at(plan, "missed/"), fields, follow=True))
    sooner = date_parts("next_review_on", "21 1 2027")
    answer = send(late, plan, check(late, plan, "urgent"), old_paper="not-here", **sooner)
    assert POST_IT in said(late.get(answer.url))


@pytest.mark.parametrize(
    ("decision", "under", "wanted"),
    [
        ("urgent", {}, {"taken-back", "day-written", "not-here", "left"}),
        ("end", {"end_reason": "declined"}, {"taken-back", "struck-out", "destroyed", "kept", "left"}),
        ("end", {"end_reason": "died"}, set()),
    ],
)
def test_whatever_makes_the_sheet_untrue_asks_about_it(plan, at_visit, decision, under, wanted):
    """Urgent help and the end of a plan make no revision either; after a death nothing is asked."""
    assert answers(check(at_visit, plan, decision, **under)) == wanted
    assert record(at_visit, plan, decision, **under).status_code == 302
    assert Review.objects.get().old_paper == ("taken-back" if wanted else "")
