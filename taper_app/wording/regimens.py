"""What is taken in a day, or in a week of days that are not alike, in the clinician's words."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from taper_app.engine import DAYS, TIMES, Regimen, text

from .doses import AT, AT_ON_PAPER, by_time, day_on_paper, day_said, days_short, dose_said
from .lists import joined

T = TypeVar("T")
IN_THE_DAY = " in the day"


def uneven(regimen: Regimen) -> set[str]:
    """The drugs whose days differ by day of the week."""
    return {each.drug for each in regimen.doses if each.weekdays}


def daily_said(regimen: Regimen) -> tuple[str, ...]:
    """Each drug's mg in the day: "lorazepam 1 mg"; where its days differ "zopiclone about 6.43 mg (mean of the week)"."""
    weekly, means = regimen.weekly_mg(), uneven(regimen)
    return tuple(
        f"{drug} about {text.about(Fraction(weekly[drug]) / len(DAYS))} (mean of the week)"
        if drug in means
        else f"{drug} {text.mg(mg)}"
        for drug, mg in regimen.daily_mg().items()
        if mg
    )


def weekly_said(regimen: Regimen) -> tuple[str, ...]:
    """Each drug's mg in a week: "zopiclone 45 mg in the week"."""
    return tuple(f"{drug} {text.mg(mg)} in the week" for drug, mg in regimen.weekly_mg().items() if mg)


def means_said(regimen: Regimen) -> tuple[str, ...]:
    """Of each drug whose days differ the mean of its week: "mean about 6.43 mg a day"; with its name where there are several."""
    weekly = regimen.weekly_mg()
    named = len(weekly) > 1
    means = {drug: text.about(Fraction(weekly[drug]) / len(DAYS)) for drug in weekly if drug in uneven(regimen)}
    return tuple(f"{f'{drug}: ' * named}mean about {mean} a day" for drug, mean in means.items())


def whole_said(regimen: Regimen, *, by_week: bool = False) -> str:
    """All of it in one phrase: "lorazepam 1 mg and diazepam 10 mg in the day"; "none" where nothing is taken.

    By the week where its days differ, or if that is asked for.
    """
    if by_week or regimen.by_days:
        return joined(weekly_said(regimen)) or "none"
    day = joined(daily_said(regimen))
    return f"{day or 'none'}{IN_THE_DAY}"


def doses_said(regimen: Regimen) -> str:
    """Each dose of a day with its time: "zopiclone 3.75 mg at night"; "nothing" where none is taken."""
    return joined([dose_said(each) for each in regimen.doses if each.mg]) or "nothing"


def drug_said(regimen: Regimen, drug: str, *, on_paper: bool = False) -> str:
    """One drug's doses: "3 mg in the day: 1 mg in the morning and 2 mg at night".

    By the week where its days differ: "45 mg in the week: 7.5 mg at night on Mon Wed Fri and 3.75 mg at night on Tue Sat".
    """
    if drug not in uneven(regimen):
        return (day_on_paper if on_paper else day_said)(by_time(regimen, drug))
    doses = (each for time in TIMES for each in regimen.doses if (each.drug, each.time) == (drug, time) and each.mg)
    at = AT_ON_PAPER if on_paper else AT
    said = [f"{text.mg(each.mg)} {at[each.time]}{f' on {days_short(each.weekdays)}' * bool(each.weekdays)}" for each in doses]
    return f"{text.mg(regimen.weekly_mg()[drug])} in the week: {joined(said)}"


def by_weekday(regimen: Regimen, drug: str, time: str) -> dict[str, Decimal]:
    """mg of a drug at one time of day on each day of the week, Monday first."""
    there = [each for each in regimen.doses if (each.drug, each.time) == (drug, time)]
    return {day: sum((each.mg for each in there if day in (each.weekdays or DAYS)), Decimal(0)) for day in DAYS}


def changes(before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[tuple[T, T, tuple[str, ...]]]:
    """What was and is on each day of the week, the days together on which it is the same change; no day named is every day."""
    alike: list[tuple[T, T, list[str]]] = []
    for day in DAYS:
        found = next((days for was, now, days in alike if (was, now) == (before[day], after[day])), None)
        if found is None:
            alike.append((before[day], after[day], [day]))
        else:
            found.append(day)
    yield from ((was, now, tuple(days) * (len(days) < len(DAYS))) for was, now, days in alike if was != now)
