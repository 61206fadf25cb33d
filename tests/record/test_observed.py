"""What the rules read of the observations of a visit, and what of it is severe."""

from decimal import Decimal

import pytest

from taper_app.engine import Visit
from taper_app.record import observed

LITTLE = [0, 1, 0, 0, 0, 0, 0, 0]
"""The first eight items of PHQ-9."""


def read(**observations):
    return observed.visit_of(observations)


def test_every_observation_has_its_place():
    """Numbers are exact and go by their names, scales by their totals; what was not asked is not there."""
    found = read(
        red_flags=["seizure"],
        symptoms={"tremor": 3},
        systolic=225,
        sleep_hours="4.5",
        isi=22,
        bwsq=7,
        gad7=[1, 2, 3, 0, 0, 0, 0],
        phq9=[*LITTLE, 0],
        seen=["falls"],
        alcohol="more",
        opioids="yes",
        other_sedatives="no",
        notes="Slept badly.",
    )
    assert found == Visit(
        red_flags=("seizure",),
        symptoms={"tremor": 3},
        numbers={
            "systolic": Decimal(225),
            "sleep_hours": Decimal("4.5"),
            "isi": Decimal(22),
            "bwsq": Decimal(7),
            "gad7": Decimal(6),
            "phq9": Decimal(1),
            "phq9_item9": Decimal(0),
        },
        seen=("falls",),
        substances={"sedatives": "no", "alcohol": "more", "opioid": "yes"},
    )


def test_a_visit_that_observed_nothing_has_nothing():
    """No answer is made up; an empty one is none."""
    nothing = Visit(red_flags=(), symptoms={}, numbers={}, seen=(), substances={})
    assert read() == read(opioids="", phq9=[], red_flags=[], seen=[], symptoms={}) == nothing


def test_the_item_about_suicide_is_read_apart_where_it_was_answered():
    """Answered with more than not at all it is a red flag too, once; eight items without it have a total alone."""
    assert read(phq9=LITTLE).numbers == {"phq9": Decimal(1)}
    answered = read(phq9=[*LITTLE, 2])
    assert answered.numbers == {"phq9": Decimal(3), "phq9_item9": Decimal(2)}
    assert answered.red_flags == ("suicidal-thoughts",)
    assert read(phq9=[*LITTLE, 2], red_flags=["suicidal-thoughts"]).red_flags == ("suicidal-thoughts",)


@pytest.mark.parametrize(
    ("observations", "beside", "all_"),
    [
        ({"systolic": 225, "symptoms": {"tremor": 1}}, ["systolic pressure 225"], ["systolic pressure 225"]),
        (
            {"ciwa_b": 75, "red_flags": ["seizure"], "phq9": [*LITTLE, 1]},
            ["CIWA-B 75"],
            ["CIWA-B 75", "a seizure", "thoughts of suicide or self-harm", "PHQ-9 item 9 above “Not at all”"],
        ),
        ({"systolic": 120, "isi": 2}, [], []),
    ],
)
def test_what_is_severe_is_told_with_the_red_flags_or_beside_them(observations, beside, all_):
    """Beside the red flags, and the item about suicide that is one of them, or all together."""
    assert observed.severe_at_visit(observations) == beside
    assert observed.grave_at_visit(observations) == all_
