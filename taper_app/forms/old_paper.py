"""What became of the paper that the patient has, where what it says is no longer right."""

from datetime import date
from typing import Any

from django import forms

from taper_app.models.old_paper import ENDED, NEW_DAY, REVISED, OldPaper
from taper_app.wording.days import clinic_day

from .layout import helper
from .page_form import PageForm

OTHER_DAY = "The paper the patient has holds until {day}, and the next visit is on another day. What was done about it?"
NO_LONGER_RIGHT = "A dose or a date on it is no longer right. What happened to the paper the patient has?"
PLAN_ENDS = "The plan ends, and the paper the patient has must not be used any more. What happened to it?"


class OldPaperField(forms.ChoiceField):
    """One of the answers that there can be. `day` is the one that the paper names for the next visit."""

    def __init__(self, answers: tuple[OldPaper, ...], day: date) -> None:
        hints: dict[tuple[OldPaper, ...], str] = {REVISED: NO_LONGER_RIGHT, ENDED: PLAN_ENDS}
        super().__init__(
            label="The old handout",
            help_text=hints.get(answers, OTHER_DAY).format(day=clinic_day(day)),
            choices=[(each.value, each.label) for each in answers],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Say what became of the old handout.",
                "invalid_choice": "Choose one of the answers.",
            },
        )


class OldPaperForm(PageForm):
    """The question on the page that is confirmed."""

    def __init__(self, *args: Any, answers: tuple[OldPaper, ...], day: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["old_paper"] = OldPaperField(answers, day)
        self.confirms = answers == NEW_DAY  # nothing else is asked then, so each answer is a button that confirms
        self.helper = helper("old_paper")
