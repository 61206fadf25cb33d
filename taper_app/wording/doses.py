"""A day’s doses in words. A page says “at night”, paper “at bedtime”."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from taper_app.engine import TIMES, Dose, Edit, Regimen, StepDose, text

from .lists import joined

AT_ON_PAPER = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at bedtime"}
TIMES_ON_PAPER = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Bedtime"}
AT = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at night"}


def by_time(regimen: Regimen, drug: str) -> dict[str, Decimal]:
    """mg of a drug by time of day."""
    return {time: regimen.at(drug, time) for time in TIMES}


def day_on_paper(day: Mapping[str, Decimal]) -> str:
    """mg by time of day in words: "3 mg in the day: 1 mg in the morning and 2 mg at bedtime"; "none" where nothing is taken."""
    doses = {time: day[time] for time in TIMES if day.get(time)}
    if not doses:
        return "none"
    return f"{text.mg(sum(doses.values(), Decimal(0)))} in the day: {joined(said_at(doses))}"


def said_at(doses: Mapping[str, Decimal]) -> Sequence[str]:
    """Each dose with its time: "1 mg in the morning"."""
    return [f"{text.mg(mg)} {AT_ON_PAPER[time]}" for time, mg in doses.items()]


def day_said(doses: Mapping[str, Decimal]) -> str:
    """A day of one drug: "3 mg in the day: 1 mg in the morning and 2 mg at night"; "none" where nothing is taken."""
    taken = [f"{text.mg(doses[time])} {AT[time]}" for time in TIMES if doses.get(time)]
    total = sum(doses.values(), Decimal(0))
    if not taken:
        return "none"
    return f"{text.mg(total)} in the day: {joined(taken)}"


def dose_said(dose: Dose | StepDose) -> str:
    """One dose with its time, and its days where it is not taken on all: "zopiclone 3.75 mg at night on Tue Sat"."""
    days = f" on {days_short(dose.weekdays)}" if dose.weekdays else ""
    return f"{dose.drug} {text.mg(dose.mg)} {AT[dose.time]}{days}"


def days_short(weekdays: Collection[str]) -> str:
    """Days of the week as a table has room for them: "Mon Wed Thu"; empty where none is named, which is every day."""
    return " ".join(each.capitalize() for each in weekdays)


def edit_said(edit: Edit) -> str:
    """A change of a single step: "Step 4: 28 days"."""
    parts = [f"{edit.days} days"] * (edit.days is not None)
    parts += [dose_said(each) for each in edit.doses or ()]
    return f"Step {edit.number}: {', '.join(parts)}"
