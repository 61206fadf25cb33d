"""A date as it is typed: day, month and year apart, so that no order of them has to be guessed."""

import re
from datetime import date
from typing import Any

from django import forms

LONGEST_DAY = 2
TWO_DAYS = "This could be two days. Enter the day, the month and the year in their own boxes."
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


def parted(typed: str) -> list[str]:
    """Day, month and year of a whole date pasted into one box, in the order in which it was written: 14/03/1958, 14 March 1958 or
    1958-03-14. Empty where it is no whole date."""
    parts = re.split(r"[\s./-]+", typed.strip(" ."))
    if len(parts) != 3:
        return []
    return parts[::-1] if re.fullmatch(r"\d{4}", parts[0], re.ASCII) else parts


def could_be_two(typed: str) -> bool:
    """Whether another reader would take the month of a whole date in figures for the day."""
    day, month, _ = parted(typed)
    return not re.match(r"\d{4}", typed.strip()) and month.isdecimal() and int(day) <= 12 and int(day) != int(month)


def typed_date(typed: str) -> date:
    """The date of one box. Raises ValueError for none, and for one that another reader would take for another day."""
    day, month, year = parted(typed) or ("", "", "")
    read = read_date(day, month, year)
    if could_be_two(typed):
        raise ValueError(typed)
    return read


class DateField(forms.Field):
    """A date in three parts. `example` ends the sentence that is shown where they make none."""

    def __init__(self, *, example: str, **named: Any) -> None:
        self.example = example
        self.sentence = f"Enter a real date with a day, a month and a year in four figures, such as {example}."
        super().__init__(widget=DateWidget(), **named)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return None
        if day and not (month or year) and (pasted := parted(day)):
            return self._read(pasted, day)
        return self._read([day.rstrip("."), month.rstrip("."), year])

    def _read(self, parts: list[str], pasted: str = "") -> date:
        """The date of three parts. Raises ValidationError with what is wanting, or which of two is meant."""
        try:
            read = read_date(*parts)
        except ValueError as error:
            raise forms.ValidationError(self._fault(*parts)) from error
        if pasted and could_be_two(pasted):
            raise forms.ValidationError(TWO_DAYS)
        return read

    def _fault(self, day: str, month: str, year: str) -> str:
        wanting = [name for name, part in (("day", day), ("month", month), ("year", year)) if not part]
        if wanting and len(day) <= LONGEST_DAY:
            return f"Enter the {' and the '.join(wanting)} too, such as {self.example}."
        if re.fullmatch(r"\d\d", year, re.ASCII):
            return f"Is the year 19{year} or 20{year}? Enter it in four figures."
        return self.sentence

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True
