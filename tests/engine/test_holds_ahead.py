"""What a visit does to the holds planned in advance, to the order of the drugs, and to a reduction that would come too soon."""

import pytest

from .requests import crossover, direct
from .revising import BOTH, HOLDING, LORAZEPAM, TWENTY, revised, rows

# The hold after the third step of HOLDING: 16 mg from 1 February 2027, held from the 15th for 28 days; 15 mg from 15 March.


def test_a_step_back_before_a_hold_goes_down_once_more_and_then_holds():
    """Stepping back from the dose that is to be held, the hold comes after that dose is reached again."""
    assert rows(revised(HOLDING, "2027-02-03", "step-back"), "2027-02-03")[:4] == [
        "2027-02-03 step-back 14: night diazepam 17",
        "2027-02-17 reduce 14: night diazepam 16",
        "2027-03-03 hold 28: night diazepam 16",
        "2027-03-31 reduce 14: night diazepam 15",
    ]


def test_a_step_back_two_doses_before_a_hold_keeps_it_at_its_dose():
    """Stepping back from the dose before, the hold comes at the dose that it was planned for."""
    assert rows(revised(HOLDING, "2027-01-20", "step-back"), "2027-01-20")[:5] == [
        "2027-01-20 step-back 14: night diazepam 18",
        "2027-02-03 reduce 14: night diazepam 17",
        "2027-02-17 reduce 14: night diazepam 16",
        "2027-03-03 hold 28: night diazepam 16",
        "2027-03-31 reduce 14: night diazepam 15",
    ]


@pytest.mark.parametrize("on", ["2027-01-20", "2027-02-03"])
def test_a_step_back_twice_in_a_day_with_holds_ahead_is_one(on):
    """The same step back decided again on the same day leaves the holds where the first put them."""
    once = revised(HOLDING, on, "step-back")
    assert revised(HOLDING, on, "step-back", schedule=once) == once


def test_a_hold_that_was_decided_for_a_later_day_is_no_plan_of_the_start():
    """Only holds planned in advance are kept: one that a visit decided goes with the decision that takes its place."""
    later = revised(TWENTY, "2027-06-01", "hold", days=21)
    assert "2027-06-01 hold 21: night diazepam 8" in rows(later)
    slow = revised(TWENTY, "2027-02-02", "slow", schedule=later, interval_days=28)
    assert [row for row in rows(slow, "2027-03-02") if " hold " in row] == []


CROSSING = crossover(
    "uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1", strategy={"holds": [{"after_step": 2, "days": 10}]}
)
"""Night moves on 4 January, morning on the 11th and is held from the 18th for 10 days, midday on the 28th."""


def test_a_hold_within_a_crossover_stays_after_the_dose_that_it_was_planned_after():
    """A visit while doses still move keeps a hold that comes after a later move, and does not plan it twice."""
    assert [
        row.split(":")[0] for row in rows(revised(CROSSING, "2027-01-06", "slow", reduction_percent="5"), "2027-01-06")[:4]
    ] == [
        "2027-01-06 hold 5",
        "2027-01-11 crossover 7",
        "2027-01-18 hold 10",
        "2027-01-28 crossover 7",
    ]


def test_a_running_hold_within_a_crossover_is_not_planned_again():
    """A visit in the step before a hold waits it out once."""
    assert [
        row.split(":")[0] for row in rows(revised(CROSSING, "2027-01-13", "slow", reduction_percent="5"), "2027-01-13")[:3]
    ] == [
        "2027-01-13 hold 15",
        "2027-01-28 crossover 7",
        "2027-02-04 stabilise 7",
    ]


def test_drugs_go_on_down_in_the_order_that_a_visit_gave_them():
    """What is taken is told in the order in which it goes down: the next visit, as planned, keeps that order."""
    other = revised(BOTH, "2027-01-06", "continue", "night temazepam 16", "night diazepam 3")
    assert [row.split(": ")[1] for row in rows(other, "2027-01-06")[:2]] == [
        "night temazepam 16 + night diazepam 3 (as taken)",
        "night temazepam 15 + night diazepam 3",
    ]
    slow = revised(BOTH, "2027-02-10", "slow", schedule=other, interval_days=28)
    assert [row.split(": ")[1] for row in rows(slow, "2027-02-10")[:3]] == [
        f"night temazepam {mg} + night diazepam 3" for mg in (14, 13, 12)
    ]


