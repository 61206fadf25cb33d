"""What a refused or idle decision is offered instead: in its boxes where these are the decision's, else beside a tick."""

from collections.abc import Collection, Mapping
from typing import Any

from taper_app.engine import FIELDS, Decision

from . import offers, paces, pauses, second_pace, strategy_boxes
from .asked import besides
from .decisions import DecisionForm
from .kept import can_keep
from .mixture import MixtureForm


def can_lay_over(decision: Decision, change: Mapping[str, Any], mixture: MixtureForm | None = None) -> bool:
    """Whether a review has a place for all of a change; the days are those of a hold."""
    boxed = (mixture.has_box(change) if mixture else set()) | ({"days"} if decision == Decision.HOLD else set())
    boxed |= _rest(decision) | ({*paces.PACE} if decision == Decision.SWITCH else set())
    return can_keep({name: value for name, value in change.items() if name not in boxed})


def _rest(decision: Decision) -> set[str]:
    """The fields that have a box under the rest of the plan, which counts with this decision."""
    return {*besides.FIELD_NAMES, "then", "holds"} if decision in besides.WITH else set()


def laid_over(form: DecisionForm, change: Mapping[str, Any], mixture: MixtureForm | None = None) -> dict[str, list[str]]:
    """What a valid form was sent, with the change in it; the tables and the order of several drugs in their own boxes."""
    decision = form.cleaned_data["decision"]
    boxes, asked = _boxes(form, decision, change)
    rest = _rest(decision)
    boxes |= strategy_boxes.with_change(rest & {*besides.FIELD_NAMES}, change)
    boxes |= second_pace.sent(change, form.plan.catalogue) if rest else {}
    boxes |= pauses.sent(change["holds"], form.data) if rest and "holds" in change else {}
    asked = {*asked, *rest}
    boxed = mixture.has_box(change) if mixture else set()
    boxes |= mixture.laid_over({name: change[name] for name in boxed}) if mixture else {}
    drugs = form.drugs if decision == Decision.SWITCH else ()
    left = {name: value for name, value in change.items() if name not in asked and name not in boxed}
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
            method = [name for name in strategy_boxes.named("method", "crossover", "week") if name in form.fields]
            paced = paces.sent(change, _pace_now(form), form.data, form.plan.catalogue)
            return strategy_boxes.with_change(method, change) | paced, (*method, *paces.PACE, *strategy_boxes.named("products"))
        case _:
            return {}, ()


def _pace_now(form: DecisionForm) -> dict[str, Any]:
    """The fields of the pace that a change is laid over: of the one that is chosen under "Switch", else of the plan's."""
    if form.cleaned_data.get("pace"):
        return paces.chosen(form.cleaned_data, form.plan.catalogue)
    told = form.plan.pace.to_json()
    return {name: told[name] for name in paces.PACE}
