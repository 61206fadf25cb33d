"""What a refusal offers instead, in the boxes of a new plan."""

from collections.abc import Mapping
from typing import Any

from taper_app.engine import FIELDS, rounded_by, rounding_said

from . import drug_order, offers, strategy_boxes
from .plans import PlanForm
from .second_tables import second


def known() -> set[str]:
    """The fields of a change that the form has a place for."""
    return {name for name, row in FIELDS.items() if row.section} | {"equivalence", "equivalence_for", "steady", "taper_anyway"}


def can_lay_over(change: Mapping[str, Any]) -> bool:
    """Whether the form has a place for all of a change; one of the regimen has none, for that is the medication list's."""
    return set(change) <= known()


def laid_over(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a valid form was sent, with the change in it; rounded doses are a tick of their own."""
    if "regimen" in change:
        said = rounding_said(form.regimen, rounded_by(change))
        return {name: form.data.getlist(name) for name in form.data} | {"rounding": [said]}
    boxes = strategy_boxes.with_change(strategy_boxes.named("method", "crossover", "more", "week"), change)
    boxes |= {"equivalence": [change["equivalence"]]} if "equivalence" in change else {}
    boxes |= {second(drug): [table] for drug, table in change.get("equivalence_for", {}).items()}
    boxes |= {"taper_anyway": ["on"]} if change.get("taper_anyway") else {}
    boxes |= _pace(form, change) | drug_order.laid_over(change, form.regimen.drugs, form.data)
    drugs = form.drugs_shown(change.get("crossover_to", form.data.get("crossover_to")))
    left = {name: change[name] for name in strategy_boxes.named("also") if name in change}
    return offers.laid_over(form, change, boxes=boxes, drugs=drugs, tick="also", left=left)


def _pace(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    pace = strategy_boxes.named("pace")
    if not set(pace) & set(change):
        return {}
    now = form.request.strategy.to_json()
    asked = {FIELDS[name].box.plan: [str(change.get(name, now[name]))] for name in pace}
    usual = "-".join(value for (value,) in asked.values())
    if usual in form.labels("pace"):
        return {"pace": [usual]} | {box: [] for box in asked}
    return {"pace": ["own"]} | asked
