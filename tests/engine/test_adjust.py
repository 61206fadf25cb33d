"""revise(): the same past, a new future, for every decision of a visit."""

import itertools
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from taper_app.engine import (
    TIMES,
    Adjustment,
    Change,
    Decision,
    Dose,
    Edit,
    Hold,
    Refusal,
    Regimen,
    Schedule,
    Thresholds,
    build_schedule,
    check,
    load_catalogue,
    parse_request,
    propose_revision,
    revise,
)
from taper_app.engine.catalogue.decision import REVISING

from .requests import crossover, direct, laid_over, random_request

CATALOGUE = load_catalogue()
TWENTY = direct("uk", "diazepam", night="20")
"""18 mg from Monday 4 January 2027, then 17 16 … 2 1 mg, 14 days each; the stop is on 13 September."""
LORAZEPAM = crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1")
"""30 mg diazepam: night, morning and midday move on 4, 11 and 18 January, stabilise from the 25th, 27 mg from 1 February."""
BOTH = direct(
    "uk",
    "diazepam",
    "ashton-2002",
    night="4",
    strategy={"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]},
)
BOTH["regimen"].append({"drug": "temazepam", "night": "20"})
"""Diazepam 3 mg from 4 January, 2 from the 18th, 1 from 1 February, none from the 15th; temazepam 18 mg from 1 March, 17 …"""


def day(text):
    return date.fromisoformat(text)


def parsed(request):
    return parse_request(request, CATALOGUE)


def built(request):
    return build_schedule(parsed(request), CATALOGUE)


def regimen(*doses):
    """A regimen from "night diazepam 17", …"""
    split = (each.split() for each in doses)
    return Regimen(tuple(Dose(time, drug, Decimal(mg)) for time, drug, mg in split))


def strategy(request, **fields):
    """The request's strategy with some fields changed."""
    return parsed(request | {"strategy": request["strategy"] | fields}).strategy


def adjustment(request, decision, days=None, edits=(), **fields):
    return Adjustment(Decision(decision), days, strategy(request, **fields) if fields else None, tuple(edits))


def taken_then(schedule, request, on):
    """What is planned for the day before."""
    past = schedule.before(on)
    return past[-1].regimen if past else parsed(request).regimen


def revised(request, on, decision, *taken, days=None, edits=(), schedule=None, **fields):
    """The plan of a request, revised: `taken` is what is taken ("night diazepam 17", …), the planned dose when left out."""
    schedule, on = schedule or built(request), day(on)
    doses = regimen(*taken) if taken else taken_then(schedule, request, on)
    decided = adjustment(request, decision, days, edits, **fields)
    return revise(schedule, parsed(request), CATALOGUE, Change(on, doses, decided))


def proposed(request, on, decision, *taken, days=None, edits=(), review_on=None, threshold=None, facts=None, **fields):
    """The same with its findings."""
    schedule, on = built(request), day(on)
    doses = regimen(*taken) if taken else taken_then(schedule, request, on)
    decided = adjustment(request, decision, days, edits, **fields)
    return propose_revision(
        schedule,
        parsed(request),
        CATALOGUE,
        facts,
        change=Change(on, doses, decided),
        review_on=review_on and day(review_on),
        thresholds=Thresholds(diazepam_mg=threshold),
    )


def row(step):
    doses = " + ".join(f"{dose.time} {dose.drug} {dose.mg}" for dose in step.doses)
    marks = "".join(
        f" ({name.replace('_', ' ')})"
        for name in ("as_taken", "edited", "closing")
        if getattr(step, name) and step.kind != "stop"
    )
    return f"{step.starts_on} {step.kind} {step.days}: {doses}{marks}".replace("None", "open")


def rows(schedule, since=None):
    """The steps as text, those that begin from a day on."""
    return [row(step) for step in schedule.steps if since is None or step.starts_on >= day(since)]


def falling(begins, days, *amounts, dose="night diazepam"):
    """Rows of a single dose that falls to these mg, so many days each, and then stops: by hand but for the dates.

    The first of `amounts` is what is taken before. A fall of more than a quarter is a closing one.
    """
    found, on = [], day(begins)
    for before, mg in itertools.pairwise(amounts):
        if mg:
            closing = " (closing)" if (before - mg) * 4 > before else ""
            found.append(f"{on} reduce {days}: {dose} {mg}{closing}")
            on += timedelta(days=days)
    return [*found, f"{on} stop 0: "]


def down(mg):
    """mg, mg − 1, … 1, 0: below 20 mg diazepam 10 % is always 1 mg with halves of 2 mg tablets."""
    return range(mg, -1, -1)


PLAN = falling("2027-01-04", 14, 20, *down(18))


def plan_before(on):
    """The rows of the plan of 20 mg before a day, the last one cut off there."""
    kept = [each.split(" ", 3) for each in PLAN if each[:10] < on]
    if kept and kept[-1][1] == "reduce":
        lasted = min(14, (day(on) - day(kept[-1][0])).days)
        kept[-1][2] = f"{lasted}:"
    return [" ".join(each) for each in kept]


# The days of a direct plan -------------------------------------------------------------------------------------------

STEP_CHANGES, MIDDLE, LAST_DAY = "2027-02-01", "2027-01-27", "2027-01-31"
FIRST_DAY, BEFORE_IT, LAST_DOSE, STOP = "2027-01-04", "2026-12-20", "2027-09-12", "2027-09-13"


def test_the_plan_that_is_revised():
    """From 20 mg by 10 % every 14 days: 18 17 16 … 2 1 0."""
    assert rows(built(TWENTY)) == PLAN


@pytest.mark.parametrize("on", [BEFORE_IT, FIRST_DAY, "2027-01-10", MIDDLE, LAST_DAY, STEP_CHANGES, LAST_DOSE, STOP])
def test_continuing_as_planned_changes_nothing(on):
    """continue, with the planned dose taken, gives the same schedule on any day."""
    assert revised(TWENTY, on, "continue") == built(TWENTY)


HELD = {
    STEP_CHANGES: ["2027-02-01 hold 14: night diazepam 17", *falling("2027-02-15", 14, *down(17))],
    FIRST_DAY: ["2027-01-04 hold 14: night diazepam 20", *falling("2027-01-18", 14, 20, *down(18))],
    BEFORE_IT: ["2027-01-04 hold 14: night diazepam 20", *falling("2027-01-18", 14, 20, *down(18))],
    MIDDLE: ["2027-01-27 hold 14: night diazepam 17", *falling("2027-02-10", 14, *down(17))],
    LAST_DAY: ["2027-01-31 hold 14: night diazepam 17", *falling("2027-02-14", 14, *down(17))],
    LAST_DOSE: ["2027-09-12 hold 14: night diazepam 1", "2027-09-26 stop 0: "],
    STOP: ["2027-09-13 hold 14: night diazepam 1", "2027-09-27 stop 0: "],
}


@pytest.mark.parametrize("on", HELD)
def test_a_dated_hold_on_any_day(on):
    """hold (dated): the dose stays for so many days from the change, and then goes on down, all dates built anew."""
    assert rows(revised(TWENTY, on, "hold", days=14)) == plan_before(on) + HELD[on]


@pytest.mark.parametrize(
    ("on", "row_"),
    [
        (STEP_CHANGES, "2027-02-01 hold open: night diazepam 17"),
        (FIRST_DAY, "2027-01-04 hold open: night diazepam 20"),
        (MIDDLE, "2027-01-27 hold open: night diazepam 17"),
        (STOP, "2027-09-13 hold open: night diazepam 1"),
    ],
)
def test_an_open_hold_has_nothing_after_it(on, row_):
    """hold (open): the dose stays without an end, and nothing comes after it."""
    assert rows(revised(TWENTY, on, "hold")) == [*plan_before(on), row_]


@pytest.mark.parametrize(
    ("on", "days", "row_", "next_"),
    [
        (MIDDLE, 1, "2027-01-27 hold 5: night diazepam 17", "2027-02-01 reduce 14: night diazepam 16"),
        (MIDDLE, 5, "2027-01-27 hold 5: night diazepam 17", "2027-02-01 reduce 14: night diazepam 16"),
        (MIDDLE, 6, "2027-01-27 hold 6: night diazepam 17", "2027-02-02 reduce 14: night diazepam 16"),
        (STEP_CHANGES, 3, "2027-02-01 hold 3: night diazepam 17", "2027-02-04 reduce 14: night diazepam 16"),
        (LAST_DAY, 1, "2027-01-31 hold 1: night diazepam 17", "2027-02-01 reduce 14: night diazepam 16"),
    ],
)
def test_a_hold_never_brings_the_next_reduction_forward(on, days, row_, next_):
    """No reduction comes sooner than `interval_days` after the last change: a shorter hold lasts as long as the step would."""
    assert rows(revised(TWENTY, on, "hold", days=days))[len(plan_before(on)) :][:2] == [row_, next_]


SLOWED = {
    STEP_CHANGES: ["2027-02-01 hold 14: night diazepam 17", *falling("2027-02-15", 28, *down(17))],
    FIRST_DAY: falling("2027-01-04", 28, *down(20)),
    BEFORE_IT: falling("2027-01-04", 28, *down(20)),
    MIDDLE: ["2027-01-27 hold 19: night diazepam 17", *falling("2027-02-15", 28, *down(17))],
    LAST_DAY: ["2027-01-31 hold 15: night diazepam 17", *falling("2027-02-15", 28, *down(17))],
    LAST_DOSE: ["2027-09-12 hold 15: night diazepam 1", "2027-09-27 stop 0: "],
}


@pytest.mark.parametrize("on", SLOWED)
def test_a_slower_pace_on_any_day(on):
    """slow (new pace): 5 % every 28 days, the first reduction 28 days after the last change, however much of them is over."""
    slow = revised(TWENTY, on, "slow", interval_days=28, reduction_percent="5")
    assert rows(slow) == plan_before(on) + SLOWED[on]


def test_a_quicker_interval_does_not_bring_the_next_reduction_forward():
    """A shorter interval is for what comes after: 17 mg lasts its 14 days, then every 7."""
    weekly = revised(TWENTY, MIDDLE, "slow", interval_days=7)
    assert rows(weekly, MIDDLE) == ["2027-01-27 hold 5: night diazepam 17", *falling("2027-02-01", 7, *down(17))]


STEPPED_BACK = {
    STEP_CHANGES: ["2027-02-01 step-back 14: night diazepam 18", *falling("2027-02-15", 14, *down(18))],
    "2027-01-10": ["2027-01-10 step-back 14: night diazepam 20", *falling("2027-01-24", 14, 20, *down(18))],
    MIDDLE: ["2027-01-27 step-back 14: night diazepam 18", *falling("2027-02-10", 14, *down(18))],
    LAST_DOSE: ["2027-09-12 step-back 14: night diazepam 2", *falling("2027-09-26", 14, *down(2))],
    STOP: ["2027-09-13 step-back 14: night diazepam 2", *falling("2027-09-27", 14, *down(2))],
}


@pytest.mark.parametrize("on", STEPPED_BACK)
def test_a_step_back_on_any_day(on):
    """step back: the previous dose, held for the interval, then on from there; before the first step is the dose of the start."""
    assert rows(revised(TWENTY, on, "step-back")) == plan_before(on) + STEPPED_BACK[on]


def test_a_step_back_lasts_as_long_as_the_clinician_says():
    """step back: the dose is held for the days given, then goes on down."""
    back = revised(TWENTY, MIDDLE, "step-back", days=30)
    assert rows(back, MIDDLE) == ["2027-01-27 step-back 30: night diazepam 18", *falling("2027-02-26", 14, *down(18))]


def test_a_second_step_back_goes_one_dose_further():
    """Two steps back, one visit after the other, end at the dose of the step before."""
    once = revised(TWENTY, "2027-02-08", "step-back")  # 16 → 17
    twice = revised(TWENTY, "2027-02-15", "step-back", schedule=once)
    assert rows(twice, "2027-02-08") == [
        "2027-02-08 step-back 7: night diazepam 17",
        "2027-02-15 step-back 14: night diazepam 18",
        *falling("2027-03-01", 14, *down(18)),
    ]


@pytest.mark.parametrize("on", [BEFORE_IT, FIRST_DAY])
def test_there_is_no_step_back_from_the_dose_of_the_start(on):
    """Where no earlier dose was higher than the one taken, a step back is refused, and says what to do instead."""
    with pytest.raises(Refusal) as refused:
        revised(TWENTY, on, "step-back")
    assert refused.value.code == "NothingToStepBackTo"
    assert refused.value.message == "No earlier dose of this plan was higher than the one taken. Hold the dose instead."


@pytest.mark.parametrize(
    ("on", "row_"),
    [
        (STEP_CHANGES, "2027-02-01 maintain open: night diazepam 17"),
        (BEFORE_IT, "2027-01-04 maintain open: night diazepam 20"),
        (MIDDLE, "2027-01-27 maintain open: night diazepam 17"),
        (LAST_DOSE, "2027-09-12 maintain open: night diazepam 1"),
    ],
)
def test_maintaining_ends_the_plan_at_the_dose_taken(on, row_):
    """maintain here: the dose taken, without an end, and nothing after it."""
    assert rows(revised(TWENTY, on, "maintain")) == [*plan_before(on), row_]


def test_a_switch_to_other_products_keeps_the_dose_and_its_dates():
    """switch (other products, same dose): the same doses on the same days, from other pieces from the change on."""
    switched = revised(TWENTY, "2027-05-01", "switch", products=["diazepam-2mg-tablet"])
    # 11 mg from 12 April, 10 mg from the 26th: 5 of 14 days are over.
    assert rows(switched, "2027-04-26") == [
        "2027-04-26 reduce 5: night diazepam 10",
        "2027-05-01 hold 9: night diazepam 10",
        *falling("2027-05-10", 14, *down(10)),
    ]
    pieces = {
        str(step.doses[0].mg): [(piece.product, str(piece.count)) for piece in step.doses[0].pieces]
        for step in switched.steps
        if step.starts_on >= day("2027-05-01") and step.doses
    }
    assert pieces["10"] == [("diazepam-2mg-tablet", "5")]
    assert pieces["9"] == [("diazepam-2mg-tablet", "4.5")]
    assert pieces["5"] == [("diazepam-2mg-tablet", "2.5")]


def test_the_measures_of_a_hold_and_a_step_back():
    """A hold changes nothing; a step back is a rise, a negative reduction in mg and percent of the step before."""
    held = revised(TWENTY, MIDDLE, "hold", days=14).steps[2]
    assert (held.equivalent, held.reduction, held.reduction_percent, held.as_taken, held.closing) == (17, 0, 0, False, False)
    back = revised(TWENTY, MIDDLE, "step-back").steps[2]
    assert (back.equivalent, back.reduction, back.reduction_percent) == (18, -1, Fraction(-100, 17))
    after = revised(TWENTY, MIDDLE, "step-back").steps[3]
    assert (after.equivalent, after.reduction, after.reduction_percent) == (17, 1, Fraction(100, 18))


def test_steps_are_numbered_on_and_the_plan_keeps_its_beginning():
    """The schedule keeps its first day, table and baseline; its steps are numbered on from those of the past."""
    plan, held = built(TWENTY), revised(TWENTY, MIDDLE, "hold", days=14)
    assert (held.starts_on, held.equivalence, held.baseline_equivalent) == (plan.starts_on, None, 20)
    assert [step.number for step in held.steps] == list(range(1, 21))
    assert (held.days, held.last_day) == (261, day("2027-09-21"))


# Across a year's end -------------------------------------------------------------------------------------------------


def test_a_revision_across_a_years_end():
    """Dates are days of the calendar: a step of December is cut off there and goes on in January."""
    winter = TWENTY | {"starts_on": "2026-12-21"}
    assert rows(revised(winter, "2026-12-30", "hold", days=14))[:4] == [
        "2026-12-21 reduce 9: night diazepam 18",
        "2026-12-30 hold 14: night diazepam 18",
        "2027-01-13 reduce 14: night diazepam 17",
        "2027-01-27 reduce 14: night diazepam 16",
    ]
    assert rows(revised(winter, "2027-01-01", "slow", interval_days=21))[:3] == [
        "2026-12-21 reduce 11: night diazepam 18",
        "2027-01-01 hold 10: night diazepam 18",
        "2027-01-11 reduce 21: night diazepam 17",
    ]


def test_a_revision_across_a_leap_day():
    """29 February is a day like any other: 14 days from 20 February 2028 end on 5 March."""
    leap = TWENTY | {"starts_on": "2028-02-07"}
    assert rows(revised(leap, "2028-02-20", "hold", days=14))[:3] == [
        "2028-02-07 reduce 13: night diazepam 18",
        "2028-02-20 hold 14: night diazepam 18",
        "2028-03-05 reduce 14: night diazepam 17",
    ]


# What is really taken ------------------------------------------------------------------------------------------------


def test_a_patient_two_steps_behind_holds_there_first():
    """Still on the dose of step 3 when the plan says 5: a hold at the dose taken, "as taken", neither reduction nor rise."""
    behind = revised(TWENTY, "2027-03-08", "continue", "night diazepam 16")  # 14 mg planned since 1 March
    assert rows(behind) == [
        *plan_before("2027-03-08"),
        "2027-03-08 hold 14: night diazepam 16 (as taken)",
        *falling("2027-03-22", 14, *down(16)),
    ]
    step = behind.steps[5]
    assert (step.equivalent, step.reduction, step.reduction_percent, step.closing) == (16, 0, 0, False)
    assert (behind.steps[6].reduction, behind.steps[6].reduction_percent) == (1, Fraction(100, 16))


def test_a_patient_ahead_of_the_plan_goes_on_from_the_dose_taken():
    """Less taken than planned: the dose taken is held for an interval, the rest is built from there, and never up."""
    ahead = revised(TWENTY, "2027-03-08", "continue", "night diazepam 12")
    assert rows(ahead, "2027-03-02") == [
        "2027-03-08 hold 14: night diazepam 12 (as taken)",
        *falling("2027-03-22", 14, *down(12)),
    ]
    assert (ahead.steps[5].reduction, ahead.steps[5].reduction_percent) == (0, 0)


def test_the_same_mg_at_another_time_of_day_is_not_as_planned():
    """What is taken is compared dose by dose: 14 mg in the morning is not 14 mg at night."""
    moved = revised(TWENTY, "2027-03-08", "continue", "morning diazepam 14")
    assert rows(moved, "2027-03-08")[:2] == [
        "2027-03-08 hold 14: morning diazepam 14 (as taken)",
        "2027-03-22 reduce 14: morning diazepam 13",
    ]


def test_the_order_of_the_rows_does_not_matter():
    """The planned doses are taken as planned whatever the order in which they are told."""
    split = direct("uk", "diazepam", morning="10", night="10")
    night_first = ("night diazepam 10", "morning diazepam 8")
    assert revised(split, "2027-01-10", "continue", *night_first) == built(split)


@pytest.mark.parametrize(
    ("decision", "days", "fields", "expected"),
    [
        ("hold", 28, {}, ["2027-03-08 hold 28: night diazepam 16 (as taken)", *falling("2027-04-05", 14, *down(16))]),
        ("hold", 7, {}, ["2027-03-08 hold 14: night diazepam 16 (as taken)", *falling("2027-03-22", 14, *down(16))]),
        ("hold", None, {}, ["2027-03-08 hold open: night diazepam 16 (as taken)"]),
        ("maintain", None, {}, ["2027-03-08 maintain open: night diazepam 16 (as taken)"]),
        (
            "slow",
            None,
            {"interval_days": 21, "reduction_percent": "5"},
            ["2027-03-08 hold 21: night diazepam 16 (as taken)", *falling("2027-03-29", 21, *down(16))],
        ),
        (
            "switch",
            None,
            {"products": ["diazepam-2mg-tablet"]},
            ["2027-03-08 hold 14: night diazepam 16 (as taken)", *falling("2027-03-22", 14, *down(16))],
        ),
        ("step-back", None, {}, ["2027-03-08 step-back 14: night diazepam 17", *falling("2027-03-22", 14, *down(17))]),
    ],
)
def test_every_decision_begins_at_the_dose_really_taken(decision, days, fields, expected):
    """From the regimen actually taken the rest is built, whatever is decided; a step back goes up from what is taken."""
    assert rows(revised(TWENTY, "2027-03-08", decision, "night diazepam 16", days=days, **fields), "2027-03-02") == expected


def test_the_rise_of_a_step_back_is_told_from_the_planned_dose():
    """A step back by a patient who was behind is a rise over the dose that was planned: 14 to 17 mg."""
    back = revised(TWENTY, "2027-03-08", "step-back", "night diazepam 16").steps[5]
    assert (back.as_taken, back.reduction, back.reduction_percent) == (False, -3, Fraction(-300, 14))


def test_editing_steps_wants_the_planned_dose_taken():
    """adjust: while another dose is taken than planned, there is nothing sound to edit; hold or go on at that dose first."""
    with pytest.raises(Refusal) as refused:
        revised(TWENTY, "2027-03-08", "adjust", "night diazepam 16", edits=[Edit(7, days=28)])
    assert refused.value.code == "TakenDiffers"
    assert refused.value.message == (
        "What is taken is not what was planned. Hold or go on at the dose taken first, then edit steps."
    )


@pytest.mark.parametrize("decision", REVISING)
@pytest.mark.parametrize("on", [FIRST_DAY, MIDDLE, "2027-09-20"])
def test_nothing_taken_is_nothing_to_plan(decision, on):
    """Going to zero is only ever a stop step: where nothing is taken any more there is nothing to revise."""
    with pytest.raises(Refusal) as refused:
        revise(built(TWENTY), parsed(TWENTY), CATALOGUE, Change(day(on), Regimen(()), Adjustment(decision)))
    assert refused.value.code == "NothingTaken"
    assert refused.value.message == "Nothing is taken any more. End the plan, or enter the dose that is taken."


def test_after_the_stop_a_dose_that_is_taken_again_is_held_and_reduced():
    """After the stop: what is taken again is held as taken and goes down from there; the stop that was stays in the past."""
    again = revised(TWENTY, "2027-09-20", "continue", "night diazepam 3")
    assert rows(again, "2027-09-01") == [
        "2027-09-13 stop 0: ",
        "2027-09-20 hold 14: night diazepam 3 (as taken)",
        *falling("2027-10-04", 14, *down(3)),
    ]
    assert (again.steps[19].reduction, again.steps[19].reduction_percent) == (0, 0)
    assert again.days == 301  # 252 days to the first stop, 7 without a dose, 14 + 3 × 14


@pytest.mark.parametrize("decision", ["hold", "maintain"])
def test_after_the_stop_no_percentage_is_made_of_nothing(decision):
    """After the stop a dose taken again is neither a reduction nor a rise: there is no percentage of nothing."""
    step = revised(TWENTY, "2027-09-20", decision, "night diazepam 5").steps[-1]
    assert (step.kind, step.days, step.as_taken, step.reduction, step.reduction_percent) == (decision, None, True, 0, 0)


def test_a_step_back_after_the_stop_is_a_rise_without_a_percentage():
    """A step back after the stop, from 3 mg taken again to the last dose above it, is a rise of 4 mg from nothing."""
    back = revised(TWENTY, "2027-09-20", "step-back", "night diazepam 3")
    assert rows(back, "2027-09-14") == [
        "2027-09-20 step-back 14: night diazepam 4",
        *falling("2027-10-04", 14, *down(4)),
    ]
    assert (back.steps[19].reduction, back.steps[19].reduction_percent) == (-4, 0)


# Twice in a day, and open holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [FIRST_DAY, MIDDLE, STEP_CHANGES])
@pytest.mark.parametrize(
    ("decision", "days", "fields"),
    [
        ("continue", None, {}),
        ("hold", 21, {}),
        ("hold", None, {}),
        ("slow", None, {"interval_days": 28}),
        ("step-back", None, {}),
        ("maintain", None, {}),
    ],
)
def test_the_same_decision_twice_in_a_day_is_as_good_as_once(decision, days, fields, on):
    """A second visit on the same day, with the same decision, gives the same schedule."""
    if decision == "step-back" and on == FIRST_DAY:
        on = "2027-01-05"
    once = revised(TWENTY, on, decision, days=days, **fields)
    assert revised(TWENTY, on, decision, days=days, schedule=once, **fields) == once


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        # 17 mg since 18 January: 14 days are over on 1 February.
        ("2027-01-20", ["2027-01-20 hold 12: night diazepam 17", "2027-02-01 reduce 14: night diazepam 16"]),
        ("2027-01-28", ["2027-01-28 hold 4: night diazepam 17", "2027-02-01 reduce 14: night diazepam 16"]),
        ("2027-02-01", ["2027-02-01 reduce 14: night diazepam 16", "2027-02-15 reduce 14: night diazepam 15"]),
        ("2027-06-01", ["2027-06-01 reduce 14: night diazepam 16", "2027-06-15 reduce 14: night diazepam 15"]),
    ],
)
def test_continuing_ends_an_open_hold(on, expected):
    """An open hold, then continue: down again from that day, but no sooner than the interval after the last change."""
    held = revised(TWENTY, "2027-01-20", "hold")
    assert rows(revised(TWENTY, on, "continue", schedule=held), on)[:2] == expected


