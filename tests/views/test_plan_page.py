"""The page of a plan: what it says while it runs, on hold, and once it has ended, and what can be done from it."""

import pytest

from taper_app.models import Plan
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.text_gates import hits_in_html
from tests.views.payloads import text_of
from tests.views.visits import follow_up, in_days, missed, on_day, visit

NBSP = "\u00a0"


@pytest.fixture
def plan(patient, clinician):
    """A plan of diazepam 20 mg at night, begun TODAY."""
    with on_day(TODAY):
        return begin(patient, clinician)


@pytest.fixture
def shown(client, clinician, plan):
    """The page on a day, and its text."""

    def on(day):
        with on_day(day):
            client.force_login(clinician)
            response = client.get(f"/plans/{plan.code}/")
        html = response.content.decode()
        assert hits_in_html(html) == []
        return html, " ".join(text_of(response))

    return on


def test_an_open_plan_leads_to_all_that_can_be_done(shown, plan):
    """Review, did not come, timeline and handout are one click away; no follow-up while it is open."""
    html, _ = shown(TODAY)
    for address in ("review/", "missed/", "timeline/", "1/handout.pdf"):
        assert f'href="/plans/{plan.code}/{address}"' in html
    assert "follow-up" not in html


def test_an_open_hold_says_to_stay_until_we_have_spoken(shown, plan, clinician):
    """The banner has the state in a word with its shape, and no step after the hold has a date."""
    visit(plan, clinician, in_days(TODAY, 14), "hold", next_in=28)
    html, text = shown(in_days(TODAY, 20))
    assert 'class="state state-hold">On hold, revision 2<' in html
    assert f"On hold: stay on diazepam 17{NBSP}mg in the day until we have spoken" in text
    assert "No step after the hold has a date. A visit sets it." in text
    assert "Next change on" not in text


def test_a_dated_hold_says_when_it_goes_on(shown, plan, clinician):
    """A hold with an end is a step as any other, and what comes next has a date."""
    visit(plan, clinician, in_days(TODAY, 14), "hold", 28, next_in=20)
    html, text = shown(in_days(TODAY, 20))
    assert 'class="state state-issued"' in html
    assert "Next change on" in text


def test_missed_visits_are_said(shown, plan, clinician):
    """Beside the next review stands to how many visits the patient did not come."""
    for days in (14, 21):
        missed(plan, clinician, in_days(TODAY, days), next_in=7)
    assert "Did not come to 2 visits" in shown(in_days(TODAY, 22))[1]


def test_an_ended_plan_says_so_with_reason_and_follow_up(shown, plan, clinician):
    """No step is in force any more; why and when it ended, how it went and the follow-up stand in its place."""
    visit(plan, clinician, in_days(TODAY, 14), "end", end_reason="transferred", reason="Moved to Leeds.", next_in=28)
    html, text = shown(in_days(TODAY, 20))
    assert 'class="state state-ended">Ended<' in html
    assert "This plan has ended Transferred, on Mon 18-Jan-2027 Moved to Leeds." in text
    assert f"From diazepam 20{NBSP}mg in the day to diazepam 17{NBSP}mg; 1 revision, 1 visit." in text
    assert "Next follow-up Mon 15-Feb-2027" in text
    assert "Schedule as it was last planned" in text
    assert f'href="/plans/{plan.code}/follow-up/"' in html
    assert "/review/" not in html and "tag-now" not in html and "next visit" not in html


def test_an_ended_plan_without_a_follow_up_says_so(shown, plan, clinician):
    """After the last follow-up none is planned; after a death nothing is offered."""
    visit(plan, clinician, in_days(TODAY, 14), "end", end_reason="completed", reason="Stopped.", next_in=28)
    follow_up(plan, clinician, in_days(TODAY, 42))
    assert "No follow-up is planned." in shown(in_days(TODAY, 50))[1]


def test_after_a_death_nothing_is_asked(shown, plan, clinician):
    """The page of a plan that ended with a death says so and offers no visit and no follow-up."""
    visit(plan, clinician, in_days(TODAY, 14), "end", end_reason="died", reason="Died at home.", next_in=None)
    html, text = shown(in_days(TODAY, 20))
    assert "Died, on Mon 18-Jan-2027" in text
    assert "follow-up" not in text.lower() and "/follow-up/" not in html


def test_an_ended_plan_leads_to_the_one_after_it(shown, plan, clinician):
    """Who opens the old plan finds the new one."""
    visit(plan, clinician, in_days(TODAY, 14), "end", end_reason="declined", reason="Not now.", next_in=28)
    with on_day(in_days(TODAY, 40)):
        new = begin(plan.patient, clinician, today=in_days(TODAY, 40))
    assert Plan.objects.get(previous=plan) == new
    html, text = shown(in_days(TODAY, 41))
    assert f'href="/plans/{new.code}/"' in html
    assert f"Open the plan that came after, {new.code}" in text
