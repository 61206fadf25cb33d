"""Why a plan is issued in spite of its cautions."""

from typing import Any

from django import forms

from taper_app.models import REASON_CHARACTERS

from .layout import helper
from .page_form import PageForm
from .texts import LinesField


class ReasonForm(PageForm):
    """One reason for all cautions of the page, of no fewer characters than any reason has."""

    override_reason = LinesField(
        label="Reason for going on in spite of the cautions",
        help_text="It is kept with the plan, and of a new revision printed on the clinician’s summary. "
        "It is not printed for the patient.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        words = f"Write why you go on in spite of the cautions, in at least {REASON_CHARACTERS} characters."
        self.fields["override_reason"].error_messages["required"] = words
        self.helper = helper("override_reason")

    def clean_override_reason(self) -> str:
        reason: str = self.cleaned_data["override_reason"].strip()
        if len(reason) < REASON_CHARACTERS:
            raise forms.ValidationError(self.fields["override_reason"].error_messages["required"])
        return reason