def test_holding_again_on_an_open_hold():
    """An open hold, then a dated one: it ends when the clinician now says."""
    held = revised(TWENTY, "2027-01-20", "hold")
    again = revised(TWENTY, "2027-03-01", "hold", days=21, schedule=held)
    assert rows(again, "2027-01-20") == [
        "2027-01-20 hold 40: night diazepam 17",
        "2027-03-01 hold 21: night diazepam 17",
        *falling("2027-03-22", 14, *down(17)),
    ]


def test_a_maintenance_dose_goes_on_as_planned_and_can_be_ended():
    """A maintenance dose goes on with continue; slow with the new pace goes on down from it."""
    kept = revised(TWENTY, "2027-01-20", "maintain")
    assert revised(TWENTY, "2027-03-01", "continue", schedule=kept) == kept
    down_again = revised(TWENTY, "2027-03-01", "slow", schedule=kept, interval_days=21)
    assert rows(down_again, "2027-01-20") == [
        "2027-01-20 maintain 40: night diazepam 17",
        *falling("2027-03-01", 21, *down(17)),
    ]


# Holds planned in advance --------------------------------------------------------------------------------------------

HOLDING = direct("uk", "diazepam", night="20", strategy={"holds": [{"after_step": 3, "days": 28}, {"after_step": 8, "days": 21}]})
"""16 mg from 1 February with a hold to 14 March, 15 14 13 12 mg to 9 May, a hold at 12 mg to the 30th, then 11 mg …"""


