"""Adjust: other days or doses of single steps."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import Adjustment, Edit
from taper_app.wording.doses import edit_said

from .. import step_edits
from ..layout import Part, helper
from ..page_form import PageForm
from ..plan_in_force import PlanInForce
from .questions import Questions


class Adjust(Questions):
    """The first of the steps `left`, those to come from tomorrow on; `later` is how many come after these."""

    def __init__(self, plan: PlanInForce, sent: Mapping[str, Any]) -> None:
        self.left = step_edits.coming(plan.schedule, plan.today + timedelta(days=1), most=None)
        self.coming = self.left[: step_edits.MOST_STEPS]
        self.later = len(self.left) - len(self.coming)
        self.as_planned = step_edits.names(self.coming)
        super().__init__(plan, sent)

    def boxes(self) -> dict[str, forms.Field]:
        return step_edits.fields(self.coming)

    def drawn(self, form: PageForm) -> FormHelper:
        if not self.fields:
            return helper()
        rows = step_edits.rows(form, self.coming)
        return helper(Part("reviews/_steps.html", *self.fields, rows=rows, later=self.later))

    def refuse(self, form: PageForm) -> None:
        for name, words in step_edits.faults(self.coming, form.cleaned_data, form.changed_data):
            form.add_error(name, words)
        if not form.errors and not self.edits(form):
            form.add_error(self.first, "Change the days or a dose of at least one step.")

    def edits(self, form: PageForm) -> tuple[Edit, ...]:
        return step_edits.edits(self.coming, form.cleaned_data, form.changed_data)

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        return [edit_said(edit) for edit in made.edits]
