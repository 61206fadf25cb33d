"""The days on which a clinic is open: each day of the week is a tick, single days are typed with commas between them."""

import pytest

from taper_app.forms.opening_days import CLOSED, NONE_OPEN, ClosedDaysField, weekdays_field
from tests.forms.refusing import refused

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
CHRISTMAS = ["2026-12-25", "2026-12-26"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("25 12 2026, 26 12 2026", CHRISTMAS),
        ("26/12/2026; 25.12.2026", CHRISTMAS),
        ("25 December 2026, 2026-12-26", CHRISTMAS),
        ("25 12 2026, 25 dec 2026,", CHRISTMAS[:1]),
        ("", []),
        (" , ", []),
    ],
)
def test_closed_days_are_kept_in_their_order_each_once(typed, kept):
    """However each is written, with commas or semicolons between them."""
    assert ClosedDaysField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["Christmas", "25 12", "25 12 26", "30 2 2027", "25 12 2026, soon", "25 12 2026 26 12 2026"])
def test_what_is_no_day_is_refused_in_one_sentence(typed):
    """Nothing of the others is kept without it."""
    assert refused(ClosedDaysField(required=False), typed) == [CLOSED]


def test_stored_days_stand_in_the_box_as_they_are_typed():
    """What was typed stands as it was."""
    field = ClosedDaysField(required=False)
    assert field.prepare_value(["2026-12-25", "2027-01-01"]) == "25 12 2026, 1 1 2027"
    assert (field.prepare_value([]), field.prepare_value("soon"), field.prepare_value(None)) == ("", "soon", None)
    assert field.clean(CHRISTMAS) == CHRISTMAS


@pytest.mark.parametrize(
    ("stored", "typed", "changed"),
    [
        (CHRISTMAS, "26 12 2026, 25 12 2026", False),
        (CHRISTMAS, "25 12 2026", True),
        (CHRISTMAS, "", True),
        (CHRISTMAS, "soon", True),
        ([], "", False),
        (None, "", False),
        (None, "25 12 2026", True),
    ],
)
def test_the_days_are_changed_where_they_are_other_days(stored, typed, changed):
    """However they are typed; what cannot be read is a change."""
    assert ClosedDaysField(required=False).has_changed(stored, typed) is changed


def test_one_day_of_the_week_at_least_is_open():
    """In their order, with what is proposed by them."""
    field = weekdays_field()
    assert (field.label, [value for value, _ in field.choices]) == ("Open on", DAYS)
    assert dict(field.choices)["monday"] == "Monday" and field.widget.attrs == {"inline": True}
    assert field.clean(["monday"]) == ["monday"]
    assert refused(field, []) == refused(field, ["someday"]) == [NONE_OPEN]
    hint = "Visits are proposed on these days, the day before a change of dose where that is one of them."
    assert field.help_text == hint
