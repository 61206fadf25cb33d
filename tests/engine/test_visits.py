"""The next visit: soon after a change of drug, then at each change of dose, and never over three months away."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from taper_app.engine import (
    WEEKDAYS,
    Adjustment,
    Change,
    Decision,
    Dose,
    Edit,
    Opening,
    Refusal,
    Regimen,
    build_schedule,
    load_catalogue,
    next_change,
    next_visit,
    parse_request,
    revise,
)

from .requests import requests

CATALOGUE = load_catalogue()


def asked(*rows, **strategy):
    """A request by Ashton 2002 that starts on Monday 4 January 2027."""
    data = {"starts_on": "2027-01-04", "market": "uk", "equivalence": "ashton-2002", "regimen": list(rows)}
    return parse_request(data | {"strategy": strategy}, CATALOGUE)


def built(*rows, **strategy):
    return build_schedule(asked(*rows, **strategy), CATALOGUE)


def visit(schedule, after, **every):
    return next_visit(CATALOGUE, schedule, date.fromisoformat(after), **every).isoformat()


DIRECT = asked({"drug": "diazepam", "night": "20"}, method="direct")  # 18 on 4 January, 17 on 18 January, 16 on 1 February …
SCHEDULE = build_schedule(DIRECT, CATALOGUE)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-12-20", "2027-01-04"),  # before the first day: the day on which it begins
        ("2027-01-04", "2027-01-18"),  # on the day of a change: the change after it
        ("2027-01-17", "2027-01-18"),
        ("2027-01-18", "2027-02-01"),
        ("2027-01-20", "2027-02-01"),
    ],
)
def test_at_the_next_change_of_dose(after, expected):
    """A visit is proposed for the next day on which the dose changes, wherever the last one was."""
    assert visit(SCHEDULE, after) == expected


def test_the_stop_is_a_change():
    """The day of the stop is one for a visit; after it a visit in 28 days is proposed."""
    stop = SCHEDULE.steps[-1].starts_on
    assert next_visit(CATALOGUE, SCHEDULE, stop - timedelta(days=1)) == stop
    assert next_visit(CATALOGUE, SCHEDULE, stop) == stop + timedelta(days=28)
    assert next_visit(CATALOGUE, SCHEDULE, stop + timedelta(days=400), every_days=14) == stop + timedelta(days=414)


@pytest.mark.parametrize("days", [3, 7, 14])
def test_within_a_week_of_a_crossover(days):
    """The first visit is seven days into a crossover that begins, however long its steps are."""
    rows = [{"drug": "lorazepam", "morning": "1", "night": "1"}]
    schedule = built(*rows, method="crossover", crossover_days=days)
    assert visit(schedule, "2027-01-04") == "2027-01-11"


def test_within_a_crossover():
    """Once the crossover is under way, the next visit is where the next dose moves."""
    schedule = built({"drug": "lorazepam", "morning": "1", "night": "1"}, method="crossover", crossover_days=10)
    assert visit(schedule, "2027-01-08") == "2027-01-14"
    assert visit(schedule, "2027-01-14") == "2027-01-31"  # it stabilises from 24 January at the same dose


def taking(**doses):
    parts = ((name.rsplit("_", 1), mg) for name, mg in doses.items())
    return Regimen(tuple(Dose(time, drug, Decimal(mg)) for (drug, time), mg in parts))


def decided(on, decision, days=None, **more):
    adjustment = Adjustment(Decision(decision), days, **more)
    taken = taking(diazepam_night="17")
    return revise(SCHEDULE, DIRECT, CATALOGUE, Change(date.fromisoformat(on), taken, adjustment))


def test_on_the_last_day_of_a_dated_hold():
    """A dated hold has its visit before the dose changes: on its last day at the latest."""
    held = decided("2027-01-27", "hold", 28)  # to 23 February
    assert visit(held, "2027-01-27") == "2027-02-23"
    assert visit(held, "2027-02-23") == "2027-02-24"


@pytest.mark.parametrize("decision", ["hold", "maintain"])
def test_where_nothing_changes_any_more(decision):
    """On an open hold, or at a dose that is kept, a visit is proposed in 28 days, or at the clinic's own distance."""
    kept = decided("2027-01-27", decision)
    assert visit(kept, "2027-01-27") == "2027-02-24"
    assert visit(kept, "2027-01-27", every_days=60) == "2027-03-28"
    assert visit(kept, "2027-01-27", every_days=7) == "2027-02-03"


