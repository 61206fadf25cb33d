"""The follow-ups that are still to come, as they are changed by hand: one row a day, and some that are empty."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from taper_app.models import FollowUpDay

from .dates import DateField
from .layout import Div, helper
from .page_form import PageForm
from .texts import TextField

EMPTY_ROWS = 2
TWICE = "This day stands there twice. Clear one of the two."
PAST = "This day has gone by. Enter today or a later day, or clear it."
REASON = "Needed where none is planned after severe symptoms, a red flag, or a medicine that is taken again."


class FollowUpDaysForm(PageForm):
    """A day and its kind in each row; a row that is cleared is no follow-up any more."""

    no_next = TextField(label="Why none is planned (optional)", required=False, max_length=500, help_text=REASON)

    def __init__(self, data: QueryDict | None, *, days: Sequence[tuple[date, str]], today: date) -> None:
        self.today, self.known = today, {on for on, _ in days}
        self.count = len(days) + EMPTY_ROWS
        initial = {name: value for at, (on, kind) in enumerate(days) for name, value in ((f"on_{at}", on), (f"kind_{at}", kind))}
        super().__init__(data, initial=initial)
        for at in range(self.count):
            self.fields |= row(at)

    @property
    def rows(self) -> FormHelper:
        """The rows, a day beside its kind."""
        return helper(*[Div(f"on_{at}", f"kind_{at}", css_class="side") for at in range(self.count)])

    @property
    def none(self) -> FormHelper:
        """Why there are none."""
        return helper("no_next")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        days = [cleaned.get(f"on_{at}") for at in range(self.count)]
        for at, on in enumerate(days):
            if on and on < self.today and on not in self.known:
                self.add_error(f"on_{at}", PAST)
            elif on and on in days[:at]:
                self.add_error(f"on_{at}", TWICE)
        return cleaned

    @property
    def days(self) -> list[tuple[date, str]]:
        """The days of a valid form, each with its kind, the first one first."""
        found = [(self.cleaned_data[f"on_{at}"], self.cleaned_data[f"kind_{at}"]) for at in range(self.count)]
        return sorted((on, kind or FollowUpDay.Kind.SERIES) for on, kind in found if on)


def row(at: int) -> dict[str, forms.Field]:
    """A day and its kind."""
    kind = forms.ChoiceField(
        label="What it is",
        choices=FollowUpDay.Kind.choices,
        initial=FollowUpDay.Kind.SERIES,
        required=False,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    return {f"on_{at}": DateField(label=f"Follow-up {at + 1}", required=False, example="1 2 2027"), f"kind_{at}": kind}
