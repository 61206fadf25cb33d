"""The coming steps of a plan as a small table of boxes: other days, other doses. Only what was changed becomes an edit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import TIMES, Dose, Edit, Schedule, Step, load_catalogue

from .doses import DoseField, PlainNumberField, dose_input
from .medication import LABELS
from .medicine_choices import in_names

MOST_STEPS = 12
MOST_DAYS = load_catalogue().limits["hold_days_typed"].most


def coming(schedule: Schedule, on: date, most: int | None = MOST_STEPS) -> list[Step]:
    """The steps that can be changed: the first of those that are not over on that day, but for the stop."""
    left = [each for each in schedule.steps if each.kind != "stop" and (each.ends_before is None or each.ends_before > on)]
    return left[:most]


def days_name(step: Step) -> str:
    """The box with the days of a step."""
    return f"step_{step.number}_days"


def dose_name(step: Step, drug: str, time: str) -> str:
    """The box with one dose of a step."""
    return f"step_{step.number}_{in_names(drug)}_{time}"


def fields(steps: Iterable[Step]) -> dict[str, forms.Field]:
    """The boxes of these steps, as they are planned."""
    return {name: field for step in steps for name, field in _fields(step).items()}


def _fields(step: Step) -> dict[str, forms.Field]:
    answer: dict[str, forms.Field] = {}
    if step.days is not None:
        words = f"Step {step.number}: enter a number of days from 1 to {MOST_DAYS}."
        answer[days_name(step)] = PlainNumberField(
            label=f"Days of step {step.number}", low=1, high=MOST_DAYS, initial=str(step.days), required=False, sentence=words
        )
    for drug in step.daily_mg:
        for time in TIMES:
            planned = step.regimen.at(drug, time)
            label = f"Step {step.number}, {drug}, {LABELS[time].lower()}, in mg"
            answer[dose_name(step, drug, time)] = DoseField(
                label=label, initial=planned or None, required=False, widget=dose_input("step-box")
            )
    return answer


def names(steps: Iterable[Step]) -> tuple[str, ...]:
    """The names of all boxes of these steps."""
    return tuple(fields(steps))


def rows(form: forms.Form, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The boxes for the template: each step with its days, and its doses a drug."""
    return [
        {
            "step": step,
            "days": form[days_name(step)] if step.days is not None else None,
            "drugs": [{"drug": drug, "doses": [form[dose_name(step, drug, time)] for time in TIMES]} for drug in step.daily_mg],
        }
        for step in steps
    ]


def edits(steps: Iterable[Step], cleaned: Mapping[str, Any], changed: Sequence[str]) -> tuple[Edit, ...]:
    """What was changed, as the engine takes it."""
    return tuple(edit for step in steps if (edit := _edit(step, cleaned, changed)))


def _edit(step: Step, cleaned: Mapping[str, Any], changed: Sequence[str]) -> Edit | None:
    days = int(cleaned[days_name(step)]) if days_name(step) in changed and cleaned.get(days_name(step)) is not None else None
    doses = _doses(step, cleaned) if any(name in changed for name in dose_names(step)) else None
    return None if days is None and doses is None else Edit(step.number, days=days, doses=doses)


def dose_names(step: Step) -> list[str]:
    """The boxes with the doses of a step."""
    return [dose_name(step, drug, time) for drug in step.daily_mg for time in TIMES]


def _doses(step: Step, cleaned: Mapping[str, Any]) -> tuple[Dose, ...]:
    boxes = [(time, drug, cleaned.get(dose_name(step, drug, time))) for drug in step.daily_mg for time in TIMES]
    return tuple(Dose(time, drug, mg) for time, drug, mg in boxes if mg and mg > Decimal(0))


def faults(steps: Iterable[Step], cleaned: Mapping[str, Any], changed: Sequence[str]) -> list[tuple[str, str]]:
    """What cannot be meant: a step that lasts no days, or in which nothing is taken. (field, words) of each."""
    answer = []
    for step in steps:
        if days_name(step) in changed and days_name(step) in cleaned and cleaned[days_name(step)] is None:
            answer.append((days_name(step), f"Step {step.number}: enter its days, from 1 to {MOST_DAYS}."))
        boxes = dose_names(step)
        if set(boxes) & set(changed) and set(boxes) <= set(cleaned) and not _doses(step, cleaned):
            answer.append((boxes[0], f"Step {step.number} has no dose left. Enter a dose, or choose to end the plan."))
    return answer
