"""What is typed into the search, and the dates of birth that it may mean."""

import re
from datetime import date
from typing import NamedTuple

from django import forms

from .dates import read_date
from .page_form import PageForm
from .texts import TextField

MOST = 120
CENTURIES = (1900, 2000)


class Dated(NamedTuple):
    """What was typed: the text without a date of birth that stands beside it, and the days that may be meant."""

    text: str
    days: tuple[date, ...]
    dated: bool  # both were typed, and both have to fit


class PatientSearch(PageForm):
    """One box: part of a name, an identifier, a date of birth or the code of a plan."""

    text = TextField(
        required=False,
        max_length=MOST,
        widget=forms.TextInput({"id": "search-text"}),
        error_messages={"max_length": f"Search for at most {MOST} characters. Part of a name is enough."},
    )

    def dated(self) -> Dated:
        """What a valid form asks for."""
        typed: str = self.cleaned_data["text"]
        if days := searched_days(typed):
            return Dated(typed, days, dated=False)
        words = [(word, searched_days(word)) for word in typed.split()]
        rest = " ".join(word for word, days in words if not days)
        days = tuple(day for _, days in words for day in days)
        return Dated(rest, days, dated=bool(days and rest))


def searched_days(typed: str) -> tuple[date, ...]:
    """The dates of birth that a text means, if it is one: the day before the month, or the year first, or the month as a word.

    27 3 1961, 27/3/61, 1961-03-27, 27-Mar-1961, March 27, 1961 and 27031961 are one day; a year of two figures means one in each
    century.
    """
    bare = typed.strip()
    if re.fullmatch(r"\d{8}", bare, re.ASCII):
        found = [(bare[:2], bare[2:4], bare[4:]), (bare[6:], bare[4:6], bare[:4])]
    elif len(parts := re.findall(r"[^\s./,-]+", bare)) == 3 and re.fullmatch(r"\S+([\s./,-]+\S+){2}", bare):
        found = [in_order(parts)]
    else:
        return ()
    return tuple(born for parts in found for born in days_of(*parts))


def in_order(parts: list[str]) -> tuple[str, str, str]:
    """Day, month and year of three parts in one of the usual orders."""
    first, second, third = parts
    if len(first) == 4 and first.isdecimal():
        return third, second, first
    return (second, first, third) if first.isalpha() else (first, second, third)


def days_of(day: str, month: str, year: str) -> list[date]:
    """The day that is meant, or two where the year has two figures; none where they make no date."""
    years = [f"{century + int(year)}" for century in CENTURIES] if re.fullmatch(r"\d\d", year, re.ASCII) else [year]
    found = []
    for each in years:
        try:
            found.append(read_date(day, month, each))
        except ValueError:
            continue
    return found
