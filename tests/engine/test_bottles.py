"""A liquid is supplied in whole bottles; what an opened one may not be used for any more is thrown away."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper_app.engine import bottled, build_schedule, daily_ml, load_catalogue, parse_request, per_interval

from .requests import direct

CATALOGUE = load_catalogue()
ONE, DROPS = "diazepam-1mg-per-ml-oral-solution", "clonazepam-2p5mg-per-ml-oral-drops"


@pytest.mark.parametrize(
    ("daily", "days", "loss", "holds", "keeps", "expected"),
    [
        ("3", 28, 0, "100", None, (1, "84", "0", "16")),
        ("5", 28, 0, "100", None, (2, "140", "0", "60")),
        ("5", 20, 0, "100", None, (1, "100", "0", "0")),  # used to the last drop: no second bottle
        ("5", 20, 5, "100", None, (2, "105", "0", "95")),  # what stays in the syringe needs a second one
        ("1", 84, 0, "100", 28, (3, "84", "144", "72")),  # three lives of 28 days, 72 mL thrown away twice
        ("1", 29, 0, "100", 28, (2, "29", "72", "99")),  # the 28th day is the last of the first bottle
        ("1", 28, 0, "100", 28, (1, "28", "0", "72")),
        ("30", 3, 0, "20", 28, (5, "90", "0", "10")),  # a dose may empty one bottle and open others
        ("0", 28, 5, "100", 28, (0, "0", "0", "0")),
    ],
)
def test_bottles_by_hand(daily, days, loss, holds, keeps, expected):
    """Whole bottles, the mL that they have to give, what is thrown away at the end of a life, and what is left in the last."""
    found = bottled([Decimal(daily)] * days, loss, Decimal(holds), keeps)
    count, *amounts = expected
    assert (found.count, found.needed_ml, found.discarded_ml, found.left_ml) == (count, *map(Decimal, amounts))


def by_calendar(daily, loss, holds, keeps):
    """The same from the diary of each bottle: on which date it was opened, and each mL that was drawn from it on which date."""
    bottles, begin = [], date(2027, 1, 4)
    for on, taken in ((begin + timedelta(days=day), taken) for day, taken in enumerate(daily)):
        wanted = Fraction(taken) * Fraction(100 + loss, 100)
        while wanted:
            open_now = [
                each for each in bottles if sum(each["drawn"]) < holds and (not keeps or on < each["opened"] + timedelta(keeps))
            ]
            if not open_now:
                bottles.append({"opened": on, "drawn": []})
                continue
            drawn = min(wanted, holds - sum(open_now[0]["drawn"]))
            open_now[0]["drawn"].append(drawn)
            wanted -= drawn
    last = begin + timedelta(days=len(daily) - 1)
    over = [(each["opened"], holds - sum(each["drawn"])) for each in bottles]
    dead = sum(left for opened, left in over if keeps and opened + timedelta(keeps) <= last)
    return len(bottles), dead, sum(left for _, left in over) - dead


@given(
    st.lists(st.decimals(0, 20, places=2), min_size=1, max_size=60),
    st.integers(0, 10),
    st.sampled_from((20, 30, 100, 150)),
    st.sampled_from((None, 1, 7, 28, 90)),
)
def test_bottles_are_what_a_diary_of_each_says(daily, loss, holds, keeps):
    """Bottles, what is thrown away and what is left are those of a diary by date; nothing is lost between them."""
    found = bottled(daily, loss, Decimal(holds), keeps)
    count, dead, left = by_calendar(daily, loss, holds, keeps)
    assert (found.count, Fraction(found.discarded_ml), Fraction(found.left_ml)) == (count, dead, left)
    assert Fraction(found.needed_ml) + dead + left == count * holds


def test_the_volumes_of_each_day_are_those_of_the_steps():
    """Each day of a supply has the mL of its step: two weeks at 2.7 mL, then two at 2.5 mL."""
    request = parse_request(direct("us", "diazepam", night="3", strategy={"products": [ONE]}), CATALOGUE)
    schedule = build_schedule(request, CATALOGUE)
    first, *_ = per_interval(schedule, 28)
    assert daily_ml(schedule, first, ONE) == [Decimal("2.7")] * 14 + [Decimal("2.5")] * 14


def test_drops_are_a_volume_in_the_bottle():
    """What drops need of a bottle is their volume: nine drops of 0.04 mL a day are 0.36 mL."""
    strategy = {"products": [DROPS], "coarse_tail": True}
    request = parse_request(direct("uk", "clonazepam", "ashton-2002", night="1", strategy=strategy), CATALOGUE)
    schedule = build_schedule(request, CATALOGUE)
    first, *_ = per_interval(schedule, 14)
    assert daily_ml(schedule, first, DROPS, Decimal("0.04")) == [Decimal("0.36")] * 14
