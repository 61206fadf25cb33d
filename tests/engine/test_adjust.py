"""revise(): the same past, a new future, for every decision of a visit."""

from fractions import Fraction

import pytest

from taper_app.engine import (
    Adjustment,
    Change,
    Edit,
    Refusal,
    Regimen,
    revise,
)
from taper_app.engine.catalogue.decision import REVISING

from .requests import direct
from .revising import (
    BEFORE_IT,
    CATALOGUE,
    FIRST_DAY,
    LAST_DAY,
    LAST_DOSE,
    MIDDLE,
    STEP_CHANGES,
    STOP,
    TWENTY,
    built,
    day,
    down,
    falling,
    parsed,
    revised,
    rows,
)

PLAN = falling("2027-01-04", 14, 20, *down(18))


def plan_before(on):
    """The rows of the plan of 20 mg before a day, the last one cut off there."""
    kept = [each.split(" ", 3) for each in PLAN if each[:10] < on]
    if kept and kept[-1][1] == "reduce":
        lasted = min(14, (day(on) - day(kept[-1][0])).days)
        kept[-1][2] = f"{lasted}:"
    return [" ".join(each) for each in kept]


# The days of a direct plan -------------------------------------------------------------------------------------------


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


# Whatever is decided, on any day --------------------------------------------------------------------------------------


def plain(mg):
    return f"{mg.normalize():f}"


def test_what_stands_beside_the_plan_alone_is_nothing_to_reduce():
    """It is named, each once, by its drug or by its name; with what can be done."""
    beside = [{"drug": "zopiclone", "use": "as-needed"}, {"other": "kava", "amount": "a cup"}]
    change = Change(day(MIDDLE), Regimen.from_json(beside), Adjustment(REVISING[0]))
    with pytest.raises(Refusal) as refused:
        revise(built(TWENTY), parsed(TWENTY), CATALOGUE, change)
    assert refused.value.message == (
        "Nothing is taken that this plan could reduce, only zopiclone and kava, which stands beside it as it is. End the plan, "
        "or enter a dose that is taken every day and is not kept as it is."
    )
