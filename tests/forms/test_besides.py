"""A visit has a box for what the form of a new plan has one for: another pace, a second one, how it ends, the day of the week."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.desk.drafts import as_data
from taper_app.forms.asked.besides import OTHER
from taper_app.forms.decision_changes import can_lay_over, laid_over
from taper_app.forms.reviews import ReviewForm
from tests.forms.drawn import layout
from tests.forms.test_reviews import CATALOGUE, REQUESTS, SCHEDULES, parts, review, said

SLOW = {"decision": "slow", "slow_percent": "5", "slow_interval": "28"}
SWITCH = {"decision": "switch"}
SECOND = {"then_pace": "own", "then_from": "10", "then_percent": "5", "then_interval": "28"}
REST = [
    (SECOND, {"then": {"reduction_percent": "5", "interval_days": 28, "from_mg": "10"}}),
    ({"target_mg": "4"}, {"target_mg": "4"}),
    ({"stop_from_mg": "1"}, {"stop_from_mg": "1"}),
    ({"closing_interval_days": "28"}, {"closing_interval_days": 28}),
    ({"coarse_tail": "on"}, {"coarse_tail": True}),
    ({"distribution": "even"}, {"distribution": "even"}),
    ({"change_weekday": "tuesday"}, {"change_weekday": "tuesday"}),
]
FINISH = {"pace": "finish", "own_interval": "14"} | parts("finish_by", date(2028, 6, 30))
PACES = [
    ({"pace": "own", "own_percent": "7", "own_interval": "21", "basis": "baseline"}, "baseline", Decimal(7), 21, None, None),
    ({"pace": "bands", "own_interval": "14", "band_by_0": "1", "band_to_0": "0"}, "bands", Decimal(10), 14, Decimal(1), None),
    (FINISH, "current", Decimal(10), 14, None, date(2028, 6, 30)),
    ({"pace": "5-28"}, "current", Decimal(5), 28, None, None),
]


@pytest.mark.parametrize("decision", [SLOW, SWITCH], ids=["slow", "switch"])
@pytest.mark.parametrize(("sent", "wanted"), REST, ids=[next(iter(wanted)) for _, wanted in REST])
def test_the_rest_of_a_plan_can_be_set_at_a_visit(decision, sent, wanted):
    """With "Slow" and with "Switch" each box becomes its field of the strategy, and what is said of it stands in the answers."""
    form = review(**decision, **sent)
    assert form.is_valid(), said(form)
    told = form.adjustment.strategy.to_json()
    assert {name: told[name] for name in wanted} == wanted
    assert len(form.decided.said(form.adjustment, form.changes_on)) == 2  # the decision's own, and this one


@pytest.mark.parametrize("decision", ["continue", "hold", "maintain"])
def test_the_rest_is_never_dropped_under_another_decision(decision):
    """It is refused by its name where the decision does not use it."""
    assert OTHER in said(review(decision=decision, target_mg="4"))


@pytest.mark.parametrize(("sent", "basis", "percent", "days", "band", "by"), PACES, ids=[each[0]["pace"] for each in PACES])
def test_any_pace_can_be_chosen_under_switch(sent, basis, percent, days, band, by):
    """By percent of either dose, in fixed sizes, to stop by a day, or as published: every field of the pace is set by it."""
    form = review(decision="switch", **sent)
    assert form.is_valid(), said(form)
    made = form.adjustment.strategy
    assert (made.basis, made.reduction_percent, made.interval_days, made.finish_by) == (basis, percent, days, by)
    assert [each.reduction_mg for each in made.bands or ()] == [band] * (band is not None)


def test_a_second_pace_under_slow_is_nowhere_quicker():
    """A slower plan that later goes faster than now is none."""
    quick = SECOND | {"then_percent": "20"}
    assert "nowhere quicker" in " ".join(said(review(**SLOW, **quick)))
    assert review(**SWITCH, **quick).is_valid()


def test_what_stands_as_it_was_changes_nothing():
    """A page that says nothing of the rest leaves all of it, and numbers without a pace are not dropped."""
    slow = review(**SLOW)
    assert slow.is_valid()
    before = REQUESTS["direct"].strategy.to_json()
    after = slow.adjustment.strategy.to_json()
    assert {name for name in after if after[name] != before[name]} == {"reduction_percent", "interval_days"}
    assert not review(decision="switch", own_percent="7").is_valid()


def paused(*pauses):
    """The boxes of pauses, a row for each."""
    return {
        f"hold_{box}_{row}": value for row, pause in enumerate(pauses) for box, value in zip(("from", "to"), pause, strict=True)
    }


def changes(form):
    """The days on which another dose begins, of what a valid form makes."""
    assert form.is_valid(), said(form)
    made = engine.revise(SCHEDULES["direct"], REQUESTS["direct"], CATALOGUE, form.change)
    return [each.starts_on for each in made.steps[1:] if each.kind != "hold"]


@pytest.mark.parametrize("decision", [SLOW, SWITCH], ids=["slow", "switch"])
def test_no_dose_changes_on_the_days_of_a_pause_ahead(decision):
    """A holiday that is known at a visit is entered by its days; it is said back, and cleared it is gone from the next one."""
    usual = changes(review(**SLOW))
    first, last = usual[2] - timedelta(days=3), usual[2] + timedelta(days=4)
    row = (f"{first:%-d %b %Y}", f"{last:%-d %b %Y}")
    form = review(**decision, **paused(row))
    assert first - timedelta(days=40) < changes(form)[1] and not [on for on in changes(form) if first <= on <= last]
    assert f"Pauses ahead: {row[0]}, to {row[1]}" in form.decided.said(form.adjustment, form.changes_on)
    assert "Enter a later first day, or hold" in " ".join(said(review(**decision, **paused(("6 Jan 2027", "9 Jan 2027")))))


def test_a_pause_that_was_planned_stands_in_its_row_and_can_be_cleared(monkeypatch):
    """The rows of a visit begin with the pauses that are still to come; as they stand they change nothing, cleared they go."""
    request = replace(REQUESTS["direct"], strategy=replace(REQUESTS["direct"].strategy, holds=(engine.Hold(6, 14),)))
    monkeypatch.setitem(REQUESTS, "direct", request)
    monkeypatch.setitem(SCHEDULES, "direct", engine.build_schedule(request, CATALOGUE))
    stands = review(sent=False).decided
    held = next(each for each in SCHEDULES["direct"].steps if each.kind == "hold")
    assert stands["hold_from_0"].value() == f"{held.starts_on:%-d %b %Y}" and "pauses" in stands.rest_said
    as_it_is, cleared = review(**SLOW), review(**SLOW, **paused(("", "")))
    assert [each.adjustment.strategy.holds for each in (as_it_is, cleared) if each.is_valid()] == [request.strategy.holds, ()]


@pytest.mark.parametrize("decision", [SLOW, SWITCH | {"pace": "5-28"}], ids=["slow", "switch"])
def test_an_offer_of_other_pauses_goes_into_the_rows(decision):
    """Laid over the boxes and sent again, it comes back as it was; nothing of it is kept beside a tick."""
    form = review(**decision)
    assert form.is_valid(), said(form)
    offered = {"holds": [{"after_step": 6, "days": 14}, {"after_step": 8, "days": None}]}
    assert can_lay_over(form.decision, offered)
    again = ReviewForm(as_data(laid_over(form.decided, offered, form.mixture)), seen={}, plan=form.plan)
    assert again.is_valid() and not again.decided.cleaned_data["kept"], said(again)
    assert again.adjustment.strategy.to_json()["holds"] == offered["holds"]


def test_the_rest_stands_behind_one_line_with_all_its_boxes():
    """The second pace, the pauses, how it ends, the day of the week and the doses of the day; the line says what is set."""
    form = review(sent=False)
    then, paused, *others = layout(form.decided.rest_drawn)
    assert then["plans/_then.html"] == ["then_pace", "then_from", "then_percent", "then_interval"]
    assert paused[0] == "pauses" and paused[1]["forms/_rows.html"][:2] == ["hold_from_0", "hold_to_0"]
    *boxes, (distribution, hints, titled) = others
    assert boxes == [("side", "target_mg", "stop_from_mg", "closing_interval_days"), "coarse_tail", ("side", "change_weekday")]
    assert (distribution, sorted(hints), titled) == ("distribution", ["", "daytime-first", "even"], False)
    assert (form.decided.rest_said, form.decided.rest_open) == ("as usual", False)


def test_what_is_set_of_the_rest_is_said_with_its_label():
    """In the line, and to whoever checks the decision."""
    form = review(**SLOW, target_mg="4", coarse_tail="on")
    assert form.is_valid() and form.decided.rest_open
    line = "stay on about 4\u00a0mg of diazepam equivalent; larger reductions at the end, which is fast there"
    assert form.decided.rest_said == line
    assert form.decided.said(form.adjustment, form.changes_on)[1:] == [
        "Stay on a dose: stay on about 4\u00a0mg of diazepam equivalent",
        "Allow larger reductions at the end, where the products cannot do better: "
        "larger reductions at the end, which is fast there",
    ]
