"""Whom somebody has to read from outside, and why."""

from typing import Any

from django import forms

from taper_app.engine import REASON_WANTED, is_reason

from .dates import DateField
from .layout import helper
from .page_form import PageForm
from .texts import IdentifierField, LinesField


class OutsideForm(PageForm):
    """Exactly one patient: nobody looks around."""

    identifier = IdentifierField(
        label="The patient’s identifier",
        help_text="Exactly as the other clinic writes it, such as the NHS number. It stands on the patient’s paper.",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the identifier. Ask the patient, or look at their paper."},
    )
    born_on = DateField(
        label="Date of birth",
        help_text="For example, 27 3 1961.",
        example="27 3 1961",
        error_messages={"required": "Enter the date of birth, such as 27 3 1961."},
    )
    reason = LinesField(
        label="Why you have to see this record now",
        help_text="The patient’s clinic reads this, with your name.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": f"Write why you have to see this record now, {REASON_WANTED}."},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.helper = helper("identifier", "born_on", "reason")

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not is_reason(reason):
            raise forms.ValidationError(f"Write why you have to see this record now, {REASON_WANTED}.")
        return reason
