"""What a pharmacy supplies per dispensing interval; halves are halves, rounded once; what is split in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import build_schedule, load_catalogue, parse_request
from taper_app.engine.taper.supply import per_interval, splits, without_end

from .requests import direct

CATALOGUE = load_catalogue()
TWO, FIVE, TEN = "diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"
WEEKLY = direct("uk", "diazepam", night="12", strategy={"interval_days": 7})
"""From 12 mg by 10 %: 11 10 9 … 1 mg, a week each, from Monday 4 January 2027; the stop is on 22 March."""
WEEKLY_TABLETS = [
    {FIVE: 1, TWO: 3},  # 11 mg
    {TEN: 1},
    {FIVE: 1, TWO: 2},
    {TWO: 4},
    {FIVE: 1, TWO: 1},
    {TWO: 3},
    {FIVE: 1},
    {TWO: 2},
    {TWO: Decimal("1.5")},
    {TWO: 1},
    {TWO: Decimal("0.5")},
]
"""Tablets a day in each step, in the fewest split pieces and then the fewest pieces."""
OPEN_HOLD = {"holds": [{"after_step": 2, "days": None}]}


def schedule(request):
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE)


def day(text):
    return date.fromisoformat(text)


def in_all(schedule):
    """One interval that reaches from the first day to the stop."""
    [whole] = per_interval(schedule, schedule.days)
    return whole


# By hand -------------------------------------------------------------------------------------------------------------


def test_the_supply_of_each_week_by_hand():
    """Per week: seven days of what each day takes, halves counted as halves; the stop takes nothing and has no supply."""
    found = per_interval(schedule(WEEKLY), 7)
    assert [each.amounts for each in found] == [{id_: 7 * n for id_, n in daily.items()} for daily in WEEKLY_TABLETS]
    assert [(each.starts_on, each.last_day) for each in found[:2]] == [
        (day("2027-01-04"), day("2027-01-10")),
        (day("2027-01-11"), day("2027-01-17")),
    ]
    assert (found[-1].starts_on, found[-1].last_day) == (day("2027-03-15"), day("2027-03-21"))


def test_halves_are_rounded_once_and_the_surplus_is_shown():
    """Halves are halves, rounded up once: 10.5 and 3.5 tablets of two steps are 11 and 4 alone, and 14 together."""
    made = schedule(WEEKLY)
    three, one = per_interval(made, 7)[8], per_interval(made, 7)[10]
    assert (three.amounts[TWO], three.whole(TWO), three.surplus(TWO)) == (Decimal("10.5"), 11, Decimal("0.5"))
    assert (one.amounts[TWO], one.whole(TWO), one.surplus(TWO)) == (Decimal("3.5"), 4, Decimal("0.5"))
    both = in_all(made)
    assert (both.whole(TWO), both.surplus(TWO)) == (126, 0)
    assert sum(each.whole(TWO) for each in per_interval(made, 7) if TWO in each.amounts) == 127


def test_a_quarter_left_over_is_rounded_up_to_a_whole_tablet():
    """Whatever is left over the last whole tablet is one more tablet: 5.25 are 6, and three quarters stay."""
    strategy = {"interval_days": 7, "quarter": [TWO], "halve": "none", "stop_from_mg": "0", "reduction_percent": "5"}
    weeks = per_interval(schedule(direct("uk", "diazepam", night="10", strategy=strategy)), 7)
    quarters = [each for each in weeks if each.amounts == {TWO: Decimal("5.25")}]  # 1.5 mg a day
    assert [(each.whole(TWO), each.surplus(TWO)) for each in quarters] == [(6, Decimal("0.75"))]


def test_dispensing_intervals_by_hand():
    """Per dispensing interval: 14 days from the first day, then the next 14, the last one cut off at the stop."""
    found = per_interval(schedule(WEEKLY), 14)
    assert [(each.starts_on, each.last_day) for each in found] == [
        (day("2027-01-04"), day("2027-01-17")),
        (day("2027-01-18"), day("2027-01-31")),
        (day("2027-02-01"), day("2027-02-14")),
        (day("2027-02-15"), day("2027-02-28")),
        (day("2027-03-01"), day("2027-03-14")),
        (day("2027-03-15"), day("2027-03-21")),
    ]
    assert [each.amounts for each in found] == [
        {TEN: 7, FIVE: 7, TWO: 21},
        {FIVE: 7, TWO: 42},
        {FIVE: 7, TWO: 28},
        {FIVE: 7, TWO: 14},
        {TWO: Decimal("17.5")},
        {TWO: Decimal("3.5")},
    ]
    assert [each.whole(TWO) for each in found] == [21, 42, 28, 14, 18, 4]


def test_an_interval_may_end_in_the_middle_of_a_step():
    """An interval is counted by days: of ten days from 4 January seven are of 11 mg and three of 10 mg."""
    first, second = per_interval(schedule(WEEKLY), 10)[:2]
    assert first.amounts == {FIVE: 7, TWO: 21, TEN: 3}
    assert (second.starts_on, second.last_day) == (day("2027-01-14"), day("2027-01-23"))
    assert second.amounts == {TEN: 4, FIVE: 6, TWO: 12}


def test_one_interval_as_long_as_the_taper_is_the_supply_in_all():
    """An interval that reaches the stop, or beyond, is the whole supply, and there is no empty one after it."""
    made = schedule(WEEKLY)
    [whole] = per_interval(made, 400)
    assert (whole.starts_on, whole.last_day) == (day("2027-01-04"), day("2027-03-21"))
    assert whole.amounts == {TEN: 7, FIVE: 28, TWO: 126}
    assert per_interval(made, 77) == (whole,)


def test_a_liquid_is_supplied_in_ml():
    """A liquid is counted in mL, rounded up to a whole mL once."""
    liquid = "diazepam-0p4mg-per-ml-oral-solution"
    strategy = {"products": [liquid], "reduction_percent": "25", "interval_days": 9, "stop_from_mg": "1.25"}
    first, *_ = per_interval(schedule(direct("uk", "diazepam", night="8", strategy=strategy)), 9)
    assert first.amounts == {liquid: Decimal(9 * 15)}  # 8 mg is 20 mL; 6 mg, a quarter less, is 15 mL
    slow = strategy | {"reduction_percent": "5", "stop_from_mg": "0"}
    first, *_ = per_interval(schedule(direct("uk", "diazepam", night="2", strategy=slow)), 9)
    # 2 mg is 5 mL; the next marks are 4.8 mL, which is under 5 %, and 4.6 mL.
    assert (first.amounts, first.whole(liquid), first.surplus(liquid)) == ({liquid: Decimal("41.4")}, 42, Decimal("0.6"))


# Doses without an end ------------------------------------------------------------------------------------------------


def test_a_dose_without_an_end_is_not_counted():
    """A dose without an end is not counted: the supply ends on the day before it begins."""
    made = schedule(direct("uk", "diazepam", night="10", strategy=OPEN_HOLD))
    assert made.steps[-1].days is None
    assert len(per_interval(made, 14)) == 2
    [whole] = per_interval(made, 400)
    assert whole.last_day == day("2027-01-31")
    assert whole.amounts == {FIVE: 14, TWO: 14 * 2 + 14 * 4}


def test_a_plan_that_is_only_a_dose_without_an_end_has_no_dated_supply():
    """Where the first step is the maintenance dose, no day is dated: nothing is supplied per interval."""
    made = schedule(direct("uk", "diazepam", night="10", strategy={"target_mg": "9"}))
    assert [step.kind for step in made.steps] == ["maintain"]
    assert per_interval(made, 28) == ()


def test_what_so_many_days_of_a_dose_without_an_end_need():
    """The open hold at 8 mg from 1 February takes four 2 mg tablets a day: 112 in 28 days, from its first day or a later one."""
    made = schedule(direct("uk", "diazepam", night="10", strategy=OPEN_HOLD))
    found = without_end(made, 28)
    assert (found.starts_on, found.last_day, found.amounts) == (day("2027-02-01"), day("2027-02-28"), {TWO: 112})
    later = without_end(made, 7, day("2027-03-01"))
    assert (later.starts_on, later.last_day, later.amounts) == (day("2027-03-01"), day("2027-03-07"), {TWO: 28})
    assert without_end(made, 28, day("2027-01-10")) == found
    assert without_end(schedule(WEEKLY), 28) is None


# From a day on -------------------------------------------------------------------------------------------------------


def test_intervals_are_counted_from_the_day_a_revision_takes_effect():
    """From Wednesday 10 March on: five days of 1 mg more than the last week, the rest of 2 mg; what was before is not counted."""
    found = per_interval(schedule(WEEKLY), 7, day("2027-03-10"))
    assert [(each.starts_on, each.last_day) for each in found] == [
        (day("2027-03-10"), day("2027-03-16")),
        (day("2027-03-17"), day("2027-03-21")),
    ]
    assert [each.amounts for each in found] == [{TWO: 5 + 2 * Decimal("0.5")}, {TWO: Decimal("2.5")}]


def test_a_day_before_the_start_changes_nothing_and_one_after_the_end_leaves_nothing():
    """Nothing is supplied for days before the first step or from the stop on."""
    made = schedule(WEEKLY)
    assert per_interval(made, 14, day("2026-12-01")) == per_interval(made, 14)
    assert per_interval(made, 14, day("2027-03-22")) == per_interval(made, 14, day("2028-01-01")) == ()


# Splits in an interval -----------------------------------------------------------------------------------------------


def test_the_pieces_that_are_split_in_an_interval():
    """Seven halves come from four tablets; whole tablets split none; a week of one and a half and one of one split four."""
    made = schedule(WEEKLY)
    assert [splits(made, each) for each in per_interval(made, 14)] == [{}, {}, {}, {}, {TWO: 4}, {TWO: 4}]
    assert [splits(made, each) for each in per_interval(made, 3, day("2027-03-15"))] == [{TWO: 2}, {TWO: 2}, {TWO: 1}]


@pytest.mark.parametrize(
    ("doses", "halve", "quarter", "expected"),
    [
        ({"night": "4"}, "smallest", "none", {}),
        ({"night": "3"}, "smallest", "none", {TWO: 4}),  # a half a night: one tablet makes two nights, the fourth one
        ({"morning": "1", "night": "1"}, "smallest", "none", {TWO: 7}),  # a tablet each day gives both halves
        ({"morning": "3", "midday": "1", "night": "1"}, "smallest", "none", {TWO: 11}),  # 21 halves
        ({"night": "1.5"}, "smallest", [TWO], {TWO: 6}),  # three quarters a night: 21 quarters
        ({"night": "0.5"}, "smallest", [TWO], {TWO: 2}),  # 7 quarters
        ({"morning": "2.5", "night": "1"}, [TWO, FIVE], "none", {TWO: 4, FIVE: 4}),  # 7 halves of two strengths each
    ],
)
def test_the_number_of_tablets_split_in_a_week(doses, halve, quarter, expected):
    """Splits a week: two halves come from one tablet and four quarters from one."""
    strategy = {"halve": halve, "quarter": quarter, "holds": [{"after_step": 1, "days": None}]}
    request = parse_request(direct("uk", "diazepam", night="10", strategy=strategy), CATALOGUE)
    made = build_schedule(request, CATALOGUE)
    taken = parse_request(direct("uk", "diazepam", strategy=strategy, **doses), CATALOGUE)
    pieces = [(time, taken.makeable(CATALOGUE, "diazepam").pieces(int(Decimal(mg) * 10**6))) for time, mg in doses.items()]
    step = made.steps[0]
    doses = tuple(replace(step.doses[0], time=time, mg=Decimal(doses[time]), pieces=those) for time, those in pieces)
    week = replace(made, steps=(replace(step, doses=doses, days=7),))
    [supply] = per_interval(week, 7)
    assert splits(week, supply) == expected


def test_a_liquid_and_a_stop_split_nothing():
    """A volume is not split, and at the stop there is nothing to split."""
    strategy = {"products": ["diazepam-0p4mg-per-ml-oral-solution"]}
    made = schedule(direct("uk", "diazepam", night="8", strategy=strategy))
    assert splits(made, in_all(made)) == {}


def test_no_dispensing_interval_is_under_a_day():
    """An interval of no days is refused: it would never reach the end."""
    with pytest.raises(ValueError, match="at least one day"):
        per_interval(schedule(WEEKLY), 0)


def test_an_interval_of_one_day_is_one_day_of_the_schedule():
    """Supplied day by day, each part is a single day: 77 days of 5 + 2 + 2 + 2, then 10 mg, and so on."""
    found = per_interval(schedule(WEEKLY), 1)
    assert [each.amounts for each in found] == [daily for daily in WEEKLY_TABLETS for _ in range(7)]
    assert all(each.starts_on == each.last_day for each in found)
