"""A decision that changes no dose and no date is said to change nothing, with what would."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from taper_app.engine import PatientToday, answer, build_schedule, load_catalogue, parse_request
from taper_app.engine.taper.visits import next_change, same_days

from .requests import direct

CATALOGUE = load_catalogue()
NBSP = "\u00a0"
DIAZEPAM = direct("uk", "diazepam", night="20")
LORAZEPAM = direct("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1", strategy={"method": "crossover"})
SLOWER = {"decision": "slow", "strategy": {"reduction_percent": "5", "interval_days": 14}}


def visit(request, adjustment, on, **fields):
    """The answer to a decision at a visit to the plan of a request, with the planned dose taken."""
    schedule = build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
    taken = schedule.in_force(date.fromisoformat(on) - timedelta(days=1)).regimen.to_json()
    asked = {"do": "revise", "schedule": schedule.to_json(), "on": on, "taken": taken, "adjustment": adjustment}
    told, status = answer(json.dumps(request | asked | fields), CATALOGUE)
    assert status == 0, told
    return told


def stop(told):
    return told["schedule"]["steps"][-1]["starts_on"]


@pytest.mark.parametrize(("request_json", "on"), [(DIAZEPAM, "2027-03-01"), (DIAZEPAM, "2027-02-18"), (LORAZEPAM, "2027-07-01")])
def test_a_slower_pace_that_slows_nothing_says_so_and_offers_what_would(request_json, on):
    """Below 20 mg diazepam 10 % and 5 % are the same tablets: it is said, with a longer interval and a liquid, each tried."""
    told = visit(request_json, SLOWER, on)
    assert told["unchanged"]["message"].startswith("This changes no dose and no date. With these products and this interval ")
    changes = [each["change"] for each in told["unchanged"]["alternatives"]]
    assert {"interval_days": 21} in changes
    assert any("diazepam-0p4mg-per-ml-oral-solution" in each.get("products", ()) for each in changes)
    for offer in told["unchanged"]["alternatives"]:
        tried = visit(request_json, SLOWER | {"strategy": SLOWER["strategy"] | offer["change"]}, on)
        assert "unchanged" not in tried
        assert stop(tried) > stop(told)
        said = date.fromisoformat(stop(tried)).strftime("%d-%b-%Y")
        assert offer["message"].endswith(f": {tried['schedule']['weeks']} weeks, to the stop on {said}.")
        assert offer["weeks"] == tried["schedule"]["weeks"]


def test_what_slows_is_ordered_like_every_offer_and_is_safe_for_the_patient():
    """The gentlest first, at most five; what a rule blocks for this patient is left out: here all of it."""
    offers = visit(DIAZEPAM, SLOWER, "2027-03-01")["unchanged"]["alternatives"]
    assert [each["message"].partition(" ")[0] for each in offers] == ["Use", "Take", "Reduce"]
    blocked = visit(DIAZEPAM, SLOWER, "2027-03-01", patient={"age": 15})["unchanged"]
    assert blocked["alternatives"] == []
    assert PatientToday(age=15).specialist is None  # with one named the rule blocks nothing
    assert visit(DIAZEPAM, SLOWER, "2027-03-01", patient={"age": 15, "specialist": "Dr Ash Marlow"})["unchanged"]["alternatives"]


def test_a_slower_pace_that_slows_says_nothing():
    """From 40 mg 5 % and 10 % differ: nothing is said of a decision that changes something, nor of going on."""
    assert "unchanged" not in visit(direct("uk", "diazepam", night="40"), SLOWER, "2027-01-18")
    assert "unchanged" not in visit(DIAZEPAM, {"decision": "slow", "strategy": {"interval_days": 28}}, "2027-03-01")
    assert "unchanged" not in visit(DIAZEPAM, {"decision": "continue"}, "2027-03-01")


def test_a_hold_that_is_over_before_the_next_change_says_so_and_offers_one_that_holds():
    """The dose changes on 1 March anyway: a hold of 3 days from 18 February holds nothing back, one of 25 days does."""
    told = visit(DIAZEPAM, {"decision": "hold", "days": 3}, "2027-02-18")
    assert told["unchanged"]["message"] == (
        "This changes no dose and no date. The dose does not change before 01-Mar-2027 anyway."
    )
    (offer,) = told["unchanged"]["alternatives"]
    assert offer["change"] == {"days": 25}
    held = visit(DIAZEPAM, {"decision": "hold", "days": 25}, "2027-02-18")
    assert "unchanged" not in held
    assert stop(held) > stop(told)
    assert date.fromisoformat(stop(held)).strftime("%d-%b-%Y") in offer["message"]


@pytest.mark.parametrize(
    "adjustment",
    [
        {"decision": "switch", "strategy": {"products": [f"diazepam-{mg}mg-tablet" for mg in (10, 2, 5)]}},
        {"decision": "adjust", "steps": [{"number": 6, "days": 14}]},
    ],
)
def test_any_other_decision_that_changes_nothing_says_so(adjustment):
    """A switch to the products that are used already, and an edit to the days that a step has."""
    assert visit(DIAZEPAM, adjustment, "2027-03-01")["unchanged"] == {
        "message": "This changes no dose and no date.",
        "alternatives": [],
    }


def test_days_are_compared_not_steps():
    """A step cut in two at the same dose is the same course; another dose, piece or last day is not."""
    schedule = build_schedule(parse_request(DIAZEPAM, CATALOGUE), CATALOGUE)
    first, *rest = schedule.steps
    begin, end = replace(first, days=4), replace(first, days=10, starts_on=first.starts_on + timedelta(days=4))
    assert same_days(schedule, replace(schedule, steps=(begin, end, *rest)))
    assert not same_days(schedule, replace(schedule, steps=(replace(first, doses=rest[0].doses), *rest)))
    assert not same_days(schedule, replace(schedule, steps=(first, *rest[:-1])))
    assert next_change(schedule, first.starts_on) == rest[0].starts_on
    assert next_change(schedule, rest[-1].starts_on + timedelta(days=1)) is None
