"""A second pace of a new plan: one of the usual or of one's own, and the dose or the day that it is from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import FIELDS, Catalogue, Refusal, Request, text

from . import paces, strategy_boxes
from .dates import parted, typed_date
from .doses import read_dose
from .layout import Part, labels
from .page_form import PageForm
from .texts import TextField

PACE, FROM, PERCENT, INTERVAL = NAMES = ("then_pace", "then_from", "then_percent", "then_interval")
OWN = {PERCENT: "reduction_percent", INTERVAL: "interval_days"}
NOT_READ = "Enter a dose in mg, such as 10, or a day with a year, such as 7 Jun 2027."
NO_PACE = "Choose the pace that follows, or clear the dose or day."
NO_FROM = "Enter the dose or the day from which this pace holds, or choose the same pace to the end."
NOT_LOWER = "As much is taken now, or less. Enter a lower dose."
NOT_LATER = "Enter a day after the first change of dose."
NOT_USED = "Numbers of a second pace are entered. Choose “Another pace” to use them, or clear them."
ONE_PACE = {
    paces.BANDS: "Steps of a fixed size become smaller by their bands, not by a second pace. Choose the same pace to the end.",
    paces.FINISH: "A plan that finishes by a day has one pace. Choose the same pace to the end.",
}


def boxes(catalogue: Catalogue) -> dict[str, forms.Field]:
    """The boxes, which may stay empty: most plans have one pace."""
    offered = labels(paces.usual(catalogue))
    another = (paces.OWN, paces.of_ones_own(catalogue)[paces.OWN][0])
    wrong = {"invalid_choice": "Choose one of the paces."}
    rows = {name: FIELDS[field] for name, field in OWN.items()}
    own = {name: strategy_boxes.number(row, catalogue, row.box.label, required=False) for name, row in rows.items()}
    return {
        PACE: forms.ChoiceField(
            label="Then", choices=[("", "The same pace to the end"), *offered, another], required=False, error_messages=wrong
        ),
        FROM: TextField(
            label="From",
            required=False,
            max_length=40,
            help_text="A dose in mg of diazepam equivalent a day, such as 10, or a day, such as 7 Jun 2027.",
        ),
        **own,
    }


def drawn(form: PageForm) -> Part:
    """How they stand on a page: folded away while there is one pace."""
    opened = any(form[name].value() or name in form.errors for name in NAMES)
    own = any(form[name].value() or name in form.errors for name in OWN)
    return Part("plans/_then.html", *NAMES, said=said(form), opened=opened, own=own)


def said(form: PageForm) -> str:
    """The second pace as it stands in the boxes."""
    pace, since = (form[name].value() or "" for name in (PACE, FROM))
    words = form.labels(PACE).get(pace, "")
    if pace == paces.OWN:
        percent, days = (form[name].value() or "…" for name in OWN)
        words = f"{percent}% every {days} days"
    return f"{words[:1].lower()}{words[1:]}{f' from {since}' if pace and since else ''}"


def read_from(typed: str) -> dict[str, object]:
    """The dose or the day of what was typed, as a request carries it. Raises ValidationError with what to type instead."""
    try:
        return {"from_on": typed_date(typed).isoformat()}
    except ValueError as error:
        if dose := None if parted(typed) else read_dose(typed):
            return {"from_mg": text.exact(dose)}
        raise forms.ValidationError(NOT_READ) from error


def refuse(form: PageForm, catalogue: Catalogue, starts_on: date | None) -> None:
    """Say what is missing of them, or what cannot be read, or lies before the first change of dose."""
    pace, typed = (form.cleaned_data.get(name) for name in (PACE, FROM))
    _refuse_own(form, pace)
    if not (pace and typed):
        if pace or (typed and PACE not in form.errors):
            form.add_error(*((FROM, NO_FROM) if pace else (PACE, NO_PACE)))
        return
    if words := ONE_PACE.get(paces.kind_of(form.cleaned_data, catalogue)):
        form.add_error(PACE, words)
    try:
        since = read_from(typed)
    except forms.ValidationError as error:
        form.add_error(FROM, error)
        return
    if "from_on" in since and starts_on and str(since["from_on"]) <= starts_on.isoformat():
        form.add_error(FROM, NOT_LATER)


def _refuse_own(form: PageForm, pace: str | None) -> None:
    for name in OWN:
        if pace == paces.OWN and form.cleaned_data.get(name) is None and name not in form.errors:
            form.add_error(name, paces.MISSING[FIELDS[OWN[name]].box.plan])
    if pace != paces.OWN and any(form.cleaned_data.get(name) is not None for name in OWN) and PACE not in form.errors:
        form.add_error(PACE, NOT_USED)


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


def interval_of(cleaned: Mapping[str, Any]) -> Decimal | None:
    """The days between reductions at the second pace, as far as they are chosen."""
    pace = cleaned.get(PACE)
    return cleaned.get(INTERVAL) if pace == paces.OWN else Decimal(pace.partition("-")[2]) if pace else None


def chosen(cleaned: Mapping[str, Any]) -> dict[str, object]:
    """The field of a strategy that a valid form means."""
    pace = cleaned.get(PACE)
    if not pace:
        return {}
    percent, days = (cleaned[name] for name in OWN) if pace == paces.OWN else pace.split("-")
    return {"then": {"reduction_percent": percent, "interval_days": int(days)} | read_from(cleaned[FROM])}


def sent(change: Mapping[str, Any], catalogue: Catalogue) -> dict[str, list[str]]:
    """What the boxes send once a change is laid over them; nothing where it brings no second pace, and takes none away."""
    if "then" not in change:
        return {}
    empty: dict[str, list[str]] = {name: [] for name in NAMES}
    told: Mapping[str, Any] | None = change["then"]
    if told is None:
        return empty
    since = str(told["from_on"] if told.get("from_on") else told["from_mg"])
    percent, days = (str(told[name]) for name in OWN.values())
    if (usual := f"{percent}-{days}") in paces.usual(catalogue):
        return empty | {PACE: [usual], FROM: [since]}
    return empty | {PACE: [paces.OWN], FROM: [since], PERCENT: [percent], INTERVAL: [days]}
