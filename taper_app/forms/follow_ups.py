"""A visit after the end of a plan: what is left of symptoms, what is taken again, and when to meet next."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.wording.days import clinic_day

from . import taken_again
from .dates import DateField
from .layout import Div, helper
from .observations import ObservationsForm
from .reviews import INCOMPLETE, checked_review_day, review_day
from .texts import TextField

RELAPSE = [("no", "No"), ("yes", "Yes")]


class FollowUpForm(ObservationsForm):
    """A visit after the plan has ended: what is left of symptoms, whether the drug is taken again, and when to meet next."""

    relapse = forms.ChoiceField(
        label="Is a benzodiazepine or z-drug taken again?",
        choices=RELAPSE,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={
            "required": "Choose whether one is taken again, yes or no.",
            "invalid_choice": "Choose yes or no.",
        },
    )
    reviewed_on = DateField(
        label="Day of the visit", example="1 2 2027", error_messages={"required": "Enter the day of the visit."}
    )
    next_review_on = review_day("Next follow-up (optional)", required=False)
    no_next = TextField(
        label="Why no further follow-up is planned (optional)",
        required=False,
        max_length=500,
        help_text="Needed where there is no next day after severe symptoms, a red flag, or a medicine that is taken again.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen_review = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def __init__(self, *args: Any, today: date, begins_on: date, most_days: int, market: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today, self.begins_on, self.most_days = today, begins_on, most_days
        self.fields |= taken_again.boxes(market)
        for name in ("token", "seen_review"):
            self.fields[name].error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), INCOMPLETE)

    @property
    def asked(self) -> FormHelper:
        """What is asked only after a plan has ended."""
        return helper("relapse", *taken_again.laid_out(taken_again.ROWS[0]))

    @property
    def more(self) -> FormHelper:
        """The further medicines that may be taken again."""
        return helper(*[part for row in taken_again.ROWS[1:] for part in taken_again.laid_out(row)])

    @property
    def more_open(self) -> bool:
        """Whether one of them is filled in, or wrong."""
        return taken_again.more_open(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        taken_again.refuse(self, self.today)
        return cleaned

    @property
    def observations(self) -> dict[str, Any]:
        again = taken_again.rows(self)
        return super().observations | ({"again": again} if again else {})

    @property
    def dates(self) -> FormHelper:
        """The two days."""
        return helper(Div("reviewed_on", "next_review_on", css_class="side"), "no_next", "token", "seen_review")

    def clean_reviewed_on(self) -> date:
        on: date = self.cleaned_data["reviewed_on"]
        if on > self.today:
            raise forms.ValidationError("The day of the visit is in the future. Enter today or an earlier day.")
        if on < self.begins_on:
            raise forms.ValidationError(f"The last visit was on {clinic_day(self.begins_on)}. Enter that day or a later one.")
        return on

    def clean_next_review_on(self) -> date | None:
        after = self.cleaned_data.get("reviewed_on") or self.today
        day = self.cleaned_data["next_review_on"]
        return checked_review_day(day, today=self.today, after=after, most_days=self.most_days)
