"""A row of the list of medicines as pages and papers say it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from taper_app.record import Issued
from taper_app.wording.doses import day_said
from taper_app.wording.medicines import medicine_called, taken_said
from tests.record.test_issued import FORMATS

LISTED = Issued.from_json(FORMATS[3][0])
REGULAR, DAYS, NEEDED, OTHER, MODIFIED = LISTED.medications
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("row", "market", "words"),
    [
        (replace(REGULAR, product=""), "uk", "lorazepam"),
        (REGULAR, "uk", "lorazepam (1 mg tablet)"),
        (NEEDED, "uk", "clonazepam (0.1 mg in 1 mL oral suspension, made by Riverside Pharmacy)"),
        (MODIFIED, "uk", "alprazolam (modified release)"),
        (MODIFIED, "us", "alprazolam (extended release)"),
        (OTHER, "uk", "etizolam"),
    ],
)
def test_a_medicine_is_called_as_it_is(row, market, words):
    """Its product or its release stands with its name, as the market's boxes have it; a plain medicine has its name alone."""
    assert medicine_called(row, row.id, LISTED.products, market).replace(NBSP, " ") == words


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (REGULAR, "3 mg in the day: 1 mg in the morning and 2 mg at night"),
        (replace(REGULAR, taken={}), "none"),
        (DAYS, "7.5 mg in the day: 7.5 mg at night, on Friday and Saturday only"),
        (replace(DAYS, weekdays=()), "7.5 mg in the day: 7.5 mg at night, on 2 days a week"),
        (replace(DAYS, weekdays=(), days_a_week=1), "7.5 mg in the day: 7.5 mg at night, on 1 day a week"),
        (NEEDED, "as needed, at most 0.3 mg in the day: 0.3 mg at night; usually 0.9 mg in a week"),
        (replace(NEEDED, usual_week_mg=None), "as needed, at most 0.3 mg in the day: 0.3 mg at night"),
        (
            replace(NEEDED, usual_week_mg=Decimal(0)),
            "as needed, at most 0.3 mg in the day: 0.3 mg at night; usually 0 mg in a week",
        ),
        (replace(NEEDED, taken={}), "none"),
        (OTHER, "1 tablet at night, bought online"),
        (replace(OTHER, use="as-needed"), "as needed, 1 tablet at night, bought online"),
        (replace(OTHER, use="days", days_a_week=3), "1 tablet at night, bought online, on 3 days a week"),
    ],
)
def test_how_it_is_taken_is_said_with_its_days(row, words):
    """Every day, on some days or as needed; what has no doses is as its words say."""
    assert taken_said(row, row.taken, day_said).replace(NBSP, " ") == words
