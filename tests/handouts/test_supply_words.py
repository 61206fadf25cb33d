"""What the supply sheet says of each product, as values: bottles of a liquid, drops, and what is split or left over."""

import pytest

from taper_app.handouts.standing import Standing
from tests.handouts.clinical import SHA
from tests.handouts.from_stored import SupplyWriter as Writer
from tests.handouts.snapshots import by_hand

NBSP = "\u00a0"
SOLUTION = "diazepam-1mg-per-ml-oral-solution"
DROPS = "clonazepam-2p5mg-per-ml-oral-drops"
SIZED = {"holds_ml": "150", "keeps_days": 28, "loss_percent": 10}


def measured(days, piece, *, product=SOLUTION, drug="diazepam", **changes):
    """A hold at 3 mg of a liquid each night for so many days, supplied at once; `changes` are laid over the product."""
    hold = ("hold", days, ("night", drug, "3", (product, "1")))
    made = by_hand(hold, ("stop", 0), taken="3", clinic={"dispensing_interval_days": days})
    made["schedule"]["steps"][0]["doses"][0]["pieces"] = [{"product": product} | piece]
    made["products"][product] |= changes
    return made


def sheet(snapshot):
    return Writer(snapshot, Standing(), past_visit=True).sheet(SHA)


def only_line(snapshot):
    """The one product of the one interval."""
    (interval,) = (*(read := sheet(snapshot)).now, *read.later)
    (line,) = interval.products
    return line


@pytest.mark.parametrize(
    ("days", "bottle", "figures", "words", "left", "keeps"),
    [
        (
            10,
            SIZED,
            f"1 bottle of 150{NBSP}mL",
            f"one bottle, for 33{NBSP}mL with 10% for losses",
            f"117{NBSP}mL in the last bottle.",
            "Opened, a bottle keeps 28 days.",
        ),
        (
            50,
            SIZED,
            f"2 bottles of 150{NBSP}mL",
            f"two bottles, for 165{NBSP}mL with 10% for losses",
            f"77.4{NBSP}mL in the last bottle. 57.6{NBSP}mL in bottles that are thrown away before.",
            "Opened, a bottle keeps 28 days.",
        ),
        (
            50,
            SIZED | {"keeps_days": None, "loss_percent": 0},
            f"1 bottle of 150{NBSP}mL",
            f"one bottle, for 150{NBSP}mL with 0% for losses",
            f"0{NBSP}mL in the last bottle.",
            "How long an opened bottle keeps is not known here: see its label.",
        ),
        (
            10,
            SIZED | {"holds_ml": None},
            f"bottles for 33{NBSP}mL",
            "whole bottles, with 10% for losses; what one holds is not known here",
            "Rest of the bottle.",
            "Opened, a bottle keeps 28 days.",
        ),
    ],
    ids=["one", "two, the first thrown away", "used to its end", "of no known size"],
)
def test_a_liquid_is_supplied_in_whole_bottles(days, bottle, figures, words, left, keeps):
    """3 mL a day and the losses: how many bottles, what is left in the last, and what is thrown away when one has been open too
    long."""
    line = only_line(measured(days, {"ml": "3"}, bottle=bottle))
    assert (line.needed, line.figures, line.words) == (f"{3 * days}{NBSP}mL", figures, words)
    assert (line.surplus, line.keeps, line.split) == (left, keeps, "none")
    assert (line.drug, line.product) == ("diazepam", f"1{NBSP}mg in 1{NBSP}mL oral solution")


def test_a_liquid_of_an_early_revision_is_supplied_in_ml():
    """Nothing was kept of its bottle then: the volume is said in figures and in words."""
    line = only_line(measured(10, {"ml": "3"}, bottle=None))
    assert (line.needed, line.figures, line.surplus, line.keeps) == (f"30{NBSP}mL", f"30{NBSP}mL", "none", "")
    assert line.words == "thirty"


def test_the_syringes_that_the_doses_name_are_supplied_too():
    """One of each size on the days of the supply; none where no dose names one."""
    with_one = sheet(measured(10, {"ml": "3", "syringe_ml": "5"}))
    assert [each.syringes for each in with_one.now] == [f"Supply one 5{NBSP}mL oral syringe with a mark at 3{NBSP}mL."]
    assert [each.syringes for each in sheet(measured(10, {"ml": "3"})).now] == [""]


@pytest.mark.parametrize("piece", [{"drops": 30}, {"ml": "1.2"}], ids=["drops", "mL of before drops were counted"])
def test_drops_are_counted_and_supplied_in_whole_bottles(piece):
    """30 drops of 0.1 mg for 10 days are 300, which are 12 mL of 2.5 mg in 1 mL, however the dose was kept."""
    line = only_line(measured(10, piece, product=DROPS, drug="clonazepam", bottle=None))
    assert (line.needed, line.figures) == (f"300{NBSP}drops", f"300{NBSP}drops")
    assert line.words == f"three hundred drops, 12{NBSP}mL; whole bottles that hold it"
    assert line.product == f"2.5{NBSP}mg in 1{NBSP}mL oral drops, 0.1{NBSP}mg in a drop"
    assert (line.surplus, line.split, line.brands) == ("rest of the bottle", "none", "Rivotril")


def test_one_drop_is_one():
    """A single drop in all is not "1 drops"."""
    line = only_line(measured(1, {"drops": 1}, product=DROPS, drug="clonazepam", bottle=None))
    assert (line.figures, line.needed) == (f"1{NBSP}drop", f"1{NBSP}drop")


def test_tablets_are_supplied_whole():
    """Three and a half are needed, four are supplied and split, and half a one is left over; the sheet adds nothing to them."""
    half = ("night", "diazepam", "1", ("diazepam-2mg-tablet", "0.5"))
    line = only_line(by_hand(("reduce", 7, half), ("stop", 0), clinic={"dispensing_interval_days": 7}))
    assert (line.needed, line.figures, line.words) == (f"three and a half{NBSP}tablets", f"4{NBSP}tablets", "four")
    assert (line.surplus, line.split) == (f"half a{NBSP}tablet", f"4{NBSP}tablets")
    assert (line.product, line.keeps) == (f"2{NBSP}mg tablets", "")
