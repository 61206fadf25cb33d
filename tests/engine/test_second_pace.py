"""A second pace: in force from a day or a dose on, never outside of the envelope, and slowed at a visit as the pace there is."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import (
    Adjustment,
    BadRequest,
    Change,
    Decision,
    Refusal,
    build_schedule,
    load_catalogue,
    parse_request,
    propose_revision,
    revise,
)

from .batches import chance_of, many
from .never_sooner import larger_falls, sooner_lower
from .requests import direct, random_request
from .revising import taken_then
from .test_random import ask, faults

CATALOGUE = load_catalogue()
SLOWLY = {"reduction_percent": "5", "interval_days": 28}
FROM_TEN = SLOWLY | {"from_mg": "10"}


def twenty(then, **strategy):
    """Diazepam 20 mg at night, 10 % every 14 days, and then this."""
    return direct("uk", "diazepam", night="20", strategy={"then": then, **strategy})


def built(request):
    """Its schedule."""
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE)


def told(request):
    """Each step's mg diazepam with its days."""
    return [(str(each.equivalent), each.days) for each in built(request).steps]


def test_it_is_in_force_from_the_dose_on():
    """Until 10 mg nothing changes; at 10 mg itself, and below it, each dose is taken for four weeks."""
    one, two = told(twenty(None)), told(twenty(FROM_TEN))
    assert [each for each in two if Fraction(each[0]) > 10] == [each for each in one if Fraction(each[0]) > 10]
    assert {days for mg, days in two if 0 < Fraction(mg) <= 10} == {28}
    assert ("10", 28) in two and ("11", 14) in two


def test_a_dose_between_two_steps_is_come_to_by_the_step_below_it():
    """From 10.5 mg on is from 10 mg on, for no step has 10.5 mg."""
    assert told(twenty(SLOWLY | {"from_mg": "10.5"})) == told(twenty(FROM_TEN))


def test_it_is_in_force_from_the_day_on():
    """A step that begins on that day has it, one that begins a day before has not."""
    begins = [each.starts_on for each in built(twenty(None)).steps]
    for since in (begins[4], begins[3] + timedelta(days=1)):
        steps = built(twenty(SLOWLY | {"from_on": since.isoformat()})).steps
        assert [each.starts_on for each in steps[:5]] == begins[:5]
        assert [each.days for each in steps[:5]] == [14, 14, 14, 14, 28]


def test_its_percentage_is_what_is_asked_for_from_then_on():
    """A liquid at 20 % a time down to 10 mg, then 5 %: what comes out is never more than the pace in force."""
    liquid = {"products": ["diazepam-1mg-per-ml-oral-solution"], "reduction_percent": "20"}
    steps = built(direct("us", "diazepam", night="20", strategy={"then": FROM_TEN, **liquid})).steps
    before = [Fraction(20), *(each.equivalent for each in steps)]
    falls = [(mg, step.reduction_percent) for mg, step in zip(before, steps, strict=False) if step.kind == "reduce"]
    quick, slow = ([fall for mg, fall in falls if (mg > 10) is above] for above in (True, False))
    assert min(quick) > 15 and max(quick) <= 20
    assert slow and max(slow) < 10


def test_a_step_is_judged_by_the_pace_in_force():
    """16 to 15 mg is as asked at 10 %, and more than asked where 5 % is: the remark counts those steps alone."""
    counted = {}
    for name, then in {"one": None, "two": SLOWLY | {"from_mg": "16"}}.items():
        answer, _ = ask(twenty(then))
        (said,) = [each for each in answer["findings"] if each["rule"] == "faster_than_asked"]
        counted[name] = int(said["values"]["which"]), said["values"]["asked"]
    assert counted["two"][0] > counted["one"][0]
    assert counted["two"][1] == "5"


def test_each_drug_comes_to_the_dose_by_itself():
    """Of several drugs it is the one that is reduced: the second one begins at the first pace though the first is gone."""
    request = direct("uk", "diazepam", "ashton-2002", night="20", strategy={"then": FROM_TEN, "coarse_tail": True})
    request["regimen"].append({"drug": "nitrazepam", "night": "20"})
    steps = [each for each in built(request).steps if each.kind == "reduce"]
    gone = next(number for number, each in enumerate(steps) if "diazepam" not in each.daily_mg)
    second = [(each.equivalent, each.days) for each in steps[gone + 1 :]]
    assert {days for mg, days in second if mg > 10} == {14}
    assert {days for mg, days in second if mg <= 10} == {28}


