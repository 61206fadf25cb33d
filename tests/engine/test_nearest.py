"""What a request cannot say is refused with the nearest that it can: a pace, an interval, a time of day, a medicine."""

import json

import pytest

from taper_app.engine import answer, load_catalogue

from .requests import direct
from .test_alternatives import changes

CATALOGUE = load_catalogue()
SLOWEST = "the slowest is 5% every 28 days"


def refused(request):
    """The field and the words of a malformed request."""
    told, status = answer(json.dumps(request), CATALOGUE)
    assert (status, told["error"]["code"]) == (2, "BadRequest")
    return told["error"]["field"], told["error"]["message"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"reduction_percent": "2"}, "; the nearest is 5% every 28 days"),
        ({"reduction_percent": "2.5"}, "; the nearest is 5% every 28 days"),
        ({"reduction_percent": "3"}, f"; as slow as 3% every 14 days is 5% every 24 days, and {SLOWEST}"),
        ({"reduction_percent": "4"}, f"; as slow as 4% every 14 days is 5% every 18 days, and {SLOWEST}"),
        ({"reduction_percent": "2", "interval_days": 7}, f"; as slow as 2% every 7 days is 5% every 18 days, and {SLOWEST}"),
        ({"reduction_percent": "4", "interval_days": 30}, "; the nearest is 5% every 28 days"),
        (
            {"reduction_percent": "3", "interval_days": "often"},
            f"; as slow as 3% every 14 days is 5% every 24 days, and {SLOWEST}",
        ),
        ({"reduction_percent": "0"}, "; the nearest is 5% every 28 days"),
        ({"reduction_percent": "33.3"}, "; the nearest is 25%"),
    ],
)
def test_a_percentage_beyond_the_envelope_is_told_the_pace_that_comes_nearest(asked, said):
    """Cuts of 2 to 4% are 5% so much less often that the dose goes down no faster, at most every 28 days; above 25% it is 25%."""
    request = direct("uk", "diazepam", night="10", strategy=asked)
    assert refused(request) == ("strategy.reduction_percent", f"must be from 5 to 25{said}")


@pytest.mark.parametrize(("days", "nearest"), [(30, 28), (42, 28), ("31", 28), (1, 7), (6, 7)])
@pytest.mark.parametrize("field", ["interval_days", "closing_interval_days"])
def test_an_interval_beyond_the_envelope_is_told_the_nearest(field, days, nearest):
    """A month, or four to six weeks, comes nearest as 28 days; every day as 7."""
    request = direct("uk", "diazepam", night="10", strategy={field: days})
    assert refused(request) == (f"strategy.{field}", f"must be from 7 to 28; the nearest is {nearest} days")


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"interval_days": "14.5"}, "interval_days", "must be whole days"),
        ({"interval_days": "soon"}, "interval_days", "must be a number such as 0.5, with at most six decimals"),
        ({"reduction_percent": "a tenth"}, "reduction_percent", "must be a number such as 0.5, with at most six decimals"),
        ({"target_mg": "1001"}, "target_mg", "must be from 0 to 1000"),
    ],
)
def test_what_is_no_pace_is_told_none(asked, field, said):
    """A number that cannot be read, a part of a day and another field are refused without a pace."""
    assert refused(direct("uk", "diazepam", night="10", strategy=asked)) == (f"strategy.{field}", said)


@pytest.mark.parametrize("time", ["02:00", "afternoon", "bedtime"])
def test_a_fifth_time_of_day_is_told_the_four(time):
    """A dose at 2 am is added to the nearest of the four times of day."""
    said = "is not a field of the request; add it to the nearest of morning, midday, evening, night"
    assert refused(direct("us", "clonazepam", "ashton-2002", night="0.5", **{time: "0.5"})) == (f"regimen[0].{time}", said)


def test_a_field_that_holds_no_dose_is_only_named():
    """What no row has, and is no dose, is told nothing of the times of day."""
    request = direct("us", "clonazepam", "ashton-2002", night="0.5", brand="Klonopin")
    assert refused(request) == ("regimen[0].brand", "is not a field of the request")


@pytest.mark.parametrize("name", ["etizolam", "Etilaam", " etizzies ", "phenobarbital", "meprobamate"])
def test_a_medicine_that_no_table_has_is_told_how_it_is_held(name):
    """Etizolam, a barbiturate or meprobamate as a drug is refused with the way to hold it, and with what is done about it."""
    field, said = refused(direct("uk", name, "ashton-2002", night="1"))
    known = next(
        each for each in CATALOGUE.others.values() if name.strip().lower() in (each.id, *each.also, *map(str.lower, each.brands))
    )
    assert field == "regimen[0].drug"
    assert said.endswith(f"; hold it as other, with its amount in words: {known.what_to_do}")


def test_what_no_list_has_is_told_no_way_to_hold_it():
    """An unknown word is only refused with the drugs that there are."""
    assert refused(direct("uk", "aspirin", "ashton-2002", night="1"))[1].endswith("zolpidem, zopiclone")


@pytest.mark.parametrize(
    ("data", "change"),
    [
        (direct("uk", "diazepam", night="10", strategy={"target_mg": "3.3"}), {"target_mg": "3"}),
        (direct("uk", "diazepam", night="10", strategy={"target_mg": "3.5"}), {"target_mg": "4"}),
        (
            direct("uk", "zopiclone", "ashton-2002", night="7.5", strategy={"target_mg": "3", "reduction_percent": "20"}),
            {"pattern": "days-off", "target_mg": "2.5"},
        ),
    ],
    ids=["below", "as near above", "by the week"],
)
def test_a_target_that_nothing_makes_offers_the_nearest(data, change):
    """The nearest dose that the products make stands among the offers, the higher of two, by the week where that goes lower."""
    found = changes(data, "NoAchievableTarget")
    assert change in found
    assert not any({"target_mg", "products"} <= each.keys() or {"target_mg", "halve"} <= each.keys() for each in found)
