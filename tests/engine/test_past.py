"""What a taper goes on from: what is below what, what falls and what rises, and when the earlier plan had come down."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Dose, Edit, Regimen, load_catalogue
from taper_app.engine.doses.products import Piece
from taper_app.engine.taper.decided import KeptEdit, PlannedHold
from taper_app.engine.taper.past import End, Past, is_a_fall, is_below, rises_somewhere
from taper_app.engine.taper.schedule import Step, StepDose

from .requests import crossover
from .revising import parsed, regimen

CATALOGUE = load_catalogue()
TEN, NINE = regimen("night diazepam 10"), regimen("night diazepam 9")


def on_days(*doses):
    """A regimen from "night diazepam 10 mon tue", …; no day is every day."""
    split = [each.split() for each in doses]
    return Regimen(tuple(Dose(time, drug, Decimal(mg), weekdays=tuple(days)) for time, drug, mg, *days in split))


def step(starts_on, *doses, equivalent="0", pieces=()):
    """A step of these doses."""
    taken = tuple(StepDose(each.time, each.drug, each.mg, pieces) for each in regimen(*doses).doses)
    return Step(1, "reduce", date.fromisoformat(starts_on), 14, taken, Fraction(equivalent), Fraction(0), Fraction(0))


@pytest.mark.parametrize(
    ("lower", "higher", "below"),
    [
        (NINE, TEN, True),
        (TEN, TEN, False),
        (TEN, NINE, False),
        (regimen(), NINE, True),
        (regimen("night diazepam 9", "morning lorazepam 0.1"), TEN, False),
        (NINE, regimen("night diazepam 9", "morning lorazepam 0.1"), True),
        (regimen("night diazepam 10", "morning lorazepam 0.5"), regimen("night diazepam 10", "morning lorazepam 1"), True),
        (on_days("night diazepam 10 mon tue"), TEN, True),
    ],
)
def test_below_is_less_of_a_drug_in_the_week_and_more_of_none(lower, higher, below):
    """Less of one drug is not enough where a little of another comes to it."""
    assert is_below(lower, higher) is below


@pytest.mark.parametrize(
    ("lower", "higher", "rises"),
    [
        (NINE, TEN, False),
        (TEN, NINE, True),
        (TEN, TEN, False),
        (regimen("night diazepam 6", "morning diazepam 3"), TEN, True),
        (on_days("night diazepam 12 sun"), TEN, True),
        (on_days("night diazepam 12 sun"), on_days("night diazepam 12 sun", "morning diazepam 1"), False),
        (NINE, on_days("night diazepam 10 mon tue wed thu fri sat"), True),
        (on_days("night diazepam 9 wed"), on_days("night diazepam 9 tue"), True),
    ],
)
def test_a_dose_rises_at_its_time_of_day_and_on_its_day_of_the_week(lower, higher, rises):
    """What falls in the day or the week may still rise at night, or on a Sunday."""
    assert rises_somewhere(lower, higher) is rises


@pytest.mark.parametrize(
    ("lower", "higher", "falls"),
    [
        (NINE, TEN, True),
        (regimen("night diazepam 9.5"), TEN, True),
        (regimen("night diazepam 9.6"), TEN, False),
        (TEN, NINE, False),
        (TEN, TEN, True),
        (regimen(), NINE, True),
        (regimen("night diazepam 9", "morning lorazepam 0.98"), regimen("night diazepam 10", "morning lorazepam 1"), False),
        (regimen("night diazepam 9", "morning lorazepam 1"), regimen("night diazepam 10", "morning lorazepam 1"), True),
    ],
)
def test_a_fall_is_of_no_drug_by_less_than_the_pace_has_it(lower, higher, falls):
    """Each drug that falls does so by 5 % at least, and none rises."""
    assert is_a_fall(lower, higher, 5) is falls


STEPS = (
    step("2027-01-04", "night diazepam 20", equivalent="20"),
    step("2027-01-18", "night diazepam 15", equivalent="15"),
    step("2027-02-01", "night diazepam 10", equivalent="10"),
)


@pytest.mark.parametrize(
    ("equivalent", "crossed", "came"),
    [
        (20, None, date(2027, 1, 4)),
        (15, None, date(2027, 1, 18)),
        (14, None, date(2027, 2, 1)),
        (9, None, date.min),
        (20, regimen("night diazepam 15"), date(2027, 1, 18)),
        (10, regimen("night diazepam 15"), date(2027, 2, 1)),
        (9, regimen("night diazepam 15"), date(2027, 1, 18)),
        (9, regimen("night diazepam 14"), date.min),
    ],
)
def test_no_dose_comes_before_the_earlier_plan_had_come_down_to_it(equivalent, crossed, came):
    """It is the first day of no more, and of just the doses that have crossed over: the later of both."""
    assert Past(earlier=STEPS).came_to(Fraction(equivalent), crossed) == came


HOLD, KEPT = PlannedHold("reduce", 1, 14), KeptEdit(NINE, 14, TEN, "reduce", "reduce")


@pytest.mark.parametrize(
    ("past", "plain"),
    [
        (Past(), True),
        (Past(wait=("hold", 14), as_taken=True, crossed_from=TEN, stabilise=True), True),
        (Past(steps=STEPS), False),
        (Past(holds=(HOLD,)), False),
        (Past(earlier=STEPS), False),
        (Past(edits=(KEPT,)), False),
        (Past(by_number={1: Edit(1, 14)}), False),
        (Past(ends=End("hold", TEN)), False),
        (Past(through=TEN), False),
    ],
)
def test_a_past_is_plain_where_nothing_was_decided_about_what_comes(past, plain):
    """So it is for every new plan; a wait alone decides about nothing that comes after it."""
    assert past.is_plain is plain


LIQUID, TABLET = (Piece("diazepam-2mg-per-5ml-oral-solution", ml=Decimal(5)),), (Piece("diazepam-2mg-tablet", Decimal(1)),)


def test_a_dose_that_is_a_volume_is_measured_at_its_time_of_day():
    """It goes on from the doses as they were made; tablets, and volumes of another drug, are no volume of this one."""
    made = (
        StepDose("morning", "diazepam", Decimal(2), LIQUID),
        StepDose("midday", "diazepam", Decimal(2), TABLET),
        StepDose("night", "diazepam", Decimal(4), TABLET + LIQUID),
    )
    assert Past(steps=STEPS, made=made).measured("diazepam") == ("morning", "night")
    assert Past(steps=STEPS, made=made).measured("lorazepam") == ()
    assert Past(steps=STEPS).measured("diazepam") == ()


CROSSING = parsed(crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1"))
ALL_MOVED = parsed(crossover("uk", "diazepam", "ashton-2002", night="20"))


@pytest.mark.parametrize(
    ("request_", "ends", "crossing"),
    [
        (CROSSING, None, True),
        (ALL_MOVED, None, False),
        (CROSSING, End("hold", regimen("morning lorazepam 1", "night lorazepam 1")), False),
        (CROSSING, End("hold", regimen("morning lorazepam 1")), True),
        (CROSSING, End("maintain", None), True),
    ],
)
def test_doses_move_unless_what_is_taken_is_kept_or_has_moved(request_, ends, crossing):
    """An end at what is taken keeps it from moving; an end at another dose, or at what comes out of the crossover, does not."""
    assert Past(ends=ends).crossing(request_) is crossing


@pytest.mark.parametrize(
    ("wait", "taken", "stands"),
    [
        (("hold", None), on_days("night diazepam 10 mon", "morning diazepam 4 tue"), True),
        (("hold", 14), on_days("night diazepam 10 mon", "morning diazepam 4 tue"), False),
        (None, on_days("night diazepam 10 mon", "morning diazepam 4 tue"), False),
        (("hold", None), on_days("night diazepam 10 mon"), False),
        (("hold", None), on_days("night diazepam 10 mon", "night diazepam 8 tue"), True),
        (("hold", None), TEN, False),
    ],
)
def test_more_than_one_dose_that_differs_stands_as_it_is_where_it_is_held_without_an_end(wait, taken, stands):
    """Two doses that differ by their days, or one of three amounts, are held as they are: nothing goes down from them."""
    assert Past(wait=wait).stands(taken) is stands


def test_the_drugs_of_steps_changed_by_hand_are_on_the_way():
    """Those of the edits still to come and of those made now; an edit of days alone has none."""
    by_number = {1: Edit(1, 14), 2: Edit(2, None, regimen("night lorazepam 1").doses)}
    assert list(Past(edits=(KEPT,), by_number=by_number).drugs) == ["diazepam", "lorazepam"]


@pytest.mark.parametrize(("mg", "falls"), [("19", True), ("19.005", False), ("19.1", False)])
def test_a_fall_is_at_least_the_least_percentage(mg, falls):
    """Exactly 5 % of 20 mg is one; anything less is none."""
    assert is_a_fall(regimen(f"night diazepam {mg}"), regimen("night diazepam 20"), 5) == falls
