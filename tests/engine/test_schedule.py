"""`Schedule`: ordered, contiguous steps; the day asked for; the supply of a stretch of days; JSON both ways."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Piece, Schedule, Step, StepDose, build_schedule, load_catalogue, parse_request

from .requests import crossover, direct

CATALOGUE = load_catalogue()
TWENTY = direct("uk", "diazepam", night="20")
"""Diazepam 20 mg at night by 10 % every 14 days from Monday 4 January 2027: 18 17 16 … 2 1 0, eighteen doses and the stop."""
HOLD = {"after_step": 2, "days": 21}
NAMED = {
    "twenty": TWENTY,
    "crossover": crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1"),
    "by halves": crossover("uk", "lorazepam", "nhs-scotland", morning="1", night="1", strategy={"crossover_part": "half"}),
    "holds": direct("uk", "diazepam", night="10", strategy={"holds": [HOLD, {"after_step": 5, "days": 9}]}),
    "open hold": direct("uk", "diazepam", night="10", strategy={"holds": [{"after_step": 2, "days": None}]}),
    "target": direct("uk", "diazepam", night="20", strategy={"target_mg": "10"}),
    "liquid": direct(
        "us",
        "lorazepam",
        "vadod-2021",
        morning="1",
        night="2",
        strategy={"products": ["lorazepam-1mg-tablet", "lorazepam-2mg-per-ml-oral-concentrate"]},
    ),
    "two drugs": {
        **TWENTY,
        "equivalence": "ashton-2002",
        "regimen": [{"drug": "clonazepam", "night": "1"}, {"drug": "diazepam", "morning": "5", "night": "10"}],
        "strategy": {"method": "direct", "quarter": "all", "coarse_tail": True},
    },
}


def schedule(request):
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE)


def day(text):
    return date.fromisoformat(text)


# Days --------------------------------------------------------------------------------------------


def test_the_dates_of_the_diazepam_example_by_hand():
    """From 20 mg diazepam, 10 % every 14 days from 4 January: the last dose is on 12 September, the stop a day later."""
    made = schedule(TWENTY)
    first, last = made.steps[0], made.steps[-1]
    assert (first.starts_on, first.last_day, first.ends_before) == (day("2027-01-04"), day("2027-01-17"), day("2027-01-18"))
    assert (last.number, last.kind, last.days, last.doses) == (19, "stop", 0, ())
    assert last.starts_on == last.last_day == last.ends_before == day("2027-09-13")
    assert (made.starts_on, made.last_day, made.days, made.weeks) == (day("2027-01-04"), day("2027-09-12"), 252, 36)


@pytest.mark.parametrize("name", NAMED)
def test_steps_are_numbered_and_contiguous(name):
    """Steps are numbered from 1; each begins on the day before which the last one ends, its last day the day before that."""
    made = schedule(NAMED[name])
    assert [step.number for step in made.steps] == list(range(1, len(made.steps) + 1))
    expected = made.starts_on
    for step in made.steps:
        assert step.starts_on == expected
        if step.days is None:
            assert (step.last_day, step.ends_before) == (None, None)
            assert step is made.steps[-1]
            return
        expected = step.starts_on + timedelta(days=step.days)
        assert step.ends_before == expected
        assert step.last_day == (expected - timedelta(days=1) if step.days else step.starts_on)
    assert made.steps[-1].kind == "stop"


@pytest.mark.parametrize(
    ("on", "number"),
    [
        ("2026-12-31", None),
        ("2027-01-03", None),
        ("2027-01-04", 1),
        ("2027-01-17", 1),
        ("2027-01-18", 2),
        ("2027-01-31", 2),
        ("2027-08-29", 17),
        ("2027-08-30", 18),
        ("2027-09-12", 18),
        ("2027-09-13", 19),
        ("2030-01-01", 19),
    ],
)
def test_the_step_in_force_on_a_day(on, number):
    """A step governs from its first day to its last; before the first step there is none, and from the stop on it is the stop."""
    step = schedule(TWENTY).in_force(day(on))
    assert (step.number if step else None) == number


@pytest.mark.parametrize(("name", "kind", "begins"), [("open hold", "hold", "2027-02-01"), ("target", "maintain", "2027-04-26")])
def test_a_step_without_an_end_governs_from_its_first_day_on(name, kind, begins):
    """An open hold and a maintenance dose have no last day and nothing after them; the schedule has no last day either."""
    made = schedule(NAMED[name])
    last = made.steps[-1]
    assert (last.kind, last.days, last.last_day, last.starts_on) == (kind, None, None, day(begins))
    assert made.last_day is None
    assert made.days == (day(begins) - day("2027-01-04")).days
    assert made.in_force(day("2099-12-31")) is last


# Supply ------------------------------------------------------------------------------------------


def recount(made, begin, days):
    """What is taken on each day from `begin`, counted one day after the other; a dose without an end is not counted."""
    counted = Counter()
    for offset in range(days):
        step = made.in_force(begin + timedelta(days=offset))
        if step and step.days:
            for piece in (piece for dose in step.doses for piece in dose.pieces):
                counted[piece.product] += piece.count if piece.ml is None else piece.ml
    return dict(counted)


def test_a_supply_counted_by_hand():
    """Lorazepam 1 mg twice a day, crossed a dose a fortnight: 28 days need 14 × 1 mg lorazepam, 14 + 28 × 10 mg diazepam."""
    asked = crossover("uk", "lorazepam", "nhs-scotland", morning="1", night="1", strategy={"crossover_days": 14})
    made = schedule(asked)
    assert made.supply(days=28) == {"lorazepam-1mg-tablet": 14, "diazepam-10mg-tablet": 42}
    assert made.supply(day("2027-01-11"), 14) == {"lorazepam-1mg-tablet": 7, "diazepam-10mg-tablet": 21}
    assert made.supply(day("2026-12-28"), 7) == {}


def test_a_half_is_counted_as_half():
    """Halves are counted as halves: 1 mg diazepam as half a 2 mg tablet for 14 days is 7 tablets."""
    made = schedule(TWENTY)
    assert {str(piece.count) for dose in made.steps[17].doses for piece in dose.pieces} == {"0.5"}
    assert made.supply(day("2027-08-30"), 14) == made.supply(day("2027-08-30")) == {"diazepam-2mg-tablet": 7}


@pytest.mark.parametrize("name", NAMED)
def test_the_supply_of_any_stretch_is_a_recount_by_day(name):
    """Supply equals a brute-force recount by day, in all and for stretches that begin or end inside a step."""
    made = schedule(NAMED[name])
    assert made.supply() == recount(made, made.starts_on, made.days)
    for first in (-3, 0, 1, 6, 13, 14, 30, made.days - 1, made.days, made.days + 5):
        for days in (0, 1, 7, 28, 365):
            begin = made.starts_on + timedelta(days=first)
            assert made.supply(begin, days) == recount(made, begin, days), (begin, days)


# Crossovers --------------------------------------------------------------------------------------


def test_the_steps_of_a_crossover_are_known_by_its_first():
    """A crossover is its steps and the planned holds between them, but no hold after it: three doses of lorazepam here."""
    held = {"holds": [{"after_step": 1, "days": 14}, {"after_step": 6, "days": 14}]}
    made = schedule(crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1", strategy=held))
    kinds = [step.kind for step in made.steps[:8]]
    assert kinds == ["crossover", "hold", "crossover", "crossover", "stabilise", "reduce", "hold", "reduce"]
    assert made.crossovers() == {1: 1, 2: 1, 3: 1, 4: 1}


def test_a_hold_at_a_dose_that_was_not_planned_ends_a_crossover():
    """What follows a hold at the dose really taken is a crossover of its own."""
    held = {"holds": [{"after_step": 1, "days": 14}]}
    made = schedule(crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1", strategy=held))
    first, hold, *rest = made.steps
    assert replace(made, steps=(first, replace(hold, as_taken=True), *rest)).crossovers() == {1: 1, 3: 3, 4: 3}


# JSON --------------------------------------------------------------------------------------------


def test_a_step_as_json_by_hand():
    """A step is printed with exact doses and pieces, the equivalent to two decimals and the percentage to one."""
    pieces = (Piece("diazepam-5mg-tablet", count=Decimal(1)), Piece("diazepam-2mg-tablet", count=Decimal("1.50")))
    dose = StepDose("night", "diazepam", Decimal("8.0"), pieces)
    step = Step(3, "reduce", day("2027-02-28"), 14, (dose,), Fraction(8), Fraction(2, 3), Fraction(100, 13), False)
    assert step.to_json() == {
        "number": 3,
        "kind": "reduce",
        "starts_on": "2027-02-28",
        "last_day": "2027-03-13",
        "days": 14,
        "doses": [
            {
                "time": "night",
                "drug": "diazepam",
                "mg": "8",
                "pieces": [
                    {"product": "diazepam-5mg-tablet", "count": "1"},
                    {"product": "diazepam-2mg-tablet", "count": "1.5"},
                ],
            }
        ],
        "daily_mg": {"diazepam": "8"},
        "diazepam_equivalent_mg": "8",
        "reduction_mg": "0.67",
        "reduction_percent": "7.7",
        "closing": False,
    }


def test_equivalents_are_printed_to_two_decimals():
    """The equivalent to two decimals, before the first step and in each: by VA/DoD temazepam 20 mg is 13.33… mg, 16 mg 10.66…"""
    asked = direct("uk", "temazepam", "vadod-2021", night="20", strategy={"products": ["temazepam-2mg-per-ml-oral-solution"]})
    written = schedule(asked).to_json()
    assert written["baseline_equivalent_mg"] == "13.33"
    assert {step["diazepam_equivalent_mg"] for step in written["steps"] if step["daily_mg"] == {"temazepam": "16"}} == {"10.67"}


def test_marks_are_printed_where_they_are_set_and_read_back():
    """A step that a clinician edited, or at a dose really taken, says so in its JSON and keeps it; any other has no such mark."""
    plain = schedule(TWENTY)
    first, second, third, *rest = plain.steps
    steps = (first, replace(second, edited=True), replace(third, as_taken=True), *rest)
    written = json.loads(json.dumps(replace(plain, steps=steps).to_json()))
    marks = [{name: step[name] for name in ("as_taken", "edited") if name in step} for step in written["steps"]]
    assert marks[:3] == [{}, {"edited": True}, {"as_taken": True}]
    assert not any(marks[3:])
    read = Schedule.from_json(written).steps
    assert [(step.as_taken, step.edited) for step in read[:3]] == [(False, False), (False, True), (True, False)]
    assert not any(step.as_taken or step.edited for step in read[3:])


def test_weeks_are_printed_to_one_decimal():
    """Weeks to one decimal: 254 days are 36.3 weeks."""
    asked = direct("uk", "diazepam", night="20", strategy={"holds": [{"after_step": 3, "days": 2}]})
    assert schedule(asked).to_json()["weeks"] == "36.3"
    assert schedule(TWENTY).to_json()["weeks"] == "36"


@pytest.mark.parametrize("name", NAMED)
def test_json_there_and_back(name):
    """A schedule read back from its JSON writes the same JSON again, and has the same doses on the same days."""
    made = schedule(NAMED[name])
    text = json.dumps(made.to_json())
    read = Schedule.from_json(json.loads(text))
    assert json.dumps(read.to_json()) == text
    assert [(step.starts_on, step.days, step.doses) for step in read.steps] == [
        (step.starts_on, step.days, step.doses) for step in made.steps
    ]
    assert read.supply() == made.supply()
