"""The questions under a decision, as the form of decisions takes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import Adjustment, Edit

from ..page_form import PageForm
from ..plan_in_force import PlanInForce
from ..products import DrugProducts


class Questions:
    """The boxes under one decision in a plan that is in force, how they stand, what they refuse, and what they mean.

    A decision that asks nothing has these; one that asks something says what differs. `fields` are the boxes by their names,
    `sent` is what the page sent, `drugs` are those whose products are asked about, and `as_planned` names the boxes that stand as
    planned where the page did not have them.
    """

    drugs: Sequence[DrugProducts] = ()
    as_planned: Sequence[str] = ()

    def __init__(self, plan: PlanInForce, sent: Mapping[str, Any]) -> None:
        self.plan, self.sent = plan, sent
        self.fields = self.boxes()

    def boxes(self) -> dict[str, forms.Field]:
        """The boxes, by their names in the order of the page."""
        return {}

    def drawn(self, form: PageForm) -> FormHelper | None:
        """How they stand on the page."""
        return None

    @property
    def note(self) -> str:
        """What has to be known to answer them."""
        return ""

    @property
    def first(self) -> str:
        """The first box; the decision's own where there is none, as after the stop."""
        return next(iter(self.fields), "decision")

    def is_filled(self, form: PageForm) -> bool:
        """Whether one is answered otherwise than it stood at first, or is wrong."""
        return form.is_bound and any(name in form.changed_data or name in form.errors for name in self.fields)

    def refuse(self, form: PageForm) -> None:
        """Say at its box what is missing or does not go together, where the decision is chosen."""

    # What the answers of a valid form mean ----------------------------------------------------------

    def days(self, cleaned: Mapping[str, Any], changes_on: date) -> int | None:
        """The days of the adjustment. Raises ValidationError, for the field that it names."""
        return None

    def strategy(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        """The fields of the strategy that become others."""
        return {}

    def edits(self, form: PageForm) -> tuple[Edit, ...]:
        """The single steps that are changed."""
        return ()

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        """What was answered in a valid form, which makes this adjustment, for whoever checks it."""
        return []
