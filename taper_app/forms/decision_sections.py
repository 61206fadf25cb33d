"""How the decisions of a visit stand on the page: their words, and the questions under each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import (
    FIELDS,
    METHODS_SAID,
    Catalogue,
    Decision,
    Product,
    Regimen,
    Request,
    Schedule,
    Step,
    Strategy,
    pace_said,
    text,
)
from taper_app.wording.decisions import DECISIONS

from . import step_edits, strategy_boxes
from .kept import read_kept
from .layout import Choices, Div, Labelled, Part, helper, hints
from .page_form import PageForm
from .products import DrugProducts

LENGTHS: Labelled = {
    "days": ("For so many days", ""),
    "until": ("Until a day", ""),
    "open": ("Until we decide, with no date", ""),
}
END_REASONS = {
    "completed": "Nothing is taken any more, or the target was reached.",
    "stopped-early": "It does not go on to its stop or target, and nobody takes it over.",
    "transferred": "Somebody else takes it over.",
    "declined": "The patient does not want to go on.",
    "died": "",
}

NEW_PACE = {"reduction_percent": "New reduction, in percent", "interval_days": "New days between reductions"}


class ProductsInForce(DrugProducts):
    """The products of one drug, ticked and split as the strategy in force has them."""

    def __init__(self, catalogue: Catalogue, market: str, drug: str, stocked: Iterable[str], strategy: Strategy) -> None:
        super().__init__(catalogue, market, drug, stocked)
        chosen = [each.id for each in self.products if each.id in (strategy.products or ())]
        self.known = bool(chosen)
        self.ticked = chosen or self.ticked
        self.strategy = strategy

    def _split(self, product: Product) -> forms.ChoiceField:
        field = super()._split(product)
        if self.known and not isinstance(self.strategy.halve, str):
            quartered = not isinstance(self.strategy.quarter, str) and product.id in self.strategy.quarter
            halved = product.id in self.strategy.halve
            field.initial = "quarter" if quartered else "half" if halved else "whole"
        return field


def method_fields(strategy: Strategy, catalogue: Catalogue, market: str) -> dict[str, forms.Field]:
    """The method and how a crossover goes, as they stand now."""
    names = strategy_boxes.named("method", "crossover")
    fields = strategy_boxes.asked(names, catalogue, market)
    for name, field in fields.items():
        value = getattr(strategy, name)
        field.initial = strategy_boxes.typed(value) if FIELDS[name].kind.box == "number" else value
        if FIELDS[name].kind.box == "choice":
            field.error_messages |= {"invalid_choice": "Choose one from the list.", "required": "Choose one."}
    return fields


def pace_fields(catalogue: Catalogue) -> dict[str, forms.Field]:
    """The new pace of a plan that goes on slower."""
    rows = [(FIELDS[name], label) for name, label in NEW_PACE.items()]
    return {row.box.review: strategy_boxes.number(row, catalogue, label, required=False) for row, label in rows}


def not_completed(strategy: Strategy, taken: Regimen) -> str:
    """Why a plan is not completed at the doses taken, and what can be done."""
    still = " and ".join(f"{drug} {text.mg(dose)}" for drug, dose in taken.daily_mg().items())
    target = strategy.target_mg
    reached = f", or that the target of about {text.mg(target)} diazepam equivalent a day was reached" if target else ""
    return (
        f"Completed means that nothing is taken any more{reached}. {still.capitalize()} a day is taken now. Choose another "
        "reason, such as “Stopped early”; or, where that is no longer taken, enter 0 under “Really taken now”."
    )


def not_completed_as_needed(drugs: Sequence[str]) -> str:
    """The same where what is left is taken as needed."""
    return (
        f"Completed means that nothing is taken any more. {' and '.join(drugs).capitalize()} is listed as taken as needed. "
        "Choose another reason, such as “Stopped early”; or, where that is no longer taken, take it out of the patient’s "
        "medicines first."
    )


def slowed(strategy: Strategy, percent: Decimal, days: int) -> dict[str, object]:
    """The fields of a strategy at another pace. Closing steps are never shorter than the others; bands become a percentage."""
    answer: dict[str, object] = {"reduction_percent": percent, "interval_days": days}
    if strategy.closing_interval_days and strategy.closing_interval_days < days:
        answer["closing_interval_days"] = days
    if strategy.basis == "bands":
        answer |= {"basis": "current", "bands": None}
    return answer


class DecisionQuestions(PageForm):
    """What is drawn: a form that knows the request and the schedule in force, the steps to come, and each drug's products."""

    request: Request
    schedule: Schedule
    coming: Sequence[Step]
    drugs: Sequence[DrugProducts]

    def is_filled(self, decision: Decision) -> bool:
        """Whether a question under a decision is answered otherwise than it stood at first, or is wrong."""
        raise NotImplementedError


