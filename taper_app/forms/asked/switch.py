"""Switch: another method, pace or products, each as it stands now until it is changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import FIELDS, METHODS_SAID, Adjustment, Catalogue, Product, Strategy, drug_of, pace_said

from .. import paces, products, strategy_boxes, tables, week
from ..layout import Choices, Fold, Folded, Part, helper, hints, labels
from ..page_form import PageForm
from ..plan_in_force import PlanInForce
from ..products import DrugProducts
from ..taken import medicines_found
from . import besides
from .questions import Questions
from .slow import closing_from

METHOD = strategy_boxes.named("method", "crossover")
"""The fields of a strategy that say which method it has, and how a crossover goes."""
LIQUID = ("liquid",)
"""The field that says how a dose is made where a liquid is used."""


class ProductsInForce(DrugProducts):
    """The products of one drug, ticked and split as the strategy in force has them."""

    def __init__(self, catalogue: Catalogue, market: str, drug: str, stocked: Iterable[str], strategy: Strategy) -> None:
        super().__init__(catalogue, market, drug, stocked)
        chosen = [each.id for each in self.products if each.id in (strategy.products or ())]
        self.known = bool(chosen)
        self.ticked = chosen or (self.usual if strategy.products is None else self.ticked)
        self.strategy = strategy

    def _split(self, product: Product) -> forms.ChoiceField:
        field = super()._split(product)
        if self.known and not isinstance(self.strategy.halve, str):
            quartered = not isinstance(self.strategy.quarter, str) and product.id in self.strategy.quarter
            halved = product.id in self.strategy.halve
            field.initial = "quarter" if quartered else "half" if halved else "whole"
        return field


class Switch(Questions):
    """The method, where there is one to choose, and the products of each drug on the way, also of one that the visit found.

    Those of a drug that is no longer on the way are not asked about, and stay.
    """

    def __init__(self, plan: PlanInForce, sent: Mapping[str, Any]) -> None:
        strategy, market = plan.request.strategy, plan.clinic.market
        found = medicines_found(sent, market, plan.own)
        drugs, taken = [*drugs_to_come(plan), *found], (*plan.request.drugs, *found)
        self.method: dict[str, forms.Field] = {}
        if plan.request.equivalence or any(drug_of(each) != tables.DIAZEPAM for each in found):
            self.method = strategy_boxes.as_now(METHOD, strategy, plan.catalogue, market, taken)
            target = sent.get("crossover_to") or strategy.crossover_to
            offered = dict(strategy_boxes.targets(plan.catalogue, market, taken))
            drugs.append(target if target in offered else tables.DIAZEPAM)
        self.drugs = [products_now(plan, drug) for drug in dict.fromkeys(drugs)]
        if any(each.mg_per_ml for drug in self.drugs for each in drug.products):
            self.method |= strategy_boxes.as_now(LIQUID, strategy, plan.catalogue, market)
            self.method["liquid"].required = False  # a page that was sent before there was the box keeps what is planned
        self.as_planned = (*self.method, *(week.NAMES if week.PATTERN not in sent else ()), paces.BASIS)
        self.pace = paces.boxes(plan.catalogue, sent)
        self.pace["pace"].required = False
        now = ("", f"As it is: {pace_said(plan.pace)}")
        self.pace["pace"].choices = [now, *labels(paces.paces(plan.catalogue))]  # type: ignore[attr-defined]  # of choices
        self.week = strategy_boxes.as_now(week.NAMES, strategy, plan.catalogue, plan.clinic.market)
        self.week[week.PATTERN].required = False
        self.unused = [products_now(plan, drug) for drug in plan.request.drugs if drug not in drugs]
        super().__init__(plan, sent)

    def boxes(self) -> dict[str, forms.Field]:
        return self.method | {name: field for drug in self.drugs for name, field in drug.fields().items()} | self.week | self.pace

    def drawn(self, form: PageForm) -> FormHelper:
        method: list[object] = []
        opened = any(
            each.mg_per_ml and each.id in (form[drug.field].value() or ()) for drug in self.drugs for each in drug.products
        )
        liquid = [Folded(name, hints(FIELDS[name].box.choices), opened=opened) for name in LIQUID if name in self.method]
        if "method" in self.method:
            crossover = strategy_boxes.laid_out(strategy_boxes.named("crossover"), "trio", hinted=False)
            method = [Choices("method", hints(METHODS_SAID)), *crossover]
        filled = any(name in form.changed_data or name in form.errors for name in self.pace) if form.is_bound else False
        pace = Fold("pace", "Pace", _lower(paces.said(form)), paces.drawn(form, self.plan.catalogue), opened=filled)
        return helper(*method, *[_products(form, each) for each in self.drugs], *liquid, week.drawn(form), pace)

    def refuse(self, form: PageForm) -> None:
        strategy_boxes.refuse_two_liquids(form, self.drugs)
        week.without_old_days(form, self.plan.request.strategy)
        week.refuse(form)
        paces.refuse(form)
        if form.cleaned_data.get("pace") == paces.FINISH and form.cleaned_data.get("target_mg"):
            form.add_error("target_mg", paces.TO_ITS_STOP)
        rest = any(name in besides.NAMES or name.startswith(besides.PAUSED) for name in form.changed_data)
        if not self.is_filled(form) and not rest and not form.cleaned_data.get("kept"):
            form.add_error(self.first, "Choose another method, pace, week or other products: nothing is switched yet.")

    def strategy(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        now = self.plan.request.strategy
        method = {name: cleaned[name] if name not in LIQUID else cleaned[name] or now.liquid for name in self.method}
        unasked = {name: field.initial for drug in self.unused for name, field in drug.fields().items()}
        chosen = products.chosen({**cleaned, **unasked}, [*self.drugs, *self.unused])
        return method | self._by_week(cleaned) | self._paced(cleaned) | chosen

    def _paced(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        """Every field of the pace where another is chosen; the second one of the plan is over where it was in force."""
        if not cleaned.get("pace"):
            return {}
        now, first = self.plan.pace, {name: FIELDS[name].default for name in paces.PACE}
        over = {"then": None} if now.then != self.plan.request.strategy.then else {}
        paced = first | paces.chosen(cleaned, self.plan.catalogue)
        return paced | closing_from(now, int(str(paced["interval_days"]))) | over

    def _by_week(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        """How the days differ; nothing of a page that was sent before there were the boxes, so that it stays as it is."""
        return {name: cleaned[name] for name in week.NAMES} if self.sent.get(week.PATTERN) else {}

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        before = self.plan.request.strategy
        asked = made.strategy or before
        sold, shown = self.plan.catalogue.products(self.plan.clinic.market), {each.drug for each in self.drugs}
        now, then = (METHODS_SAID[each.method][0] for each in (asked, before))
        method = [f"{now}, before: {then.lower()}"] * (asked.method != before.method)
        labels = [sold[each].label for each in asked.products or () if sold[each].medicine in shown]
        before_said = f"Before: {pace_said(self.plan.pace)}"
        pace = [f"From now on {_lower(paces.said(form))}. {before_said}"] * bool(form.cleaned_data["pace"])
        sizes = FIELDS["bands"].said(asked.bands) if asked.bands != before.bands else []
        return [
            *method,
            *pace,
            *[f"Steps of {'; '.join(sizes)}"] * bool(sizes),
            *week.changes_said(asked, before),
            f"Products: {', '.join(labels)}",
        ]


def _lower(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def drugs_to_come(plan: PlanInForce) -> list[str]:
    """The drugs of the steps that are still to come, or that run."""
    left = [each for each in plan.schedule.steps if each.ends_before is None or each.ends_before >= plan.today]
    return list(dict.fromkeys(drug for each in left for drug in each.daily_mg))


def products_now(plan: PlanInForce, drug: str) -> ProductsInForce:
    """The products of a drug as the plan uses them."""
    clinic = plan.clinic
    return ProductsInForce(plan.catalogue, clinic.market, drug, clinic.stocked_products, plan.request.strategy)


def _products(form: PageForm, drug: DrugProducts) -> Part:
    rows = drug.rows(form)
    usual, other = ([row for row in rows if row["usual"] is wanted] for wanted in (True, False))
    shown = any((row["split"] and row["split"].errors) or row["tick"].data["selected"] for row in other)
    return Part("plans/_products.html", drug.field, drug=drug, usual=usual, other=other, other_open=shown)
