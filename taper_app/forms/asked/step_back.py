"""Step back: for how long the earlier dose is taken."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import Adjustment

from .. import step_edits
from ..doses import PlainNumberField
from ..layout import Div, helper
from ..page_form import PageForm
from .questions import Questions


class StepBack(Questions):
    """Days, or as many as between reductions."""

    def boxes(self) -> dict[str, forms.Field]:
        days = PlainNumberField(
            label="Days at the earlier dose",
            low=1,
            high=step_edits.MOST_DAYS,
            required=False,
            sentence=f"Enter a number of days from 1 to {step_edits.MOST_DAYS}, or leave it empty.",
        )
        return {"back_days": days}

    def drawn(self, form: PageForm) -> FormHelper:
        return helper(Div("back_days", css_class="trio"))

    @property
    def note(self) -> str:
        return f"Left empty it is {self.plan.pace.interval_days} days, as between reductions."

    def days(self, cleaned: Mapping[str, Any], changes_on: date) -> int | None:
        return None if cleaned["back_days"] is None else int(cleaned["back_days"])

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        return [f"For {made.days or self.plan.pace.interval_days} days"]