def test_a_hold_after_stabilising_stays_there():
    """A visit while doses still move keeps the hold that comes after the dose was stable."""
    plan = LORAZEPAM | {"strategy": LORAZEPAM["strategy"] | {"holds": [{"after_step": 4, "days": 10}]}}
    assert [row.split(":")[0] for row in rows(revised(plan, "2027-01-13", "slow", reduction_percent="5"), "2027-01-18")[:4]] == [
        "2027-01-18 crossover 7",
        "2027-01-25 stabilise 7",
        "2027-02-01 hold 10",
        "2027-02-11 reduce 14",
    ]


def test_a_long_hold_of_whole_weeks_stays_as_long():
    """Where every change falls on a Monday, a hold of nine weeks lasts nine weeks."""
    weekly = TWENTY | {"strategy": TWENTY["strategy"] | {"change_weekday": "monday"}}
    assert rows(revised(weekly, "2027-02-01", "hold", days=63), "2027-02-01")[0].startswith("2027-02-01 hold 63:")


def test_the_dose_of_the_start_may_fall_at_once():
    """An open hold before the first reduction holds the dose of the start, which was taken for long: no interval has to pass."""
    held = revised(TWENTY, "2027-01-02", "hold")
    assert rows(held) == ["2027-01-04 hold open: night diazepam 20"]
    assert rows(revised(TWENTY, "2027-01-06", "continue", schedule=held), "2027-01-06")[0] == (
        "2027-01-06 reduce 14: night diazepam 18"
    )


# Switching to a crossover that is quick ------------------------------------------------------------------------------

TEMAZEPAM = direct(
    "uk",
    "temazepam",
    "ashton-2002",
    night="20",
    strategy={"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"], "interval_days": 28},
)
"""18 mg from 4 January 2027, and less every 28 days: 1 February, 1 March …"""
QUICK = {"method": "crossover", "crossover_days": 3, "stabilise_days": 0}


def switched(on, schedule=None, **fields):
    """The days of the steps from a switch to a crossover of three days on, up to the second reduction."""
    steps = rows(revised(TEMAZEPAM, on, "switch", schedule=schedule, **QUICK, **fields), on)
    return [row.split(":")[0] for row in steps[:4]]


def test_a_quick_crossover_waits_for_the_reduction_that_was_planned():
    """The dose was to fall on 1 February: a shorter interval from now on does not bring that day forward."""
    assert switched("2027-01-06", interval_days=14) == [
        "2027-01-06 hold 23",
        "2027-01-29 crossover 3",
        "2027-02-01 reduce 14",
        "2027-02-15 reduce 14",
    ]


def test_a_quick_crossover_waits_for_the_longer_interval():
    """Where the interval becomes longer, it is counted from the last reduction, beyond the day that was planned."""
    plan = TEMAZEPAM | {"strategy": TEMAZEPAM["strategy"] | {"interval_days": 14}}
    steps = rows(revised(plan, "2027-01-06", "switch", **QUICK, interval_days=28), "2027-01-06")
    assert [row.split(":")[0] for row in steps[:3]] == [
        "2027-01-06 hold 23",
        "2027-01-29 crossover 3",
        "2027-02-01 reduce 28",
    ]


def test_a_crossover_out_of_an_open_hold_is_held_at_its_end():
    """A switch is about the method alone: the dose crosses over and is held there, without an end, as it was."""
    held = revised(TEMAZEPAM, "2027-01-06", "hold")
    assert switched("2027-01-20", held, interval_days=28) == ["2027-01-20 crossover 3", "2027-01-23 hold open"]


@pytest.mark.parametrize("days", [2, 22])
def test_a_hold_before_a_quick_crossover_is_made_as_long_as_it_must_be(days):
    """A hold that is too short by weeks or by a day lasts until the crossover may begin, and no longer."""
    steps = rows(revised(TEMAZEPAM, "2027-01-06", "hold", days=days, **QUICK, interval_days=14), "2027-01-06")
    assert [row.split(":")[0] for row in steps[:3]] == [
        "2027-01-06 hold 23",
        "2027-01-29 crossover 3",
        "2027-02-01 reduce 14",
    ]