def test_the_plan_with_holds_in_advance():
    """Two holds planned in advance, after the third and the eighth step, by hand."""
    assert rows(built(HOLDING))[2:10] == [
        "2027-02-01 reduce 14: night diazepam 16",
        "2027-02-15 hold 28: night diazepam 16",
        "2027-03-15 reduce 14: night diazepam 15",
        "2027-03-29 reduce 14: night diazepam 14",
        "2027-04-12 reduce 14: night diazepam 13",
        "2027-04-26 reduce 14: night diazepam 12",
        "2027-05-10 hold 21: night diazepam 12",
        "2027-05-31 reduce 14: night diazepam 11",
    ]


def test_a_hold_planned_in_advance_stays_with_its_step():
    """A hold of a visit moves those planned in advance along: each still comes after the dose that it was planned after."""
    held = revised(HOLDING, "2027-01-27", "hold", days=14)
    assert rows(held, "2027-01-27")[:9] == [
        "2027-01-27 hold 14: night diazepam 17",
        "2027-02-10 reduce 14: night diazepam 16",
        "2027-02-24 hold 28: night diazepam 16",
        "2027-03-24 reduce 14: night diazepam 15",
        "2027-04-07 reduce 14: night diazepam 14",
        "2027-04-21 reduce 14: night diazepam 13",
        "2027-05-05 reduce 14: night diazepam 12",
        "2027-05-19 hold 21: night diazepam 12",
        "2027-06-09 reduce 14: night diazepam 11",
    ]


def test_a_new_pace_keeps_the_holds_that_are_still_to_come():
    """slow keeps the holds that are still to come, after the doses that they were planned after."""
    slow = revised(HOLDING, "2027-01-27", "slow", interval_days=21)
    assert rows(slow, "2027-01-27")[:4] == [
        "2027-01-27 hold 12: night diazepam 17",
        "2027-02-08 reduce 21: night diazepam 16",
        "2027-03-01 hold 28: night diazepam 16",
        "2027-03-29 reduce 21: night diazepam 15",
    ]


def test_a_new_pace_without_a_wait_keeps_the_holds_at_their_steps():
    """Where nothing is waited for, no step is added, and a planned hold comes after the step of the same number."""
    slow = revised(HOLDING, FIRST_DAY, "slow", interval_days=28)
    assert rows(slow)[:5] == [
        "2027-01-04 reduce 28: night diazepam 18",
        "2027-02-01 reduce 28: night diazepam 17",
        "2027-03-01 reduce 28: night diazepam 16",
        "2027-03-29 hold 28: night diazepam 16",
        "2027-04-26 reduce 28: night diazepam 15",
    ]


def test_a_new_strategy_may_have_holds_of_its_own():
    """The clinician's new holds replace the old ones, counted by the steps of the new schedule."""
    slow = revised(HOLDING, "2027-01-27", "slow", interval_days=21, holds=[{"after_step": 5, "days": 10}])
    assert rows(slow, "2027-01-27")[:5] == [
        "2027-01-27 hold 12: night diazepam 17",
        "2027-02-08 reduce 21: night diazepam 16",
        "2027-03-01 reduce 21: night diazepam 15",
        "2027-03-22 hold 10: night diazepam 15",
        "2027-04-01 reduce 21: night diazepam 14",
    ]
    none = revised(HOLDING, "2027-01-27", "slow", interval_days=21, holds=[])
    assert [row_ for row_ in rows(none, "2027-02-08") if "hold" in row_] == []


def test_a_hold_that_takes_the_place_of_a_planned_one_leaves_the_next_where_it_was_planned():
    """Decided while the first planned hold is to come at this dose: it lasts as long, and the second comes after 12 mg."""
    held = revised(HOLDING, "2027-02-10", "hold", days=7)
    assert rows(held, "2027-02-01")[:8] == [
        "2027-02-01 reduce 9: night diazepam 16",
        "2027-02-10 hold 33: night diazepam 16",
        "2027-03-15 reduce 14: night diazepam 15",
        "2027-03-29 reduce 14: night diazepam 14",
        "2027-04-12 reduce 14: night diazepam 13",
        "2027-04-26 reduce 14: night diazepam 12",
        "2027-05-10 hold 21: night diazepam 12",
        "2027-05-31 reduce 14: night diazepam 11",
    ]


def test_a_second_visit_finds_the_planned_holds_where_the_first_left_them():
    """Two visits, each with a hold of its own: the one planned after 12 mg still comes after 12 mg."""
    once = revised(HOLDING, "2027-01-27", "hold", days=14)
    twice = revised(HOLDING, "2027-04-01", "hold", days=14, schedule=once)
    held = [row_ for row_ in rows(twice, "2027-04-02") if "hold" in row_]
    assert [row_.partition(" ")[2] for row_ in held] == ["hold 21: night diazepam 12"]


def test_a_step_back_goes_through_its_dose_again_before_the_planned_hold():
    """From 17 back to 18 mg: the hold planned after 16 mg comes after 16 mg."""
    back = revised(HOLDING, "2027-01-27", "step-back")
    assert rows(back, "2027-01-27")[:5] == [
        "2027-01-27 step-back 14: night diazepam 18",
        "2027-02-10 reduce 14: night diazepam 17",
        "2027-02-24 reduce 14: night diazepam 16",
        "2027-03-10 hold 28: night diazepam 16",
        "2027-04-07 reduce 14: night diazepam 15",
    ]


@pytest.mark.parametrize(("decision", "fields"), [("slow", {"interval_days": 21}), ("switch", {"halve": "all"})])
def test_a_new_pace_keeps_an_open_hold_that_is_planned_at_this_dose(decision, fields):
    """With an open hold planned after 16 mg, a new pace at 16 mg still ends in it: nothing falls before the next visit."""
    open_hold = TWENTY | {"strategy": TWENTY["strategy"] | {"holds": [{"after_step": 3, "days": None}]}}
    assert rows(revised(open_hold, "2027-02-03", decision, **fields), "2027-02-03")[-1].endswith("hold open: night diazepam 16")
    assert len(rows(revised(open_hold, "2027-02-03", decision, **fields), "2027-02-03")) == 2


@pytest.mark.parametrize(("decision", "days"), [("hold", None), ("maintain", None)])
def test_holds_in_advance_are_dropped_where_nothing_follows(decision, days):
    """Before an open hold or a maintenance dose the holds planned in advance have no step to come after: they are dropped."""
    assert rows(revised(HOLDING, "2027-01-27", decision, days=days), "2027-01-27") == [
        f"2027-01-27 {decision} open: night diazepam 17"
    ]


def test_a_hold_that_no_dose_is_left_for_is_told():
    """With so little taken that a planned hold is never reached, that is said, and leaving it out is offered."""
    with pytest.raises(Refusal) as refused:
        proposed(HOLDING, "2027-02-10", "continue", "night diazepam 4")
    assert refused.value.code == "HoldNeverReached"
    assert refused.value.message == "A hold that was planned is never reached: too few doses are left before the end."
    assert {"holds": []} in [each.change for each in refused.value.alternatives]


def test_leaving_a_hold_out_keeps_the_one_that_is_reached():
    """10 mg held as taken from 10 February (step 4), then 9 8 7 mg and the hold of 28 days: that stays, the later one goes."""
    holds = [{"after_step": 6, "days": 28}, {"after_step": 12, "days": 21}]
    request = TWENTY | {"strategy": TWENTY["strategy"] | {"holds": holds}}
    with pytest.raises(Refusal) as refused:
        proposed(request, "2027-02-10", "continue", "night diazepam 8")
    assert [each.change for each in refused.value.alternatives] == [{"holds": [{"after_step": 7, "days": 28}]}]


# A crossover plan ----------------------------------------------------------------------------------------------------

MORNING_MOVED = "morning diazepam 10 + midday lorazepam 1 + night diazepam 10"
ALL_MOVED = "morning diazepam 10 + midday diazepam 10 + night diazepam 10"
CROSSING = [
    "2027-01-04 crossover 7: morning lorazepam 1 + midday lorazepam 1 + night diazepam 10",
    f"2027-01-11 crossover 7: {MORNING_MOVED}",
    f"2027-01-18 crossover 7: {ALL_MOVED}",
    f"2027-01-25 stabilise 7: {ALL_MOVED}",
    "2027-02-01 reduce 14: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
    "2027-02-15 reduce 14: morning diazepam 8 + midday diazepam 7 + night diazepam 10",
    "2027-03-01 reduce 14: morning diazepam 6 + midday diazepam 7 + night diazepam 10",
]


def test_the_crossover_plan_that_is_revised():
    """Night, morning and midday move on 4, 11 and 18 January; stabilise; then 27 25 23 mg, the largest daytime dose first."""
    assert rows(built(LORAZEPAM))[:7] == CROSSING


