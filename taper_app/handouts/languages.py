"""The languages of the patient's paper: each text of it is printed in the one that is spoken here, and in no other by mistake.

`script/translate` gives a new text its place in each `django.po` of `taper_app/locale`, and compiles what stands there to the
files that are read. The tests name every text that is missing, left over or not compiled.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from django.utils import dateformat, dates, translation
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from taper_app.engine import DAYS
from taper_app.languages import BRITISH, LANGUAGES

from .blocks import Words
from .words import DATE, TEXT

TAG = pgettext_lazy("the tag of this language", "en-GB")
"""How the paper names its language to programs. A translation has its own, so it also shows which texts were found."""


class NotTranslated(Exception):
    """The texts of this language are not there; nothing is printed in another one instead."""


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Everything inside is written in this language, by its tag (small letters will do).

    Raises NotTranslated for one that the table has not, and where its texts are missing.
    """
    with translation.override(language.lower()):
        if language.lower() not in LANGUAGES or str(TAG).lower() != language.lower():
            raise NotTranslated(f"{language} has no compiled texts: script/translate makes them")
        yield


def unchecked() -> tuple[str, ...]:
    """That the translation spoken here was not checked yet, in its own words and in English; nothing where it was."""
    if LANGUAGES[str(TAG).lower()].checked:
        return ()
    said = str(TEXT["unchecked"])
    with spoken(BRITISH.tag):
        return said, str(TEXT["unchecked"])


def form_after(count: int) -> int:
    """Which form of a word a whole number takes, in the language that is spoken here."""
    return LANGUAGES[str(TAG).lower()].form(count)


def said(texts: Mapping[str, Words]) -> dict[str, str]:
    """Texts by key in the language that is spoken here, each looked up once and not wherever it is printed."""
    return {key: str(words) for key, words in texts.items()}


def day_in_words(day: date) -> str:
    """A day with its weekday, in the language that is spoken here, of which it is written as large or small as its months are."""
    said, weekday = dateformat.format(day, str(DATE)), str(dates.WEEKDAYS[day.weekday()])
    return said.replace(weekday, weekday.lower(), 1) if str(dates.MONTHS_ALT[day.month]).islower() else said


def weekday_in_words(weekday: str) -> str:
    """A day of the week ("mon") as a line of its own begins with it, in the language that is spoken here: "Monday"."""
    return capfirst(str(dates.WEEKDAYS[DAYS.index(weekday)]))


def weekday_in_short(weekday: str) -> str:
    """A day of the week as it stands above a narrow column: "Mon"."""
    return capfirst(str(dates.WEEKDAYS_ABBR[DAYS.index(weekday)]))


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Names or doses as one phrase, in the language that is spoken here: "a, b and c"; "a, b or c" with the word "nor"."""
    *most, last = parts
    return f"{', '.join(most)} {TEXT[word]} {last}" if most else last
