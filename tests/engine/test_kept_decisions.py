"""What was decided at a visit, as values: which holds are still planned, what JSON carries of it, and what is no decision."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Dose, Regimen
from taper_app.engine.taper.decided import Decided, KeptEdit, PlannedHold
from taper_app.engine.taper.holds import planned_holds
from taper_app.engine.taper.schedule import Step, StepDose

from .revising import regimen


def step(kind, mg, days=14, *, edited=False, drug="diazepam"):
    """A step of one dose at night."""
    doses = (StepDose("night", drug, Decimal(mg), ()),)
    return Step(1, kind, date(2027, 1, 4), days, doses, Fraction(0), Fraction(0), Fraction(0), edited=edited)


def mg(amount):
    return regimen(f"night diazepam {amount}")


STAYS, COMES = KeptEdit(mg(9), 14, mg(9), "hold", "reduce"), KeptEdit(mg(9), 14, mg(10), "reduce", "reduce")
DOWN, HELD = step("reduce", 9), step("hold", 9, 28)


@pytest.mark.parametrize(
    ("steps", "after", "holds"),
    [
        ([DOWN, HELD], ("reduce", 0), [PlannedHold("reduce", 1, 28)]),
        ([DOWN, HELD], ("reduce", 2), [PlannedHold("reduce", 3, 28)]),
        ([HELD], ("reduce", 1), [PlannedHold("reduce", 1, 28)]),
        ([HELD], ("", 0), []),
        ([DOWN, step("hold", 9, None)], ("reduce", 0), [PlannedHold("reduce", 1, None)]),
        ([DOWN, step("hold", 9, 28, edited=True)], ("reduce", 0), [PlannedHold("reduce", 1, 28, True)]),
        (
            [DOWN, HELD, step("reduce", 8), step("hold", 8, 7)],
            ("", 0),
            [PlannedHold("reduce", 1, 28), PlannedHold("reduce", 2, 7)],
        ),
        ([step("hold", 10, 7, edited=True), HELD], ("", 0), []),
        (
            [step("hold", 9, 7, edited=True), step("hold", 9, 28)],
            ("reduce", 0),
            [
                PlannedHold("reduce", 1, 28),
            ],
        ),
        ([step("step-back", 12, edited=True), step("hold", 12, 28)], ("", 0), [PlannedHold("reduce", 1, 28)]),
        ([step("step-back", 12), step("hold", 12, 28)], ("", 0), []),
        ([step("crossover", 9), HELD], ("", 0), [PlannedHold("crossover", 1, 28)]),
        ([step("crossover", 9), step("stabilise", 9), HELD], ("", 0), [PlannedHold("stabilise", 1, 28)]),
    ],
)
def test_a_hold_is_planned_by_the_change_of_dose_that_it_comes_after(steps, after, holds):
    """It is counted from the start: a fall, a move, or a step that was given other doses by hand; days alone do not count."""
    assert list(planned_holds(steps, (), mg(10), after, crossing=True)) == holds


def test_the_holds_of_a_crossover_go_with_it():
    """Where no dose crosses over any more, the holds after its moves are left out, and those of the way down stay."""
    steps = [step("crossover", 9), HELD, step("reduce", 8), step("hold", 8, 7)]
    assert list(planned_holds(steps, (), mg(10), ("", 0), crossing=False)) == [PlannedHold("reduce", 1, 7)]


@pytest.mark.parametrize(
    ("edits", "holds"),
    [
        ((STAYS,), []),
        ((COMES,), [PlannedHold("reduce", 1, 28, True)]),
        ((KeptEdit(mg(8), 14, mg(8), "hold", "reduce"),), [PlannedHold("reduce", 1, 28, True)]),
    ],
)
def test_a_hold_that_is_an_edit_comes_with_the_edit(edits, holds):
    """A step that was made to stay at these doses is kept as what it is, and not once more as a hold."""
    assert list(planned_holds([DOWN, step("hold", 9, 28, edited=True)], edits, mg(10), ("reduce", 0), crossing=True)) == holds


DECIDED = Decided(
    edits=(STAYS, COMES),
    holds=(PlannedHold("reduce", 1, 28), PlannedHold("crossover", 0, None, True)),
    order=("lorazepam", "diazepam"),
    target_mg=Decimal("2.50"),
    change_weekday="monday",
    state="held",
    equivalence_for={"lorazepam": "ashton-2002"},
    steady_at_first=("clonazepam",),
)
NINE_MG = [{"time": "night", "drug": "diazepam", "mg": "9"}]
TOLD = {
    "edits": [
        {"doses": NINE_MG, "days": 14, "after": NINE_MG, "kind": "hold", "instead_of": "reduce"},
        {"doses": NINE_MG, "days": 14, "after": [{"time": "night", "drug": "diazepam", "mg": "10"}], "kind": "reduce"},
    ],
    "holds": [
        {"kind": "reduce", "after": 1, "days": 28},
        {"kind": "crossover", "after": 0, "days": None, "edited": True},
    ],
    "order": ["lorazepam", "diazepam"],
    "target_mg": "2.5",
    "change_weekday": "monday",
    "state": "held",
    "equivalence_for": {"lorazepam": "ashton-2002"},
    "steady_at_first": ["clonazepam"],
}


def test_a_schedule_carries_all_that_was_decided_and_gives_it_back():
    """Each decision has its place in JSON and comes back from it as it was; a day of the week goes with its dose."""
    assert DECIDED.to_json() == TOLD
    assert Decided.from_json(TOLD) == DECIDED
    by_days = KeptEdit(Regimen((Dose("night", "diazepam", Decimal(9), weekdays=("mon",)),)), 14, mg(10), "reduce", "reduce")
    assert by_days.to_json()["doses"] == [NINE_MG[0] | {"weekdays": ["mon"]}]
    assert KeptEdit.from_json(by_days.to_json()) == by_days


def test_what_was_not_decided_is_not_carried():
    """A plan of which nothing was decided carries nothing, and nothing is read as nothing decided."""
    assert Decided().to_json() == {}
    assert Decided.from_json({}) == Decided()
    assert Decided(steady_at_first=()).to_json() == {"steady_at_first": []}
    assert Decided.from_json({"steady_at_first": []}).steady_at_first == ()


def with_edit(**changes):
    return {"edits": [TOLD["edits"][1] | changes]}


def with_dose(**changes):
    return with_edit(doses=[NINE_MG[0] | changes])


def with_hold(**changes):
    return {"holds": [TOLD["holds"][0] | changes]}


SOUND = [
    TOLD,
    with_dose(mg="1000"),
    with_dose(mg="0.000001"),
    with_dose(drug="modified-release lorazepam"),
    with_dose(weekdays=["mon", "tue", "wed", "thu", "fri", "sat"]),
    with_edit(days=1),
    with_edit(days=10_000),
    with_edit(kind="step-back", instead_of="crossover"),
    with_edit(kind="stabilise"),
    with_hold(kind="stabilise", after=400, days=10_000),
    with_hold(days=1),
    {"target_mg": "0"},
    {"target_mg": "1000"},
    {"change_weekday": "any"},
    {"change_weekday": "sunday"},
    {"state": "maintained"},
]
UNSOUND = [
    with_dose(time="noon"),
    with_dose(drug="zolpidem"),
    with_dose(mg="0"),
    with_dose(mg="1000.5"),
    with_dose(mg="0.0000005"),
    with_dose(weekdays=["tue", "mon"]),
    with_dose(weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    with_edit(after=[NINE_MG[0] | {"drug": "zolpidem"}]),
    with_edit(doses=[]),
    with_edit(days=0),
    with_edit(days=10_001),
    with_edit(days=14.0),
    with_edit(kind="stop"),
    with_edit(instead_of="maintain"),
    with_hold(kind="hold"),
    with_hold(after=401),
    with_hold(after=-1),
    with_hold(after=1.0),
    with_hold(edited=1),
    with_hold(days=0),
    with_hold(days=10_001),
    with_hold(days=28.0),
    {"order": ["lorazepam", "zolpidem"]},
    {"order": ["lorazepam", "lorazepam"]},
    {"steady_at_first": ["zolpidem"]},
    {"target_mg": "-0.5"},
    {"target_mg": "1000.5"},
    {"change_weekday": "mon"},
    {"state": "stopped"},
    {"equivalence_for": {"zolpidem": "ashton-2002"}},
    {"equivalence_for": {"lorazepam": 5}},
]
KNOWN = ("diazepam", "lorazepam", "clonazepam")


@pytest.mark.parametrize("told", SOUND, ids=repr)
def test_what_a_visit_may_have_decided_is_sound(told):
    """Every value to its bounds, both included, of the drugs that are known."""
    assert Decided.from_json(told).is_sound(iter(KNOWN))


@pytest.mark.parametrize("told", UNSOUND, ids=repr)
def test_what_no_visit_can_have_decided_is_not_sound(told):
    """One value that no decision leaves is enough: a time, a drug, an amount, days, a kind, a count."""
    assert not Decided.from_json(told).is_sound(KNOWN)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (COMES, KeptEdit(mg(9), 28, mg(11), "hold", "reduce"), True),
        (COMES, KeptEdit(mg(8), 14, mg(10), "reduce", "reduce"), False),
        (COMES, STAYS, False),
        (COMES, KeptEdit(mg(9), 14, mg(10), "reduce", "crossover"), False),
    ],
)
def test_two_edits_are_of_one_step_by_their_doses_and_their_part_of_the_plan(one, other, same):
    """Other days of the same doses take the place of the earlier; days by which a dose stays longer stand beside them."""
    assert one.same_step(other) is same
