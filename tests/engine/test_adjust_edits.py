"""Holds planned in advance and single steps changed by hand, and what becomes of them at a visit."""

from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import (
    Edit,
    Refusal,
)

from .requests import direct
from .revising import (
    BEFORE_IT,
    FIRST_DAY,
    HOLDING,
    LORAZEPAM,
    MIDDLE,
    STEP_CHANGES,
    TWENTY,
    built,
    dose,
    down,
    falling,
    proposed,
    regimen,
    revised,
    rows,
)

# Holds planned in advance --------------------------------------------------------------------------------------------


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


# Editing single steps ------------------------------------------------------------------------------------------------


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
