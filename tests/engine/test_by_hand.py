"""Steps changed by hand: each is kept as what it says, an open one becomes what its dose is, a planned hold takes its days."""

import pytest

from taper_app.engine import Edit

from .revising import HOLDING, TWENTY, dose, revised, rows

AHEAD = "2027-01-02"
"""A day before every step, so that all can be edited and keep their numbers."""


def kept(schedule):
    """What a schedule keeps of edits: their doses, days and kind, and what each was before."""
    return [(str(each.doses.doses[0].mg), each.days, each.kind, each.instead_of) for each in schedule.decided.edits]


def test_a_dose_that_is_given_to_two_steps_is_kept_as_both():
    """13 mg for 28 days and for 14 more: the fall is kept once, and once the days by which it stays."""
    edits = [Edit(4, 28, dose("night diazepam 13")), Edit(5, 14, dose("night diazepam 13"))]
    made = revised(TWENTY, AHEAD, "adjust", edits=edits)
    assert kept(made) == [("13", 28, "reduce", "reduce"), ("13", 14, "hold", "reduce")]
    assert rows(made, "2027-02-15")[:3] == [
        "2027-02-15 reduce 28: night diazepam 13 (edited)",
        "2027-03-15 hold 14: night diazepam 13 (edited)",
        "2027-03-29 reduce 14: night diazepam 12",
    ]


def test_two_edits_of_doses_are_both_kept_behind_an_open_hold():
    """13 mg and 8 mg, each for 28 days, wait behind a hold without an end and come when the plan goes on."""
    edits = [Edit(4, 28, dose("night diazepam 13")), Edit(8, 28, dose("night diazepam 8"))]
    held = revised(TWENTY, "2027-01-20", "hold", schedule=revised(TWENTY, AHEAD, "adjust", edits=edits))
    assert kept(held) == [("13", 28, "reduce", "reduce"), ("8", 28, "reduce", "reduce")]
    on = rows(revised(TWENTY, "2027-02-10", "continue", schedule=held), "2027-02-10")
    assert [row.partition(" ")[2] for row in on if "edited" in row] == [
        "reduce 28: night diazepam 13 (edited)",
        "reduce 28: night diazepam 8 (edited)",
    ]


@pytest.mark.parametrize(("mg", "kind"), [("15", "reduce"), ("16", "hold"), ("17", "step-back")])
def test_an_open_hold_that_is_given_another_dose_is_what_that_dose_makes_it(mg, kind):
    """16 mg is held without an end: 1 mg less is a reduction, 1 mg more a step back, and the same a hold."""
    held = revised(TWENTY, "2027-02-03", "hold")
    edit = Edit(held.steps[-1].number, None, dose(f"night diazepam {mg}"))
    made = revised(TWENTY, "2027-02-10", "adjust", edits=[edit], schedule=held)
    assert rows(made, "2027-02-03") == [
        "2027-02-03 hold 7: night diazepam 16",
        f"2027-02-10 {kind} open: night diazepam {mg} (edited)",
    ]


def test_a_planned_hold_takes_the_days_that_it_is_given_by_hand():
    """Step 2 is given 28 days and the hold after step 3, at 16 mg, seven instead of 28."""
    assert rows(revised(HOLDING, AHEAD, "adjust", edits=[Edit(2, 28), Edit(4, 7)]))[1:5] == [
        "2027-01-18 reduce 28: night diazepam 17 (edited)",
        "2027-02-15 reduce 14: night diazepam 16",
        "2027-03-01 hold 7: night diazepam 16 (edited)",
        "2027-03-08 reduce 14: night diazepam 15",
    ]


@pytest.mark.parametrize(("on", "number", "mg", "after"), [("2027-01-06", 1, 18, 20), ("2027-01-20", 2, 17, 18)])
def test_a_step_that_runs_is_kept_with_all_its_days_and_the_dose_before_it(on, number, mg, after):
    """It is given 28 days two days after it began, which count: it is a reduction of these days, from the dose before it."""
    made = revised(TWENTY, on, "adjust", edits=[Edit(number, 28)])
    (edit,) = revised(TWENTY, on, "hold", schedule=made).decided.edits
    assert (edit.doses.doses[0].mg, edit.days, edit.kind, edit.instead_of) == (mg, 28, "reduce", "reduce")
    assert edit.after.doses[0].mg == after
    assert [row.partition(" ")[2] for row in rows(made)[number - 1 : number + 2]] == [
        f"reduce 2: night diazepam {mg}",
        f"hold 26: night diazepam {mg} (edited)",
        f"reduce 14: night diazepam {mg - 1}",
    ]
