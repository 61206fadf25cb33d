"""A schedule that comes back: it is the one that was answered, whole and unchanged, or it is refused."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Piece, StepDose, build_schedule, load_catalogue, parse_request
from taper_app.engine.taper.verify import _is_made, exact, measured, verified

from . import weeks
from .requests import direct

CATALOGUE = load_catalogue()
REQUEST = parse_request(direct("uk", "diazepam", night="10", strategy={"products": ["diazepam-2mg-tablet"]}), CATALOGUE)
PLAN = build_schedule(REQUEST, CATALOGUE)
"""9 mg from Monday 4 January 2027, then 8 7 6 … 1 mg, 14 days each: step 2 is four tablets of 2 mg; step 10 is the stop."""
TABLET, LIQUID = "diazepam-2mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"
REFUSED = "^must be a schedule as it was answered to this request$"


def returned(steps):
    """The schedule with other steps, everything else worked out from them as it should be, through JSON and back."""
    return verified(exact(replace(PLAN, steps=tuple(steps)), REQUEST, CATALOGUE).to_json(), REQUEST, CATALOGUE)


def moved(steps, days):
    return [replace(step, starts_on=step.starts_on + timedelta(days=days)) for step in steps]


def taking(mg, *pieces):
    """The steps with this dose, made so, in the second."""
    dose = replace(PLAN.steps[1].doses[0], mg=Decimal(mg), pieces=pieces)
    return [PLAN.steps[0], replace(PLAN.steps[1], doses=(dose,)), *PLAN.steps[2:]]


def test_the_answered_schedule_comes_back_as_it_was():
    """What was answered is accepted, with its equivalents exact again."""
    assert returned(PLAN.steps) == PLAN


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_no_day_is_left_out(kept):
    """The first step begins with the schedule and each other on the day after the one before: no day is without a step."""
    with pytest.raises(ValueError, match=REFUSED):
        returned([*PLAN.steps[:kept], *moved(PLAN.steps[kept:], 1)])


def test_a_step_has_at_most_10000_days():
    """A step of 10,000 days is accepted, one of 10,001 is not."""
    for days, accepted in ((10_000, True), (10_001, False)):
        steps = [replace(PLAN.steps[0], days=days), *moved(PLAN.steps[1:], days - 14)]
        if accepted:
            assert returned(steps).steps[0].days == days
        else:
            with pytest.raises(ValueError, match=REFUSED):
                returned(steps)


def test_days_are_a_whole_number():
    """Days that are written 14.0 are none."""
    data = PLAN.to_json()
    data["steps"][0]["days"] = 14.0
    with pytest.raises(ValueError, match=REFUSED):
        verified(data, REQUEST, CATALOGUE)


@pytest.mark.parametrize(
    ("mg", "pieces"),
    [
        ("2", [Piece(TABLET, count=Decimal(0))]),
        ("8", [Piece(TABLET, count=Decimal(4)), Piece(TABLET, count=Decimal(0))]),
        ("0.4", [Piece(LIQUID, ml=Decimal(0))]),
        ("4", [Piece(LIQUID, count=Decimal(4))]),
        ("4", [Piece(TABLET, ml=Decimal(4))]),
    ],
    ids=["no tablet", "no tablet more", "no volume", "a liquid by the piece", "a tablet by the volume"],
)
def test_a_dose_is_made_of_tablets_by_number_and_liquids_by_volume(mg, pieces):
    """Every piece of a dose is a number of a solid or a volume of a liquid, and above nothing."""
    with pytest.raises(ValueError, match=REFUSED):
        returned(taking(mg, *pieces))


def test_what_cannot_be_read_is_refused_in_the_same_words():
    """What is no schedule at all is refused as one that was changed."""
    with pytest.raises(ValueError, match=REFUSED):
        verified({}, REQUEST, CATALOGUE)


def test_a_step_after_nothing_falls_by_0_percent():
    """What is measured of a step is the fall from the step before in mg and percent of that; of nothing it is 0 %."""
    step = measured(PLAN.steps[0], Fraction(10), Fraction(9))
    assert (step.equivalent, step.reduction, step.reduction_percent) == (9, 1, 10)
    assert measured(PLAN.steps[-1], Fraction(0), Fraction(0)).reduction_percent == 0


@pytest.mark.parametrize(("drops", "made"), [(4, False), (5, True), (6, False)])
def test_drops_make_their_dose_exactly(drops, made):
    """Of drops of 0.1 mg five make 0.5 mg, and no other number of them does."""
    sold = CATALOGUE.products("uk")
    piece = Piece("clonazepam-2p5mg-per-ml-oral-drops", drops=drops)
    assert _is_made(StepDose("night", "clonazepam", Decimal("0.5"), (piece,)), sold) == made


@pytest.mark.parametrize(
    ("mg", "changes", "stands"),
    [
        ("0.125", {}, True),
        ("1000", {}, True),
        ("0", {}, False),
        ("1000.5", {}, False),
        ("5", {"time": "noon"}, False),
        ("5", {"pieces": (Piece(TABLET, count=Decimal(1)),)}, False),
        ("5", {"made": None}, False),
    ],
)
def test_a_dose_that_stands_as_it_is_taken_has_an_amount_and_no_pieces(mg, changes, stands):
    """However small it is: it was not made by the plan."""
    dose = replace(StepDose("night", "diazepam", Decimal(mg), (), made=False), **changes)
    assert _is_made(dose, CATALOGUE.products("uk")) is stands


def of_a_week(*doses):
    """A plan by days of the week with these doses in its first two weeks, as JSON that comes back."""
    told = weeks.by_days()
    told["steps"][0]["doses"] = [*doses]
    return verified(told, parse_request(weeks.REQUEST, CATALOGUE), CATALOGUE)


FIVE, TWO = weeks.by_days()["steps"][0]["doses"]


@pytest.mark.parametrize(
    "doses",
    [
        (FIVE, TWO | {"weekdays": ["tue", "sun"]}),
        (FIVE, TWO | {"weekdays": ["sat", "tue"]}),
        (FIVE | {"weekdays": ["wed", "mon", "thu", "fri", "sun"]}, TWO),
        (FIVE, TWO | {"weekdays": ["tue", "someday"]}),
        (FIVE | {"weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, TWO),
    ],
)
def test_no_day_of_a_week_has_two_doses_at_one_time_and_days_stand_in_their_order(doses):
    """As they were answered they come back; written otherwise they are refused."""
    assert of_a_week(FIVE, TWO).steps[0].doses[1].weekdays == ("tue", "sat")
    with pytest.raises(ValueError, match=REFUSED):
        of_a_week(*doses)