IN_CROSSOVER, IN_STABILISE, IN_REDUCTIONS = "2027-01-13", "2027-01-27", "2027-02-08"


@pytest.mark.parametrize("on", [FIRST_DAY, "2027-01-11", IN_CROSSOVER, "2027-01-25", IN_STABILISE, IN_REDUCTIONS])
def test_continuing_a_crossover_changes_nothing(on):
    """continue, with the planned doses taken, gives the same schedule in the crossover, stabilising and after it."""
    assert revised(LORAZEPAM, on, "continue") == built(LORAZEPAM)


@pytest.mark.parametrize("days", [1, 3, 5])
def test_a_short_hold_in_a_crossover_lasts_what_is_left_of_the_step(days):
    """A hold in mid-crossover never brings the next dose to move forward: it moves when it was planned to, on 18 January."""
    assert rows(revised(LORAZEPAM, IN_CROSSOVER, "hold", days=days))[1:6] == [
        f"2027-01-11 crossover 2: {MORNING_MOVED}",
        f"2027-01-13 hold 5: {MORNING_MOVED}",
        *CROSSING[2:5],
    ]


HALVES = crossover("uk", "lorazepam", "ashton-2002", morning="4", night="2", strategy={"crossover_part": "half"})
"""Night and morning move by halves on 4 and 11 January, the halves that are left on the 18th and 25th."""


def test_a_hold_in_a_crossover_by_halves_does_not_halve_the_halves_again():
    """Lorazepam 2 + 1 mg left after the first round move whole after a hold, as they would have without it."""
    assert [row_.partition(": ")[2] for row_ in rows(revised(HALVES, "2027-01-13", "hold", days=10), "2027-01-13")[:4]] == [
        "morning lorazepam 2 + morning diazepam 20 + night lorazepam 1 + night diazepam 10",
        "morning lorazepam 2 + morning diazepam 20 + night diazepam 20",
        "morning diazepam 40 + night diazepam 20",
        "morning diazepam 40 + night diazepam 20",
    ]


def test_rounding_does_not_add_up_over_a_hold_in_a_crossover():
    """Two doses of 2.5 mg by VA/DoD 2021 become 2 and then 3 mg, 5 in all; a hold between them does not make them 2 and 2."""
    request = crossover("uk", "lorazepam", "vadod-2021", morning="0.5", night="0.5")
    moved = ["morning lorazepam 0.5 + night diazepam 2", "morning diazepam 3 + night diazepam 2"]
    assert [row_.partition(": ")[2] for row_ in rows(built(request))[:2]] == moved
    assert [row_.partition(": ")[2] for row_ in rows(revised(request, "2027-01-06", "hold", days=10))[1:3]] == moved


def test_a_crossover_that_is_sooner_over_than_the_interval_begins_later():
    """1.5 mg since 20 January, every 28 days: a crossover of 3 days waits, so that nothing falls before 17 February."""
    request = direct("uk", "lorazepam", "ashton-2002", night="2", strategy={"interval_days": 28, "reduction_percent": "25"})
    request |= {"starts_on": "2027-01-20"}
    quick = {"method": "crossover", "crossover_days": 3, "stabilise_days": 0}
    request["strategy"] |= {"coarse_tail": True}
    assert [row_[:19] for row_ in rows(revised(request, "2027-01-25", "switch", **quick), "2027-01-25")[:3]] == [
        "2027-01-25 hold 20:",
        "2027-02-14 crossove",
        "2027-02-17 reduce 2",
    ]


def test_a_longer_hold_in_a_crossover_moves_the_rest():
    """A hold of 21 days in mid-crossover: then the last dose moves, seven days, seven to stabilise, and down."""
    assert rows(revised(LORAZEPAM, IN_CROSSOVER, "hold", days=21))[2:6] == [
        f"2027-01-13 hold 21: {MORNING_MOVED}",
        f"2027-02-03 crossover 7: {ALL_MOVED}",
        f"2027-02-10 stabilise 7: {ALL_MOVED}",
        "2027-02-17 reduce 14: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
    ]


SLOW = {"interval_days": 28, "reduction_percent": "5"}
SLOW_FALLS = [
    # 5 % of 30, 28 and 26 mg is 1.5, 1.4 and 1.3 mg: 1 mg is under 5 %, so 2 mg, from midday, then morning, then midday
    "morning diazepam 10 + midday diazepam 8 + night diazepam 10",
    "morning diazepam 8 + midday diazepam 8 + night diazepam 10",
    "morning diazepam 8 + midday diazepam 6 + night diazepam 10",
]


def test_a_slower_pace_in_a_crossover_is_for_the_reductions():
    """slow in mid-crossover: the crossover goes on as planned, and the reductions after it have the new pace."""
    assert rows(revised(LORAZEPAM, IN_CROSSOVER, "slow", **SLOW))[2:8] == [
        f"2027-01-13 hold 5: {MORNING_MOVED}",
        *CROSSING[2:4],
        f"2027-02-01 reduce 28: {SLOW_FALLS[0]}",
        f"2027-03-01 reduce 28: {SLOW_FALLS[1]}",
        f"2027-03-29 reduce 28: {SLOW_FALLS[2]}",
    ]


def test_there_is_no_step_back_while_stabilising_at_the_dose_of_the_crossover():
    """Once every dose has moved, no earlier dose of the new drug was higher, so there is nothing to step back to."""
    with pytest.raises(Refusal) as refused:
        revised(LORAZEPAM, IN_STABILISE, "step-back")
    assert refused.value.code == "NothingToStepBackTo"


@pytest.mark.parametrize(("on", "doses"), [(IN_CROSSOVER, MORNING_MOVED), (IN_STABILISE, ALL_MOVED)])
def test_maintaining_and_holding_in_a_crossover(on, doses):
    """maintain and an open hold in a crossover keep both drugs as they are, without an end."""
    assert rows(revised(LORAZEPAM, on, "maintain"), on) == [f"{on} maintain open: {doses}"]
    assert rows(revised(LORAZEPAM, on, "hold"), on) == [f"{on} hold open: {doses}"]


def test_an_open_hold_in_a_crossover_ends_with_the_next_dose_that_moves():
    """An open hold in mid-crossover, then continue: the next dose moves on that day."""
    held = revised(LORAZEPAM, IN_CROSSOVER, "hold")
    assert rows(revised(LORAZEPAM, "2027-03-01", "continue", schedule=held), IN_CROSSOVER)[:4] == [
        f"2027-01-13 hold 47: {MORNING_MOVED}",
        f"2027-03-01 crossover 7: {ALL_MOVED}",
        f"2027-03-08 stabilise 7: {ALL_MOVED}",
        "2027-03-15 reduce 14: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
    ]


@pytest.mark.parametrize(("days", "reduces_on"), [(1, "2027-02-01"), (5, "2027-02-01"), (21, "2027-02-17")])
def test_a_hold_while_stabilising(days, reduces_on):
    """A hold while stabilising: the first reduction is after it, and never before the days to stabilise are over."""
    held = revised(LORAZEPAM, IN_STABILISE, "hold", days=days)
    assert rows(held, "2027-01-25")[:3] == [
        f"2027-01-25 stabilise 2: {ALL_MOVED}",
        f"2027-01-27 hold {(day(reduces_on) - day(IN_STABILISE)).days}: {ALL_MOVED}",
        f"{reduces_on} reduce 14: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
    ]


def test_a_slower_pace_while_stabilising():
    """slow while stabilising: the first reduction 28 days after the last dose moved (18 January), not sooner."""
    assert rows(revised(LORAZEPAM, IN_STABILISE, "slow", **SLOW), "2027-01-27")[:3] == [
        f"2027-01-27 hold 19: {ALL_MOVED}",
        f"2027-02-15 reduce 28: {SLOW_FALLS[0]}",
        f"2027-03-15 reduce 28: {SLOW_FALLS[1]}",
    ]


