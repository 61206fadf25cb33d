"""When a paper was printed and which visit it knows: two prints of one revision may name another day for the next visit."""

from collections.abc import Callable, Mapping
from datetime import date

from .blocks import Words
from .languages import day_in_words
from .standing import Standing
from .words import TEXT

VISIT, MISSED, FOLLOW_UP = "visit", "missed", "follow-up"
"""What kind of review a paper can know."""


def printed_said(standing: Standing) -> str:
    """The patient's sentence, in the language that is spoken; empty for a paper that does not know its own day."""
    return said_with(day_in_words, TEXT, standing)


def stamp_said(words: Mapping[str, Words], standing: Standing) -> str:
    """Why a paper must not be used any more, in the words of its readers; empty while it holds."""
    if standing.in_error:
        return str(words["in_error" if standing.holds else "plan_in_error"]).format(number=standing.holds)
    if standing.superseded_by:
        return str(words["superseded"]).format(number=standing.superseded_by)
    return str(words["ended"]) if standing.ended else ""


def until_words(stopped: bool, overdue: bool) -> tuple[Words, Words]:
    """Until when the paper holds, with a place for the day of the visit, and what that day is; in no language yet."""
    if stopped:
        return TEXT["use_no_more"], ""
    return (TEXT["use_overdue"], TEXT["new_day"]) if overdue else (TEXT["use_until"], TEXT["next_visit_is"])


def said_with(day: Callable[[date], str], words: Mapping[str, Words], standing: Standing) -> str:
    """The same in other words for the days and the sentence."""
    if standing.printed_on is None:
        return ""
    printed, known_on = day(standing.printed_on), standing.known_on
    if known_on is None:
        return str(words["printed"]).format(date=printed)
    return str(words["printed_missed" if standing.known == MISSED else "printed_visit"]).format(date=printed, visit=day(known_on))
