"""What a refused or idle decision is offered instead, laid over what was sent: as if the boxes had been changed by hand."""

from collections.abc import Mapping
from typing import Any

from taper_app.engine import FIELDS, Decision

from . import products, strategy_boxes
from .decisions import DecisionForm
from .kept import can_keep, kept_after


def can_lay_over(decision: Decision, change: Mapping[str, Any]) -> bool:
    """Whether a review has a place for all of a change; the days are those of a hold."""
    return can_keep({name: value for name, value in change.items() if decision != Decision.HOLD or name != "days"})


def laid_over(form: DecisionForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the form was sent, with an alternative in it: in its boxes where these are the decision's, else kept by a tick."""
    data, decision = {name: form.data.getlist(name) for name in form.data}, form.cleaned_data["decision"]
    left = dict(change)
    if decision == Decision.SLOW:
        data |= {FIELDS[name].box.review: [str(left.pop(name))] for name in strategy_boxes.named("pace") if name in left}
    if decision == Decision.HOLD and "days" in left:
        data |= {"hold_length": ["days"], "hold_days": [str(left.pop("days"))]}
        data |= {name: [""] for name in data if name.startswith("hold_until")}
    if decision == Decision.SWITCH:
        named = [name for name in strategy_boxes.named("method", "crossover") if name in left and name in form.fields]
        data |= strategy_boxes.with_change(named, left)
        data |= _products(form, left, data)
        left = {name: value for name, value in left.items() if name not in (*named, *strategy_boxes.named("products"))}
    return data | kept_after(form.data.get("kept", ""), left)


def _products(form: DecisionForm, change: Mapping[str, Any], data: Mapping[str, list[str]]) -> dict[str, list[str]]:
    if not set(strategy_boxes.named("products")) & set(change):
        return {}
    shown = {name: values for drug in form.drugs for name, values in drug.first_data().items()} | dict(data)
    return {"shown": [each.drug for each in form.drugs]} | shown | products.laid_over(change, form.drugs, shown)
