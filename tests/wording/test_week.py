"""The days of a week in a clinician's words."""

from decimal import Decimal

import pytest

from taper_app.engine import Schedule
from taper_app.wording.week import alike, on_days, week_in
from tests.engine.weeks import by_days

MONDAY_FIRST = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(("market", "first", "last"), [("uk", "mon", "sun"), ("us", "sun", "sat")])
def test_a_week_begins_as_its_market_prints_it(market, first, last):
    """A week is printed Monday to Sunday, in the United States Sunday to Saturday."""
    week = week_in(market)
    assert (week[0], week[-1], sorted(week)) == (first, last, sorted(MONDAY_FIRST))


def test_days_with_the_same_doses_are_said_together():
    """The doses of most days come first, and a day with nothing has its place: none."""
    five_and_two, six_and_none, stop = Schedule.from_json(by_days()).steps
    said = [
        [(sum(each.mg for each in doses), on_days(days)) for doses, days in alike(step.doses, "night", MONDAY_FIRST).items()]
        for step in (five_and_two, six_and_none, stop)
    ]
    assert said[0] == [(Decimal("7.5"), "on Mon, Wed, Thu, Fri and Sun"), (Decimal("3.75"), "on Tue and Sat")]
    assert said[1] == [(Decimal("3.75"), "on Mon, Tue, Wed, Thu, Fri and Sat"), (0, "on Sun")]
    assert len(said[2]) == 1
