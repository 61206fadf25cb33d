"""The days of the week: by which names a dose is taken on some of them, and how many of them a stretch of days has."""

from collections.abc import Collection
from datetime import date

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
A_WEEK = len(DAYS)


def weekday_of(on: date) -> str:
    """The day of the week that a date is, among DAYS."""
    return DAYS[on.weekday()]


def week_from(first: str) -> tuple[str, ...]:
    """The seven days of the week in the order of one that begins with that day."""
    at = DAYS.index(first)
    return (*DAYS[at:], *DAYS[:at])


def in_turn(weekdays: Collection[str]) -> tuple[str, ...]:
    """These days of the week, Monday first."""
    return tuple(each for each in DAYS if each in weekdays)


def even_days(count: int) -> tuple[str, ...]:
    """So many days of the week, as even as seven allow."""
    return tuple(DAYS[place * A_WEEK // count] for place in range(count))


def a_week(weekdays: Collection[str]) -> int:
    """On how many days of a week a dose is taken; no day named is every day."""
    return len(weekdays) or A_WEEK


def days_on(weekdays: Collection[str], begin: date, days: int) -> int:
    """On how many of so many days, the first of them `begin`, a dose is taken; no day named is every day."""
    weeks, rest = divmod(days, A_WEEK)
    left = (begin.weekday() + place for place in range(rest))
    return weeks * a_week(weekdays) + sum(not weekdays or DAYS[each % A_WEEK] in weekdays for each in left)
