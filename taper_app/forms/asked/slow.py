"""Slow: the new pace, which is nowhere quicker than the one there is."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import FIELDS, Adjustment, Catalogue, Strategy, pace_said

from .. import strategy_boxes, week
from ..layout import Div, helper
from ..page_form import PageForm
from .questions import Questions

NEW_PACE = {"reduction_percent": "New reduction, in percent", "interval_days": "New days between reductions"}
MISSING = {
    "slow_percent": "Enter the new reduction in percent, such as 5.",
    "slow_interval": "Enter the new days between reductions, such as 28.",
}


def pace_fields(catalogue: Catalogue) -> dict[str, forms.Field]:
    """The new pace of a plan that goes on slower."""
    rows = [(FIELDS[name], label) for name, label in NEW_PACE.items()]
    return {row.box.review: strategy_boxes.number(row, catalogue, label, required=False) for row, label in rows}


def slowed(strategy: Strategy, percent: Decimal, days: int) -> dict[str, object]:
    """The fields of a strategy at another pace. Closing steps are never shorter than the others; bands become a percentage."""
    answer: dict[str, object] = {"reduction_percent": percent, "interval_days": days}
    answer |= closing_from(strategy, days)
    if strategy.basis == "bands":
        answer |= {"basis": "current", "bands": None}
    return answer


def closing_from(strategy: Strategy, days: int) -> dict[str, object]:
    """The field of the closing steps where they would be shorter than so many days between reductions."""
    closing = strategy.closing_interval_days
    return {"closing_interval_days": days} if closing and closing < days else {}


class Slow(Questions):
    """Percent of the current dose, and days between reductions."""

    def boxes(self) -> dict[str, forms.Field]:
        return pace_fields(self.plan.catalogue)

    def drawn(self, form: PageForm) -> FormHelper:
        return helper(Div(*self.fields, css_class="trio"))

    @property
    def note(self) -> str:
        return f"The pace now is {pace_said(self.plan.pace)}."

    def refuse(self, form: PageForm) -> None:
        percent, days = (form.cleaned_data.get(name) for name in MISSING)
        for name, value in zip(MISSING, (percent, days), strict=True):
            if value is None and name not in form.errors:
                form.add_error(name, MISSING[name])
        now = self.plan.pace
        week.refuse_part_weeks(form, "slow_interval", now.pattern)
        if percent is None or days is None or now.basis == "bands":
            return
        slower = percent <= now.reduction_percent and days >= now.interval_days
        if not slower or (percent, days) == (now.reduction_percent, now.interval_days):
            words = f"The pace now is {pace_said(now)}. Enter a smaller percentage or more days, and neither faster."
            form.add_error("slow_percent", words)

    def strategy(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        now = self.plan.pace
        over = {"then": None} if now.then != self.plan.request.strategy.then else {}  # the second pace is the one that is slowed
        return slowed(now, cleaned["slow_percent"], int(cleaned["slow_interval"])) | over

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        before = self.plan.pace
        return [f"From now on {pace_said(made.strategy or before)}. Before: {pace_said(before)}"]
