"""Whom somebody has to read from outside, and why."""

from typing import Any

from django import forms

from .dates import DateField
from .layout import helper
from .page_form import PageForm
from .texts import IdentifierField, ReasonField


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
    reason = ReasonField(
        label="Why you have to see this record now",
        help_text="The patient’s clinic reads this, with your name.",
        asks="why you have to see this record now",
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.helper = helper("identifier", "born_on", "reason")