@pytest.mark.parametrize(("decision", "days"), [("slow", None), ("hold", 3), ("switch", None)])
def test_no_decision_cuts_stabilising_short(decision, days):
    """`stabilise_days` without change are kept whatever is decided in them: 28 days to 14 February here."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy={"stabilise_days": 28})
    fields = {} if decision == "hold" else {"reduction_percent": "5"}
    found = rows(revised(request, "2027-01-21", decision, days=days, **fields), "2027-01-18")
    assert found[:2] == [
        "2027-01-18 stabilise 3: morning diazepam 10 + night diazepam 10",
        "2027-01-21 hold 25: morning diazepam 10 + night diazepam 10",
    ]
    assert found[2].startswith("2027-02-15 reduce 14: ")


def test_decisions_in_the_reductions_after_a_crossover():
    """After a crossover the reductions are held, slowed and stepped back from like any other; the crossover stays in the past."""
    assert rows(revised(LORAZEPAM, IN_REDUCTIONS, "hold", days=14)) == [
        *CROSSING[:4],
        "2027-02-01 reduce 7: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
        "2027-02-08 hold 14: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
        "2027-02-22 reduce 14: morning diazepam 8 + midday diazepam 7 + night diazepam 10",
        *rows(revised(LORAZEPAM, IN_REDUCTIONS, "hold", days=14))[7:],
    ]
    assert rows(revised(LORAZEPAM, IN_REDUCTIONS, "step-back"), IN_REDUCTIONS)[:3] == [
        f"2027-02-08 step-back 14: {ALL_MOVED}",
        "2027-02-22 reduce 14: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
        "2027-03-08 reduce 14: morning diazepam 8 + midday diazepam 7 + night diazepam 10",
    ]
    assert rows(revised(LORAZEPAM, IN_REDUCTIONS, "slow", **SLOW), IN_REDUCTIONS)[:2] == [
        "2027-02-08 hold 21: morning diazepam 10 + midday diazepam 7 + night diazepam 10",
        "2027-03-01 reduce 28: morning diazepam 8 + midday diazepam 7 + night diazepam 10",
    ]


def test_a_night_dose_that_has_not_moved_yet():
    """A patient who still takes all lorazepam in step 2: held as taken, and the crossover begins again, night first."""
    taken = ("morning lorazepam 1", "midday lorazepam 1", "night lorazepam 1")
    assert rows(revised(LORAZEPAM, IN_CROSSOVER, "continue", *taken), IN_CROSSOVER)[:5] == [
        "2027-01-13 hold 14: morning lorazepam 1 + midday lorazepam 1 + night lorazepam 1 (as taken)",
        "2027-01-27 crossover 7: morning lorazepam 1 + midday lorazepam 1 + night diazepam 10",
        f"2027-02-03 crossover 7: {MORNING_MOVED}",
        f"2027-02-10 crossover 7: {ALL_MOVED}",
        f"2027-02-17 stabilise 7: {ALL_MOVED}",
    ]


def test_less_taken_in_a_crossover_is_not_raised_back_to_the_start():
    """Less taken in mid-crossover: the doses that are left move at the dose taken, 15 mg here, never back up to the first 30."""
    less = revised(LORAZEPAM, "2027-01-08", "continue", "morning lorazepam 0.5", "night diazepam 10")
    assert rows(less, "2027-01-08")[:4] == [
        "2027-01-08 hold 14: morning lorazepam 0.5 + night diazepam 10 (as taken)",
        "2027-01-22 crossover 7: morning diazepam 5 + night diazepam 10",
        "2027-01-29 stabilise 7: morning diazepam 5 + night diazepam 10",
        "2027-02-05 reduce 14: morning diazepam 4 + night diazepam 10",
    ]
    assert {step.reduction for step in less.steps[:4]} == {0}


def test_more_taken_in_a_crossover_is_held_and_then_moves_at_that_dose():
    """More taken in mid-crossover: a hold as taken at 34 mg, and the crossover goes on at 34 mg."""
    more = revised(LORAZEPAM, IN_CROSSOVER, "continue", "morning diazepam 10", "midday lorazepam 1", "night diazepam 14")
    assert rows(more, IN_CROSSOVER)[:3] == [
        "2027-01-13 hold 14: morning diazepam 10 + midday lorazepam 1 + night diazepam 14 (as taken)",
        "2027-01-27 crossover 7: morning diazepam 10 + midday diazepam 10 + night diazepam 14",
        "2027-02-03 stabilise 7: morning diazepam 10 + midday diazepam 10 + night diazepam 14",
    ]


# Switching the method ------------------------------------------------------------------------------------------------

COARSE = direct(
    "uk",
    "lorazepam",
    "ashton-2002",
    morning="2",
    night="2",
    strategy={"coarse_tail": True, "reduction_percent": "25", "interval_days": 28},
)
"""Lorazepam 1 + 2 mg from 4 January, 1 + 1.5 from 1 February, 1 + 1 from 1 March, 0.5 + 1 from 29 March 2027."""
CROSS = {"method": "crossover", "reduction_percent": "10", "interval_days": 14}


def test_a_switch_to_a_crossover_keeps_the_dose_of_that_day():
    """switch (other method, same dose): 2 mg lorazepam, 20 mg diazepam by Ashton, cross over at 20, not at the first 40 mg."""
    assert rows(revised(COARSE, "2027-03-29", "switch", **CROSS), "2027-03-01")[:5] == [
        "2027-03-01 reduce 28: morning lorazepam 1 + night lorazepam 1",
        "2027-03-29 crossover 7: morning lorazepam 1 + night diazepam 10",
        "2027-04-05 crossover 7: morning diazepam 10 + night diazepam 10",
        "2027-04-12 stabilise 7: morning diazepam 10 + night diazepam 10",
        "2027-04-19 reduce 14: morning diazepam 8 + night diazepam 10",
    ]


def test_a_switch_to_a_crossover_in_the_middle_of_a_step_or_before_the_first():
    """The first dose may move on the day of the change: a crossover is no reduction. Before the first day it waits for it."""
    assert rows(revised(COARSE, "2027-03-10", "switch", **CROSS), "2027-03-01")[:2] == [
        "2027-03-01 reduce 9: morning lorazepam 1 + night lorazepam 1",
        "2027-03-10 crossover 7: morning lorazepam 1 + night diazepam 10",
    ]
    assert rows(revised(COARSE, BEFORE_IT, "switch", **CROSS))[:2] == [
        "2027-01-04 crossover 7: morning lorazepam 2 + night diazepam 20",
        "2027-01-11 crossover 7: morning diazepam 20 + night diazepam 20",
    ]


def test_a_switch_to_a_crossover_at_an_unplanned_dose_holds_it_first():
    """Where another dose is taken than planned, it is held as taken before it crosses over, at that dose."""
    switched = revised(COARSE, "2027-03-10", "switch", "morning lorazepam 1", "night lorazepam 1.5", **CROSS)
    assert rows(switched, "2027-03-10")[:3] == [
        "2027-03-10 hold 14: morning lorazepam 1 + night lorazepam 1.5 (as taken)",
        "2027-03-24 crossover 7: morning lorazepam 1 + night diazepam 15",
        "2027-03-31 crossover 7: morning diazepam 10 + night diazepam 15",
    ]


def test_a_switch_within_a_crossover_plan_brings_nothing_forward():
    """Other products in a crossover plan: the step that runs is finished, in the crossover, stabilising and in the reductions."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1")
    products = {"products": ["diazepam-2mg-tablet", "diazepam-10mg-tablet"]}
    moved = "morning diazepam 10 + night diazepam 10"
    for on, expected in {
        "2027-01-05": ["hold 6: morning lorazepam 1 + night diazepam 10", f"2027-01-11 crossover 7: {moved}"],
        "2027-01-20": [f"hold 5: {moved}", "2027-01-25 reduce 14: morning diazepam 8 + night diazepam 10"],
        "2027-01-27": [
            "hold 12: morning diazepam 8 + night diazepam 10",
            "2027-02-08 reduce 14: morning diazepam 7 + night diazepam 10",
        ],
    }.items():
        found = rows(revised(request, on, "switch", **products), on)
        assert found[:2] == [f"{on} {expected[0]}", expected[1]]


def test_a_switch_from_a_crossover_to_reducing_directly():
    """In mid-crossover a switch to the direct method reduces what is taken, one drug after the other, from the dose taken."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="2", night="2")
    fields = {"method": "direct", "coarse_tail": True}
    # 40 mg: from lorazepam 2 mg the smallest fall is half a 1 mg tablet, a quarter of the drug.
    assert rows(revised(request, "2027-01-11", "switch", **fields), "2027-01-04")[:4] == [
        "2027-01-04 crossover 7: morning lorazepam 2 + night diazepam 20",
        "2027-01-11 hold 7: morning lorazepam 2 + night diazepam 20",
        "2027-01-18 reduce 14: morning lorazepam 1.5 + night diazepam 20",
        "2027-02-01 reduce 14: morning lorazepam 1 + night diazepam 20 (closing)",
    ]


# Two drugs, one after the other --------------------------------------------------------------------------------------


def test_the_plan_of_two_drugs_that_is_revised():
    """Diazepam first: 3 2 1 0 mg, then temazepam 18 17 16 … mg."""
    assert rows(built(BOTH))[:6] == [
        "2027-01-04 reduce 14: night diazepam 3 + night temazepam 20",
        "2027-01-18 reduce 14: night diazepam 2 + night temazepam 20 (closing)",
        "2027-02-01 reduce 14: night diazepam 1 + night temazepam 20 (closing)",
        "2027-02-15 reduce 14: night temazepam 20 (closing)",
        "2027-03-01 reduce 14: night temazepam 18",
        "2027-03-15 reduce 14: night temazepam 17",
    ]


TWO_DRUGS = [
    (
        "2027-02-08",
        "hold",
        14,
        {},
        [
            "hold 14: night diazepam 1 + night temazepam 20",
            "2027-02-22 reduce 14: night temazepam 20 (closing)",
            "2027-03-08 reduce 14: night temazepam 18",
        ],
    ),
    (
        "2027-02-08",
        "step-back",
        None,
        {},
        [
            "step-back 14: night diazepam 2 + night temazepam 20",
            "2027-02-22 reduce 14: night diazepam 1 + night temazepam 20 (closing)",
            "2027-03-08 reduce 14: night temazepam 20 (closing)",
        ],
    ),
    (
        "2027-02-20",  # diazepam is gone since the 15th: a step back takes it again
        "step-back",
        None,
        {},
        [
            "step-back 14: night diazepam 1 + night temazepam 20",
            "2027-03-06 reduce 14: night temazepam 20 (closing)",
            "2027-03-20 reduce 14: night temazepam 18",
        ],
    ),
    (
        "2027-03-08",
        "slow",
        None,
        {"interval_days": 28, "reduction_percent": "5"},
        [
            "hold 21: night temazepam 18",
            "2027-03-29 reduce 28: night temazepam 17",
            "2027-04-26 reduce 28: night temazepam 16",
        ],
    ),
    ("2027-02-08", "maintain", None, {}, ["maintain open: night diazepam 1 + night temazepam 20"]),
    (
        "2027-02-08",  # 11 mg diazepam in all: the temazepam moves to the 1 mg that is there already
        "switch",
        None,
        {"method": "crossover"},
        [
            "crossover 7: night diazepam 11",
            "2027-02-15 stabilise 7: night diazepam 11",
            "2027-02-22 reduce 14: night diazepam 10",
        ],
    ),
]


@pytest.mark.parametrize(("on", "decision", "days", "fields", "expected"), TWO_DRUGS)
def test_decisions_with_two_drugs(on, decision, days, fields, expected):
    """Two drugs one after the other: each decision is about the whole day, and the order stays the clinician's."""
    found = rows(revised(BOTH, on, decision, days=days, **fields), on)
    assert found[:3] == [f"{on} {expected[0]}", *expected[1:]]


def test_the_planned_dose_goes_down_in_the_planned_order_however_its_rows_come():
    """Temazepam before diazepam in the plan; diazepam first in the rows of what is taken, as it is planned: temazepam first."""
    request = BOTH | {"regimen": [BOTH["regimen"][1], BOTH["regimen"][0] | {"night": None, "morning": "4"}]}
    del request["regimen"][1]["night"]
    falling_ = rows(revised(request, "2027-01-20", "hold", "morning diazepam 4", "night temazepam 17", days=28), "2027-02-17")
    assert falling_[0] == "2027-02-17 reduce 14: morning diazepam 4 + night temazepam 16"


def test_a_dose_that_is_measured_stays_measured_after_a_visit():
    """Temazepam 10 mg is 5 mL by then, though a 10 mg tablet would make it too: a hold does not make it a tablet again."""
    plan = built(BOTH)
    at = next(step for step in plan.steps if step.daily_mg.get("temazepam") == 10)
    on = (at.starts_on + timedelta(days=3)).isoformat()
    held = revised(BOTH, on, "hold", days=14).in_force(day(on))
    assert [(piece.product, piece.ml) for piece in held.doses[0].pieces] == [("temazepam-2mg-per-ml-oral-solution", 5)]


def test_tablets_beside_a_dose_that_is_measured_stay_tablets():
    """Temazepam 18 mg at night is 9 mL from the first day on; the tablets of diazepam, which could be 10 mL, stay tablets."""
    products = [*BOTH["strategy"]["products"], "diazepam-2mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"]
    beside = BOTH | {"regimen": list(reversed(BOTH["regimen"])), "strategy": BOTH["strategy"] | {"products": products}}
    held = revised(beside, "2027-01-07", "hold", days=14).in_force(day("2027-01-07"))
    assert [(piece.product, piece.ml) for dose in held.doses for piece in dose.pieces] == [
        ("temazepam-2mg-per-ml-oral-solution", 9),
        ("diazepam-2mg-tablet", None),
    ]


def test_more_of_one_of_two_drugs_is_held_as_taken():
    """More of one drug than planned: both are held as taken, and the first drug goes down again from there."""
    assert rows(revised(BOTH, "2027-02-08", "continue", "night diazepam 3", "night temazepam 20"), "2027-02-08")[:3] == [
        "2027-02-08 hold 14: night diazepam 3 + night temazepam 20 (as taken)",
        "2027-02-22 reduce 14: night diazepam 2 + night temazepam 20 (closing)",
        "2027-03-08 reduce 14: night diazepam 1 + night temazepam 20 (closing)",
    ]


def test_the_order_of_the_drugs_can_be_changed_with_what_is_taken():
    """One drug at a time in the clinician's order: that of the rows of what is taken."""
    request = BOTH | {"strategy": BOTH["strategy"] | {"reduction_percent": "25", "interval_days": 28}}
    found = rows(revised(request, "2027-01-20", "continue", "night temazepam 20", "night diazepam 4"), "2027-01-20")
    assert found[:2] == [
        "2027-01-20 hold 28: night temazepam 20 + night diazepam 4 (as taken)",
        "2027-02-17 reduce 28: night temazepam 15 + night diazepam 4",
    ]


def test_a_drug_that_was_started_again_is_taken_down_too():
    """A drug that is taken beside the plan's is held as taken and then goes down after it, by the plan's table."""
    request = TWENTY | {"equivalence": "ashton-2002", "strategy": {"method": "direct", "coarse_tail": True}}
    proposal = proposed(request, MIDDLE, "continue", "night diazepam 17", "night temazepam 10")
    found = rows(proposal.schedule, MIDDLE)
    assert found[:2] == [
        "2027-01-27 hold 14: night diazepam 17 + night temazepam 10 (as taken)",
        "2027-02-10 reduce 14: night diazepam 16 + night temazepam 10",
    ]
    # after diazepam 1 mg (from 8 September), half a temazepam 10 mg tablet is the smallest piece: 10 → 5? No source halves it.
    assert found[-2:] == ["2027-09-22 reduce 14: night temazepam 10 (closing)", "2027-10-06 stop 0: "]
    assert {each.rule for each in proposal.findings} >= {"two_sedatives", "coarse_tail"}


