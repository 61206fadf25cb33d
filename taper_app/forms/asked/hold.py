"""Hold: for how long the dose stays as it is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import Adjustment
from taper_app.wording.days import clinic_day

from .. import step_edits
from ..dates import DateField
from ..doses import PlainNumberField
from ..layout import Choices, Div, Labelled, helper, labels
from ..page_form import PageForm
from .questions import Questions

LENGTHS: Labelled = {
    "days": ("For so many days", ""),
    "until": ("Until a day", ""),
    "open": ("Until we decide, with no date", ""),
}
BOXES = {"days": "hold_days", "until": "hold_until"}
"""The box that a length is entered in."""
MISSING = {
    "hold_days": "Enter for how many days the dose is held, such as 14.",
    "hold_until": "Enter the day before which the dose does not change, such as 1 2 2027.",
}


class Hold(Questions):
    """Days, a day, or no end."""

    def boxes(self) -> dict[str, forms.Field]:
        length = forms.ChoiceField(
            label="How long",
            choices=labels(LENGTHS),
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose one of the three."},
        )
        days = PlainNumberField(
            label="Days without change",
            low=1,
            high=step_edits.MOST_DAYS,
            required=False,
            sentence=f"Enter a number of days from 1 to {step_edits.MOST_DAYS}.",
        )
        until = DateField(label="No change before", example="1 2 2027", required=False)
        return {"hold_length": length, "hold_days": days, "hold_until": until}

    def drawn(self, form: PageForm) -> FormHelper:
        return helper(Choices("hold_length", {}), Div("hold_days", "hold_until", css_class="own-under"))

    def refuse(self, form: PageForm) -> None:
        length = form.cleaned_data.get("hold_length")
        if not length and "hold_length" not in form.errors:
            form.add_error("hold_length", "Choose how long the dose is held.")
        for value, name in BOXES.items():
            entered = form.cleaned_data.get(name) is not None
            if value == length and not entered and name not in form.errors:
                form.add_error(name, MISSING[name])
            elif length and value != length and entered:
                form.add_error("hold_length", f"{form.fields[name].label}: choose it to use it, or clear it.")

    def days(self, cleaned: Mapping[str, Any], changes_on: date) -> int | None:
        match cleaned["hold_length"]:
            case "days":
                return int(cleaned["hold_days"])
            case "until":
                return _days_until(cleaned["hold_until"], changes_on)
            case _:
                return None

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        if made.days is None:
            return [LENGTHS["open"][0]]
        until = changes_on + timedelta(days=made.days)
        return [f"For {made.days} days from {clinic_day(changes_on)}: no change before {clinic_day(until)}"]


def _days_until(until: date, changes_on: date) -> int:
    days = (until - changes_on).days
    if not 1 <= days <= step_edits.MOST_DAYS:
        last = clinic_day(changes_on + timedelta(days=step_edits.MOST_DAYS))
        words = f"Enter a day after {clinic_day(changes_on)}, when the hold begins, and up to {last}."
        raise forms.ValidationError({"hold_until": words})
    return days
