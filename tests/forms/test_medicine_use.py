"""How a medicine is used: what each use asks for, what lacks or does not go together, and what a row keeps of it."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms

from taper_app.forms import medicine_use as use
from tests.forms.drawn import told
from tests.forms.sent import sent

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Use(forms.Form):
    """The boxes of a use, and the use itself."""

    use = forms.CharField(required=False)

    def __init__(self, **fields):
        super().__init__(sent(**fields))
        self.fields |= use.boxes()

    def clean(self):
        use.refuse(self, again=False)


def test_each_box_says_what_it_is_and_none_has_to_be_filled():
    """The days by three letters, and what is said of a medicine that no list has."""
    boxes = use.boxes()
    assert told(SimpleNamespace(fields=boxes)) == {
        "weekdays": "On which days",
        "days_a_week": "Or on how many days a week",
        "usual_week_mg": "In a usual week, in mg",
        "other": (
            "Not in the list: its name",
            "Such as etizolam or phenobarbital. It is kept and printed, and never counted.",
        ),
        "taken_as": "How it is taken, in words",
    }
    assert boxes["weekdays"].choices == [(day, day.capitalize()) for day in WEEK]
    assert boxes["weekdays"].widget.attrs["inline"] is True
    assert boxes["usual_week_mg"].widget.attrs["class"] == "short"
    assert not any(field.required for field in boxes.values())


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"use": "regular"}, {}),
        ({"use": "days"}, {"weekdays": use.NO_DAYS}),
        ({"use": "days", "weekdays": WEEK[:3]}, {}),
        ({"use": "days", "weekdays": WEEK[:6]}, {}),
        ({"use": "days", "weekdays": WEEK}, {"weekdays": use.ALL_DAYS}),
        ({"use": "days", "weekdays": "someday"}, {"weekdays": "Tick days of the week only."}),
        ({"use": "days", "days_a_week": "3"}, {}),
        ({"use": "days", "days_a_week": "6"}, {}),
        ({"use": "days", "days_a_week": "7"}, {"days_a_week": "Enter a number of days from 1 to 6.", "weekdays": use.NO_DAYS}),
        ({"use": "days", "days_a_week": "0"}, {"days_a_week": "Enter a number of days from 1 to 6.", "weekdays": use.NO_DAYS}),
        ({"use": "days", "weekdays": WEEK[:3], "days_a_week": "3"}, {}),
        (
            {"use": "days", "weekdays": WEEK[:3], "days_a_week": "2"},
            {"days_a_week": "3 days are ticked. Clear the number of days, or enter 3."},
        ),
        ({"use": "regular", "weekdays": WEEK[:1]}, {"weekdays": use.NOT_DAYS}),
        ({"use": "as-needed", "usual_week_mg": "5", "days_a_week": "2"}, {"weekdays": use.NOT_DAYS}),
        ({"use": "", "weekdays": WEEK[:1], "usual_week_mg": "5"}, {}),
        ({"use": "as-needed"}, {"usual_week_mg": use.NO_WEEK}),
        ({"use": "as-needed", "usual_week_mg": "0"}, {}),
        ({"use": "as-needed", "other": "etizolam", "taken_as": "1 at night"}, {}),
        ({"use": "regular", "usual_week_mg": "5"}, {"usual_week_mg": use.NOT_WEEK}),
        ({"use": "days", "days_a_week": "2", "usual_week_mg": "0"}, {"usual_week_mg": use.NOT_WEEK}),
        ({"use": "regular", "other": "etizolam"}, {"taken_as": use.NOT_SAID}),
        ({"use": "regular", "taken_as": "1 at night"}, {"other": use.NOT_NAMED}),
        ({"other": "x" * 81, "taken_as": "x"}, {"other": "Enter at most 80 characters. These are 81."}),
        ({"other": "x", "taken_as": "x" * 201}, {"taken_as": "Enter at most 200 characters. These are 201."}),
        ({"other": "x" * 80, "taken_as": "x" * 200}, {}),
    ],
    ids=lambda each: ",".join(f"{name} {str(value)[:12]}" for name, value in each.items()) or "right",
)
def test_what_lacks_or_does_not_go_together_is_said_at_its_box(fields, faults):
    """Once at each: days where it is on some days, the mg of a week where it is as needed, and words with a name."""
    assert Use(**fields).errors == {name: [words] for name, words in faults.items()}


NOTHING = {"weekdays": [], "days_a_week": None, "usual_week_mg": None, "other": "", "taken_as": ""}


@pytest.mark.parametrize(
    ("cleaned", "kept", "again"),
    [
        ({"use": "regular"}, {"weekdays": "", "days_a_week": 7}, {}),
        (
            {"use": "days", "weekdays": ["fri", "mon"]},
            {"weekdays": "mon,fri", "days_a_week": 2},
            {"weekdays": ["mon", "fri"]},
        ),
        ({"use": "days", "days_a_week": Decimal(3)}, {"weekdays": "", "days_a_week": 3}, {"days_a_week": 3}),
        (
            {"use": "as-needed", "usual_week_mg": Decimal("2.5")},
            {"weekdays": "", "days_a_week": 7, "usual_week_mg": Decimal("2.5")},
            {"usual_week_mg": Decimal("2.5")},
        ),
        (
            {"use": "regular", "other": "etizolam", "taken_as": "1 at night"},
            {"weekdays": "", "days_a_week": 7, "other": "etizolam", "taken_as": "1 at night"},
            {"other": "etizolam", "taken_as": "1 at night"},
        ),
    ],
    ids=str,
)
def test_a_row_keeps_what_was_typed_and_shows_it_again(cleaned, kept, again):
    """Days in the order of the week, and their number; every day where it is not on some days."""
    row = use.columns(NOTHING | cleaned)
    assert row == NOTHING | {"use": cleaned["use"]} | kept
    assert use.typed(SimpleNamespace(**row)) == NOTHING | {"use": cleaned["use"]} | again
