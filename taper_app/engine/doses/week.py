"""The days of the week: by which names a dose is taken on some of them, and how many of them a stretch of days has."""

from collections.abc import Collection
from datetime import date
from functools import cache

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


@cache
def other_days(weekdays: tuple[str, ...]) -> tuple[str, ...]:
    """All days of the week but these, Monday first."""
    return tuple(each for each in DAYS if each not in weekdays)


def even_days(count: int) -> tuple[str, ...]:
    """So many days of the week, as even as seven allow."""
    return tuple(DAYS[place * A_WEEK // count] for place in range(count))


def a_week(weekdays: Collection[str]) -> int:
    """On how many days of a week a dose is taken; no day named is every day."""
    return len(weekdays) or A_WEEK


def whole_weeks(days: int) -> int:
    """The days, up to whole weeks."""
    return -(-days // A_WEEK) * A_WEEK


def days_on(weekdays: Collection[str], begin: date, days: int) -> int:
    """On how many of so many days, the first of them `begin`, a dose is taken; no day named is every day."""
    if not weekdays:
        return days
    weeks, rest = divmod(days, A_WEEK)
    left = (begin.weekday() + place for place in range(rest))
    return weeks * len(weekdays) + sum(DAYS[each % A_WEEK] in weekdays for each in left)


# Which days are lowered, one after the other -----------------------------------------------------

_NOT_MEETING = 3
"""Up to so many low days a week no two of them are in a row."""

_Cost = tuple[int, int, int]


@cache
def lowered_in_turn(already: tuple[str, ...] = (), spare: tuple[str, ...] = ()) -> tuple[str, ...]:
    """All days of the week in the order in which they become low; those that are `already` come before all others.

    No two in a row while they are three or fewer (Sunday and Monday count), then those to `spare` last, then as even as seven
    days allow, both the low days and the others; of the same the earlier in the week.
    """
    first, spared = (frozenset(DAYS.index(each) for each in days) for days in (already, spare))
    return tuple(DAYS[each] for each in _completed(frozenset(), first, spared)[1])


@cache
def _completed(low: frozenset[int], first: frozenset[int], spare: frozenset[int]) -> tuple[_Cost, tuple[int, ...]]:
    """The best order for the days that are not low yet, those of `first` before others, and what it costs."""
    found = []
    for day in (first - low) or set(range(A_WEEK)) - low:
        more = low | {day}
        rest, order = _completed(more, first, spare)
        meeting = _gaps(more).count(1) if len(more) <= _NOT_MEETING else 0
        cost = meeting, -len(low) * (day in spare), _unevenness(more)
        found.append((_sum(cost, rest), (day, *order)))
    return min(found, default=((0, 0, 0), ()))


def _sum(one: _Cost, other: _Cost) -> _Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _unevenness(low: frozenset[int]) -> int:
    others = frozenset(range(A_WEEK)) - low
    return sum(gap * gap for days in (low, others) for gap in _gaps(days))


def _gaps(days: Collection[int]) -> list[int]:
    """The days from each to the next one, round the week; nothing for no days."""
    inside = sorted(days)
    return [(after - before - 1) % A_WEEK + 1 for before, after in zip(inside, [*inside[1:], *inside[:1]], strict=True)]
