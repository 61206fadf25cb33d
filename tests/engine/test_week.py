"""A step whose days differ by day of the week: what is taken on which day, its mean, and what it needs."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import BadRequest, Equivalence, Regimen, Schedule, load_catalogue, parse_request, verified
from taper_app.engine.doses.week import DAYS, _gaps, days_on
from taper_app.engine.taper.supply import daily_ml, per_interval, splits
from tests.engine.weeks import REQUEST, by_days

CATALOGUE = load_catalogue()
SCHEDULE = Schedule.from_json(by_days())
FIRST, SECOND, STOP = SCHEDULE.steps
MONDAY = date(2027, 1, 4)


def mg_on(day):
    """mg taken on a calendar day."""
    return sum((each.mg for each in SCHEDULE.in_force(day).on(day)), Decimal(0))


def test_a_schedule_by_days_of_the_week_is_written_as_it_was_read():
    """A dose that is not daily carries its weekdays, and the step says that its day is a mean."""
    assert SCHEDULE.to_json() == by_days()
    assert [each.mean for each in SCHEDULE.steps] == [True, True, False]


def test_each_calendar_day_has_the_doses_of_its_weekday():
    """The doses of a calendar day are those of its day of the week, on whatever day a step starts."""
    taken = [mg_on(MONDAY + timedelta(days=day)) for day in range(28)]
    full, half, none = Decimal("7.5"), Decimal("3.75"), Decimal(0)
    assert taken == [full, half, full, full, full, half, full] * 2 + [half] * 6 + [none] + [half] * 6 + [none]
    assert [sum(each.mg for each in FIRST.week[day]) for day in DAYS] == taken[:7]


def test_what_is_planned_on_a_day_is_that_of_the_day_and_of_its_week_that_of_the_week():
    """What was planned on a Tuesday is what is taken on a Tuesday."""
    assert SCHEDULE.planned(date(2027, 1, 5)).at("zopiclone", "night") == Decimal("3.75")
    assert SCHEDULE.planned(date(2027, 1, 6)).at("zopiclone", "night") == Decimal("7.5")
    assert not SCHEDULE.planned(date(2027, 1, 31)).doses
    assert SCHEDULE.planned_week(date(2027, 1, 5)).same_as(FIRST.regimen)


def test_the_mean_is_exact_inside_and_about_where_it_is_printed():
    """The step's equivalent is the mean of its week: an exact rational."""
    assert FIRST.weekly_mg == {"zopiclone": Decimal(45)}
    assert FIRST.daily_mg == {"zopiclone": Decimal("6.43")}
    assert Equivalence("ashton-2002").of(CATALOGUE, FIRST.regimen) == Fraction(45, 7) * 10 / 15


def test_the_highest_day_is_what_dose_rules_look_at():
    """Every dose rule looks at the highest day of a step."""
    assert FIRST.highest_mg == {"zopiclone": Decimal("7.5")}
    assert [each.mg for each in FIRST.highest] == [Decimal("7.5")]


def test_what_is_needed_is_counted_by_calendar_day():
    """Supply is by calendar day: a stretch that begins on a Sunday needs what is taken from that Sunday on."""
    assert SCHEDULE.supply() == {"zopiclone-7p5mg-tablet": 10, "zopiclone-3p75mg-tablet": 16}
    assert SCHEDULE.supply(date(2027, 1, 10), 3) == {"zopiclone-7p5mg-tablet": 2, "zopiclone-3p75mg-tablet": 1}
    assert [each.amounts for each in per_interval(SCHEDULE, 21)] == [
        {"zopiclone-7p5mg-tablet": 10, "zopiclone-3p75mg-tablet": 10},
        {"zopiclone-3p75mg-tablet": 6},
    ]
    assert not daily_ml(SCHEDULE, per_interval(SCHEDULE, 28)[0], "none")[0]


