"""A day as it is laid down: which doses can be made, what stands as it is taken, and what differs from day to day."""

from dataclasses import replace
from decimal import Decimal

import pytest

from taper_app.engine import Dose, Regimen, load_catalogue
from taper_app.engine.taper.taken_day import TakenDay, not_one_pattern, some_days

from .requests import direct
from .revising import parsed, regimen

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("dose", "makes"),
    [
        ("night diazepam 7.3", True),
        ("night diazepam 7", True),
        ("night diazepam 7.4", False),
        ("morning diazepam 7.3", False),
        ("morning diazepam 7", True),
    ],
)
def test_a_dose_is_made_of_the_products_or_stands_as_it_is_taken(dose, makes):
    """7.3 mg is made of no tablets: at night, where it is taken, it may stay; at no other time and at no other amount."""
    request = parsed(direct("uk", "diazepam", night="7.3", strategy={"products": ["diazepam-2mg-tablet"]}))
    assert TakenDay(request, CATALOGUE, ["diazepam"]).can_make(regimen(dose)) is makes


def test_a_dose_that_only_a_liquid_makes_can_be_made():
    """7.5 mg is a volume of a solution."""
    products = ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]
    request = parsed(direct("uk", "diazepam", night="8", strategy={"products": products}))
    assert TakenDay(request, CATALOGUE, ["diazepam"]).can_make(regimen("night diazepam 7.5"))


def test_what_differs_by_its_days_stands_only_where_it_is_kept_as_it_is():
    """Two doses that differ are no pattern: kept without an end they stand, each with its days; what is alike never does."""
    request = parsed(direct("uk", "diazepam", night="10", strategy={"pattern": "mixed"}))
    doses = (
        Dose("night", "diazepam", Decimal(10), weekdays=("mon",)),
        Dose("morning", "diazepam", Decimal(4), weekdays=("tue",)),
    )
    day = TakenDay(replace(request, regimen=Regimen(doses)), CATALOGUE, ["diazepam"], as_it_is=True)
    assert day.regimen.same_as(Regimen(doses))
    assert [(each.time, each.mg, each.weekdays) for each in day.doses()] == [("morning", 4, ("tue",)), ("night", 10, ("mon",))]
    assert TakenDay(request, CATALOGUE, ["diazepam"], as_it_is=True).stands is None


def test_what_is_not_the_same_on_every_day_names_the_drug():
    """Both refusals say what to ask for instead, and of which drug they are."""
    one, other = some_days("lorazepam"), not_one_pattern("diazepam")
    assert (one.drug, other.drug) == ("lorazepam", "diazepam")
    assert str(one) == (
        "Lorazepam is not the same on every day. Ask for a plan by days of the week, or give one dose on all days."
    )
    assert str(other) == (
        "Diazepam is not the same on every day, and a plan by days of the week can lower only one dose, at one time of day, on"
        " some days. At a visit what is taken can be held as it is, without an end. To go down, enter the same doses on all days"
        " but for one time of day, and two different ones there."
    )