def options(form: DecisionQuestions) -> list[dict[str, Any]]:
    """Each decision: its radio button, the sentence beside it, and what is asked under it."""
    asked, remarks = _asked(form), {each: words.hint for each, words in DECISIONS.items()}
    if form.schedule.steps[-1].kind == "hold":
        remarks[Decision.CONTINUE] = "The hold ends, and the reductions go on."
    return [
        {
            "option": option,
            "hint": remarks[option.data["value"]],
            "asked": asked.get(option.data["value"]),
            "value": option.data["value"],
            "note": _note(form.request.strategy, option.data["value"]),
            "filled": form.is_filled(option.data["value"]),
        }
        for option in form["decision"]
    ]


def _note(strategy: Strategy, decision: Decision) -> str:
    """What has to be known to answer what is asked under a decision."""
    match decision:
        case Decision.SLOW:
            return f"The pace now is {pace_said(strategy)}."
        case Decision.STEP_BACK:
            return f"Left empty it is {strategy.interval_days} days, as between reductions."
        case _:
            return ""


def _asked(form: DecisionQuestions) -> dict[Decision, object]:
    return {
        Decision.HOLD: helper(Choices("hold_length", {}), Div("hold_days", "hold_until", css_class="own-under")),
        Decision.SLOW: helper(Div("slow_percent", "slow_interval", css_class="trio")),
        Decision.STEP_BACK: helper(Div("back_days", css_class="trio")),
        Decision.ADJUST: helper(*_steps(form)),
        Decision.SWITCH: helper(*_method(form), *[_products(form, each) for each in form.drugs]),
        Decision.END: helper(Choices("end_reason", END_REASONS), "end_note"),
    }


def _steps(form: DecisionQuestions) -> list[Part]:
    names = step_edits.names(form.coming)
    return [Part("reviews/_steps.html", *names, rows=step_edits.rows(form, form.coming))] if names else []


def _method(form: DecisionQuestions) -> list[object]:
    if "method" not in form.fields:
        return []
    method = Choices("method", hints(METHODS_SAID))
    return [method, *strategy_boxes.laid_out(strategy_boxes.named("crossover"), "trio", hinted=False)]


def _products(form: DecisionQuestions, drug: DrugProducts) -> Part:
    rows = drug.rows(form)
    usual, other = ([row for row in rows if row["usual"] is wanted] for wanted in (True, False))
    shown = any((row["split"] and row["split"].errors) or row["tick"].data["selected"] for row in other)
    return Part("plans/_products.html", drug.field, drug=drug, usual=usual, other=other, other_open=shown)


def kept_after(form: DecisionQuestions, change: Mapping[str, Any]) -> dict[str, list[str]]:
    """The tick that keeps what has no box of its own, with this change laid over it."""
    if not change:
        return {}
    kept = (read_kept(form.data.get("kept", "")) or {}) | dict(change)
    return {"kept": [json.dumps(kept, sort_keys=True, default=str)]}
