"""The days of a week as clinicians read them, and which of them have the same doses."""

from collections.abc import Iterable, Sequence

from taper_app.engine import DAYS, WEEKDAYS, Step, StepDose, load_catalogue, week_from

from .lists import joined

NAMES = {day: name.capitalize()[:3] for day, name in zip(DAYS, WEEKDAYS, strict=True)}
"""A day of the week as a clinic's date has it: "Mon"."""


def week_in(market: str) -> tuple[str, ...]:
    """The days of the week in the order in which a market prints them: Monday first, or Sunday."""
    return week_from(load_catalogue().markets[market].week_begins)


def on_days(days: Iterable[str]) -> str:
    """Some days of the week in a phrase: "on Mon, Wed and Fri"."""
    return f"on {joined(NAMES[each] for each in days)}"


def alike(step: Step, time: str, week: Sequence[str]) -> dict[tuple[StepDose, ...], list[str]]:
    """What is taken at a time of day, with the days of the week on which it is that: one entry where all days are alike.

    `()` is nothing; those of most days come first, days in the order of `week`.
    """
    found: dict[tuple[StepDose, ...], list[str]] = {}
    by_day = step.week
    for day in week:
        found.setdefault(tuple(each for each in by_day[day] if each.time == time), []).append(day)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))
