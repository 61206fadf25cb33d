"""What a refused or idle decision is offered instead: in its boxes where these are the decision's, else beside a tick."""

from collections.abc import Collection, Mapping
from typing import Any

from taper_app.engine import FIELDS, Decision

from . import offers, strategy_boxes
from .decisions import DecisionForm
from .kept import can_keep


def can_lay_over(decision: Decision, change: Mapping[str, Any]) -> bool:
    """Whether a review has a place for all of a change; the days are those of a hold."""
    return can_keep({name: value for name, value in change.items() if decision != Decision.HOLD or name != "days"})


def laid_over(form: DecisionForm, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a valid form was sent, with the change in it."""
    decision = form.cleaned_data["decision"]
    boxes, asked = _boxes(form, decision, change)
    drugs = form.drugs if decision == Decision.SWITCH else ()
    left = {name: value for name, value in change.items() if name not in asked}
    return offers.laid_over(form, change, boxes=boxes, drugs=drugs, tick="kept", left=left)


def _boxes(form: DecisionForm, decision: Decision, change: Mapping[str, Any]) -> tuple[dict[str, list[str]], Collection[str]]:
    """What the boxes under a decision send once it is changed, and the fields of a change that have one there."""
    match decision:
        case Decision.SLOW:
            pace = strategy_boxes.named("pace")
            return {FIELDS[name].box.review: [str(change[name])] for name in pace if name in change}, pace
        case Decision.HOLD if "days" in change:
            until = {name: [""] for name in form.data if name.startswith("hold_until")}
            return {"hold_length": ["days"], "hold_days": [str(change["days"])]} | until, ("days",)
        case Decision.SWITCH:
            method = [name for name in strategy_boxes.named("method", "crossover", "more") if name in form.fields]
            return strategy_boxes.with_change(method, change), (*method, *strategy_boxes.named("products"))
        case _:
            return {}, ()
