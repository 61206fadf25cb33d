"""A tick that stands for one exact value."""

from collections.abc import Mapping
from typing import Any

from django import forms


class TickOfValue(forms.CheckboxInput):
    """It sends the value that it stands for, so that another value is never confirmed or kept by it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.stands_for: str | None = None  # None: whatever was sent

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Any:
        return data.get(name, "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        stands_for = value if self.stands_for is None else self.stands_for
        context = super().get_context(name, None, attrs)
        context["widget"]["value"] = stands_for or ""
        context["widget"]["attrs"]["checked"] = bool(stands_for) and value == stands_for
        return context
