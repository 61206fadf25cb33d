"""The form that every form of a page is."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict


class PageForm(forms.Form):
    """A form in which no colon follows a label. `data` is what was sent; nothing is in it where nothing was."""

    data: QueryDict

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.label_suffix = ""

    def clean(self) -> dict[str, Any]:
        """What was typed, as far as it could be read; forms that ask more of it begin here."""
        super().clean()
        return self.cleaned_data

    def hush(self) -> None:
        """Say nothing on the page of what is wrong or missing: nobody has asked for it yet. Not before all else was asked."""
        self._errors = ErrorDict()

    def choice(self, name: str) -> forms.ChoiceField:
        """The field of this name, which is one of choices. Raises TypeError where it is another."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} has no choices")
        return field

    def labels(self, name: str) -> dict[str, str]:
        """The choices of such a field, where they have no groups: the label of each value."""
        choices: Any = self.choice(name).choices
        return dict(choices)
