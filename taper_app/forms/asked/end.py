"""End the plan: why it ends, and what was agreed."""

from collections.abc import Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import REASON_WANTED, Adjustment, Regimen, Strategy, is_completed, is_reason, text
from taper_app.models import Plan
from taper_app.wording.lists import joined
from taper_app.wording.regimens import daily_said

from ..layout import Choices, helper
from ..page_form import PageForm
from ..texts import LinesField
from .questions import Questions

REASONS = {
    "completed": "Nothing is taken any more, or the target was reached.",
    "stopped-early": "It does not go on to its stop or target, and nobody takes it over.",
    "transferred": "Somebody else takes it over.",
    "declined": "The patient does not want to go on.",
    "died": "",
}


class End(Questions):
    """One of the reasons, and a note."""

    def boxes(self) -> dict[str, forms.Field]:
        reason = forms.ChoiceField(
            label="Why the plan ends",
            choices=Plan.EndReason.choices,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose one of the reasons."},
        )
        note = LinesField(
            label="How it ended",
            required=False,
            max_length=1000,
            widget=forms.Textarea({"rows": 2}),
            help_text="Needed where it is stopped early: why, and what is taken from now on. The pages of the plan show it.",
        )
        return {"end_reason": reason, "end_note": note}

    def drawn(self, form: PageForm) -> FormHelper:
        return helper(Choices("end_reason", REASONS), "end_note")

    def refuse(self, form: PageForm) -> None:
        reason = form.cleaned_data.get("end_reason")
        if not reason and "end_reason" not in form.errors:
            form.add_error("end_reason", "Choose why the plan ends.")
        early = reason == Plan.EndReason.STOPPED_EARLY
        if early and not is_reason(form.cleaned_data.get("end_note", "")) and "end_note" not in form.errors:
            form.add_error("end_note", f"Write why the plan stops early and what is taken from now on, {REASON_WANTED}.")

    def refuse_completed(self, form: PageForm, taken: Regimen, beside: Sequence[str]) -> None:
        """Say why a plan is not completed while a dose above its target is taken, or one beside it."""
        if form.cleaned_data["end_reason"] != Plan.EndReason.COMPLETED:
            return
        request = self.plan.request
        if not is_completed(request, self.plan.catalogue, taken):
            form.add_error("end_reason", not_completed(request.strategy, taken))
        elif beside and not request.strategy.target_mg:
            form.add_error("end_reason", not_completed_beside(beside))

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        reason, note = form.cleaned_data["end_reason"], form.cleaned_data["end_note"]
        return [form.labels("end_reason")[reason], *note.splitlines()]


def not_completed(strategy: Strategy, taken: Regimen) -> str:
    """Why a plan is not completed at the doses taken, and what can be done."""
    still = joined(daily_said(taken))
    target = strategy.target_mg
    reached = f", or that the target of about {text.mg(target)} diazepam equivalent a day was reached" if target else ""
    return (
        f"Completed means that nothing is taken any more{reached}. {still.capitalize()} a day is taken now. Choose another "
        "reason, such as “Stopped early”; or, where that is no longer taken, enter 0 under “Really taken now”."
    )


def not_completed_beside(drugs: Sequence[str]) -> str:
    """The same where what is left stands beside the plan."""
    return (
        f"Completed means that nothing is taken any more. {' and '.join(drugs).capitalize()} is on the list of medicines "
        "and in no step of the plan. "
        "Choose another reason, such as “Stopped early”; or, where that is no longer taken, take it out of the patient’s "
        "medicines first."
    )
