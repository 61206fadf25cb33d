"""Two identifiers of the patient, typed again before a dose is issued."""

from collections.abc import Iterable
from typing import Any

from django import forms

from .layout import Div, helper
from .page_form import PageForm
from .texts import TextField

WRONG = {
    "initials": "These initials do not fit this patient. Check whose plan this is, then type them again.",
    "birth_year": "This year of birth is not this patient’s. Check whose plan this is, then type it again.",
}


class IdentityForm(PageForm):
    """Initials and year of birth. Whether they are the patient's is asked when the plan is issued; the answer is never told."""

    initials = TextField(
        label="Initials",
        help_text="First letters of the given and the family name, such as AB.",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Type the patient’s initials."},
    )
    birth_year = TextField(
        label="Year of birth",
        help_text="Four digits, such as 1950.",
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "Type the patient’s year of birth."},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.helper = helper(Div("initials", "birth_year", css_class="side"))

    def refuse(self, wrong: Iterable[str]) -> None:
        """Say at each of these fields that it is not this patient's."""
        for name in wrong:
            self.add_error(name, WRONG[name])
