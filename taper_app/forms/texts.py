"""Texts as they are typed, pasted with blanks round and inside them. None may hold what cannot be seen."""

from typing import Any

from django import forms

from taper_app.engine import REASON_WANTED, is_reason
from taper_app.models import refuse_unseen


def can_be_read(text: str) -> bool:
    """Whether a text that was kept half-filled may be used as it stands."""
    try:
        refuse_unseen(text, lines=True)
    except forms.ValidationError:
        return False
    return True


class LinesField(forms.CharField):
    """Several lines, as they are typed. What is too long is said to be, and not cut by the browser."""

    default_error_messages = {"max_length": "Enter at most %(limit_value)d characters. These are %(show_value)d."}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: each for name, each in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: object) -> str:
        refuse_unseen("" if value is None else str(value), lines=True)
        return super().to_python(value) or ""


class ReasonField(LinesField):
    """Why something is done, which has to be filled in: `asks` is what to write, such as "why no taper is planned"."""

    def __init__(self, *, asks: str, **named: Any) -> None:
        wanted = f"Write {asks}, {REASON_WANTED}."
        named |= {"max_length": 1000, "widget": forms.Textarea({"rows": 3}), "error_messages": {"required": wanted}}
        super().__init__(**named)

    def validate(self, value: str) -> None:
        if not is_reason(value):
            raise forms.ValidationError(self.error_messages["required"], code="required")


class TextField(LinesField):
    """One line; blanks at its ends are dropped and those inside it made single. One that must be filled in shows a letter or a
    figure."""

    def to_python(self, value: object) -> str:
        said = " ".join(super().to_python(value).split())
        refuse_unseen(said, named=self.required)
        return said


class PasswordField(forms.CharField):
    """A password, as it is typed: whatever is in it, nobody is shown it."""

    def __init__(self, **named: Any) -> None:
        super().__init__(strip=False, max_length=1000, widget=forms.PasswordInput, **named)


class IdentifierField(TextField):
    """A patient's number as the clinic writes it; the blanks it is often printed with are dropped."""

    def to_python(self, value: object) -> str:
        return "".join(super().to_python(value).split()).upper()
