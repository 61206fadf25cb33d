"""An adjunct medicine that was begun or stopped."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from taper_app.engine import load_care

from .dates import DateField
from .layout import Div, helper
from .page_form import PageForm
from .texts import TextField

ANY = "any"  # is said of all of them, and is none
EARLY = "It stops before it starts. Check both days."


class AdjunctForm(PageForm):
    """Which medicine, since when, and until when where it has stopped."""

    adjunct = forms.ChoiceField(
        label="Medicine",
        error_messages={"required": "Choose the medicine.", "invalid_choice": "Choose a medicine from the list."},
    )
    started_on = DateField(
        label="Started or starts on", example="4 1 2027", error_messages={"required": "Enter the day on which it starts."}
    )
    stopped_on = DateField(label="Stopped on (where it has)", required=False, example="18 1 2027")
    asked = forms.BooleanField(label="What is named under “Ask first” was asked, and does not stand against it", required=False)
    why = TextField(
        label="Why it is given (optional)",
        required=False,
        max_length=300,
        help_text="Needed where it is to be avoided for this patient. No dose: that stands with the prescription.",
    )

    def __init__(self, data: QueryDict | None, *, today: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"started_on": today} | (initial or {}))
        known = [(each.id, each.name) for each in load_care().adjuncts.values() if each.id != ANY]
        self.choice("adjunct").choices = [("", "Choose a medicine"), *sorted(known, key=lambda each: each[1])]

    @property
    def helper(self) -> FormHelper:
        """The fields in order, the two days beside each other."""
        return helper("adjunct", Div("started_on", "stopped_on", css_class="side"), "asked", "why")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        started, stopped = cleaned.get("started_on"), cleaned.get("stopped_on")
        if started and stopped and stopped < started:
            self.add_error("stopped_on", EARLY)
        return cleaned
