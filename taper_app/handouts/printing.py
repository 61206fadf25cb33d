"""When a paper was printed and which visit it knows: two prints of one revision may name another day for the next visit."""

from collections.abc import Callable, Mapping
from datetime import date

from .blocks import Words
from .languages import day_in_words
from .words import TEXT

VISIT, MISSED, FOLLOW_UP = "visit", "missed", "follow-up"
"""What kind of review a paper can know."""


def printed_said(printed_on: date | None = None, known_on: date | None = None, known: str = "") -> str:
    """The patient's sentence, in the language that is spoken; empty for a paper that does not know its own day.

    `known_on` is the day of the last review that the paper knows, `known` its kind; None where it is as it was issued.
    """
    return said_with(day_in_words, TEXT, printed_on, known_on, known)


def until_words(stopped: bool, overdue: bool) -> tuple[Words, Words]:
    """Until when the paper holds, with a place for the day of the visit, and what that day is; in no language yet."""
    if stopped:
        return TEXT["use_no_more"], ""
    return (TEXT["use_overdue"], TEXT["new_day"]) if overdue else (TEXT["use_until"], TEXT["next_visit_is"])


def said_with(
    day: Callable[[date], str], words: Mapping[str, Words], printed_on: date | None, known_on: date | None, known: str
) -> str:
    """The same in other words for the days and the sentence."""
    if printed_on is None:
        return ""
    if known_on is None:
        return str(words["printed"]).format(date=day(printed_on))
    return str(words["printed_missed" if known == MISSED else "printed_visit"]).format(date=day(printed_on), visit=day(known_on))
