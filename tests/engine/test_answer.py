"""The whole answer: what travels with a schedule that was built or revised."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import (
    Adjustment,
    Change,
    Decision,
    Thresholds,
    answer,
    build_schedule,
    load_catalogue,
    parse_request,
    propose,
    propose_revision,
)

from .requests import direct
from .weeks import REQUEST as WEEKLY

CATALOGUE = load_catalogue()


def told(request):
    """The answer to a request that is not refused, as the command line prints it."""
    said, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0, said
    return said


def revision(base, on, mg, adjustment):
    """A request to revise what `base` builds, with so many mg of diazepam taken at night on that day."""
    change = {"do": "revise", "on": on, "taken": [{"drug": "diazepam", "night": mg}], "adjustment": adjustment}
    return base | change | {"schedule": told(base)["schedule"]}


def revised(base, on, mg, adjustment):
    return told(revision(base, on, mg, adjustment))


def doses(said):
    """Each step's first day, kind and mg."""
    return [(step["starts_on"], step["kind"], *step["daily_mg"].values()) for step in said["schedule"]["steps"]]


def test_equivalents_have_two_decimals():
    """Temazepam 20 mg is 13.333… mg diazepam by VA/DoD (15 mg to 10 mg): printed 13.33."""
    liquid = {"products": ["temazepam-2mg-per-ml-oral-solution"]}
    assert told(direct("uk", "temazepam", "vadod-2021", night="20", strategy=liquid))["equivalents"]["vadod-2021"] == "13.33"


def test_a_revision_keeps_the_pace_that_was_found_though_its_date_is_missed():
    """40 mg by 1 October 2027 found 16 %. Held for 56 days at 29 mg it goes on by 16 %, 4.64 mg at the most: to 25, then 21."""
    base = direct("uk", "diazepam", night="40", strategy={"finish_by": "2027-10-01"})
    assert told(base)["reduction_percent"] == "16"
    said = revised(base, "2027-02-01", "29", {"decision": "hold", "days": 56})
    assert doses(said)[2:5] == [
        ("2027-02-01", "hold", "29"),
        ("2027-03-29", "reduce", "25"),
        ("2027-04-12", "reduce", "21"),
    ]
    assert said["schedule"]["last_day"] > "2027-10-01"
    assert "reduction_percent" not in said


def test_a_percentage_of_the_baseline_is_judged_by_the_first_baseline():
    """10 % of the first 20 mg is 2 mg to the end: after a visit at 12 mg a fall of 2 mg is what was asked, and not more."""
    base = direct("uk", "diazepam", night="20", strategy={"basis": "baseline"})
    said = revised(base, "2027-02-22", "12", {"decision": "continue"})
    number = 1 + doses(said).index(("2027-03-01", "reduce", "10"))
    assert ("faster_than_asked", number) not in [(each["rule"], each["step"]) for each in said["findings"]]


def test_a_revision_that_is_too_short_is_refused_with_what_is_long_enough():
    """9 mg for 14 days and five more steps of 7 are 49 days: by 14 they would be 84, and 21 days more at the end make just 70."""
    quick = {"decision": "continue", "strategy": {"interval_days": 7}}
    said, status = answer(json.dumps(revision(direct("uk", "diazepam", night="10"), "2027-01-18", "5", quick)), CATALOGUE)
    assert (status, said["error"]["code"]) == (3, "TooShort")
    assert said["error"]["message"].startswith("This taper would reach its end after 49 days.")
    offers = {each["message"] for each in said["error"]["alternatives"]}
    assert offers >= {"Reduce every 14 days: 12 weeks.", "Stay on the last dose for 21 days more before stopping: 10 weeks."}


@pytest.mark.parametrize(("threshold", "rule"), [("specialist_mg", "specialist_dose"), ("inpatient_mg", "inpatient_dose")])
def test_a_revision_is_judged_by_the_thresholds_of_the_clinic(threshold, rule):
    """A dose of 17 mg is above a threshold of 16 mg that the clinic has set, and not above one of 17."""
    request = parse_request(direct("uk", "diazepam", night="20"), CATALOGUE)
    schedule = build_schedule(request, CATALOGUE)

    def rules(mg):
        change = Change(date(2027, 1, 20), schedule.steps[1].regimen, Adjustment(Decision.HOLD, 28))
        own = Thresholds(**{threshold: Decimal(mg)})
        found = propose_revision(schedule, request, CATALOGUE, change=change, thresholds=own).findings
        return {each.rule for each in found}

    assert (rule in rules("16"), rule in rules("17")) == (True, False)


def test_an_edited_step_by_the_week_that_is_reached_no_more_is_told_with_its_days():
    """Each dose says on which days of the week it is; one of every day says none."""
    request = parse_request(WEEKLY, CATALOGUE)
    made = propose(request, CATALOGUE, None)
    step = next(each for each in made.schedule.steps if each.mean)
    told_ = replace(made, edits_not_reached=(step,)).to_json()["edits_not_reached"]
    doses = [(each.time, each.drug, str(each.mg), list(each.weekdays)) for each in step.doses]
    assert all(weekdays for *_, weekdays in doses)
    assert told_ == [
        {
            "number": step.number,
            "starts_on": step.starts_on.isoformat(),
            "days": step.days,
            "doses": [{"time": time, "drug": drug, "mg": mg, "weekdays": days} for time, drug, mg, days in doses],
        }
    ]
