"""A second pace of a new plan: one of those that are offered, and the dose or the day that it is from."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from taper_app.engine import Catalogue, Refusal, Request, text

from . import paces
from .dates import read_date
from .doses import read_dose
from .layout import Part, labels
from .page_form import PageForm
from .texts import TextField

PACE, FROM = NAMES = ("then_pace", "then_from")
NOT_READ = "Enter a dose in mg, such as 10, or a day with a year, such as 7 Jun 2027."
NO_PACE = "Choose the pace that follows, or clear the dose or day."
NO_FROM = "Enter the dose or the day from which this pace holds, or choose the same pace to the end."
NOT_LOWER = "As much is taken now, or less. Enter a lower dose."
NOT_LATER = "Enter a day after the first change of dose."


def boxes(catalogue: Catalogue) -> dict[str, forms.Field]:
    """Both boxes, which may stay empty: most plans have one pace."""
    offered = [each for each in labels(paces.paces(catalogue)) if each[0] != paces.OWN]
    wrong = {"invalid_choice": "Choose one of the paces."}
    return {
        PACE: forms.ChoiceField(
            label="Then", choices=[("", "The same pace to the end"), *offered], required=False, error_messages=wrong
        ),
        FROM: TextField(
            label="From",
            required=False,
            max_length=40,
            help_text="A dose in mg of diazepam equivalent a day, such as 10, or a day, such as 7 Jun 2027.",
        ),
    }


def drawn(form: PageForm) -> Part:
    """How they stand on a page: folded away while there is one pace."""
    opened = any(form[name].value() or name in form.errors for name in NAMES)
    said = form.labels(PACE).get(form[PACE].value() or "", "")
    return Part("plans/_then.html", *NAMES, said=f"{said[:1].lower()}{said[1:]}", opened=opened)


def read_from(typed: str) -> dict[str, object]:
    """The dose or the day of what was typed, as a request carries it. Raises ValidationError with what to type instead."""
    parts = re.split(r"[\s./-]+", typed)
    if len(parts) != 3 and (dose := read_dose(typed)):
        return {"from_mg": text.exact(dose)}
    if re.fullmatch(r"\d{4}", parts[0]):
        parts.reverse()
    try:
        day, month, year = parts
        return {"from_on": read_date(day, month, year).isoformat()}
    except ValueError as error:
        raise forms.ValidationError(NOT_READ) from error


def refuse(form: PageForm, starts_on: date | None) -> None:
    """Say what is missing of the two, or what cannot be read, or lies before the first change of dose."""
    pace, typed = (form.cleaned_data.get(name) for name in NAMES)
    if not (pace and typed):
        if pace or (typed and PACE not in form.errors):
            form.add_error(*((FROM, NO_FROM) if pace else (PACE, NO_PACE)))
        return
    try:
        since = read_from(typed)
    except forms.ValidationError as error:
        form.add_error(FROM, error)
        return
    if "from_on" in since and starts_on and str(since["from_on"]) <= starts_on.isoformat():
        form.add_error(FROM, NOT_LATER)


def refuse_not_lower(form: PageForm, request: Request, catalogue: Catalogue) -> None:
    """Say where the second pace would be the only one, for no more than its dose is taken now."""
    try:
        if (
            request.strategy.then
            and request.strategy.then.from_mg
            and request.baseline(catalogue) <= request.strategy.then.from_mg
        ):
            form.add_error(FROM, NOT_LOWER)
    except Refusal:
        return  # what no table knows is said where the plan is built


def chosen(cleaned: Mapping[str, Any]) -> dict[str, object]:
    """The field of a strategy that a valid form means."""
    if not cleaned.get(PACE):
        return {}
    percent, days = cleaned[PACE].split("-")
    return {"then": {"reduction_percent": percent, "interval_days": int(days)} | read_from(cleaned[FROM])}
