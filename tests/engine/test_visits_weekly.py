"""Visits to a plan by days of the week: in mid-week, at other doses than planned, and with steps changed by hand."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Dose, Regimen, Schedule, answer, load_catalogue
from taper_app.engine.doses.week import DAYS
from tests.engine.test_taper_weekly import asked

CATALOGUE = load_catalogue()
HALF = Decimal("3.75")


def revised(on, decision, request=None, taken=None, **adjustment):
    """The answer to a visit on a day of REQUEST's plan, at the planned dose where no other is taken."""
    request = request or asked()
    schedule = ask(request)["schedule"]
    told = Schedule.from_json(schedule).before(date.fromisoformat(on))
    planned = told[-1].regimen.to_json() if told else request["regimen"]
    visit = {"do": "revise", "schedule": schedule, "on": on, "taken": taken or planned}
    return ask(request | visit | {"adjustment": {"decision": decision} | adjustment})


def ask(data):
    """What the command line answers."""
    told, _ = answer(json.dumps(data), CATALOGUE)
    return told


def steps_of(told):
    """The steps of an answer."""
    return Schedule.from_json(told["schedule"]).steps


def test_a_visit_in_mid_week_goes_on_from_what_was_taken():
    """Going on as planned from a Thursday of the second step changes nothing."""
    assert revised("2027-01-21", "continue")["schedule"] == ask(asked())["schedule"]


def test_a_hold_from_a_thursday_keeps_the_days_of_the_week():
    """A hold in mid-week has the doses of the running step, day by day."""
    steps = steps_of(revised("2027-01-21", "hold", days=28))
    assert [each.kind for each in steps[:4]] == ["reduce", "reduce", "hold", "reduce"]
    assert steps[2].doses == steps[1].doses
    assert steps[2].starts_on == date(2027, 1, 21)


def test_a_switch_to_the_day_leaves_the_days_that_went_down_last():
    """Days to be lowered last are of the pattern: given up, it clears them; said beside none, they are refused."""
    request = asked(spare_days=["sat"])
    told = revised("2027-01-21", "switch", request, strategy={"pattern": "none", "coarse_tail": True})
    assert told.get("error", {}).get("code") != "BadRequest", told
    told = revised("2027-01-21", "switch", request, strategy={"pattern": "none", "spare_days": ["sat"]})
    assert told["error"]["field"] == "adjustment.strategy.spare_days"


def test_a_step_back_returns_to_the_days_of_before():
    """A step back has the doses of the step before, on their days."""
    steps = steps_of(revised("2027-01-21", "step-back", days=14))
    assert steps[2].kind == "step-back"
    assert steps[2].doses == steps[0].doses


def test_more_low_days_than_planned_are_taken_as_they_are():
    """Other nights than were planned begin with a hold as taken, and the low days are among the later ones."""
    taken = [{"drug": "zopiclone", "night": "7.5", "use": "days", "weekdays": ["mon", "wed", "fri"]}]
    taken += [{"drug": "zopiclone", "night": "3.75", "use": "days", "weekdays": ["tue", "thu", "sat", "sun"]}]
    steps = steps_of(revised("2027-02-03", "continue", taken=taken))
    held = next(each for each in steps if each.as_taken)
    assert held.regimen.same_as(Regimen.from_json(taken).weekly())
    after = steps[held.number]
    assert all(after.regimen.at("zopiclone", "night") >= dose.mg for dose in after.doses)
    assert {"tue", "thu", "sat", "sun"} <= {day for day in DAYS if after.week[day][0].mg == HALF}


def test_a_step_is_changed_by_hand_on_its_days():
    """A clinician's edit may say the days of a dose; what follows is built anew from it, and its low days stay."""
    doses = [{"time": "night", "drug": "zopiclone", "mg": "7.5", "weekdays": ["mon", "tue", "thu", "fri", "sat"]}]
    doses += [{"time": "night", "drug": "zopiclone", "mg": "3.75", "weekdays": ["wed", "sun"]}]
    told = revised("2027-01-18", "adjust", steps=[{"number": 3, "doses": doses, "days": 14}])
    steps = steps_of(told)
    assert steps[2].edited
    assert steps[2].regimen.same_as(
        Regimen(tuple(Dose("night", "zopiclone", Decimal(each["mg"]), weekdays=tuple(each["weekdays"])) for each in doses))
    )
    assert {"wed", "sun"} <= {day for day in DAYS if steps[3].week[day][0].mg == HALF}
    again = ask(
        asked()
        | {
            "do": "revise",
            "schedule": told["schedule"],
            "on": "2027-01-25",
            "taken": steps[1].regimen.to_json(),
            "adjustment": {"decision": "continue"},
        }
    )
    assert again["schedule"]["steps"][2] == told["schedule"]["steps"][2]


