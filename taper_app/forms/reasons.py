"""Why a plan is issued in spite of its cautions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms

from taper_app.models import REASON_CHARACTERS

from .layout import helper
from .page_form import PageForm
from .texts import LinesField

WHY = f"Write why you go on in spite of the cautions, in at least {REASON_CHARACTERS} characters."
ANSWER = f"Answer in at least {REASON_CHARACTERS} characters."
REASON = "override_reason"
NOTHING: Mapping[str, str] = MappingProxyType({})


class ReasonForm(PageForm):
    """One reason for the cautions of the page, of no fewer characters than any reason has; and the answers to what some of them
    ask of their own, each by its name. `wants_reason` is whether any caution is answered by a reason."""

    override_reason = LinesField(
        label="Reason for going on in spite of the cautions",
        help_text="It is kept with the plan, and of a new revision printed on the clinician’s summary. "
        "It is not printed for the patient.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": WHY},
    )

    def __init__(self, *args: Any, own: Mapping[str, str] = NOTHING, wants_reason: bool = True, **named: Any) -> None:
        super().__init__(*args, **named)
        if not wants_reason:
            del self.fields[REASON]
        for name, label in own.items():
            self.fields[name] = LinesField(
                label=label, max_length=1000, widget=forms.Textarea({"rows": 2}), error_messages={"required": ANSWER}
            )
        self.helper = helper(*[REASON] * wants_reason)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, said in list(cleaned.items()):
            if len(said.strip()) < REASON_CHARACTERS:
                self.add_error(name, WHY if name == REASON else ANSWER)
        return cleaned

    @property
    def said(self) -> dict[str, list[str]]:
        """What was written, of a valid form, as a draft keeps it."""
        return {name: [words.strip()] for name, words in self.cleaned_data.items()}
