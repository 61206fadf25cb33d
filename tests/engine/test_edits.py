"""What single steps become that a clinician has changed by hand, and those after them that were not touched."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from taper_app.engine import Dose, Edit, Regimen
from taper_app.engine.taper.decided import Decided, KeptEdit
from taper_app.engine.taper.edits import not_reached, still_to_come
from taper_app.engine.taper.standing import told_by_steps

from .judging import course, step, taking
from .requests import direct
from .revising import LORAZEPAM, TWENTY, parsed, revised

AHEAD = "2027-01-02"
"""A day before every step, so that all can be edited and keep their numbers."""


def edit(number, mg=None, days=None, drug="diazepam"):
    """A change of a step to one dose at night, of its days, or both."""
    return Edit(number, days, None if mg is None else (Dose("night", drug, Decimal(mg)),))


def told(request, *edits):
    """Each step as (kind, closing) by its number."""
    steps = revised(request, AHEAD, "adjust", edits=edits).steps
    return {step.number: (step.kind, step.closing) for step in steps}


def test_the_plan_goes_on_to_its_stop_from_a_dose_that_was_made_longer():
    """Step 18, the last with a dose, is edited from 1 to 2 mg, which is a hold; then 1 mg, and going to zero is the stop."""
    steps = told(TWENTY, edit(18, "2"))
    assert (steps[18], steps[19], steps[20]) == (("hold", False), ("reduce", True), ("stop", True))


def test_a_plan_with_a_target_still_ends_at_it():
    """A taper to 10 mg whose last step down is taken out of it by hand goes down by 1 mg again and maintains 10 mg."""
    request = TWENTY | {"strategy": TWENTY["strategy"] | {"target_mg": "10"}}
    steps = told(request, edit(8, "12"))
    assert (steps[8][0], steps[9][0], steps[10][0], len(steps)) == ("hold", "reduce", "maintain", 10)


def test_an_untouched_step_of_a_crossover_stays_one():
    """The first move is made smaller by hand, which is a fall; the second, whose doses are as before, is still a move."""
    first = Edit(
        1, None, (*(Dose(time, "lorazepam", Decimal(1)) for time in ("morning", "midday")), Dose("night", "diazepam", Decimal(8)))
    )
    steps = told(LORAZEPAM, first)
    assert [steps[number][0] for number in (1, 2, 3, 4)] == ["reduce", "crossover", "crossover", "stabilise"]


@pytest.mark.parametrize("mg", ["16", "15", "12"])
def test_the_step_after_an_edited_one_follows_from_it(mg):
    """Step 2 is edited to the dose of a later step, or below: the next is 1 mg less, no hold and no rise."""
    steps = revised(TWENTY, AHEAD, "adjust", edits=[edit(2, mg)]).steps
    assert [step.daily_mg["diazepam"] for step in steps[1:4]] == [Decimal(mg) - fallen for fallen in (0, 1, 2)]
    assert {step.kind for step in steps[1:4]} == {"reduce"}


def test_after_a_step_edited_upwards_no_dose_falls_overnight():
    """Step 8, 12 mg, is edited to lorazepam 10 mg, 100 mg diazepam: the next step is 9 mg lorazepam, not 11 mg diazepam."""
    request = TWENTY | {"equivalence": "ashton-2002", "strategy": {"method": "direct", "coarse_tail": True}}
    steps = revised(request, AHEAD, "adjust", edits=[edit(8, "10", drug="lorazepam")]).steps
    assert [(step.kind, step.daily_mg) for step in steps[7:9]] == [
        ("step-back", {"lorazepam": 10}),
        ("reduce", {"lorazepam": 9}),
    ]
    assert steps[-1].kind == "stop"


def test_days_alone_leave_what_a_step_is():
    """More days for a step make of it neither a hold nor anything else; nor of the steps after it."""
    steps = told(TWENTY, edit(3, days=28))
    assert [steps[number] for number in (2, 3, 4, 19)] == [("reduce", False)] * 3 + [("stop", True)]


@pytest.mark.parametrize(
    ("before", "after", "closing"),
    [
        ("4", "3", False),  # 25 %
        ("3", "2", True),  # 33 %, 1 mg
        ("2.5", "1.25", True),  # 50 %, 1.25 mg
        ("5", "3.5", False),  # 30 %, 1.5 mg
    ],
)
def test_an_edited_reduction_is_closing_over_25_percent_up_to_1_25_mg(before, after, closing):
    """A closing reduction is one over 25 % and of at most 1.25 mg equivalent, both bounds as they are written."""
    both = ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]
    request = direct("uk", "diazepam", night="20", strategy={"halve": both, "quarter": both})
    steps = told(request, edit(14, before), edit(15, after))
    assert steps[15] == ("reduce", closing)


def test_a_drug_that_an_edit_brings_back_goes_down_to_its_stop():
    """Where diazepam is gone, an edit brings 2 mg of it back; held before that, the plan still goes down to nothing of both."""
    request = direct("us", "diazepam", "ashton-2002", night="10", strategy={"coarse_tail": True})
    request["regimen"].append({"drug": "lorazepam", "morning": "2"})
    back = Edit(12, 14, (Dose("morning", "lorazepam", Decimal("1.5")), Dose("night", "diazepam", Decimal(2))))
    edited = revised(request, AHEAD, "adjust", edits=[back])
    steps = revised(request, "2027-04-27", "hold", days=14, schedule=edited).steps
    assert [({drug: str(mg) for drug, mg in step.daily_mg.items()}, step.kind) for step in steps[12:]] == [
        ({"lorazepam": "1.5", "diazepam": "2"}, "step-back"),
        ({"lorazepam": "1", "diazepam": "2"}, "reduce"),
        ({"lorazepam": "0.5", "diazepam": "2"}, "reduce"),
        ({"diazepam": "2"}, "reduce"),
        ({"diazepam": "1"}, "reduce"),
        ({}, "stop"),
    ]


# What is still to come, and what is reached no more -----------------------------------------------


def night(mg, drug="diazepam"):
    """A regimen of one dose at night."""
    return Regimen((Dose("night", drug, Decimal(mg)),))


def kept(mg, drug="diazepam"):
    """An edit kept of a step at these doses."""
    return KeptEdit(night(mg, drug), 14, night("99", drug), "reduce", "reduce")


DOWN = course(
    20, step("reduce", 14, 18, edited=True), step("reduce", 14, 16), step("reduce", 14, 14, edited=True), step("stop", 0)
)
"""Three steps of a fortnight, of which the first and the third were edited."""
FIRST = DOWN.starts_on


@pytest.mark.parametrize(
    ("edit", "days", "now", "comes"),
    [
        (kept("18"), 0, "16", True),  # planned from that day on
        (kept("18"), 1, "16", False),  # it has begun, and is above what is taken
        (kept("14"), 28, "14", True),
        (kept("14"), 29, "14", False),
        (kept("16"), 0, "16", False),  # the step of these doses was not edited
        (kept("12"), 60, "14", True),  # below what is taken, planned or not
        (kept("14", "lorazepam"), 0, "14", False),
    ],
)
def test_an_edit_may_still_come_where_it_is_planned_or_below_what_is_taken(edit, days, now, comes):
    """From the day on, that day too; of steps before it only what is less than is taken now."""
    found = still_to_come(Decided(edits=(edit,)), DOWN, FIRST + timedelta(days=days), night(now), None)
    assert found == ((edit,) if comes else ())


def test_of_doses_that_move_an_edit_comes_where_less_of_the_old_drug_is_taken():
    """While lorazepam moves to diazepam an edit with less lorazepam is ahead, though there is more diazepam in it."""
    now, edits = night("4", "lorazepam"), (kept("2", "lorazepam"), kept("6", "lorazepam"), kept("30"))
    assert still_to_come(Decided(edits=edits), DOWN, FIRST + timedelta(days=60), now, "diazepam") == (edits[0], edits[2])
    gone = night("10")  # all has moved: what is ahead is less of the new drug
    assert still_to_come(Decided(edits=(kept("9"), kept("11"))), DOWN, FIRST + timedelta(days=60), gone, "diazepam") == (
        kept("9"),
    )


def after(*steps, decided=()):
    """A plan that goes on from the first day, with edits that wait."""
    return replace(course(20, *steps), decided=Decided(edits=tuple(decided)) if decided else None)


OPEN = step("hold", None, 18)
THIRD = DOWN.steps[2]


@pytest.mark.parametrize(
    ("plan", "days", "missed"),
    [
        (after(step("reduce", 14, 18, edited=True), step("reduce", 14, 14, edited=True), step("stop", 0)), 0, []),
        (after(step("reduce", 14, 18), step("reduce", 14, 14, edited=True), step("stop", 0)), 0, [1]),
        (after(step("reduce", 14, 18, edited=True), step("reduce", 14, 14), step("stop", 0)), 0, [3]),
        (after(step("hold", 14, 18), step("maintain", None, 14)), 0, []),
        (after(step("step-back", 14, 18), step("stop", 0)), 0, [1, 3]),
        (after(step("reduce", 14, 18, edited=True), step("stop", 0)), 1, [3]),  # the first has begun
        (after(step("hold", 14, 14), step("stop", 0)), 1, [3]),  # a hold that has begun keeps nothing
        (after(step("reduce", 14, 14, edited=True), step("stop", 0)), 1, [3]),
        (after(OPEN, decided=[kept("14")]), 0, []),
        (after(OPEN, decided=[kept("12")]), 0, [3]),
        (after(step("reduce", 1, 14, edited=True), OPEN), 1, []),  # none is carried: the steps themselves tell
        (after(step("reduce", 1, 14, edited=True), OPEN, decided=[kept("12")]), 1, [3]),
        (after(step("reduce", 1, 14), OPEN), 1, [3]),
        (after(step("reduce", 1, 14, edited=True), step("hold", 14, 18), step("stop", 0)), 1, [3]),
    ],
)
def test_an_edited_step_is_named_where_the_new_plan_comes_to_its_doses_no_more(plan, days, missed):
    """Kept are the doses of steps edited or held from the day on, and behind an open hold those that wait."""
    found = not_reached(DOWN, plan, FIRST + timedelta(days=days))
    assert [each.number for each in found] == missed


def test_a_stop_that_was_edited_is_never_missed():
    """There is no dose to come to."""
    edited = course(20, step("reduce", 14, 18), step("stop", 0, edited=True))
    assert not_reached(edited, after(OPEN), FIRST) == ()


@pytest.mark.parametrize(
    ("kind", "days", "target", "state"),
    [
        ("stop", 0, None, "going-on"),
        ("hold", None, None, "held"),
        ("reduce", None, None, "held"),
        ("maintain", None, None, "maintained"),
        ("maintain", None, "10", "going-on"),  # it went down to its target
        ("maintain", None, "9.5", "maintained"),  # it was not down to it
        ("maintain", None, "11", "going-on"),
        ("hold", None, "10", "held"),
    ],
)
def test_the_steps_tell_whether_a_plan_goes_on(kind, days, target, state):
    """By the last step: one without an end is held or maintained, but for the target that the plan went down to."""
    last = [step(kind, days, *([] if kind == "stop" else [10]))]
    asked = taking("20", **({"target_mg": target} if target else {}))
    told = told_by_steps(course(20, step("reduce", 14, 18, edited=True), *last), parsed(asked))
    assert (told.state, [each.doses for each in told.edits]) == (state, [night("18")])
