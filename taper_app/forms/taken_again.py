"""What is taken again after the end of a plan: which medicine, how much, since when, and when the last dose was taken."""

from datetime import date
from typing import Any

from django import forms

from taper_app.engine import TIMES, Dose, Regimen

from .dates import DateField
from .doses import DoseField
from .layout import Div, Part
from .medicine_choices import drug_choices, medicine_chosen
from .page_form import PageForm

LABELS = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Night"}
DOSES = tuple(f"again_{time}" for time in TIMES)
NAMES = ("again_drug", *DOSES, "again_since_on", "again_last_on")
NOT_AGAIN = "What is taken again is filled in. Choose “Yes”, or clear it."
NO_DRUG = "Choose which medicine is taken again."
NO_DOSE = "Enter the dose of a day on which it is taken, such as 0.5."
NO_DAY = "Enter since when it is taken again, or the day of the last dose."
LATER = "The day is in the future. Enter a past date, or leave it out."
TURNED = "The last dose comes before the first. Check both days."


def boxes(market: str) -> dict[str, forms.Field]:
    """The fields that are asked where a medicine is taken again."""
    drug = forms.ChoiceField(
        label="Which one",
        choices=drug_choices(market),
        required=False,
        help_text="Write any further one in the notes.",
        error_messages={"invalid_choice": "Choose a medicine from the list."},
    )
    doses = {f"again_{time}": DoseField(label=LABELS[time], required=False) for time in TIMES}
    since = DateField(label="Taken again since", example="1 6 2026", required=False)
    last = DateField(label="Last dose on", example="1 6 2026", required=False)
    return {"again_drug": drug} | doses | {"again_since_on": since, "again_last_on": last}


def laid_out() -> tuple[object, ...]:
    """The boxes on the page."""
    doses = Part("medications/_doses.html", *DOSES, legend="Taken of it in a day, in mg")
    return "again_drug", doses, Div("again_since_on", "again_last_on", css_class="side")


def refuse(form: PageForm, today: date) -> None:
    """Say at its box what is missing where a medicine is taken again, and what does not go together."""
    cleaned = form.cleaned_data
    filled = [name for name in NAMES if cleaned.get(name) or name in form.errors]
    since, last = cleaned.get("again_since_on"), cleaned.get("again_last_on")
    again = cleaned.get("relapse") == "yes"
    faults = [
        ("relapse", NOT_AGAIN, cleaned.get("relapse") == "no" and bool(filled)),
        ("again_drug", NO_DRUG, again and "again_drug" not in filled),
        (DOSES[0], NO_DOSE, again and not {*DOSES} & {*filled}),
        ("again_since_on", NO_DAY, again and not {"again_since_on", "again_last_on"} & {*filled}),
        ("again_since_on", LATER, bool(since and since > today)),
        ("again_last_on", LATER, bool(last and last > today)),
        ("again_last_on", TURNED, bool(since and last and last < since)),
    ]
    for name, words, wrong in faults:
        if wrong:
            form.add_error(name, words)


def row(form: PageForm) -> dict[str, Any] | None:
    """What is taken again as a row of a regimen, of a valid form; None where nothing is."""
    cleaned = form.cleaned_data
    if cleaned["relapse"] != "yes":
        return None
    drug = medicine_chosen(cleaned["again_drug"])
    since, last = ({drug: on} if (on := cleaned[name]) else {} for name in ("again_since_on", "again_last_on"))
    doses = tuple(Dose(time, drug, mg) for time in TIMES if (mg := cleaned[f"again_{time}"]))
    (told,) = Regimen(doses, since=since, last=last).to_json()
    return told
