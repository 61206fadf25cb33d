"""A day’s doses in words. A page says “at night”, paper “at bedtime”."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from taper_app.engine import TIMES, Edit, Regimen, text

from .lists import joined

AT_ON_PAPER = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at bedtime"}
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


def edit_said(edit: Edit) -> str:
    """A change of a single step: "Step 4: 28 days"."""
    parts = [f"{edit.days} days"] * (edit.days is not None)
    parts += [f"{each.drug} {text.mg(each.mg)} {AT[each.time]}" for each in edit.doses or ()]
    return f"Step {edit.number}: {', '.join(parts)}"