# Percent of the baseline ---------------------------------------------------------------------------------------------


def test_percent_of_the_baseline_keeps_the_first_baseline():
    """Percent of the baseline is of the dose of the start, whatever is taken at a revision: 10 % of 30 mg is 3 mg."""
    request = direct("uk", "diazepam", night="30", strategy={"basis": "baseline"})
    assert rows(built(request))[:3] == falling("2027-01-04", 14, 30, 27, 24, 21)[:3]
    for decision, days in (("hold", 14), ("step-back", None)):
        found = revised(request, "2027-02-01", decision, days=days)  # 24 mg since 18 January
        first = {"hold": 24, "step-back": 27}[decision]
        falls = [str(step.doses[0].mg) for step in found.steps[2:6]]
        assert falls == [str(first - 3 * at) for at in range(4)]
    less = revised(request, "2027-02-01", "continue", "night diazepam 18")
    assert [str(step.doses[0].mg) for step in less.steps[2:5]] == ["18", "15", "12"]


def test_percent_of_the_baseline_is_of_each_drugs_own():
    """With several drugs it is of the first dose of the drug that goes down: 10 % of 20 mg temazepam is 2 mg all the way."""
    request = BOTH | {"strategy": BOTH["strategy"] | {"basis": "baseline"}}
    plan = built(request)
    assert [str(step.daily_mg["temazepam"]) for step in plan.steps[3:7]] == ["20", "18", "16", "14"]
    on = plan.steps[6].starts_on.isoformat()
    for decision, days in (("hold", 14), ("step-back", None)):
        found = revised(request, on, decision, days=days)
        first = {"hold": 16, "step-back": 18}[decision]
        assert [str(step.daily_mg["temazepam"]) for step in found.steps[6:9]] == [str(first - 2 * at) for at in range(3)]
    early = revised(request, "2027-01-27", "hold", days=14)  # diazepam 2 of 4 mg: 10 % of 4 is 0.4, so 1 mg at a time
    assert [str(step.daily_mg.get("diazepam", 0)) for step in early.steps[1:5]] == ["2", "2", "1", "0"]


# The whole taper takes ten weeks -------------------------------------------------------------------------------------


def test_too_short_counts_the_whole_taper():
    """The 70 days count from the first day of the plan, not from the revision: 44 days before and 28 after are enough."""
    # 3 mg taken on 17 February, day 44: hold 14, 2 1 0 from 3 March: 58 + 28 = 86 days. At 1 mg: 44 + 14 = 58, too short.
    assert revised(TWENTY, "2027-02-17", "continue", "night diazepam 3").days == 86
    for on, taken, days in (("2027-02-17", "night diazepam 1", 58), ("2027-01-20", "night diazepam 3", 58)):
        with pytest.raises(Refusal) as refused:
            revised(TWENTY, on, "continue", taken)
        assert refused.value.code == "TooShort"
        assert refused.value.message == (
            f"This taper would reach its end after {days} days. A taper takes at least 70 days (10 weeks)."
        )
    assert revised(TWENTY, "2027-03-01", "continue", "night diazepam 1").days == 70
    with pytest.raises(Refusal):
        revised(TWENTY, "2027-02-28", "continue", "night diazepam 1")


def test_a_dose_without_an_end_is_never_too_short():
    """An open hold and a maintenance dose have no end that could come too soon."""
    assert rows(revised(TWENTY, "2027-01-05", "hold"))[-1] == "2027-01-05 hold open: night diazepam 18"
    assert rows(revised(TWENTY, "2027-01-05", "maintain"))[-1] == "2027-01-05 maintain open: night diazepam 18"


# A target ------------------------------------------------------------------------------------------------------------

TARGET = direct("uk", "diazepam", night="20", strategy={"target_mg": "10"})
"""18 17 … 11 mg to 25 April, then maintain at 10 mg from 26 April 2027."""


def test_a_revision_ends_at_the_target():
    """The target stays the target: after a hold it goes down to 10 mg and is maintained there."""
    assert rows(revised(TARGET, "2027-04-20", "hold", days=14), "2027-04-12") == [
        "2027-04-12 reduce 8: night diazepam 11",
        "2027-04-20 hold 14: night diazepam 11",
        "2027-05-04 maintain open: night diazepam 10",
    ]


@pytest.mark.parametrize("taken", ["night diazepam 10", "night diazepam 8"])
@pytest.mark.parametrize(("decision", "days"), [("hold", None), ("maintain", None)])
def test_at_or_below_the_target_the_dose_can_be_held_and_maintained(taken, decision, days):
    """At the target, or below it, holding and maintaining are no reductions: they are never refused for the target's sake."""
    marked = "" if taken.endswith("10") else " (as taken)"
    found = rows(revised(TARGET, "2027-06-20", decision, taken, days=days), "2027-06-20")
    assert found == [f"2027-06-20 {decision} open: {taken}{marked}"]
    assert rows(revised(TARGET, "2027-06-20", "hold", taken, days=14), "2027-06-20") == [
        f"2027-06-20 hold 14: {taken}{marked}",
        f"2027-07-04 maintain open: {taken}",
    ]


def test_a_patient_who_went_ahead_to_the_target_waits_for_no_planned_fall():
    """10 mg taken before 26 April: an interval as taken, then maintained; decided twice on one day it is the same."""
    ahead = revised(TARGET, "2027-04-13", "slow", "night diazepam 10", interval_days=7)
    assert rows(ahead, "2027-04-13") == [
        "2027-04-13 hold 7: night diazepam 10 (as taken)",
        "2027-04-20 maintain open: night diazepam 10",
    ]
    assert revised(TARGET, "2027-04-13", "slow", "night diazepam 10", schedule=ahead, interval_days=7) == ahead


def test_a_patient_above_the_target_goes_down_to_it_again():
    """More taken than the maintenance dose: held as taken, then down to the target."""
    assert rows(revised(TARGET, "2027-06-20", "continue", "night diazepam 12"), "2027-04-26") == [
        "2027-04-26 maintain 55: night diazepam 10",
        "2027-06-20 hold 14: night diazepam 12 (as taken)",
        "2027-07-04 reduce 14: night diazepam 11",
        "2027-07-18 maintain open: night diazepam 10",
    ]


# Editing single steps ------------------------------------------------------------------------------------------------


def dose(text):
    return regimen(text).doses


def edited(*edits, on=MIDDLE, request=TWENTY):
    return rows(revised(request, on, "adjust", edits=edits), "2027-01-18")


def test_the_days_of_a_step_to_come_are_edited():
    """adjust: other days of one step move the steps after it, and change nothing else."""
    assert edited(Edit(4, days=21)) == [
        "2027-01-18 reduce 14: night diazepam 17",
        "2027-02-01 reduce 14: night diazepam 16",
        "2027-02-15 reduce 21: night diazepam 15 (edited)",
        *falling("2027-03-08", 14, *down(15)),
    ]


def test_the_dose_of_a_step_to_come_is_edited():
    """adjust: another dose of one step is made of the plan's products; the steps after it go on down from it."""
    assert edited(Edit(4, doses=dose("night diazepam 14"))) == [
        "2027-01-18 reduce 14: night diazepam 17",
        "2027-02-01 reduce 14: night diazepam 16",
        "2027-02-15 reduce 14: night diazepam 14 (edited)",
        *falling("2027-03-01", 14, *down(14)),
    ]
    step = revised(TWENTY, MIDDLE, "adjust", edits=[Edit(4, doses=dose("night diazepam 14"))]).steps[3]
    assert [(piece.product, piece.count) for piece in step.doses[0].pieces] == [
        ("diazepam-10mg-tablet", 1),
        ("diazepam-2mg-tablet", 2),
    ]
    assert (step.equivalent, step.reduction, step.reduction_percent) == (14, 2, Fraction(200, 16))


def test_days_and_dose_of_several_steps_are_edited():
    """adjust: dose and days at once, of several steps, in whatever order they are told."""
    assert edited(Edit(5, days=7), Edit(3, days=21, doses=dose("morning diazepam 16"))) == [
        "2027-01-18 reduce 14: night diazepam 17",
        "2027-02-01 reduce 21: morning diazepam 16 (edited)",
        "2027-02-22 reduce 14: morning diazepam 15",
        "2027-03-08 reduce 7: morning diazepam 14 (edited)",
        *falling("2027-03-15", 14, *down(14), dose="morning diazepam"),
    ]


def test_the_running_step_is_cut_in_two_where_it_is_edited():
    """The running step keeps the days that are over; what is left is a step of its own, with the days given in all."""
    assert edited(Edit(2, days=28)) == [
        "2027-01-18 reduce 9: night diazepam 17",
        "2027-01-27 hold 19: night diazepam 17 (edited)",
        *falling("2027-02-15", 14, *down(17)),
    ]
    assert edited(Edit(2, doses=dose("night diazepam 18"))) == [
        "2027-01-18 reduce 9: night diazepam 17",
        "2027-01-27 step-back 5: night diazepam 18 (edited)",
        *falling("2027-02-01", 14, *down(18)),
    ]
    assert edited(Edit(2, days=12, doses=dose("night diazepam 16"))) == [
        "2027-01-18 reduce 9: night diazepam 17",
        "2027-01-27 reduce 3: night diazepam 16 (edited)",
        *falling("2027-01-30", 14, *down(16)),
    ]


def test_steps_are_numbered_on_after_a_step_that_was_cut_in_two():
    """An edit of the running step adds one: the steps after it are numbered on, and each edit is of the number it had before."""
    found = revised(TWENTY, MIDDLE, "adjust", edits=[Edit(2, days=28), Edit(4, days=7)])
    assert [step.number for step in found.steps] == list(range(1, 21))
    assert [step.number for step in found.steps if step.edited] == [3, 5]
    assert rows(found)[4] == "2027-03-01 reduce 7: night diazepam 15 (edited)"


def test_a_step_that_begins_on_the_day_of_the_change_is_edited_whole():
    """On the day a step changes, the new one has not begun: it is edited as it stands, and the old one is over."""
    assert edited(Edit(3, days=28), on=STEP_CHANGES) == [
        "2027-01-18 reduce 14: night diazepam 17",
        "2027-02-01 reduce 28: night diazepam 16 (edited)",
        *falling("2027-03-01", 14, *down(16)),
    ]
    with pytest.raises(Refusal):
        edited(Edit(2, days=28), on=STEP_CHANGES)


@pytest.mark.parametrize("on", [FIRST_DAY, BEFORE_IT])
def test_the_first_step_is_edited_before_it_begins(on):
    """Before the first day every step can be edited, the first one too."""
    found = rows(revised(TWENTY, on, "adjust", edits=[Edit(1, days=28, doses=dose("night diazepam 19"))]))
    assert found[:3] == [
        "2027-01-04 reduce 28: night diazepam 19 (edited)",
        "2027-02-01 reduce 14: night diazepam 18",
        "2027-02-15 reduce 14: night diazepam 17",
    ]


@pytest.mark.parametrize("number", [1, 19, 20, 400])
def test_what_is_over_or_not_there_cannot_be_edited(number):
    """A step that is over, the stop, and a step that the schedule does not have cannot be edited."""
    with pytest.raises(Refusal) as refused:
        edited(Edit(3, days=28), Edit(number, days=28))
    assert refused.value.code == "NoSuchStep"
    assert refused.value.message == (f"Step {number} cannot be changed: it is over, is the stop, or is not in the schedule.")


def test_the_running_step_cannot_end_before_the_change():
    """The days before the change are over: the running step cannot be given fewer in all, or just as many."""
    for days in (1, 9):
        with pytest.raises(Refusal) as refused:
            edited(Edit(2, days=days))
        assert refused.value.code == "NoSuchStep"
        assert refused.value.message == "Step 2 has lasted 9 days already. Give it more than that."
    assert edited(Edit(2, days=10))[1] == "2027-01-27 hold 1: night diazepam 17 (edited)"


