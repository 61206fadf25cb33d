"""The day of the last dose, as a date or as a count of days: whichever the patient knows."""

from datetime import date, timedelta
from decimal import Decimal

from django import forms

from .dates import DateField
from .doses import PlainNumberField

TEN_YEARS = 3660
IN_FIGURES = f"Enter a number of days from 0 to {TEN_YEARS}."
TWO_DAYS = "{days} days ago is another day than the date of the last dose. Correct one of them, or clear it."


def boxes(date_name: str, days_name: str, label: str) -> dict[str, forms.Field]:
    """The date, and the count of days that may be entered in its stead."""
    days = PlainNumberField(label="Or days since the last dose", low=0, high=TEN_YEARS, sentence=IN_FIGURES, required=False)
    return {date_name: DateField(label=label, example="1 6 2026", required=False), days_name: days}


def settle(form: forms.Form, date_name: str, days_name: str, on: date) -> None:
    """Make the date of the count, which is of the day `on`; say where both are filled in and differ."""
    days: Decimal | None = form.cleaned_data.get(days_name)
    if days is None or date_name in form.errors:
        return
    counted, last = on - timedelta(days=int(days)), form.cleaned_data.get(date_name)
    if last and last != counted:
        form.add_error(days_name, TWO_DAYS.format(days=days))
    form.cleaned_data[date_name] = last or counted
