"""The dose curve of the paper: where its lines run."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from taper_app.engine import Schedule, text
from taper_app.handouts.standing import Standing
from taper_app.wording.curve import BOTTOM, LEFT, RIGHT, TOP, draw_curve, frame_of, levels, months, path, step_corners
from tests.handouts.from_stored import HandoutWriter as Writer
from tests.handouts.from_stored import patient_sheet
from tests.handouts.snapshots import MONDAY, NIGHTLY_20, crossing, planned, short
from tests.wording.paths import corners_of

TEN_WEEKS = [(date(2027, 1, 4), Decimal(20)), (date(2027, 2, 8), Decimal(10)), (date(2027, 3, 15), Decimal(0))]


def drawn(points, **changes):
    words = {"ends": ("first", "last"), "title": "Title", "description": "Text"}
    return draw_curve(points, **(words | {"mark": None, "scale": text.mg} | changes))


def test_the_line_goes_along_and_then_down():
    """A dose holds to the day of the next change, and falls on that day: half-way in time, half-way down."""
    middle = (LEFT + RIGHT) / 2
    half = (TOP + BOTTOM) / 2
    corners = step_corners(TEN_WEEKS, frame_of(TEN_WEEKS, LEFT))
    assert corners == [(LEFT, TOP), (middle, TOP), (middle, half), (RIGHT, half), (RIGHT, BOTTOM), (RIGHT, BOTTOM)]


def test_a_line_is_drawn_through_its_corners():
    """Each corner by the one number that changes, or by both; one that stands where the last one did is no corner."""
    corners = [(66, 24), (97.4, 24), (97.4, 24), (97.4, 30.4), (120, 50.5), (1000, 50.5)]
    assert path(corners) == "M66 24H97.4V30.4L120 50.5H1000"
    assert corners_of(path(corners)) == [*corners[:2], *corners[3:]]


def test_the_line_of_a_taper_never_rises():
    """In a plan without a rise the line only goes right and down."""
    points = [(step.starts_on, step.equivalent) for step in Schedule.from_json(planned(NIGHTLY_20)["schedule"]).steps]
    corners = step_corners(points, frame_of(points, LEFT))
    assert all(x <= next_x and y <= next_y for (x, y), (next_x, next_y) in pairwise(corners))


def test_a_dose_without_an_end_is_drawn_on():
    """A taper to a dose ends in a level line and not in a corner."""
    points = [*TEN_WEEKS[:2], (date(2027, 3, 15), Decimal(5))]
    *_, (before, low), (end, level) = step_corners(points, frame_of(points, LEFT))
    assert before < end == RIGHT
    assert low == level == TOP + (BOTTOM - TOP) * 0.75


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        ("20", "0 5 10 15 20"),
        ("30", "0 10 20 30"),
        ("18", "0 5 10 15"),
        ("7", "0 2 4 6"),
        ("1", "0 0.2 0.4 0.6 0.8 1"),
        ("0.5", "0 0.1 0.2 0.3 0.4 0.5"),
        ("112.5", "0 50 100"),
        ("1200", "0 500 1000"),
        ("9.99", "0 2 4 6 8"),
        ("0.0625", "0 0.02 0.04 0.06"),
    ],
)
def test_levels_are_round_numbers(most, expected):
    """The lines across stand at a few round amounts, none above the highest dose."""
    assert [format(level.normalize(), "f") for level in levels(Fraction(most))] == expected.split()


def test_months_are_marked():
    """Each month that begins within the plan has its mark."""
    assert months(date(2026, 11, 30), date(2027, 2, 1)) == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert months(date(2027, 1, 4), date(2027, 1, 31)) == []


@pytest.mark.parametrize(("on", "anchor"), [(date(2027, 1, 5), "start"), (date(2027, 3, 14), "end")])
def test_the_mark_of_the_visit_stays_inside(on, anchor):
    """The words at the next visit are written towards the middle, so that they do not leave the drawing."""
    assert drawn(TEN_WEEKS, mark=(on, "next visit")).mark.anchor == anchor


def test_a_visit_outside_the_plan_is_not_drawn():
    """A day before or after the plan has no place in the drawing."""
    assert drawn(TEN_WEEKS, mark=(date(2027, 3, 16), "next visit")).mark is None
    assert drawn(TEN_WEEKS, mark=(date(2027, 1, 3), "next visit")).mark is None


def test_the_patients_curve_shows_mg_of_one_drug_only():
    """With one drug the scale is in its own mg; with two there is no number at the side that could be taken for a dose."""
    assert [tick.label for tick in Writer(short()).curve().levels] == ["0\u00a0mg", "1\u00a0mg", "2\u00a0mg", "3\u00a0mg"]
    assert {tick.label for tick in Writer(crossing()).curve().levels} == {""}


@pytest.mark.parametrize("language", ["en-gb", "de", "es"])
def test_coordinates_have_points(language, settings):
    """Coordinates are written with a point in every language."""
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = language, True
    page = render_to_string("plans/_curve.svg", {"curve": drawn([(on, mg * 100) for on, mg in TEN_WEEKS])})
    numbers = " ".join(re.findall(r'(?: d| x| y|at)="([^"]*)"', page))
    assert "," not in numbers
    assert page == render_to_string("plans/_curve.svg", {"curve": drawn([(on, mg * 100) for on, mg in TEN_WEEKS])})


def test_words_in_the_drawing_are_escaped():
    """A label is text, whatever is in it."""
    assert "&lt;b&gt;" in render_to_string("plans/_curve.svg", {"curve": drawn(TEN_WEEKS, ends=("<b>", "last"))})


@pytest.mark.parametrize("days", [0, 7, 21, 35, 42])
def test_the_next_visit_is_marked_on_its_own_day(days):
    """On the patient's curve of six weeks the mark of the next visit stands as far along as its day is."""
    curve = patient_sheet(short(), Standing(review_on=MONDAY + timedelta(days=days))).curve
    left, right = frame_of([(MONDAY, Decimal(3)), (MONDAY + timedelta(days=42), Decimal(0))], LEFT).left, RIGHT
    assert curve.mark.label == "next visit"
    assert (float(curve.mark.at) - left) / (right - left) == pytest.approx(days / 42, abs=0.01)