def test_halves_are_counted_on_the_days_on_which_they_are_taken():
    """Half a tablet on two days of the week is split on two days of it."""
    told = by_days()
    told["steps"][0]["doses"][1]["pieces"] = [{"product": "zopiclone-7p5mg-tablet", "count": "0.5"}]
    halved = Schedule.from_json(told)
    assert splits(halved, per_interval(halved, 28)[0]) == {"zopiclone-7p5mg-tablet": 2}


@pytest.mark.parametrize("begin", range(7))
@pytest.mark.parametrize("length", [0, 1, 6, 7, 8, 20])
def test_days_are_counted_as_a_calendar_has_them(begin, length):
    """So many of a stretch of days are Tuesdays and Saturdays as one finds by walking them."""
    first = MONDAY + timedelta(days=begin)
    walked = [DAYS[(first + timedelta(days=each)).weekday()] in ("tue", "sat") for each in range(length)]
    assert days_on(("tue", "sat"), first, length) == sum(walked)
    assert days_on((), first, length) == length


def test_what_is_taken_on_some_days_is_a_dose_of_the_week_where_the_plan_has_a_pattern():
    """What is taken on some days is never made into a daily dose: with a pattern it stands among the doses with its days."""
    rows = [{"drug": "zopiclone", "night": "7.5", "use": "days", "weekdays": ["mon", "wed", "fri", "sun"]}]
    asked = parse_request({**REQUEST, "regimen": rows}, CATALOGUE)
    assert asked.regimen.weekly_mg() == {"zopiclone": Decimal(30)}
    assert asked.regimen.to_json() == rows
    assert type(asked).from_json(asked.to_json()) == asked
    assert Regimen.from_json(rows).held and Regimen.from_json(rows).weekly().same_as(asked.regimen)


def test_the_same_week_is_the_same_however_its_rows_are_told():
    """Two rows of one drug on different days are the same as a step that has them."""
    rows = [{"drug": "zopiclone", "night": "3.75", "use": "days", "weekdays": ["tue", "sat"]}]
    rows += [{"drug": "zopiclone", "night": "7.5", "use": "days", "weekdays": ["mon", "wed", "thu", "fri", "sun"]}]
    assert Regimen.from_json(rows).weekly().same_as(FIRST.regimen)
    rows[0]["weekdays"], rows[1]["weekdays"] = ["tue", "fri"], ["mon", "wed", "thu", "sat", "sun"]
    assert not Regimen.from_json(rows).weekly().same_as(FIRST.regimen)


@pytest.mark.parametrize(
    "weekdays", [["sat", "tue"], ["mon"], ["tue", "tue"], ["someday"], "tue", [*DAYS]], ids=lambda each: "-".join(each)
)
def test_no_schedule_comes_back_with_days_that_no_answer_had(weekdays):
    """A schedule that comes back is worked out again: days out of order, said twice or taken by two doses are refused."""
    told = by_days()
    told["steps"][0]["doses"][1]["weekdays"] = weekdays
    with pytest.raises(ValueError, match="as it was answered"):
        verified(told, parse_request(REQUEST, CATALOGUE), CATALOGUE)


def test_a_schedule_by_days_comes_back_exactly():
    """Its equivalents are worked out again as the exact means."""
    again = verified(by_days(), parse_request(REQUEST, CATALOGUE), CATALOGUE)
    assert again.steps[0].equivalent == Fraction(30, 7)


@pytest.mark.parametrize("value", [["mon", "mon"], ["noday"], [*DAYS], "mon"], ids=str)
def test_days_to_spare_are_days_of_the_week(value):
    """The days to be lowered last are different days of the week, six at the most."""
    with pytest.raises(BadRequest, match=r"strategy\.spare_days"):
        parse_request({**REQUEST, "strategy": {**REQUEST["strategy"], "spare_days": value}}, CATALOGUE)


@pytest.mark.parametrize(
    ("days", "gaps"), [((), []), ((0,), [7]), ((6, 0), [6, 1]), ((3, 0, 5), [3, 2, 2]), (range(7), [1] * 7)], ids=str
)
def test_the_days_from_each_to_the_next_go_round_the_week(days, gaps):
    """Sunday is followed by Monday, one day is a week from itself, and no day from none."""
    assert _gaps(days) == gaps
