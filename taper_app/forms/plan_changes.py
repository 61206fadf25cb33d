"""What a refusal offers instead, laid over what was typed: as if the clinician had changed the boxes by hand."""

import json
from collections.abc import Mapping
from typing import Any

from taper_app.engine import FIELDS

from . import products, strategy_boxes
from .kept import read_also
from .plans import PlanForm
from .second_tables import second


def known() -> set[str]:
    """The fields of a change that the form has a place for."""
    return {name for name, row in FIELDS.items() if row.section} | {"equivalence", "equivalence_for"}


def can_lay_over(change: Mapping[str, Any]) -> bool:
    """Whether the form has a place for all of a change; one of the regimen has none, for that is the medication list's."""
    return set(change) <= known()


def laid_over(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the form was sent, with the change in it."""
    data = {name: form.data.getlist(name) for name in form.data}
    data |= strategy_boxes.with_change(strategy_boxes.named("method", "crossover", "more"), change)
    data |= {"equivalence": [change["equivalence"]]} if "equivalence" in change else {}
    data |= {second(drug): [table] for drug, table in change.get("equivalence_for", {}).items()}
    data |= _pace(form, change) | _also(form, change)
    return data | _products(form, change, data)


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


def _also(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    named = {name: change[name] for name in strategy_boxes.named("also") if name in change}
    if not named:
        return {}
    kept = (read_also(form.data.get("also", "")) or {}) | named
    return {"also": [json.dumps(kept, sort_keys=True, default=str)]}


def _products(form: PlanForm, change: Mapping[str, Any], data: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The ticks, also of a drug that the change crosses over to and that was not on the page."""
    if not set(strategy_boxes.named("products")) & set(change):
        return {}
    drugs = form.drugs_shown(data.get("crossover_to", [None])[0])
    shown = {name: values for drug in drugs for name, values in drug.first_data().items()} | dict(data)
    return {"shown": [each.drug for each in drugs]} | shown | products.laid_over(change, drugs, shown)
