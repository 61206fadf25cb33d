"""The pace of a new plan: one of those that are offered, or percent and days of the clinician's own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import FIELDS, Catalogue

from . import strategy_boxes
from .layout import Labelled
from .page_form import PageForm

OWN = "own"
MISSING = {
    "own_percent": "Enter the reduction in percent of the current dose, such as 7.5.",
    "own_interval": "Enter the days between reductions, such as 21.",
}


def paces(catalogue: Catalogue) -> Labelled:
    """The paces that are offered, by percent of the current dose and days: each end of what ASAM 2025 advises (presets.toml) with
    each other, as far as they are inside the envelope; and another one, with the bounds of one."""
    slow, quick = (catalogue.presets[f"asam-2025-{end}"].strategy for end in ("careful", "usual"))
    slowly, quickly = (Decimal(str(each["reduction_percent"])) for each in (slow, quick))
    seldom, often = (int(str(each["interval_days"])) for each in (slow, quick))
    said = {
        (slowly, seldom): "The gentlest end of the range in ASAM 2025, "
        f"{slowly} to {quickly}% every {often // 7} to {seldom // 7} weeks.",
        (slowly, often): "Small reductions, often.",
        (quickly, seldom): f"Larger reductions, seldom. It takes about as long as {slowly}% every {often // 7} weeks.",
        (quickly, often): "The quickest end of that range.",
    }
    percents, intervals = (FIELDS[name].kind.within(catalogue) for name in ("reduction_percent", "interval_days"))
    offered = {
        f"{percent}-{days}": (f"{percent}% every {days // 7} weeks", hint)
        for (percent, days), hint in said.items()
        if percents.low <= percent <= percents.high and intervals.low <= days <= intervals.high
    }
    bounds = f"From {percents.low} to {percents.high}% of the current dose, every {intervals.low} to {intervals.high} days."
    return offered | {OWN: ("Another pace", bounds)}


def own_names() -> list[str]:
    """The boxes for numbers of the clinician's own."""
    return [FIELDS[name].box.plan for name in strategy_boxes.named("pace")]


def own_fields(catalogue: Catalogue) -> dict[str, forms.Field]:
    """Those boxes, which may stay empty: they are asked for where no pace that is offered is chosen."""
    rows = [FIELDS[name] for name in strategy_boxes.named("pace")]
    return {row.box.plan: strategy_boxes.number(row, catalogue, row.box.label, required=False) for row in rows}


def refuse(form: PageForm) -> None:
    """Say where numbers of one's own are chosen and missing, or entered and not chosen."""
    cleaned = form.cleaned_data
    entered = [name for name in MISSING if cleaned.get(name) is not None or name in form.errors]
    if cleaned.get("pace") == OWN:
        for name, words in MISSING.items():
            if name not in entered:
                form.add_error(name, words)
    elif cleaned.get("pace") and entered:
        form.add_error("pace", "Numbers of your own are entered. Choose “Another pace” to use them, or clear them.")


def refuse_short_closing(form: PageForm) -> None:
    """Say where closing steps would be shorter than the others: the engine refuses it too, here it gets a sentence of its own."""
    days, pace = form.cleaned_data.get("closing_interval_days"), form.cleaned_data.get("pace")
    interval = Decimal(pace.partition("-")[2]) if pace and pace != OWN else form.cleaned_data.get("own_interval")
    if interval and (then := form.cleaned_data.get("then_pace")):
        interval = max(interval, Decimal(then.partition("-")[2]))
    if days and interval and days < interval:
        words = f"Closing steps are not shorter than the others. Enter {interval} days or more, or leave it empty."
        form.add_error("closing_interval_days", words)


def chosen(cleaned: Mapping[str, Any]) -> dict[str, object]:
    """The fields of a strategy that the pace of a valid form means."""
    pace = cleaned["pace"]
    percent, interval = (cleaned[name] for name in MISSING) if pace == OWN else pace.split("-")
    return {"reduction_percent": percent, "interval_days": interval}