def test_an_edited_dose_is_made_exactly_or_not_at_all():
    """An edited dose that the products do not make is refused, as any other."""
    with pytest.raises(Refusal) as refused:
        edited(Edit(3, doses=dose("night diazepam 16.5")))
    assert refused.value.code == "CannotMakeDose"


@pytest.mark.parametrize("decision", ["hold", "maintain"])
def test_a_dose_without_an_end_is_not_given_days_by_an_edit(decision):
    """An open hold with days would end with nothing after it: go on, or hold anew, instead. Its dose may be edited."""
    held = revised(TWENTY, "2027-01-20", decision)
    with pytest.raises(Refusal) as refused:
        revised(TWENTY, MIDDLE, "adjust", edits=[Edit(3, days=20)], schedule=held)
    assert refused.value.code == "NoSuchStep"
    assert refused.value.message == "Step 3 has no end. Choose to go on, or another hold, instead of giving it days."
    lower = revised(TWENTY, MIDDLE, "adjust", edits=[Edit(3, doses=dose("night diazepam 16"))], schedule=held)
    assert [each.split(": ")[1] for each in rows(lower, "2027-01-20")] == ["night diazepam 17", "night diazepam 16 (edited)"]
    assert lower.steps[-1].days is None


def test_an_edit_makes_a_step_what_came_out():
    """An edited dose makes its step a reduction, a rise or a hold by what came out, in a crossover and while stabilising too."""

    def kinds(number, *doses):
        found = revised(LORAZEPAM, "2027-01-06", "adjust", edits=[Edit(number, doses=regimen(*doses).doses)])
        return [(step.kind, step.reduction) for step in found.steps[1:5]]

    assert kinds(4, "night diazepam 20") == [("crossover", 0), ("crossover", 0), ("reduce", 10), ("reduce", 2)]
    assert kinds(4, "morning diazepam 20", "night diazepam 20") == [
        ("crossover", 0),
        ("crossover", 0),
        ("step-back", -10),
        ("reduce", 4),
    ]
    assert kinds(2, "morning diazepam 10", "night diazepam 10")[0] == ("reduce", 10)


def test_a_step_that_no_longer_closes_loses_its_mark():
    """A closing reduction is one over 25 %: a step edited to the 1.5 mg before it is none, the next from 1.5 to 1 mg is."""
    request = direct("uk", "diazepam", night="20", strategy={"quarter": ["diazepam-2mg-tablet"], "stop_from_mg": "0"})
    plan = built(request)
    number = next(step.number for step in plan.steps if step.daily_mg == {"diazepam": 1})
    before = {step.number: step for step in plan.steps}
    assert (before[number].closing, before[number - 1].daily_mg["diazepam"]) == (True, Decimal("1.5"))
    found = revised(request, MIDDLE, "adjust", edits=[Edit(number, doses=dose("night diazepam 1.5"))]).steps
    same, after = found[number - 1], found[number]
    assert (same.kind, same.reduction, same.closing) == ("hold", 0, False)
    assert (after.daily_mg["diazepam"], after.reduction, after.closing) == (Decimal(1), Fraction(1, 2), True)
    large = revised(TWENTY, MIDDLE, "adjust", edits=[Edit(4, doses=dose("night diazepam 10"))]).steps[3]
    assert (large.reduction_percent, large.closing) == (
        Fraction(600, 16),
        False,
    )  # over a quarter, and over 1.25 mg: no closing one


def test_untouched_steps_of_a_crossover_stay_what_they_are():
    """An edit of days leaves the crossover, stabilising and the reductions what they are."""
    found = revised(LORAZEPAM, "2027-01-06", "adjust", edits=[Edit(2, days=10)])
    assert [step.kind for step in found.steps[:5]] == ["crossover", "crossover", "crossover", "stabilise", "reduce"]
    assert [step.starts_on.isoformat() for step in found.steps[1:5]] == ["2027-01-11", "2027-01-21", "2027-01-28", "2027-02-04"]


# Edits that leave the envelope ----------------------------------------------------------------------------------------


def found_by(rule, *edits, request=TWENTY, on=MIDDLE):
    """(severity, step) of each finding of a rule after edits."""
    proposal = proposed(request, on, "adjust", edits=edits)
    return [(each.severity, each.step) for each in proposal.findings if each.rule == rule]


def test_an_edited_reduction_outside_the_envelope_is_a_caution():
    """A clinician's edit may leave the envelope: then it is a caution that wants a reason, never a block."""
    large = Edit(3, doses=dose("night diazepam 12"))  # 5 of 17 mg, 29 %
    assert found_by("envelope_reduction", large) == [("caution", 3)]
    assert found_by("envelope_reduction", Edit(3, doses=dose("night diazepam 16"))) == []
    for edits in ([large], [Edit(3, days=1)], [Edit(number, days=1) for number in range(3, 19)]):
        assert not [each for each in proposed(TWENTY, MIDDLE, "adjust", edits=edits).findings if each.severity == "block"]


def test_a_running_step_that_is_cut_too_short_is_a_caution_also_where_a_hold_stands_between():
    """17 mg from 18 January, cut by an edit on the 20th to 5 days in all: 16 mg comes 5 days after the last fall, in step 2."""
    short = proposed(TWENTY, "2027-01-20", "adjust", edits=[Edit(2, days=5)])
    found = [(each.severity, each.step) for each in short.findings if each.rule == "envelope_interval"]
    assert found == [("caution", 2)]
    assert rows(short.schedule, "2027-01-20")[0] == "2027-01-20 hold 3: night diazepam 17 (edited)"
    long_enough = proposed(TWENTY, "2027-01-20", "adjust", edits=[Edit(2, days=7)])
    assert [each for each in long_enough.findings if each.rule == "envelope_interval"] == []


@pytest.mark.parametrize(("days", "expected"), [(6, [("caution", 4)]), (7, []), (28, []), (29, [("caution", 4)])])
def test_an_edited_interval_outside_the_envelope_is_a_caution(days, expected):
    """A reduction that an edit makes last under 7 or over 28 days is a caution."""
    assert found_by("envelope_interval", Edit(4, days=days)) == expected


def test_an_edit_that_makes_the_taper_too_short_is_a_caution():
    """Edited steps may end the taper under 70 days: that too is a caution, not a refusal."""
    weeks = [Edit(number, days=3) for number in range(3, 19)]  # 28 + 16 × 3 = 76 days
    assert found_by("envelope_length", *weeks) == []
    days = [Edit(number, days=2) for number in range(3, 19)]
    assert found_by("envelope_length", *days) == [("caution", None)]


def test_an_edited_rise_is_a_caution_on_the_step_that_rises():
    """A dose that an edit makes rise is a caution on the step edited; the one after it goes on down from it."""
    assert found_by("edited_rise", Edit(3, doses=dose("night diazepam 18"))) == [("caution", 3)]
    assert found_by("edited_rise", Edit(3, doses=dose("night diazepam 14"))) == []
    assert found_by("edited_rise", Edit(3, days=28)) == []


def test_a_step_back_is_no_edited_rise():
    """A step back that the clinician decided on is no edit: it wants no second reason."""
    assert "edited_rise" not in {each.rule for each in proposed(TWENTY, MIDDLE, "step-back").findings}


@pytest.mark.parametrize(
    ("number", "doses"),
    [
        (2, ["morning diazepam 20", "night diazepam 20"]),  # a crossover step at twice the baseline
        (2, ["night diazepam 10"]),  # at a third of it
        (4, ["night diazepam 10"]),  # stabilising at a third
        (4, ["morning diazepam 20", "midday diazepam 20", "night diazepam 20"]),
    ],
)
def test_an_edit_in_a_crossover_that_leaves_the_envelope_is_a_caution(number, doses):
    """An edited step of a crossover, or of stabilising, is judged by what came out, like any other: a caution on that step."""
    edit = Edit(number, doses=regimen(*doses).doses)
    proposal = proposed(LORAZEPAM, "2027-01-06", "adjust", edits=[edit])
    assert {each.rule for each in proposal.findings if each.severity == "caution" and each.step == number} & {
        "envelope_reduction",
        "edited_rise",
    }
    assert not [each for each in proposal.findings if each.severity == "block"]


# Findings are about the days from the change on -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "on", "decision", "days"),
    [
        (TWENTY, "2027-06-10", "hold", 14),
        (LORAZEPAM, "2027-10-20", "step-back", None),
        (COARSE, "2027-04-05", "hold", 28),
        (BOTH, "2027-02-20", "hold", 14),
    ],
)
def test_the_findings_of_a_revision_are_about_the_days_from_the_change_on(request_, on, decision, days):
    """Findings of a revision are about steps from the change on; what is over wants no reason any more."""
    proposal = proposed(request_, on, decision, days=days)
    begins = {step.number: step.starts_on for step in proposal.schedule.steps}
    assert all(begins[each.step] >= day(on) for each in proposal.findings if each.step is not None)
    whole = check(proposal.schedule, parsed(request_), CATALOGUE)
    assert {each.step for each in whole if each.step and begins[each.step] < day(on)}, "nothing is found before the change"


def test_a_first_reduction_in_the_past_is_not_found_again():
    """A large first reduction is found when the plan is made, and not once it is in the past."""
    request = direct("uk", "diazepam", night="20", strategy={"reduction_percent": "20"})
    assert "first_reduction" in {each.rule for each in check(built(request), parsed(request), CATALOGUE)}
    assert "first_reduction" not in {each.rule for each in proposed(request, MIDDLE, "hold", days=14).findings}


def test_a_split_that_goes_on_is_still_found():
    """An unconfirmed split of a step in the past that goes on after the change is found, on the first step from then on."""
    request = direct("uk", "diazepam", night="20", strategy={"halve": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]})
    proposal = proposed(request, "2027-06-10", "hold", days=14)
    splits = [each for each in proposal.findings if each.rule == "unverified_split"]
    assert [each.severity for each in splits] == ["caution"]
    step = proposal.schedule.steps[splits[0].step - 1]
    assert step.starts_on >= day("2027-06-10")
    assert any(piece.product == "diazepam-5mg-tablet" and piece.count % 1 for each in step.doses for piece in each.pieces)


def test_many_pieces_that_go_on_are_still_found():
    """Many pieces at once are found on the first such step from the change on."""
    request = direct("uk", "diazepam", night="16", strategy={"products": ["diazepam-2mg-tablet"]})
    proposal = proposed(request, MIDDLE, "hold", days=14)  # 14 mg since 18 January is seven tablets
    assert [each.step for each in proposal.findings if each.rule == "many_pieces"] == [3]


def test_a_coarse_tail_still_to_come_is_found_though_the_worst_is_over():
    """The caution for a coarse tail is about what is still to come, its largest reduction from the change on."""
    proposal = proposed(COARSE, "2027-04-05", "hold", days=28)  # 15 mg since 29 March; 10 5 0 mg to come
    coarse = [each for each in proposal.findings if each.rule == "coarse_tail"]
    assert [each.severity for each in coarse] == ["caution"]
    assert proposal.schedule.steps[coarse[0].step - 1].starts_on >= day("2027-04-05")


def test_a_crossover_that_is_over_is_not_judged_again():
    """The site's threshold is about the days from the change on: 30 mg is to come on 13 January, and over on 20 February."""
    threshold = {"threshold": Decimal(28)}
    assert "diazepam_threshold" in {each.rule for each in proposed(LORAZEPAM, IN_CROSSOVER, "hold", days=7, **threshold).findings}
    later = proposed(LORAZEPAM, "2027-02-20", "hold", days=14, **threshold)
    assert "diazepam_threshold" not in {each.rule for each in later.findings}


