"""The days of a week as clinicians read them, and which of them have the same doses."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from taper_app.engine import DAYS, TIMES, WEEKDAYS, Dose, Regimen, StepDose, load_catalogue, text, week_from

from .doses import AT_ON_PAPER
from .lists import joined

Taken = TypeVar("Taken", Dose, StepDose)

NAMES = {day: name.capitalize()[:3] for day, name in zip(DAYS, WEEKDAYS, strict=True)}
"""A day of the week as a clinic's date has it: "Mon"."""


def week_in(market: str) -> tuple[str, ...]:
    """The days of the week in the order in which a market prints them: Monday first, or Sunday."""
    return week_from(load_catalogue().markets[market].week_begins)


def on_days(days: Iterable[str]) -> str:
    """Some days of the week in a phrase: "on Mon, Wed and Fri"."""
    return f"on {joined(NAMES[each] for each in days)}"


def alike(doses: Iterable[Taken], time: str, week: Sequence[str]) -> dict[tuple[Taken, ...], list[str]]:
    """What is taken at a time of day, with the days of the week on which it is that: one entry where all days are alike.

    `()` is nothing; those of most days come first, days in the order of `week`.
    """
    found: dict[tuple[Taken, ...], list[str]] = {}
    then = [each for each in doses if each.time == time]
    for day in week:
        found.setdefault(tuple(each for each in then if not each.weekdays or day in each.weekdays), []).append(day)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def week_on_paper(taken: Regimen, drug: str, week: Sequence[str]) -> str:
    """One drug by day of the week: "45 mg in the week: 7.5 mg at bedtime on Mon and Wed, 3.75 mg at bedtime on Tue"."""
    doses = [each for each in taken.doses if each.drug == drug]
    said = [
        f"{text.mg(mg)} {AT_ON_PAPER[time]}{f' {on_days(days)}' if len(days) < len(week) else ''}"
        for time in TIMES
        for found, days in alike(doses, time, week).items()
        if (mg := sum((each.mg for each in found), Decimal(0)))
    ]
    return f"{text.mg(taken.weekly_mg()[drug])} in the week: {', '.join(said)}"
