"""The fields of a strategy as the boxes of a new plan send them: the way back from what an offer, or an old draft, brings."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from taper_app.engine import FIELDS, Catalogue

from . import bands, paces, pauses, second_pace, strategy_boxes
from .kept import read_object
from .page_form import PageForm

NAMED = ("method", "crossover", "more", "day", "week", "weekday")
"""The sections whose boxes have the names of their fields."""


def sent(change: Mapping[str, Any], now: Mapping[str, Any], data: QueryDict, catalogue: Catalogue) -> dict[str, list[str]]:
    """What the boxes send once a change is laid over what was sent; `now` are the fields of the pace as they stand there.

    Products, their order and tables depend on what is taken, and are laid over where that is known.
    """
    boxes = strategy_boxes.with_change(strategy_boxes.named(*NAMED), change) | paces.sent(change, now, data, catalogue)
    boxes |= second_pace.sent(change, catalogue)
    return boxes | (pauses.sent(change["holds"], data) if "holds" in change else {})


def pace_now(form: PageForm, catalogue: Catalogue) -> dict[str, Any]:
    """The fields of the pace where they stand rightly in a form; nothing where they do not yet."""
    wrong = set(form.errors) & {"pace", *paces.MISSING, *(name for row in bands.names(form) for name in row)}
    return {} if wrong or not form.cleaned_data.get("pace") else paces.chosen(form.cleaned_data, catalogue)


def with_also(data: QueryDict, catalogue: Catalogue) -> QueryDict:
    """What was sent, with what a draft of before kept of an offer in the boxes that there are for it now."""
    also = read_object(data.get("also", ""))
    if not also or not set(also) <= set(FIELDS):
        return data
    answer, (percent, _, days) = data.copy(), data.get("pace", "").partition("-")
    if not days:
        percent, days = (data.get(box, "") for box in paces.OWN_NAMES)
    now = {"reduction_percent": percent, "interval_days": days}
    try:
        boxes = sent(also, {name: value for name, value in now.items() if value}, data, catalogue)
    except (TypeError, LookupError, ValueError, ArithmeticError):  # nothing that a page has sent
        return data
    for name, values in boxes.items():
        answer.setlist(name, values)
    return answer