@pytest.mark.parametrize(
    ("then", "strategy", "field", "words"),
    [
        (SLOWLY, {}, "then", "either from_on or from_mg"),
        (FROM_TEN | {"from_on": "2027-06-01"}, {}, "then", "either from_on or from_mg"),
        (FROM_TEN | {"reduction_percent": "4"}, {}, "then.reduction_percent", "from 5 to 25"),
        (FROM_TEN | {"interval_days": 6}, {}, "then.interval_days", "from 7 to 28"),
        (FROM_TEN | {"until": 5}, {}, "then.until", "is not a field"),
        (FROM_TEN | {"interval_days": 10}, {"pattern": "mixed"}, "then.interval_days", "whole weeks"),
        (FROM_TEN | {"interval_days": 10}, {"change_weekday": "monday"}, "then.interval_days", "whole weeks"),
        (FROM_TEN, {"closing_interval_days": 21}, "closing_interval_days", "must not be under interval_days"),
        (FROM_TEN, {"finish_by": "2028-01-01"}, "then", "not with bands or finish_by"),
        (
            FROM_TEN,
            {"basis": "bands", "bands": [{"down_to_mg": "0", "reduction_mg": "1"}]},
            "then",
            "not with bands or finish_by",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_by_its_name(then, strategy, field, words):
    """Each field that is wrong is named, with what it should be."""
    with pytest.raises(BadRequest, match=words) as caught:
        parse_request(twenty(then, **strategy), CATALOGUE)
    assert caught.value.field == f"strategy.{field}"


def test_a_plan_without_one_is_written_as_before():
    """Where there is one pace nothing of it stands in the JSON; where there are two the JSON gives them again."""
    assert "then" not in parse_request(twenty(None), CATALOGUE).to_json()["strategy"]
    assert parse_request(twenty(FROM_TEN), CATALOGUE).to_json()["strategy"]["then"] == FROM_TEN


# At random ---------------------------------------------------------------------------------------


def with_then(chance):
    """A random request with a second pace, from a day or from a dose on."""
    request = random_request(chance)
    strategy = {name: each for name, each in request["strategy"].items() if name not in ("bands", "finish_by")}
    strategy |= {"basis": "current"} if strategy.get("basis") == "bands" else {}
    weekly = strategy.get("change_weekday") or strategy.get("pattern", "none") != "none"
    days = chance.choice((7, 14, 21, 28) if weekly else range(7, 29))
    then = {"reduction_percent": str(chance.choice((5, "7.5", 10, 20, 25))), "interval_days": days}
    since = date.fromisoformat(request["starts_on"]) + timedelta(days=chance.randint(1, 300))
    then |= {"from_on": since.isoformat()} if chance.random() < 0.4 else {"from_mg": str(chance.randint(1, 30))}
    if strategy.get("closing_interval_days"):
        strategy["closing_interval_days"] = max(strategy["closing_interval_days"], days)
    return request | {"strategy": strategy | {"then": then}}


@many
def test_no_second_pace_leaves_the_envelope(batch, seed):
    """5 to 25 %, 7 to 28 days, 70 days, pieces and dates: as of every plan; and each step lasts as long as one of the paces."""
    request = with_then(chance_of(batch, seed))
    answer, status = ask(request)
    assert status in (0, 3), (answer, json.dumps(request))
    if status:
        return
    assert faults(request, answer) == [], json.dumps(request)
    strategy = request["strategy"]
    closing = strategy.get("closing_interval_days")
    for step in answer["schedule"]["steps"]:
        days = {strategy.get("interval_days", 14), strategy["then"]["interval_days"]} | ({closing} if step["closing"] else set())
        assert step["kind"] != "reduce" or step["days"] in {*days, None}, json.dumps(request)


@many
def test_no_visit_lowers_a_dose_sooner_than_both_paces_had_it(batch, seed):
    """Going on, a hold and a slower pace: no day has less than was planned, and no fall is larger than from the same dose before.

    A pace that is slower than both is one from then on, where the second has begun.
    """
    chance = chance_of(batch, seed)
    request = parse_request(with_then(chance), CATALOGUE)
    try:
        plan = build_schedule(request, CATALOGUE)
    except Refusal:
        return
    on = plan.starts_on + timedelta(days=chance.randint(0, max(plan.days - 1, 0)))
    slower = replace(request.strategy, reduction_percent=Decimal(5), interval_days=28, closing_interval_days=None)
    slow = Adjustment(Decision.SLOW, strategy=slower)
    decided = chance.choice((Adjustment(Decision.CONTINUE), Adjustment(Decision.HOLD, 14), slow))
    taken = taken_then(plan, request.to_json(), on)
    if not taken.doses:
        return
    try:
        made = revise(plan, request, CATALOGUE, Change(on, taken, decided))
    except Refusal:
        return
    assert made.before(on) == plan.before(on)
    then = request.strategy.then
    quick = decided is slow and (then.reduction_percent, then.interval_days) != (Decimal(5), 28)
    if not quick:  # a slower pace before a quick second one comes to other doses by then
        assert sooner_lower(request.to_json(), plan, made, on) == []
        assert larger_falls(request.to_json(), plan, made, on) == []


# At a visit --------------------------------------------------------------------------------------


def visited(request, on, decision=Decision.SLOW, **changes):
    """The revision of its plan on a day on which the planned dose is taken; its pace is slowed so, or another decision made."""
    asked = parse_request(request, CATALOGUE)
    plan = built(request)
    strategy = replace(asked.strategy, **changes)
    change = Change(on, taken_then(plan, request, on), Adjustment(decision, strategy=strategy))
    return propose_revision(plan, asked, CATALOGUE, change=change)


def test_a_slower_pace_is_in_the_place_of_the_second_that_has_begun():
    """10 % every two weeks from 10 mg on is slowed to three weeks: the steps from then on have them, and there is one pace."""
    then = {"reduction_percent": "10", "interval_days": 14, "from_mg": "10"}
    request = twenty(then, reduction_percent="5", interval_days=28)
    on = next(each.starts_on for each in built(request).steps if each.equivalent == 8) + timedelta(days=3)
    made = visited(request, on, interval_days=21)
    assert made.request.strategy.then is None
    assert {each.days for each in made.schedule.steps if each.starts_on > on and each.kind == "reduce"} == {21}
    same = visited(request, on)  # to the numbers of the first pace, which is slower too
    assert {each.days for each in same.schedule.steps if each.starts_on > on and each.kind == "reduce"} == {28}


@pytest.mark.parametrize(
    ("changes", "days"),
    [({"distribution": "even"}, {28}), ({"interval_days": 21}, {21}), ({"reduction_percent": Decimal(5)}, {14})],
)
def test_a_switch_keeps_the_second_pace_unless_it_is_one_of_the_pace(changes, days):
    """Below 10 mg each step lasts four weeks: still where doses are shared out otherwise, and no more where a pace is set."""
    request = twenty(FROM_TEN)
    on = next(each.starts_on for each in built(request).steps if each.equivalent == 8) + timedelta(days=3)
    made = visited(request, on, Decision.SWITCH, **changes)
    assert (made.request.strategy.then is None) is (days != {28})
    assert {each.days for each in made.schedule.steps if each.starts_on > on and each.kind == "reduce"} == days


@pytest.mark.parametrize(("weeks", "gone"), [(-2, False), (2, True)])
def test_a_second_pace_from_a_day_on_gives_way_to_a_slower_one_from_that_day(weeks, gone):
    """From 1 June on each step lasts four weeks: slowed to three before it they still do, and after it they last three."""
    request = twenty(SLOWLY | {"from_on": "2027-06-01", "reduction_percent": "10"})
    made = visited(request, date(2027, 6, 1) + timedelta(weeks=weeks), interval_days=21)
    assert (made.request.strategy.then is None) is gone


def test_a_second_pace_that_is_set_anew_counts_though_the_old_one_has_begun():
    """At 8 mg it is decided that the steps from 4 mg on last three weeks: both paces are as they are said now."""
    request = twenty(FROM_TEN)
    on = next(each.starts_on for each in built(request).steps if each.equivalent == 8) + timedelta(days=3)
    then = replace(parse_request(request, CATALOGUE).strategy.then, from_mg=Decimal(4), interval_days=21)
    made = visited(request, on, Decision.SWITCH, then=then)
    assert made.request.strategy.then == then
    days = [(each.equivalent, each.days) for each in made.schedule.steps if each.starts_on > on and each.kind == "reduce"]
    assert {each for mg, each in days if mg > 4} == {14}
    assert {each for mg, each in days if mg <= 4} == {21}


def test_a_second_pace_that_is_still_to_come_stays():
    """At 16 mg the pace is slowed to three weeks: from 10 mg on the steps still last four."""
    request = twenty(FROM_TEN)
    on = next(each.starts_on for each in built(request).steps if each.equivalent == 16) + timedelta(days=3)
    made = visited(request, on, interval_days=21)
    assert made.request.strategy.then == parse_request(request, CATALOGUE).strategy.then
    days = [(each.equivalent, each.days) for each in made.schedule.steps if each.starts_on > on and each.kind == "reduce"]
    assert {each for mg, each in days if mg > 10} == {21}
    assert {each for mg, each in days if mg <= 10} == {28}


def test_a_step_back_lasts_as_long_as_the_pace_in_force():
    """From 8 mg back to 9, below the dose from which each lasts four weeks: the step back does too."""
    request = twenty(FROM_TEN)
    asked, plan = parse_request(request, CATALOGUE), built(request)
    on = next(each.starts_on for each in plan.steps if each.equivalent == 8) + timedelta(days=3)
    change = Change(on, taken_then(plan, request, on), Adjustment(Decision.STEP_BACK))
    back = next(each for each in revise(plan, asked, CATALOGUE, change).steps if each.kind == "step-back")
    assert (back.equivalent, back.days) == (9, 28)
