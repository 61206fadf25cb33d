"""Why no taper is planned."""

from django import forms

from taper_app.engine import REASON_WANTED, is_reason

from .layout import helper
from .page_form import PageForm
from .texts import LinesField

WHY = f"Write why no taper is planned, {REASON_WANTED}."


class NoTaperForm(PageForm):
    """The reason; all else is on record."""

    reason = LinesField(
        label="Why is no taper planned?",
        help_text="Such as: two nights a week for sleep, never daily, no seizures. Stops today, and calls if unwell.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": WHY},
    )
    helper = helper("reason")

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not is_reason(reason):
            raise forms.ValidationError(WHY)
        return reason
