"""How a medicine is used: every day, on some days of the week or as needed, and what has no figure in words; with what lacks."""

from typing import Any

from django import forms

from taper_app.models import Medication
from taper_app.models.medication import DAYS_IN_A_WEEK
from taper_app.wording.medicines import DAYS

from .doses import DoseField, PlainNumberField, dose_input
from .texts import TextField

NO_DAYS = "Tick the days on which it is taken, or enter on how many days a week."
ALL_DAYS = "All seven days are ticked. Choose “Every day”, or take some ticks out."
NOT_DAYS = "Days of the week are filled in. Choose “On some days”, or clear them."
OTHER_COUNT = "{ticked} days are ticked. Clear the number of days, or enter {ticked}."
NO_WEEK = "Enter the mg taken in a usual week, or 0 where none is taken in most weeks."
NOT_WEEK = "The mg of a usual week are filled in. Choose “Only as needed”, or clear them."
NOT_SAID = "Write how it is taken, such as 1 tablet at night."
NO_DAY = "A plan has ended. Enter since when this is taken now, or the day on which it was last taken."
NOT_NAMED = "Name the other medicine, or clear how it is taken."


def boxes() -> dict[str, forms.Field]:
    """The fields that only some uses ask for."""
    return {
        "weekdays": forms.MultipleChoiceField(
            label="On which days",
            choices=[(day, name[:3]) for day, name in DAYS.items()],
            required=False,
            widget=forms.CheckboxSelectMultiple({"inline": True}),
            error_messages={"invalid_choice": "Tick days of the week only."},
        ),
        "days_a_week": PlainNumberField(
            label="Or on how many days a week",
            low=1,
            high=DAYS_IN_A_WEEK - 1,
            sentence=f"Enter a number of days from 1 to {DAYS_IN_A_WEEK - 1}.",
            required=False,
        ),
        "usual_week_mg": DoseField(widget=dose_input("short"), label="In a usual week, in mg", required=False),
        "other": TextField(
            label="Not in the list: its name",
            max_length=80,
            required=False,
            help_text="Such as etizolam or phenobarbital. It is kept and printed, and never counted.",
        ),
        "taken_as": TextField(label="How it is taken, in words", max_length=200, required=False),
    }


def refuse(form: forms.Form, *, again: bool) -> None:
    """Say what lacks or does not go together, each at its field; `again` is after the end of a plan."""
    for name, words in _faults(form.cleaned_data):
        if name not in form.errors:
            form.add_error(name, words)
    _refuse_without_days(form, again=again)


def _refuse_without_days(form: forms.Form, *, again: bool) -> None:
    """Say that a day is missing where a plan has ended: a dose of before the stop is not begun again unsaid."""
    known = {"since_on", "last_taken_on"} & ({name for name, value in form.cleaned_data.items() if value} | set(form.errors))
    if again and form.cleaned_data.get("drug") and not known:
        form.add_error("since_on", NO_DAY)


def _faults(cleaned: dict[str, Any]) -> list[tuple[str, str]]:
    use, ticked, count = cleaned.get("use"), cleaned.get("weekdays") or [], cleaned.get("days_a_week")
    week, other, said = cleaned.get("usual_week_mg"), cleaned.get("other"), cleaned.get("taken_as")
    faults = [
        ("weekdays", NO_DAYS, use == Medication.Use.DAYS and not ticked and count is None),
        ("weekdays", ALL_DAYS, use == Medication.Use.DAYS and len(ticked) == DAYS_IN_A_WEEK),
        ("weekdays", NOT_DAYS, use != Medication.Use.DAYS and bool(use) and (bool(ticked) or count is not None)),
        ("days_a_week", OTHER_COUNT.format(ticked=len(ticked)), bool(ticked) and count is not None and count != len(ticked)),
        ("usual_week_mg", NO_WEEK, use == Medication.Use.AS_NEEDED and week is None and not other),
        ("usual_week_mg", NOT_WEEK, use != Medication.Use.AS_NEEDED and bool(use) and week is not None),
        ("taken_as", NOT_SAID, bool(other) and not said),
        ("other", NOT_NAMED, bool(said) and not other),
    ]
    return [(name, words) for name, words, wrong in faults if wrong]


def columns(cleaned: dict[str, Any]) -> dict[str, object]:
    """What of it a row of the list keeps, of a form without errors."""
    days = [each for each in DAYS if each in cleaned["weekdays"]]
    on_days = cleaned["use"] == Medication.Use.DAYS
    return {
        "use": cleaned["use"],
        "weekdays": ",".join(days),
        "days_a_week": len(days) or int(cleaned["days_a_week"]) if on_days else DAYS_IN_A_WEEK,
        "usual_week_mg": cleaned["usual_week_mg"],
        "other": cleaned["other"],
        "taken_as": cleaned["taken_as"],
    }


def typed(medication: Medication) -> dict[str, object]:
    """The same of a stored row, as it was typed."""
    named = medication.weekdays.split(",") if medication.weekdays else []
    on_days = medication.use == Medication.Use.DAYS and not named
    return {
        "use": medication.use,
        "weekdays": named,
        "days_a_week": medication.days_a_week if on_days else None,
        "usual_week_mg": medication.usual_week_mg,
        "other": medication.other,
        "taken_as": medication.taken_as,
    }
