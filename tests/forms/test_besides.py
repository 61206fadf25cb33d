"""A visit has a box for what the form of a new plan has one for: another pace, a second one, how it ends, the day of the week."""

from datetime import date
from decimal import Decimal

import pytest

from taper_app.forms.asked.besides import OTHER
from tests.forms.test_reviews import REQUESTS, parts, review, said

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