def test_the_drugs_of_the_start_are_not_judged_again():
    """two_sedatives is about what is taken now: after a crossover from two drugs there is one."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1")
    request["regimen"].append({"drug": "temazepam", "night": "20"})
    assert "two_sedatives" in {each.rule for each in check(built(request), parsed(request), CATALOGUE)}
    later = proposed(request, "2027-03-01", "hold", days=14)
    assert set(later.schedule.in_force(day("2027-03-01")).daily_mg) == {"diazepam"}
    assert "two_sedatives" not in {each.rule for each in later.findings}
    assert "two_sedatives" in {each.rule for each in proposed(request, "2027-01-06", "hold", days=14).findings}


@pytest.mark.parametrize(
    ("on", "decision", "fields", "review_on", "late"),
    [
        ("2027-03-10", "switch", CROSS, "2027-03-17", False),  # seven days from where a crossover begins
        ("2027-03-10", "switch", CROSS, "2027-03-18", True),
        ("2027-03-10", "slow", {"reduction_percent": "20"}, "2027-06-08", False),  # ninety days from any other change
        ("2027-03-10", "slow", {"reduction_percent": "20"}, "2027-06-09", True),
    ],
)
def test_a_late_review_counts_from_the_change(on, decision, fields, review_on, late):
    """A review is late more than 7 days after a crossover begins, and more than 90 days after any other change."""
    rules = {each.rule for each in proposed(COARSE, on, decision, review_on=review_on, **fields).findings}
    assert ("review_late" in rules) is late


def test_the_equivalents_of_a_revision_are_of_what_is_taken_now():
    """The equivalents that travel with a revision are those of the doses taken now, by every table."""
    proposal = proposed(LORAZEPAM, IN_CROSSOVER, "hold", days=7)
    assert (proposal.equivalents["ashton-2002"], proposal.equivalents["vadod-2021"]) == (30, 25)  # 20 mg and lorazepam 1 mg
    assert proposal.catalogue == CATALOGUE.digest
    assert proposal.request.regimen == taken_then(built(LORAZEPAM), LORAZEPAM, day(IN_CROSSOVER))


def test_a_revision_is_judged_by_the_method_it_goes_on_with():
    """Switched from a crossover to the direct method, with coarser tablets: faster than asked, and told of diazepam."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy={"coarse_tail": True})
    proposal = proposed(request, "2027-02-22", "switch", method="direct", halve="none")
    assert {each.rule for each in proposal.findings} >= {"faster_than_asked", "coarse_tail"}


# What would work instead ----------------------------------------------------------------------------------------------

REFUSED = {
    "less taken": (TWENTY, "2027-01-20", "continue", None, {}, ["night diazepam 3"]),
    "almost nothing taken": (TWENTY, "2027-01-20", "continue", None, {}, ["night diazepam 1"]),
    "less taken, held": (TWENTY, "2027-01-20", "hold", 7, {}, ["night diazepam 3"]),
    "less taken, quicker": (TWENTY, "2027-01-20", "slow", None, {"interval_days": 7}, ["night diazepam 3"]),
    "a dose that cannot be made": (TWENTY, "2027-01-20", "continue", None, {}, ["night diazepam 16.5"]),
    "the same with holds": (HOLDING, "2027-01-20", "continue", None, {}, ["night diazepam 16.5"]),
    "no halves": (TWENTY, "2027-01-20", "switch", None, {"halve": "none"}, []),
    "other tablets": (TWENTY, "2027-01-20", "switch", None, {"products": ["diazepam-5mg-tablet"]}, []),
    "a step back": (TWENTY, "2027-01-20", "step-back", None, {"halve": "none"}, []),
    "a crossover to direct": (LORAZEPAM, IN_CROSSOVER, "switch", None, {"method": "direct"}, []),
    "too early a date": (TWENTY, "2027-02-01", "slow", None, {"finish_by": "2027-03-01"}, []),
}


@pytest.mark.parametrize("name", REFUSED)
def test_every_alternative_of_a_refused_revision_works(name):
    """A refused revision carries what would work, as changes to the strategy from now on that were tried and do."""
    request, on, decision, days, fields, taken = REFUSED[name]
    plan, on = built(request), day(on)
    doses = regimen(*taken) if taken else taken_then(plan, request, on)
    with pytest.raises(Refusal) as refused:
        decided = adjustment(request, decision, days, **fields)
        propose_revision(plan, parsed(request), CATALOGUE, change=Change(on, doses, decided))
    offers = refused.value.alternatives
    assert 1 <= len(offers) <= 5
    for offer in offers:
        asked = request | {"strategy": request["strategy"] | fields}
        changed = parsed(laid_over(asked, offer.change))
        made = propose_revision(
            plan,
            replace(changed, strategy=parsed(request).strategy),
            CATALOGUE,
            change=Change(on, doses, Adjustment(Decision(decision), days, changed.strategy)),
        ).schedule
        assert made.weeks == offer.weeks
        assert made.before(on) == plan.before(on)
        assert made.steps[-1].kind == "stop"
        assert made.days >= 70


def test_no_alternative_leaves_out_a_hold_that_is_reached():
    """No alternative contains a change that is not needed: with the holds moved along by the wait, both are still reached."""
    with pytest.raises(Refusal) as refused:
        proposed(HOLDING, "2027-01-20", "continue", "night diazepam 16.5")
    assert [each.change for each in refused.value.alternatives if "holds" in each.change] == []


# The schedule that is revised -----------------------------------------------------------------------------------------


def test_a_schedule_that_went_through_json_is_revised_the_same():
    """Equivalents that were rounded in JSON are exact again in a revision: thirds of a mg are not lost."""
    strategy_ = {"basis": "baseline", "products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]}
    request = direct("uk", "temazepam", "vadod-2021", night="20", strategy=strategy_)
    plan = built(request)
    back = Schedule.from_json(json.loads(json.dumps(plan.to_json())))
    assert back != plan
    for decision, days in (("continue", None), ("hold", 14), ("step-back", None)):
        assert revised(request, "2027-01-20", decision, days=days, schedule=back) == revised(
            request, "2027-01-20", decision, days=days
        )


def test_a_chain_of_revisions_counts_from_the_first_day():
    """Behind, then held, then slowed: each revision keeps what the one before it left of the past, dates and numbers on."""
    behind = revised(TWENTY, "2027-03-08", "continue", "night diazepam 16")
    held = revised(TWENTY, "2027-03-15", "hold", days=21, schedule=behind)
    slowed = revised(TWENTY, "2027-04-12", "slow", schedule=held, interval_days=28)
    assert rows(slowed, "2027-03-01") == [
        "2027-03-01 reduce 7: night diazepam 14",
        "2027-03-08 hold 7: night diazepam 16 (as taken)",
        "2027-03-15 hold 21: night diazepam 16",
        "2027-04-05 reduce 7: night diazepam 15",
        "2027-04-12 hold 21: night diazepam 15",
        *falling("2027-05-03", 28, *down(15)),
    ]
    assert [step.number for step in slowed.steps] == list(range(1, len(slowed.steps) + 1))


def test_the_interval_counts_from_the_last_change_through_holds_of_the_same_dose():
    """Holds of the same dose do not start the interval again: 16 mg as taken since 8 March may fall 14 days later."""
    behind = revised(TWENTY, "2027-03-08", "continue", "night diazepam 16")
    again = revised(TWENTY, "2027-03-15", "slow", schedule=behind, interval_days=21)
    assert rows(again, "2027-03-15")[:2] == [
        "2027-03-15 hold 14: night diazepam 16",
        "2027-03-29 reduce 21: night diazepam 15",
    ]


# Whatever is decided, on any day --------------------------------------------------------------------------------------

PACES = ({}, {"interval_days": 28}, {"interval_days": 7}, {"reduction_percent": "5"}, {"reduction_percent": "25"})
METHODS = ({}, {"method": "crossover"}, {"method": "direct", "coarse_tail": True})


@dataclass(frozen=True, repr=False)
class Visit:
    """A plan, the day of the change, what is taken, what is decided, and the revised schedule, all from a seed."""

    seed: int
    request: dict
    plan: Schedule
    on: date
    taken: Regimen
    decided: Adjustment
    made: Schedule

    def __repr__(self):
        decided, taken = self.decided, ", ".join(f"{each.time} {each.drug} {each.mg}" for each in self.taken.doses)
        return f"visit_at({self.seed}): {self.request}, on {self.on}, taken {taken}, {decided.decision} {decided.days}"

    @property
    def begins(self):
        """The first day that may change."""
        return max(self.on, self.plan.starts_on)

    @property
    def new(self):
        """The steps from then on."""
        return [step for step in self.made.steps if step.starts_on >= self.begins]

    @property
    def planned(self):
        return taken_then(self.plan, self.request, self.on)


def visit_at(seed):
    """A visit to a plan at random, the same for the same seed; where what is decided is refused, a hold is decided.

    None where that is refused too, because the dose of the start can be taken but not made.
    """
    chance = Random(seed)
    request, plan = next(plans(chance))
    on = plan.starts_on + timedelta(days=chance.randint(-10, min(plan.days, 600) + 20))
    planned = taken_then(plan, request, on)
    taken = chance.choice([planned] * 3 + [chance.choice(plan.steps).regimen, parsed(request).regimen])
    taken = taken if taken.doses else parsed(request).regimen
    for decided in (decision_at(chance, request, plan), Adjustment(Decision.HOLD, 14), Adjustment(Decision.HOLD)):
        try:
            made = revise(plan, parsed(request), CATALOGUE, Change(on, taken, decided))
        except Refusal:
            continue
        return Visit(seed, request, plan, on, taken, decided, made)
    return None


def plans(chance):
    """Requests at random that give a schedule, each with it."""
    while True:
        request = random_request(chance)
        try:
            yield request, built(request)
        except Refusal:
            continue


def decision_at(chance, request, plan):
    """A decision at random: a new pace or method only where it goes with what was asked before."""
    decision = chance.choice(REVISING)
    if decision == "adjust":
        doses = chance.choice((None, chance.choice(plan.steps).regimen.doses or None))
        edit = Edit(chance.randint(1, len(plan.steps)), chance.choice((7, 21, 28)), doses)
        return Adjustment(decision, edits=(edit,))
    days = chance.choice((None, 7, 14, 30)) if decision in ("hold", "step-back") else None
    fields = chance.choice(PACES) if decision in ("slow", "switch") else {}
    if decision == "switch":
        fields = fields | chance.choice(METHODS)
    if request["strategy"].get("closing_interval_days"):
        fields = fields | {"closing_interval_days": 28}
    return adjustment(request, decision, days, **fields)


def plain(mg):
    return f"{mg.normalize():f}"


def same(one, other):
    """Whether the same is taken, dose by dose."""

    def amounts(regimen_):
        return {(drug, time): regimen_.at(drug, time) for drug in regimen_.drugs for time in TIMES if regimen_.at(drug, time)}

    return amounts(one) == amounts(other)


def test_the_decisions_are_these():
    """continue · hold · step back · slow · adjust · switch · maintain; ending a plan is no decision about a dose."""
    assert set(REVISING) == {"continue", "hold", "slow", "step-back", "adjust", "switch", "maintain"}
    assert Hold(3, None).days is None


def test_a_crossover_goes_on_in_the_order_of_the_plan_after_a_hold():
    """Of two drugs at night the one that was to move first moves first, whichever is taken earlier in the day too."""
    rows = [{"drug": "zolpidem", "night": "10"}, {"drug": "temazepam", "night": "10"}]
    rows.append({"drug": "oxazepam", "morning": "15", "night": "15"})
    asked = crossover("uk", "zolpidem", "ashton-2002") | {"regimen": rows}
    held = revised(asked, "2027-01-07", "hold", days=14)
    moved = [
        sorted({each.drug for each in step.doses if each.time == "night"}) for step in held.steps if step.kind == "crossover"
    ]
    assert moved[:3] == [["diazepam", "oxazepam", "temazepam"], ["diazepam", "oxazepam"], ["diazepam"]]
