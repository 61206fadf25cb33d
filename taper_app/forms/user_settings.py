"""What a clinician sets for their own account."""

from typing import Any

from django import forms

from .layout import helper
from .page_form import PageForm


class SettingsForm(PageForm):
    """Each setting may be left as it is."""

    slash_searches = forms.BooleanField(
        label="The / key goes to the search",
        help_text="Only while no box is being filled in. Switch it off if you speak to your computer, or if it gets in your way.",
        required=False,
    )
    is_led = forms.BooleanField(
        label="Lead me to my first plan",
        help_text="Each page of the way says what comes now and next, until you have issued a plan.",
        required=False,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.helper = helper("slash_searches", "is_led")
