"""The coming steps of a plan as a small table of boxes: other days, other doses. Only what was changed becomes an edit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import DAYS, TIMES, Dose, Edit, Schedule, Step, load_catalogue
from taper_app.wording.regimens import by_weekday

from . import weekday_doses
from .doses import DoseField, PlainNumberField, dose_input
from .medication import LABELS
from .medicine_choices import in_names
from .weekday_doses import by_days, day_names

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
            answer |= _dose_boxes(step, drug, time)
    return answer


def _dose_boxes(step: Step, drug: str, time: str) -> dict[str, forms.Field]:
    """One box; one a day of the week where its days differ."""
    name, label = dose_name(step, drug, time), f"Step {step.number}, {drug}, {LABELS[time].lower()}"
    if by_days(step.regimen, drug, time):
        return weekday_doses.boxes(name, f"{label}, {{}}, in mg", by_weekday(step.regimen, drug, time))
    planned = step.regimen.at(drug, time)
    return {name: DoseField(label=f"{label}, in mg", initial=planned or None, required=False, widget=dose_input("step-box"))}


def names(steps: Iterable[Step]) -> tuple[str, ...]:
    """The names of all boxes of these steps."""
    return tuple(fields(steps))


def rows(form: forms.Form, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The boxes for the template: each step with its days, and its doses a drug; below these the weeks of some times of day."""
    return [
        {
            "step": step,
            "days": form[days_name(step)] if step.days is not None else None,
            "drugs": [_drug_row(form, step, drug) for drug in step.daily_mg],
        }
        for step in steps
    ]


def _drug_row(form: forms.Form, step: Step, drug: str) -> dict[str, Any]:
    weeks = [time for time in TIMES if by_days(step.regimen, drug, time)]
    return {
        "drug": drug,
        "doses": [None if time in weeks else form[dose_name(step, drug, time)] for time in TIMES],
        "weeks": [(LABELS[time], _week(form, dose_name(step, drug, time))) for time in weeks],
    }


def _week(form: forms.Form, name: str) -> list[tuple[str, forms.BoundField]]:
    return [(day.capitalize(), form[box]) for day, box in zip(DAYS, day_names(name), strict=True)]


def edits(steps: Iterable[Step], cleaned: Mapping[str, Any], changed: Sequence[str]) -> tuple[Edit, ...]:
    """What was changed, as the engine takes it."""
    return tuple(edit for step in steps if (edit := _edit(step, cleaned, changed)))


def _edit(step: Step, cleaned: Mapping[str, Any], changed: Sequence[str]) -> Edit | None:
    days = int(cleaned[days_name(step)]) if days_name(step) in changed and cleaned.get(days_name(step)) is not None else None
    doses = _doses(step, cleaned) if any(name in changed for name in dose_names(step)) else None
    return None if days is None and doses is None else Edit(step.number, days=days, doses=doses)


def dose_names(step: Step) -> list[str]:
    """The boxes with the doses of a step."""
    return [name for drug in step.daily_mg for time in TIMES for name in _names(step, drug, time)]


def _names(step: Step, drug: str, time: str) -> list[str]:
    name = dose_name(step, drug, time)
    return day_names(name) if by_days(step.regimen, drug, time) else [name]


def _doses(step: Step, cleaned: Mapping[str, Any]) -> tuple[Dose, ...]:
    return tuple(each for drug in step.daily_mg for time in TIMES for each in _doses_then(step, drug, time, cleaned))


def _doses_then(step: Step, drug: str, time: str, cleaned: Mapping[str, Any]) -> Iterator[Dose]:
    name = dose_name(step, drug, time)
    if by_days(step.regimen, drug, time):
        yield from weekday_doses.doses(Dose(time, drug, Decimal(0)), name, cleaned)
    elif mg := cleaned.get(name):
        yield Dose(time, drug, mg)


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
