"""The days on which a clinic is open: those of the week, and single days on which it is closed."""

import re
from datetime import date
from typing import Any

from django import forms

from taper_app.engine import WEEKDAYS

from .dates import parted, read_date
from .texts import TextField

NONE_OPEN = "Tick the days of the week on which the clinic is open."
CLOSED = "Enter days with commas between them, such as 25 12 2026, 26 12 2026; or leave it empty."


def weekdays_field() -> forms.MultipleChoiceField:
    """A tick for each day of the week."""
    return forms.MultipleChoiceField(
        label="Open on",
        choices=[(each, each.capitalize()) for each in WEEKDAYS],
        widget=forms.CheckboxSelectMultiple({"inline": True}),
        help_text="Visits are proposed on these days, the day before a change of dose where that is one of them.",
        error_messages={"required": NONE_OPEN, "invalid_choice": NONE_OPEN},
    )


class ClosedDaysField(TextField):
    """Single days, each with its day, month and year, with commas between them; kept as ISO dates in their order."""

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, list):
            return value
        days = [date.fromisoformat(each) for each in value]
        return ", ".join(f"{each.day} {each.month} {each.year}" for each in days)

    def to_python(self, value: object) -> Any:
        if isinstance(value, list):
            return value
        typed = [each for each in re.split(r"[,;]+", super().to_python(value)) if each.strip()]
        try:
            return sorted({read_date(*(parted(each) or ("", "", ""))).isoformat() for each in typed})
        except ValueError as error:
            raise forms.ValidationError(CLOSED) from error

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except forms.ValidationError:
            return True