def test_a_switch_to_days_that_are_alike_is_refused_while_they_are_not():
    """What is not the same on every day goes on by the week."""
    told = revised("2027-01-21", "switch", strategy={"pattern": "none"})
    assert told["error"]["code"] == "WeekNeeded"
    assert steps_of(revised("2027-01-21", "switch", strategy={"pattern": "mixed", "target_mg": "2.5"}))


def test_what_is_maintained_keeps_its_days():
    """A dose that is maintained is that of the week, without an end."""
    steps = steps_of(revised("2027-01-21", "maintain"))
    assert steps[-1].kind == "maintain"
    assert steps[-1].doses == steps[1].doses


THREE_LEVELS = [
    {"drug": "zopiclone", "night": "7.5", "use": "days", "weekdays": ["wed", "thu", "fri", "sat", "sun"]},
    {"drug": "zopiclone", "night": "3.75", "use": "days", "weekdays": ["tue"]},
]
"""None on Monday: more than a plan by days of the week can lower."""


@pytest.mark.parametrize(("decision", "kind"), [("hold", "hold"), ("maintain", "maintain")])
def test_any_week_is_held_as_it_is_without_an_end(decision, kind):
    """What is really taken is never a reason to refuse that: day by day as it is, with its pieces, and the mean of its week."""
    days = {"days": None} if decision == "hold" else {}
    step = steps_of(revised("2027-01-21", decision, taken=THREE_LEVELS, **days))[-1]
    assert (step.kind, step.days) == (kind, None)
    taken = [sum(dose.mg for dose in step.week[day]) for day in DAYS]
    assert taken == [0, HALF, 2 * HALF, 2 * HALF, 2 * HALF, 2 * HALF, 2 * HALF]
    assert all(dose.made and dose.pieces for dose in step.doses)
    assert step.equivalent == Fraction("3.93")  # eleven times 2.5 mg diazepam in the week, to two decimals


def test_what_cannot_go_on_by_the_week_says_that_it_can_be_held_and_what_can():
    """Going on and a hold with an end are refused; from the open hold a step back and two amounts go on, three do not."""
    for decision in ({"decision": "continue"}, {"decision": "hold", "days": 14}):
        refused = revised("2027-01-21", decision.pop("decision"), taken=THREE_LEVELS, **decision)["error"]
        assert "At a visit what is taken can be held as it is, without an end." in refused["message"]
    held = revised("2027-01-21", "hold", taken=THREE_LEVELS, days=None)
    two = [THREE_LEVELS[0], THREE_LEVELS[1] | {"weekdays": ["mon", "tue"]}]
    for taken, decision, status in ((THREE_LEVELS, "continue", 3), (THREE_LEVELS, "step-back", 0), (two, "continue", 0)):
        visit = {"do": "revise", "schedule": held["schedule"], "on": "2027-02-04", "taken": taken}
        told = answer(json.dumps(asked() | visit | {"adjustment": {"decision": decision}}), CATALOGUE)
        assert told[1] == status, told


def test_a_slower_pace_lowers_no_day_through_a_liquid():
    """Diazepam 5 mg by tablets and a concentrate, slowed from 10 to 5 %: 2.75 mg on every day comes no sooner than 3 mg on five
    days and 2 mg on two had come to be no more than that on any day."""
    products = ["diazepam-10mg-tablet", "diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-5mg-per-ml-oral-concentrate"]
    request = asked({"drug": "diazepam", "night": "5"}, reduction_percent="10", products=products, halve="smallest")
    request |= {"market": "us", "equivalence": None, "starts_on": "2027-03-15"}
    told = revised("2027-03-30", "slow", request, strategy={"reduction_percent": "5"})
    liquid = next(each for each in steps_of(told) if any(piece.measured for dose in each.doses for piece in dose.pieces))
    planned = next(each for each in steps_of(ask(request)) if each.regimen.at("diazepam", "night") <= liquid.doses[0].mg)
    assert liquid.starts_on >= planned.starts_on
