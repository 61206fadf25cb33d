"""What a refusal offers instead, in the boxes of a new plan."""

from collections.abc import Mapping
from typing import Any

from taper_app.engine import FIELDS, rounded_by, rounding_said

from . import drug_order, offers, plan_boxes
from .plans import PlanForm
from .second_tables import second


def known() -> set[str]:
    """The fields of a change that the form has a place for: every one of a strategy, and what goes with it."""
    return {*FIELDS, "equivalence", "equivalence_for", "taper_anyway"}


def can_lay_over(change: Mapping[str, Any]) -> bool:
    """Whether the form has a place for all of a change; one of the regimen has none, for that is the medication list's."""
    return set(change) <= known()


def laid_over(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a form was sent, with the change in its boxes; rounded doses are a tick of their own."""
    data = {name: form.data.getlist(name) for name in form.data}
    if "regimen" in change:
        return data | {"rounding": [rounding_said(form.regimen, rounded_by(change))]}
    boxes = plan_boxes.sent(change, plan_boxes.pace_now(form, form.catalogue), form.data, form.catalogue)
    boxes |= {"equivalence": [change["equivalence"]]} if "equivalence" in change else {}
    boxes |= {second(drug): [table] for drug, table in change.get("equivalence_for", {}).items()}
    boxes |= {"taper_anyway": ["on"]} if change.get("taper_anyway") else {}
    boxes |= drug_order.laid_over(change, form.regimen.drugs, form.data)
    drugs = form.drugs_shown(change.get("crossover_to", form.data.get("crossover_to")))
    return offers.with_products(data | boxes, change, drugs)
