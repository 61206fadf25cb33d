"""What a refusal offers instead, laid over what was typed: as if the clinician had changed the boxes by hand."""

import json
from collections.abc import Mapping
from typing import Any

from . import products
from .also import ALSO, read_also
from .plans import PlanForm, second

SAME_NAME = ("method", "crossover_to", "crossover_days", "crossover_part", "stabilise_days", "equivalence", "stop_from_mg")
PLAIN = (*SAME_NAME, "closing_interval_days", "coarse_tail", "reduction_percent", "interval_days", "equivalence_for")
KNOWN = {*PLAIN, *ALSO, "products", "halve", "quarter"}


def can_lay_over(change: Mapping[str, Any]) -> bool:
    """Whether the form has a place for all of a change; one of the regimen has none, for that is the medication list's."""
    return set(change) <= KNOWN


def laid_over(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the form was sent, with the change in it."""
    data = {name: form.data.getlist(name) for name in form.data}
    data |= {name: [str(change[name])] for name in SAME_NAME if name in change}
    if "closing_interval_days" in change:
        data["closing_interval_days"] = [str(change["closing_interval_days"] or "")]
    if "coarse_tail" in change:
        data["coarse_tail"] = ["on"] if change["coarse_tail"] else []
    data |= {second(drug): [table] for drug, table in change.get("equivalence_for", {}).items()}
    data |= _pace(form, change) | _also(form, change)
    return data | _products(form, change, data)


def _pace(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    if not {"reduction_percent", "interval_days"} & set(change):
        return {}
    asked = form.request.strategy
    percent = str(change.get("reduction_percent", format(asked.reduction_percent.normalize(), "f")))
    interval = str(change.get("interval_days", asked.interval_days))
    usual = f"{percent}-{interval}"
    if usual in dict(form.fields["pace"].choices):
        return {"pace": [usual], "own_percent": [], "own_interval": []}
    return {"pace": ["own"], "own_percent": [percent], "own_interval": [interval]}


def _also(form: PlanForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    named = {name: change[name] for name in ALSO if name in change}
    if not named:
        return {}
    kept = (read_also(form.data.get("also", "")) or {}) | named
    return {"also": [json.dumps(kept, sort_keys=True, default=str)]}


def _products(form: PlanForm, change: Mapping[str, Any], data: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The ticks, also of a drug that the change crosses over to and that was not on the page."""
    if not {"products", "halve", "quarter"} & set(change):
        return {}
    drugs = form.drugs_shown(data.get("crossover_to", [None])[0])
    shown = {name: values for drug in drugs for name, values in drug.first_data().items()} | dict(data)
    return {"shown": [each.drug for each in drugs]} | shown | products.laid_over(change, drugs, shown)
