"""The page of a visit with what went before: the last visit, the doses so far, and the last value beside each field."""

import re

import pytest

from tests.actions.marking import mark_review
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.text_gates import hits_in_html
from tests.views.payloads import text_of
from tests.views.visits import follow_up, in_days, missed, on_day, visit

SEEN = {"symptoms": {"sleep": 2}, "isi": 12}
LATER = {"symptoms": {"sleep": 1}, "isi": 9, "sleep_hours": "6.5"}
MORE = [{"drug": "diazepam", "night": "20"}]


def on(days):
    """The day so many days after TODAY."""
    return in_days(TODAY, days) or TODAY


@pytest.fixture
def plan(patient, clinician):
    """A plan of diazepam 20 mg at night, begun TODAY."""
    with on_day(TODAY):
        return begin(patient, clinician)


@pytest.fixture
def page_of(client, clinician):
    """The page of a visit on a day: `page_of(plan, on(30))`."""

    def at(plan, today, page="review"):
        with on_day(today):
            client.force_login(clinician)
            response = client.get(f"/plans/{plan.code}/{page}/")
        assert response.status_code == 200
        assert hits_in_html(response.content.decode()) == []
        return response

    return at


def said(page):
    """All that the page says, in one line."""
    return " ".join(" ".join(text_of(page)).split())


def test_the_last_visit_stands_on_top(page_of, plan, clinician):
    """Its note first, then its reason, what it changed and what was taken; a visit that was missed since is said."""
    visit(plan, clinician, on(14), "hold", 14, observations=SEEN, taken=MORE, notes="Sleeps badly.", reason="Too soon for less.")
    missed(plan, clinician, on(20))
    page = page_of(plan, on(21))
    past = said(page).partition("Really taken now")[0]
    order = ["Visit 1: hold", "Did not come on", "Sleeps badly.", "Too soon for less.", "Really taken", "Moderate: poor sleep"]
    places = [past.index(words) for words in order]
    assert places == sorted(places)


def test_the_last_value_stands_beside_its_field(page_of, plan, clinician):
    """With the one before it, for a score, a symptom and what is really taken."""
    visit(plan, clinician, on(14), observations=SEEN)
    visit(plan, clinician, on(28), observations=LATER)
    page = page_of(plan, on(30))
    html = page.content.decode()
    assert re.search(r'id="id_isi_helptext">Last: 12 → 9</p>', html)
    assert re.search(r'id="id_symptom_sleep_label">[^<]*<span class="last">Last: moderate → mild<', html)
    assert "Last time, on Mon 01-Feb-2027: diazepam" in said(page)


def test_the_curve_so_far_stands_there_with_its_table(page_of, plan, clinician):
    """The same chart as on the timeline, with today marked, and the same figures one click away."""
    visit(plan, clinician, on(14), observations=SEEN)
    page, timeline = page_of(plan, on(30)), page_of(plan, on(30), "timeline")
    assert page.context["past"]["figures"] == timeline.context["figures"]
    chart = re.search(r'<svg[^>]*class="curve".*?</svg>', page.content.decode(), re.DOTALL).group()
    assert chart == re.search(r'<svg[^>]*class="curve".*?</svg>', timeline.content.decode(), re.DOTALL).group()
    assert ">today</text>" in chart


def test_at_the_first_visit_the_start_stands_there(page_of, plan):
    """What was taken before, and what was planned."""
    told = said(page_of(plan, on(14)))
    assert "No visit so far" in told and "Plan started" in told


def test_a_visit_that_was_entered_in_error_is_no_past(page_of, plan, clinician):
    """Neither on top nor beside a field."""
    visit(plan, clinician, on(14), observations=SEEN, notes="Of another patient.")
    with on_day(on(15)):
        mark_review(plan, clinician, 1, today=on(15))
    told = said(page_of(plan, on(15)))
    assert "Of another patient." not in told and "Last:" not in told


def test_a_follow_up_has_the_past_beside_its_fields(page_of, plan, clinician):
    """What the visits of the plan found, and the follow-ups so far."""
    visit(plan, clinician, on(14), "end", end_reason="declined", observations=SEEN, next_in=30)
    follow_up(plan, clinician, on(44), observations={"isi": 8}, next_in=30)
    assert "Last: 12 → 8" in said(page_of(plan, on(60), "follow-up"))


def test_an_older_revision_that_was_changed_outside_hides_the_past(page_of, plan, clinician, unguarded):
    """The visit can be recorded on the revision in force; why no past stands there is said."""
    visit(plan, clinician, on(14), "hold", 14)
    with unguarded():
        plan.revisions.filter(number=1).update(sha256="0" * 64)
    assert "cannot be shown: a revision was changed outside" in said(page_of(plan, on(15)))
