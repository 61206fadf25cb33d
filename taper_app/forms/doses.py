"""A dose as it is typed: accepted only where it can be read in one way."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import MOST_MG, text

MICROGRAMS_IN_MG = 1000
LEAST_PART = Decimal("0.0001")  # of a mg: all that a column holds
POINT = "Enter the dose in mg with a point, such as 0.5."
MISREAD = [  # what is often typed, and the sentence that says what to type instead; the first that fits is shown
    (r"[-−–]\s*\S+", "Enter the dose without a minus sign, such as 0.5."),
    (r".*,.*", "Enter the dose with a point and no comma, such as 0.5."),
    (r"\.\d+", "Enter a 0 before the point, such as 0.5."),
    (r"\d+\.", "Enter a number after the point, or leave the point out, such as 5."),
    (r"\d{1,3}\.000", "Enter the dose without zeros at its end, such as 1 or 1000."),
    (r"0\d.*", "Enter the dose without a 0 in front of a whole number, such as 5 or 0.5."),
    (r".*[½¼¾⅛⅓⅔/].*", "Enter a part as a number with a point: a half is 0.5 and a quarter is 0.25."),
    (r"[\d.]+e[+-]?\d+", "Enter the dose in plain figures, such as 10."),
    (r"[\d.]+\s*(mcg|ug|µg|μg)", "Enter the dose in mg, such as 0.5 for 500 micrograms."),
    (r"[\d.]+\s*(m?l|tablets?|capsules?|tabs?|caps?)", "Enter the dose in mg, not how many or how much of a product."),
    (r"\d+\.\d{5,}", "Enter at most 4 figures after the point, such as 0.125."),
]
UNIT = re.compile(r"[\s\u00a0]*(?:mg|milligrams?|(micrograms?))", re.ASCII | re.IGNORECASE)
"""A unit that may stand behind a number: mg, and micrograms where the word is written out. Shorter it is misread as mg."""


def read_dose(typed: str) -> Decimal | None:
    """The dose in mg; None where nothing was typed. Raises ValidationError with what to type instead."""
    typed, micro = without_unit(typed.strip())
    if not typed:
        return None
    for pattern, words in MISREAD:
        if re.fullmatch(pattern, typed, re.ASCII | re.IGNORECASE | re.DOTALL):
            raise forms.ValidationError(words)
    if not re.fullmatch(r"\d{1,8}(\.\d{1,4})?", typed, re.ASCII):
        raise forms.ValidationError(POINT)
    dose = (Decimal(typed) / (MICROGRAMS_IN_MG if micro else 1)).normalize()
    if dose % LEAST_PART:
        raise forms.ValidationError("Enter at most one figure after the point of micrograms, such as 62.5.")
    if dose > MOST_MG:
        raise forms.ValidationError(f"Enter a dose of at most {text.mg(MOST_MG)}.")
    return dose


def without_unit(typed: str) -> tuple[str, bool]:
    """What was typed before a unit that may stand there, and whether it is micrograms."""
    number = re.match(r"[\d.]+", typed, re.ASCII)
    unit = UNIT.fullmatch(typed, number.end()) if number else None
    return (typed[: unit.start()], bool(unit[1])) if unit else (typed, False)


def dose_input(width: str = "") -> forms.TextInput:
    """A plain text box: a number box would take 1e1, and change its value when the page is scrolled."""
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": width})


class DoseField(forms.Field):
    """mg of one drug at one time of day, or None for none."""

    widget = dose_input()

    def to_python(self, value: object) -> Decimal | None:
        return value if value is None or isinstance(value, Decimal) else read_dose(str(value))

    def prepare_value(self, value: object) -> object:
        """A stored dose as a person would type it; what was typed stays as typed."""
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """0.50 is no change of 0.5, and what cannot be read is one."""
        return is_another(self, initial, data)


class BoundedDoseField(DoseField):
    """mg up to `high`; where they need not be entered, nothing is 0."""

    def __init__(self, *, high: Decimal, sentence: str, **named: Any) -> None:
        super().__init__(error_messages={"required": sentence}, **named)
        self.high, self.sentence = high, sentence

    def clean(self, value: object) -> Decimal:
        dose: Decimal = super().clean(value) or Decimal(0)
        if dose > self.high:
            raise forms.ValidationError(self.sentence)
        return dose


def is_another(field: forms.Field, initial: object, data: object) -> bool:
    """Whether what was typed means another number than what stood there at first."""
    try:
        return field.to_python(initial) != field.to_python(data)
    except forms.ValidationError:
        return True


class PlainNumberField(forms.Field):
    """A whole number of days or a percentage, from `low` to `high`, typed in figures."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "shorter"})

    def __init__(self, *, low: Decimal | int, high: Decimal | int, sentence: str, places: int = 0, **named: Any) -> None:
        super().__init__(**named)
        self.low, self.high, self.sentence, self.places = low, high, sentence, places

    def to_python(self, value: object) -> Decimal | None:
        typed = "" if value is None else str(value).strip()
        if not typed:
            return None
        parts = rf"(\.\d{{1,{self.places}}})?" if self.places else ""
        if not re.fullmatch(rf"\d{{1,6}}{parts}", typed, re.ASCII) or not self.low <= Decimal(typed) <= self.high:
            raise forms.ValidationError(self.sentence)
        return Decimal(format(Decimal(typed).normalize(), "f"))  # 10 stays 10: the engine reads no 1E+1

    def has_changed(self, initial: object, data: object) -> bool:
        return is_another(self, initial, data)
