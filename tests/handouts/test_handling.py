"""What to do with a product before it is taken, as the patient's papers say it."""

from decimal import Decimal

import pytest

from taper_app.engine import Piece
from taper_app.handouts.handling import handling, made, other_names
from taper_app.wording.products import PrintedProduct

NBSP = "\u00a0"
WITH_5_ML = f"Measure the liquid with a 5{NBSP}mL oral syringe, never a spoon."
WITH_TWO = (
    f"Measure the liquid with an oral syringe, never a spoon. You need these sizes: 1{NBSP}mL and 5{NBSP}mL. "
    "Use the size your dose names."
)


def product(form, strength="5", mg_per_ml=None, drop_mg=None, brands=(), **more):
    """A product of diazepam."""
    numbers = (each and Decimal(each) for each in (None if mg_per_ml else strength, mg_per_ml, drop_mg))
    return PrintedProduct("diazepam", form, *numbers, brands, **more)


def of(*counts):
    """So many pieces at a dose each."""
    return [Piece("one", count=Decimal(each)) for each in counts]


def volumes(*sizes):
    """2 mL at a dose each, measured with syringes of these sizes."""
    return [Piece("one", ml=Decimal(2), syringe_ml=each and Decimal(each)) for each in sizes]


@pytest.mark.parametrize(
    ("form", "counts", "words"),
    [
        ("tablet", ("1", "2"), ""),
        ("tablet", ("1", "1.5"), f"You cut some of the 5{NBSP}mg tablets in half."),
        ("tablet", ("0.5", "0.25"), f"You cut some of the 5{NBSP}mg tablets in half or in quarters."),
        ("tablet", ("1.75",), f"You cut some of the 5{NBSP}mg tablets in half or in quarters."),
        ("capsule", ("1",), f"Swallow the 5{NBSP}mg capsules whole. Do not cut, crush or chew them."),
        (
            "orally dispersible tablet",
            ("1",),
            f"Let the 5{NBSP}mg orally dispersible tablets melt on your tongue. Do not cut, crush or chew them.",
        ),
    ],
)
def test_what_is_counted_is_cut_or_stays_whole(form, counts, words):
    """A tablet that is never cut needs no word; what is not made to be cut is swallowed or melts, whole."""
    assert handling(product(form), of(*counts)) == words


@pytest.mark.parametrize(
    ("form", "sizes", "words"),
    [
        ("oral suspension", ("5",), f"Shake the bottle well before each dose. {WITH_5_ML}"),
        ("oral solution", ("5", "5"), WITH_5_ML),
        ("oral solution", ("5", "1", "5", None), WITH_TWO),
        ("oral solution", (None,), "Measure it with the oral syringe. Do not use a spoon."),
        ("oral suspension", (None,), "Measure it with the oral syringe. Do not use a spoon."),
    ],
)
def test_a_liquid_is_measured_with_the_syringes_that_its_doses_name(form, sizes, words):
    """A suspension is shaken before; each size once, the smallest first; an early revision named none."""
    assert handling(product(form, mg_per_ml="1"), volumes(*sizes)) == words


def test_drops_are_counted_and_never_measured():
    """With the dropper of the bottle; what one holds is said."""
    said = handling(product("oral drops", mg_per_ml="2.5", drop_mg="0.1"), [Piece("one", drops=3)])
    assert said == (
        f"Count the drops with the dropper of the bottle. One drop holds 0.1{NBSP}mg. Do not use a syringe or a spoon."
    )


def test_what_else_the_box_may_say_is_said_once():
    """The brands of all products, each once, with the strength where only some have it; nothing where there is none."""
    two = [product("tablet", brands=("Tensium", "Valium")), product("tablet", "10", brands=("Valium",))]
    assert other_names(two) == f"The box may also say Tensium (5{NBSP}mg tablets) and Valium."
    assert other_names([product("tablet")]) == ""


@pytest.mark.parametrize(
    ("keeps_days", "alone", "words"),
    [
        (60, True, "Rosewood makes it for you. Do not use it when it is more than 60 days old."),
        (1, True, "Rosewood makes it for you. Do not use it when it is more than 1 day old."),
        (60, False, f"Rosewood makes this for you: 5{NBSP}mg tablets. Do not use it when it is more than 60 days old."),
    ],
)
def test_what_is_made_for_the_clinic_says_by_whom_and_how_old_it_may_be(keeps_days, alone, words):
    """It is named where the paper names another product beside it."""
    assert made(product("tablet", made_by="Rosewood", keeps_days=keeps_days), alone=alone) == words


def test_of_what_is_sold_nobody_is_named():
    """The box says who makes it."""
    assert made(product("tablet"), alone=True) == ""
