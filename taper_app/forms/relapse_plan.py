"""The patient's relapse plan as it is filled in: four boxes, a thing a line."""

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from taper_app.models import RelapsePlan
from taper_app.models.relapse_plan import PARTS

from .layout import helper
from .page_form import PageForm
from .texts import LinesField

MOST_CHARACTERS = 600
MOST_LINES = 8
BOXES = {
    "triggers": ("What makes it hard", "A thing a line, such as: a row at home; pain; the day before work."),
    "early_signs": ("Early signs", "Such as: awake three nights; staying in; counting tablets."),
    "what_helps": ("What helps", "Such as: walk with Sam; the breathing from the course; get up at seven."),
    "contacts": ("Whom to call, with the number", "Such as: my sister Ana, 07700 900123. The clinic’s number is printed anyway."),
}
TOO_MANY = f"Write {MOST_LINES} lines at the most, so that it can be read when it is needed."


class RelapsePlanForm(PageForm):
    """All four boxes may be empty: then nothing is printed."""

    def __init__(self, data: QueryDict | None, *, stands: RelapsePlan | None) -> None:
        super().__init__(data, initial={name: getattr(stands, name) for name in PARTS} if stands else {})
        for name, (label, hint) in BOXES.items():
            box = forms.Textarea({"rows": 4})
            self.fields[name] = LinesField(label=label, help_text=hint, required=False, max_length=MOST_CHARACTERS, widget=box)

    @property
    def helper(self) -> FormHelper:
        """The boxes in the order in which they are printed."""
        return helper(*BOXES)

    def clean(self) -> dict[str, str]:
        cleaned = super().clean()
        for name in PARTS:
            if len(cleaned.get(name, "").strip().splitlines()) > MOST_LINES:
                self.add_error(name, TOO_MANY)
        return cleaned

    @property
    def said(self) -> dict[str, str]:
        """What a valid form says, as actions.relapse_plans takes it."""
        return {name: self.cleaned_data[name] for name in PARTS}
