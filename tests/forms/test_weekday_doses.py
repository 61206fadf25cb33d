"""One drug at one time of day in seven boxes, where its dose is not the same on every day of the week."""

from decimal import Decimal

import pytest

from taper_app.engine import DAYS, Dose, Regimen
from taper_app.forms.weekday_doses import boxes, by_days, day_names, doses

NIGHT = Dose("night", "zopiclone", Decimal(1), "some-product")


def regimen(*rows):
    """Zopiclone at night in these mg on these days."""
    return Regimen(tuple(Dose("night", "zopiclone", Decimal(mg), "", days) for mg, days in rows))


@pytest.mark.parametrize(
    ("taken", "differ"),
    [
        (regimen(("7.5", ())), False),
        (regimen(("7.5", DAYS)), False),
        (regimen(("7.5", DAYS[:3]), ("7.5", DAYS[3:])), False),
        (regimen(("7.5", DAYS[:3]), ("3.75", DAYS[3:])), True),
        (regimen(("7.5", ("mon",))), True),
        (regimen(), False),
    ],
)
def test_a_dose_differs_where_any_day_has_another(taken, differ):
    """A day without one is another too."""
    assert by_days(taken, "zopiclone", "night") is differ
    assert by_days(taken, "zopiclone", "morning") is by_days(taken, "diazepam", "night") is False


def test_each_day_has_its_box_with_what_is_planned_on_it():
    """Monday first; an empty one is no dose that day, and none has to be filled in."""
    planned = dict.fromkeys(DAYS, Decimal(0)) | {"mon": Decimal("7.5"), "sun": Decimal("3.75")}
    found = boxes("taken_zopiclone_night", "Night, {}", planned)
    assert [*found] == day_names("taken_zopiclone_night") == [f"taken_zopiclone_night_{day}" for day in DAYS]
    labels = ["Night, Mon", "Night, Tue", "Night, Wed", "Night, Thu", "Night, Fri", "Night, Sat", "Night, Sun"]
    assert [each.label for each in found.values()] == labels
    assert [each.initial for each in found.values()] == [Decimal("7.5"), None, None, None, None, None, Decimal("3.75")]
    assert not any(each.required for each in found.values())
    assert {each.widget.attrs["class"] for each in found.values()} == {"step-box"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, []),
        (dict.fromkeys(DAYS, "7.5"), [("7.5", ())]),
        ({"mon": "7.5", "tue": "0"}, [("7.5", ("mon",))]),
        (dict.fromkeys(DAYS[:6], "7.5"), [("7.5", tuple(DAYS[:6]))]),
        (
            dict.fromkeys(DAYS, "7.5") | {"sat": "3.75", "sun": "3.75"},
            [("7.5", ("mon", "tue", "wed", "thu", "fri")), ("3.75", ("sat", "sun"))],
        ),
    ],
)
def test_what_is_typed_is_a_dose_for_each_amount_with_its_days(typed, expected):
    """The same on all days is a dose of every day; its product and its time stay."""
    cleaned = {f"box_{day}": Decimal(mg) for day, mg in typed.items()} | {f"box_{day}": None for day in DAYS if day not in typed}
    found = list(doses(NIGHT, "box", cleaned))
    assert [(each.mg, each.weekdays) for each in found] == [(Decimal(mg), days) for mg, days in expected]
    assert {(each.time, each.drug, each.product) for each in found} <= {("night", "zopiclone", "some-product")}
