"""A date as it is typed: day, month and year apart, so that no order of them has to be guessed."""

import re
from datetime import date
from typing import Any

from django import forms

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class DateWidget(forms.MultiWidget):
    """Three small text boxes under one legend."""

    def __init__(self) -> None:
        modes = ("numeric", "text", "numeric")  # a month may be typed as a word
        super().__init__([forms.TextInput({"inputmode": mode, "autocomplete": "off"}) for mode in modes])

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_0"


def read_month(typed: str) -> int:
    """1 to 12 from a number or an English name of a month. Raises ValueError."""
    if re.fullmatch(r"\d{1,2}", typed, re.ASCII):
        return int(typed)
    if len(typed) < 3 or not typed.isalpha():
        raise ValueError(typed)
    return MONTHS.index(typed[:3].lower()) + 1


def read_date(day: str, month: str, year: str) -> date:
    """The date of three typed parts, the year in four figures. Raises ValueError."""
    if not re.fullmatch(r"\d{1,2}", day, re.ASCII) or not re.fullmatch(r"\d{4}", year, re.ASCII):
        raise ValueError(f"{day} {year}")
    return date(int(year), read_month(month), int(day))


class DateField(forms.Field):
    """A date in three parts. `example` ends the sentence that is shown where they make none."""

    def __init__(self, *, example: str, **named: Any) -> None:
        self.sentence = f"Enter a real date with a day, a month and a year in four figures, such as {example}."
        super().__init__(widget=DateWidget(), **named)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            return None
        try:
            return read_date(*parts)
        except ValueError as error:
            raise forms.ValidationError(self.sentence) from error

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True