def test_the_clinics_distance_only_brings_a_visit_forward():
    """A clinic that sees people every week is offered a week; one that sees them every 90 days, the change of dose."""
    assert visit(SCHEDULE, "2027-01-18", every_days=7) == "2027-01-25"
    assert visit(SCHEDULE, "2027-01-18", every_days=90) == "2027-02-01"


def test_at_least_every_three_months():
    """A hold of half a year still has a visit within 90 days."""
    assert visit(decided("2027-01-27", "hold", 180), "2027-01-27") == "2027-04-27"


def test_a_step_edited_into_the_same_dose_is_a_hold():
    """A step that an edit leaves at the dose before it changes nothing on its first day: the visit is on its last."""
    same = (Dose("night", "diazepam", Decimal(17)),)
    edited = decided("2027-01-27", "adjust", edits=(Edit(3, doses=same),))  # 17 from 1 to 14 February, then 15
    assert (edited.steps[2].kind, edited.steps[2].starts_on.isoformat()) == ("hold", "2027-02-01")
    assert visit(edited, "2027-01-27") == "2027-02-14"


@given(requests())
def test_whatever_the_schedule(data):
    """After the day, within 90 days of it, and within the clinic's distance; all moves with the dates."""
    try:
        request = parse_request(data, CATALOGUE)
        schedule = build_schedule(request, CATALOGUE)
    except Refusal:
        return
    for step in schedule.steps[:5]:
        for every in (None, 7, 28):
            found = next_visit(CATALOGUE, schedule, step.starts_on, every_days=every)
            assert timedelta(0) < found - step.starts_on <= timedelta(days=every or 90)


# On the days on which a clinic is open -----------------------------------------------------------

NIGHTLY_17 = Regimen((Dose("night", "diazepam", Decimal(17)),))
WORKING = Opening(frozenset(WEEKDAYS[:5]))


@pytest.mark.parametrize(
    ("after", "opening", "expected"),
    [
        ("2027-01-04", WORKING, "2027-01-15"),  # the change is on Monday the 18th: the Friday before it
        ("2027-01-04", Opening(frozenset({"sunday"})), "2027-01-17"),
        ("2027-01-04", Opening(frozenset(WEEKDAYS[:5]), frozenset({date(2027, 1, 15)})), "2027-01-14"),
        ("2027-01-15", WORKING, "2027-01-29"),  # this visit decides on the change of the 18th: no open day lies between
        ("2027-01-20", WORKING, "2027-01-29"),
        ("2027-01-04", Opening(frozenset({"monday"})), "2027-01-11"),
    ],
)
def test_on_the_last_open_day_before_the_change(after, opening, expected):
    """The day before the dose changes where the clinic is open then, else the last open day before it."""
    assert visit(SCHEDULE, after, opening=opening) == expected


@pytest.mark.parametrize(("days", "expected"), [(14, "2027-02-01"), (12, "2027-01-29")])
def test_a_hold_ends_with_a_visit_on_an_open_day(days, expected):
    """On its last day, or the last open one in it."""
    held = revise(SCHEDULE, DIRECT, CATALOGUE, Change(date(2027, 1, 19), NIGHTLY_17, Adjustment(Decision.HOLD, days)))
    assert visit(held, "2027-01-18", opening=WORKING) == expected


@given(requests())
def test_no_dose_changes_before_the_visit_that_decides_on_it(data):
    """Between a visit and the one that is proposed at it no dose changes, but for a change with no open day before it; and the
    clinic is open on it, for there is an open day in every week."""
    try:
        schedule = build_schedule(parse_request(data, CATALOGUE), CATALOGUE)
    except Refusal:
        return
    after = schedule.starts_on
    day = next_visit(CATALOGUE, schedule, after, opening=WORKING)
    change = next_change(schedule, after + timedelta(days=1))
    assert WORKING.has(day)
    if change and WORKING.last(change - timedelta(days=1), after):
        assert after < day < change


@pytest.mark.parametrize(
    ("opening", "day", "first"),
    [
        (WORKING, "2027-01-08", "2027-01-08"),
        (WORKING, "2027-01-09", "2027-01-11"),
        (Opening(WORKING.weekdays, frozenset({date(2027, 1, 11)})), "2027-01-09", "2027-01-12"),
        (Opening(frozenset()), "2027-01-09", "2027-01-09"),
    ],
)
def test_the_first_open_day_is_that_day_or_the_next_one_that_is_open(opening, day, first):
    """Saturday leads to Monday, a closed Monday to Tuesday; where it is never open the day stays."""
    assert opening.first(date.fromisoformat(day)) == date.fromisoformat(first)
