"""What is taken again after the end of a plan: which medicines, how much, since when, and when the last dose was taken."""

from datetime import date
from typing import Any

from django import forms

from taper_app.engine import TIMES, Dose, Regimen

from . import last_taken
from .dates import DateField
from .doses import DoseField
from .layout import Div, Part
from .medicine_choices import drug_choices, medicine_chosen
from .page_form import PageForm

LABELS = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Night"}
ROWS = ("again", "second", "third")
NOT_AGAIN = "What is taken again is filled in. Choose “Yes”, or clear it."
NO_DRUG = "Choose which medicine is taken again."
NO_DOSE = "Enter the dose of a day on which it is taken, such as 0.5."
NO_DAY = "Enter since when it is taken again, or the day of the last dose."
LATER = "The day is in the future. Enter a past date, or leave it out."
TURNED = "The last dose comes before the first. Check both days."
TWICE = "{name} is entered twice. Put all its doses into one row."


def doses(row: str) -> list[str]:
    """The four boxes of a row."""
    return [f"{row}_{time}" for time in TIMES]


def names(row: str) -> list[str]:
    """Every box of a row, in the order of the page."""
    return [f"{row}_drug", *doses(row), f"{row}_since_on", f"{row}_last_on", f"{row}_days_since"]


def boxes(market: str) -> dict[str, forms.Field]:
    """The fields that are asked where medicines are taken again."""
    return {name: field for row in ROWS for name, field in _row(row, market).items()}


def _row(row: str, market: str) -> dict[str, forms.Field]:
    drug = forms.ChoiceField(
        label="Which one" if row == ROWS[0] else "And which other one",
        choices=drug_choices(market),
        required=False,
        error_messages={"invalid_choice": "Choose a medicine from the list."},
    )
    amounts = {f"{row}_{time}": DoseField(label=LABELS[time], required=False) for time in TIMES}
    since = DateField(label="Taken again since", example="1 6 2026", required=False)
    last = last_taken.boxes(f"{row}_last_on", f"{row}_days_since", "Last dose on")
    return {f"{row}_drug": drug} | amounts | {f"{row}_since_on": since} | last


def laid_out(row: str) -> tuple[object, ...]:
    """The boxes of a row on the page."""
    amounts = Part("medications/_doses.html", *doses(row), legend="Taken of it in a day, in mg")
    return f"{row}_drug", amounts, Div(f"{row}_since_on", f"{row}_last_on", f"{row}_days_since", css_class="side")


def more_open(form: PageForm) -> bool:
    """Whether more than one medicine stands there, or something is wrong with it."""
    return form.is_bound and any(_is_filled(form, row) for row in ROWS[1:])


def _is_filled(form: PageForm, row: str) -> bool:
    sent = (form[name].data for name in names(row))
    return any(any(each) if isinstance(each, list) else each for each in sent)


def refuse(form: PageForm, today: date) -> None:
    """Say at its box what is missing where a medicine is taken again, and what does not go together."""
    again, filled = form.cleaned_data.get("relapse"), [row for row in ROWS if _is_filled(form, row)]
    if again == "no" and filled:
        form.add_error("relapse", NOT_AGAIN)
    for row in ROWS:
        last_taken.settle(form, f"{row}_last_on", f"{row}_days_since", form.cleaned_data.get("reviewed_on") or today)
        if again == "yes" and row in (ROWS[0], *filled):
            _refuse_row(form, row, today)
    drugs = [(row, medicine_chosen(drug)) for row in ROWS if (drug := form.cleaned_data.get(f"{row}_drug"))]
    for place, (row, drug) in enumerate(drugs):
        if drug in dict(drugs[:place]).values():
            form.add_error(f"{row}_drug", TWICE.format(name=drug.capitalize()))


def _refuse_row(form: PageForm, row: str, today: date) -> None:
    cleaned = form.cleaned_data
    there = {name for name in names(row) if cleaned.get(name) or name in form.errors}
    since, last = cleaned.get(f"{row}_since_on"), cleaned.get(f"{row}_last_on")
    faults = [
        (f"{row}_drug", NO_DRUG, f"{row}_drug" not in there),
        (doses(row)[0], NO_DOSE, not {*doses(row)} & there),
        (f"{row}_since_on", NO_DAY, not {f"{row}_since_on", f"{row}_last_on", f"{row}_days_since"} & there),
        (f"{row}_since_on", LATER, bool(since and since > today)),
        (f"{row}_last_on", LATER, bool(last and last > today)),
        (f"{row}_last_on", TURNED, bool(since and last and last < since)),
    ]
    for name, words, wrong in faults:
        if wrong:
            form.add_error(name, words)


def rows(form: PageForm) -> list[dict[str, Any]]:
    """What is taken again as rows of a regimen, of a valid form; nothing where nothing is."""
    cleaned = form.cleaned_data
    if cleaned["relapse"] != "yes":
        return []
    drugs = {row: medicine_chosen(cleaned[f"{row}_drug"]) for row in ROWS if cleaned[f"{row}_drug"]}
    since, last = (
        {drug: on for row, drug in drugs.items() if (on := cleaned[f"{row}_{name}"])} for name in ("since_on", "last_on")
    )
    taken = (Dose(time, drug, mg) for row, drug in drugs.items() for time in TIMES if (mg := cleaned[f"{row}_{time}"]))
    return Regimen(tuple(taken), since=since, last=last).to_json()
