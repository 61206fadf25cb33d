"""What a rule names in a finding: each as a value that data can be compared by, and in the words of its sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..text import about, exact, mg, number_in_words, plain

Value = str | tuple[str, ...]
"""An exact number as text, a day as ISO writes it, an id or a word; or several of them in order."""


@dataclass(frozen=True, slots=True)
class Named:
    """A value, and the words that a sentence says it with. A plain text is both."""

    value: Value
    words: str


def milligrams(amount: Decimal) -> Named:
    """An exact dose."""
    return Named(exact(amount), mg(amount))


def equivalent(amount: Fraction) -> Named:
    """mg diazepam, to two decimals as schedules have them."""
    return Named(plain(amount, 2), about(amount))


def percent(part: Fraction, whole: Fraction, sign: str = "") -> Named:
    """A percentage to one decimal, with a sign where the sentence does not write it; 0 of nothing."""
    value = plain(part * 100 / whole, 1) if whole else "0"
    return Named(value, value + sign)


def counted(amount: Decimal) -> Named:
    """How many pieces."""
    return Named(exact(amount), number_in_words(amount))


def day(on: date) -> Named:
    """A date."""
    return Named(on.isoformat(), on.strftime("%d-%b-%Y"))


def several(values: Iterable[str], words: Sequence[str] = ()) -> Named:
    """Several at once, listed in these words, or in their own."""
    kept = tuple(values)
    return Named(kept, listed(words or kept))


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
