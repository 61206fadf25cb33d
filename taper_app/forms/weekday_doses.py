"""One drug at one time of day in seven boxes, where its dose is not the same on every day of the week."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import DAYS, Dose, Regimen
from taper_app.wording.regimens import by_weekday

from .doses import DoseField, dose_input


def by_days(regimen: Regimen, drug: str, time: str) -> bool:
    """Whether this dose is not the same on every day."""
    return len(set(by_weekday(regimen, drug, time).values())) > 1


def day_names(name: str) -> list[str]:
    """The seven boxes of what would else be the one box of this name, Monday first."""
    return [f"{name}_{day}" for day in DAYS]


def boxes(name: str, label: str, planned: Mapping[str, Decimal]) -> dict[str, forms.Field]:
    """A box for each day with what is planned on it, its label with the day in braces; an empty one means none that day."""
    return {
        box: DoseField(
            label=label.format(day.capitalize()), initial=planned[day] or None, required=False, widget=dose_input("step-box")
        )
        for box, day in zip(day_names(name), DAYS, strict=True)
    }


def doses(alike: Dose, name: str, cleaned: Mapping[str, Any]) -> Iterator[Dose]:
    """What the seven boxes say: a dose `alike` but for its mg for each amount, with its days; none named where all are alike."""
    typed = {day: cleaned.get(box) or Decimal(0) for box, day in zip(day_names(name), DAYS, strict=True)}
    for mg in dict.fromkeys(typed.values()):
        days = tuple(day for day in DAYS if typed[day] == mg)
        if mg:
            yield replace(alike, mg=mg, weekdays=days if len(days) < len(DAYS) else ())
