"""What each decision would do, said on the page before one is chosen."""

import random
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from taper_app import engine
from taper_app.chart.refused import NotIssued
from taper_app.desk.plan_now import plan_now, review_form
from taper_app.desk.review_made import preview
from taper_app.desk.review_would import outcomes
from taper_app.forms.decision_ways import decision_ways, finer_ways, laid_over
from taper_app.models import Draft, Plan, Review
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, text_of
from tests.views.test_reviews import answered, at, confirm_fields
from tests.views.visits import in_days, on_day

PLANS = {
    "direct": {},
    "crossover": {},
    "several": {},
    "nights off": {},
    "weekday": {"change_weekday": "monday"},
    "bands": {"basis": "bands", "bands": (engine.Band(Decimal(0), Decimal(1)),)},
    "baseline": {"basis": "baseline", "reduction_percent": Decimal(10)},
}


def on(days):
    """The day so many days after TODAY."""
    return in_days(TODAY, days) or TODAY


def said(page):
    """All that the page says, in one line."""
    return " ".join(" ".join(text_of(page)).split())


def sent(fields):
    """These fields as a browser sends them."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.fixture
def plan(patient, clinician):
    """A plan of diazepam 20 mg at night, begun TODAY."""
    with on_day(TODAY):
        return begin(patient, clinician)


@pytest.fixture
def visited(client, clinician, plan):
    """The clinician at a visit, three weeks into the plan."""
    with on_day(on(21)):
        client.force_login(clinician)
        yield client


def sent_from(client, plan, **changes):
    """What the page of the visit would send."""
    return fields_of(client.get(at(plan)), at(plan), **{"red_flags": ["none"]} | changes)


@pytest.mark.parametrize("of", PLANS)
def test_what_is_said_is_what_is_then_made(of, patient, clinician, client):
    """Each way of each decision, laid over the form, makes the schedule that its figures are of, or is refused as it said."""
    by_chance = random.Random(of)
    with on_day(TODAY):
        plan = begin(patient, clinician, of if of in ("crossover", "several", "nights off") else "direct", **PLANS[of])
    with on_day(today := on(by_chance.randint(10, 40))):
        client.force_login(clinician)
        fields = sent_from(client, plan, seen=["none"])
        doses = [name for name in fields if name.startswith("taken_") and fields[name] != [""]]
        more = by_chance.choice([Decimal(0), Decimal(0), Decimal("0.5"), Decimal(1)])
        fields[doses[0]] = [str(Decimal(fields[doses[0]][0]) + more)]
        now = plan_now(Plan.objects.get(pk=plan.pk), today)
        form = review_form(now, sent(fields))
        form.is_valid()
        ways = [*decision_ways(form), *finer_ways(form)]
        for way, found in zip(ways, outcomes(now, form, ways), strict=True):
            chosen = review_form(now, sent(laid_over(form, way)))
            assert chosen.is_valid(), (way, [part.errors for part in chosen.parts])
            assert (chosen.decision, chosen.change) == (way.decision, way.change)
            try:
                made = preview(now, chosen, today + timedelta(days=7)).proposal
            except (engine.Refusal, NotIssued) as error:
                assert isinstance(found, engine.NotPossible) and str(error).startswith(found.message)
                continue
            blocked = any(each.severity == "block" for each in made.findings)
            assert isinstance(found, engine.NotPossible) if blocked else engine.same_days(found.schedule, made.schedule)


def test_a_plan_that_changes_on_mondays_can_be_held_on_any_day(patient, clinician, client):
    """Where doses change on one day of the week, the first day offered for a changed dose is the next such day."""
    with on_day(TODAY):
        plan = begin(patient, clinician, **PLANS["weekday"])
    with on_day(on(23)):
        client.force_login(clinician)
        fields = sent_from(client, plan)
        now = plan_now(plan, on(23))
        assert now.schedule.steps[0].starts_on.weekday() == 0 != on(24).weekday()
        form = review_form(now, sent(fields))
        form.is_valid()
        assert form.days.changes_from == on(28)
        held = [way for way in decision_ways(form) if way.decision == engine.Decision.HOLD]
        assert held and not any(isinstance(each, engine.NotPossible) for each in outcomes(now, form, held))


def test_each_decision_says_what_it_would_do(visited, plan):
    """The stop and the next change beside what they were, as soon as the page is opened; nothing is chosen."""
    page = visited.get(at(plan))
    text, schedule = said(page), plan_now(plan, on(21)).schedule
    stop_on, change_on = schedule.steps[-1].starts_on, engine.next_change(schedule, on(22))
    assert f"As printed: stops on {stop_on:%a %d-%b-%Y}; next change {change_on:%a %d-%b-%Y}" in text
    days = (on(36) - change_on).days
    later = f"Stops {days} days later, on {in_days(stop_on, days):%a %d-%b-%Y}; next change {on(36):%a %d-%b-%Y}"
    assert f"For 2 weeks {later}" in text
    assert f"instead of {change_on:%a %d-%b-%Y}" in text
    assert not [each for each in controls(page, "decision") if "checked" in each]


def test_slow_that_would_slow_nothing_says_so_and_what_would(visited, plan):
    """No button for it; a longer interval and a liquid are one click each."""
    page = visited.get(at(plan))
    assert "5% at a time Changes nothing: the tablets make no smaller step." in said(page)
    ids = [each["value"] for each in controls(page, "outcome")]
    assert {"slow-21", "slow-28", "slow-liquid"} <= {*ids} and "slow-5" not in ids


def test_one_click_fills_in_a_decision(visited, plan):
    """Decision and boxes stand there as if they had been filled in, nothing is said to be missing, and what was typed is kept."""
    page = visited.post(at(plan), sent_from(visited, plan, outcome="slow-28", notes="Sleeps badly."), follow=True)
    fields = fields_of(page, at(plan))
    assert (fields["decision"], fields["slow_interval"], fields["notes"]) == (["slow"], ["28"], ["Sleeps badly."])
    assert page.context["errors"] == []
    page = visited.post(at(plan), fields_of(page, at(plan), outcome="hold-7"), follow=True)
    fields = fields_of(page, at(plan))
    assert (fields["decision"], fields["hold_days"], fields["slow_interval"]) == (["hold"], ["7"], [""])


def test_what_was_chosen_so_is_recorded_as_it_was_said(visited, plan):
    """Slow by one click, check, confirm: the stop of the new revision is the one that stood beside it."""
    page = visited.get(at(plan))
    would = next(each for each in page.context["options"] if each["value"] == "slow")["would"]
    words = next(each.said for each in would if each.id == "slow-21")
    visited.post(at(plan), sent_from(visited, plan, outcome="slow-21"))
    fields = sent_from(visited, plan, check="1")
    page = answered(visited, plan, visited.post(at(plan), fields, follow=True))
    visited.post(at(plan), fields)
    visited.post(at(plan, "review/check/"), confirm_fields(page, plan))
    stop = plan.revisions.in_force().issued().schedule.steps[-1]
    assert (Review.objects.get().decision, f"on {stop.starts_on:%a %d-%b-%Y}" in words) == ("slow", True)


def test_what_is_filled_in_by_hand_says_what_it_would_do(visited, plan):
    """A hold of 10 days has no button, and its own line once the page is shown again."""
    fields = sent_from(visited, plan, decision="hold", hold_length="days", hold_days="10", preview="1")
    assert "As filled in here Stops 4 days later, on" in said(visited.post(at(plan), fields, follow=True))


def test_what_is_taken_counts(visited, plan):
    """Another dose than planned: the next change is the first that it is reduced at, not that it is taken as it is."""
    fields = sent_from(visited, plan, taken_diazepam_night="18", preview="1")
    page = visited.post(at(plan), fields, follow=True)
    assert f"next change {on(36):%a %d-%b-%Y} to diazepam 17 mg instead of" in said(page)
    assert "As printed" not in said(page)
    assert Draft.objects.get().data["taken_diazepam_night"] == ["18"]


def test_what_cannot_be_read_is_said_and_no_error(visited, plan):
    """A dose that is half typed: no figures, and nothing red until the answers are checked."""
    page = visited.post(at(plan), sent_from(visited, plan, taken_diazepam_night="x", preview="1"), follow=True)
    assert "cannot be read yet" in said(page)
    assert (page.status_code, page.context["errors"], controls(page, "outcome")) == (200, [], [])
    assert visited.post(at(plan), sent_from(visited, plan, taken_diazepam_night="x", check="1")).status_code == 422


def test_a_visit_that_is_found_on_another_day_says_which_day_is_wrong(visited, plan):
    """The change of dose is in the past by now: that is said where the figures would be, though nothing is red yet."""
    visited.post(at(plan), sent_from(visited, plan, preview="1", notes="Sleeps badly."))
    with on_day(on(24)):
        visited.force_login(plan.revisions.get().issued_by)
        page = visited.get(at(plan))
    assert "The day of the change is in the past. Enter today or a later day. What is really taken" in said(page)
    assert fields_of(page, at(plan))["notes"] == ["Sleeps badly."]


def test_what_cannot_be_done_says_why(visited, plan):
    """Where more is taken than was ever planned there is nothing to step back to: said in its place, with no button."""
    fields = sent_from(visited, plan, taken_diazepam_night="25", preview="1")
    page = visited.post(at(plan), fields, follow=True)
    assert "For 2 weeks Cannot be done: No earlier dose of this plan was higher than the one taken." in said(page)
    assert "step-back" not in [each["value"] for each in controls(page, "outcome")]


def test_while_somebody_types_no_box_is_drawn_anew(visited, plan):
    """htmx gets what each decision would do with what is typed by now: nothing red, no box in it, and no draft from it."""
    fields = sent_from(visited, plan, red_flags=None, taken_diazepam_night="18")
    answer = visited.post(at(plan), fields, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert 'id="would-of-hold" hx-swap-oob="true"' in html and f"next change {on(36):%a %d-%b-%Y}" in said(answer)
    boxes = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    assert answer.status_code == 200 and "field-wrong" not in html
    assert [each for each in boxes if 'name="pick"' not in each or "hx-preserve" not in each] == []  # what is ticked stays ticked
    assert not Draft.objects.exists()


@pytest.mark.parametrize("wanted", ["", "slow-1", "slow-5x", "0", "continue'"])
def test_a_way_that_there_is_not_is_refused_in_words(visited, plan, wanted):
    """Nothing is laid over the form, what was typed is kept, and the page says so."""
    page = visited.post(at(plan), sent_from(visited, plan, outcome=wanted, notes="Sleeps badly."), follow=True)
    assert "can no longer be reached" in said(page)
    fields = fields_of(page, at(plan))
    assert (fields.get("decision"), fields["notes"]) == (None, ["Sleeps badly."])
