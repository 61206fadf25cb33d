"""Several drugs at a visit: the table that one found there is converted by, the order in which they go down, and what stays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import TIMES, Adjustment, Decision, Dose, Regimen, drug_of

from . import drug_order, second_tables, tables
from .layout import Choices, helper
from .page_form import PageForm
from .plan_in_force import PlanInForce

TABLE = "equivalence"
WANTED = "The plan has no table for {drug}. Choose the table that it is converted by, keep it as it is, or end the plan."
SECOND_WANTED = "{table} does not list {drug}. Choose a second table for it, or keep it as it is."


class MixtureForm(PageForm):
    """What is asked where several drugs are taken: nothing for one that the plan has a figure for.

    `drugs` are those taken, in the plan's order. What was named at an earlier visit is in force, and is not asked again.
    """

    def __init__(self, *args: Any, plan: PlanInForce, drugs: Sequence[str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.plan, self.drugs = plan, list(drugs)
        decided, request = plan.schedule.decided, plan.request
        self.table = request.equivalence or plan.schedule.equivalence
        second = {**(decided.equivalence_for if decided else {}), **request.equivalence_for}
        known = plan.catalogue.tables[self.table].cells if self.table else {}
        asked = {drug: drug_of(drug) for drug in drugs}
        self.lacking = [drug for drug, id_ in asked.items() if id_ != tables.DIAZEPAM and id_ not in second and id_ not in known]
        self.found = Regimen(tuple(Dose(TIMES[0], asked[drug], Decimal(1)) for drug in self.lacking))
        self.fields |= self._table_boxes() | drug_order.boxes(self.drugs, request.strategy.steady)
        if self.is_bound:
            self.data = drug_order.with_first(self.data, self.drugs, request.strategy.steady)

    def _table_boxes(self) -> dict[str, forms.Field]:
        if not self.lacking:
            return {}
        seconds = second_tables.fields(self.plan.catalogue, self.found)
        if self.table:
            for field in seconds.values():
                field.help_text = f"{self.plan.catalogue.tables[self.table].name}, the table of this plan, does not list it."
            return seconds
        offered = tables.offered(self.plan.catalogue, self.plan.clinic.market)
        table = forms.ChoiceField(
            label="Equivalence table",
            choices=[(each.id, each.name) for each in offered],
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": "Choose one of the tables."},
        )
        return {TABLE: table} | seconds

    # How it stands on the page --------------------------------------------------------------------

    @property
    def asks_table(self) -> bool:
        """Whether something is taken that the plan has no figure for."""
        return bool(self.lacking)

    @property
    def table_drawn(self) -> FormHelper:
        """The tables, with what each makes of 1 mg of what was found, and the second tables that some need."""
        said = {each.id: tables.said(each, self.found) for each in self.plan.catalogue.tables.values()}
        of_what = "1 mg of it" if len(self.lacking) == 1 else f"1 mg of each of {len(self.lacking)} together"
        first = [Choices(TABLE, {id_: f"{of_what}: {words}" for id_, words in said.items()})] if TABLE in self.fields else []
        return helper(*first, *[name for name in self.fields if name.startswith("second_")])

    @property
    def order_drawn(self) -> FormHelper:
        """The order, and what stays as it is."""
        return drug_order.drawn(self, self.drugs)

    @property
    def order_said(self) -> str:
        """The order as it stands; empty where there is one drug."""
        return drug_order.said(self, self.drugs)

    @property
    def order_open(self) -> bool:
        """Whether it was changed, or is wrong."""
        return drug_order.is_filled(self, self.drugs)

    # What it means --------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        drug_order.refuse(self, self.drugs)
        return cleaned

    def refuse(self, decision: Decision) -> None:
        """Say, for a decision about the doses, where the table is missing; for another, that nothing here is used."""
        if not decision.revising:
            if self.strategy:
                self.add_error(drug_order.STEADY, "This decision changes no dose. Leave the order as it was, or choose another.")
            return
        wanting = [drug for drug in self.lacking if drug not in self._steady]
        if TABLE in self.fields:
            if wanting and not self.cleaned_data.get(TABLE) and TABLE not in self.errors:
                self.add_error(TABLE, WANTED.format(drug=" and ".join(wanting)))
            second_tables.refuse(self, self.plan.catalogue, self._doses_of(wanting))
            return
        for drug in wanting:
            name = second_tables.second(drug_of(drug))
            if not self.cleaned_data.get(name) and name not in self.errors and self.table:
                named = self.plan.catalogue.tables[self.table].name
                self.add_error(name, SECOND_WANTED.format(table=named, drug=drug))

    def _doses_of(self, drugs: Sequence[str]) -> Regimen:
        wanted = {drug_of(drug) for drug in drugs}
        return Regimen(tuple(each for each in self.found.doses if each.drug in wanted))

    @property
    def _steady(self) -> Sequence[str]:
        steady: Sequence[str] = self.cleaned_data.get(drug_order.STEADY, ())
        return steady

    @property
    def strategy(self) -> dict[str, object]:
        """The fields of the strategy that become others, of a valid form."""
        return drug_order.chosen(self, self.drugs)

    @property
    def table_named(self) -> str | None:
        """The table of a plan that had none, of a valid form."""
        return self.cleaned_data.get(TABLE) or None

    @property
    def second_named(self) -> dict[str, str]:
        """The second tables of what the plan's table lacks, by drug, of a valid form."""
        return second_tables.chosen(self.cleaned_data, self.found)

    def with_tables(self, adjustment: Adjustment) -> Adjustment:
        """The decision with the tables that are named with it."""
        return replace(adjustment, equivalence=self.table_named, equivalence_for=self.second_named)

    def said(self) -> list[str]:
        """What was chosen in a valid form, for whoever checks it."""
        catalogue, table = self.plan.catalogue.tables, self.table_named
        said = [f"Converted by {catalogue[table].name}"] if table else []
        said += [f"{drug.capitalize()} converted by {catalogue[id_].name}" for drug, id_ in self.second_named.items()]
        said += [f"{drug.capitalize()} stays as it is" for drug in self._steady]
        order: Any = self.strategy.get("order", ())
        return said + [f"Reduced one after the other: {', then '.join(order)}"] * bool(order)

    def laid_over(self, change: Mapping[str, Any]) -> dict[str, list[str]]:
        """What its boxes send once an alternative has changed them."""
        boxes = {TABLE: [change[TABLE]]} if TABLE in change else {}
        boxes |= {second_tables.second(drug): [table] for drug, table in change.get("equivalence_for", {}).items()}
        return boxes | drug_order.laid_over(change, self.drugs, self.data)

    def has_box(self, change: Mapping[str, Any]) -> set[str]:
        """The fields of a change that it has boxes for."""
        seconds = {second_tables.second(drug) for drug in change.get("equivalence_for", {})}
        steady = drug_order.STEADY in self.fields and set(change.get("steady", ())) <= set(self.drugs)
        places = {TABLE: TABLE in self.fields, "equivalence_for": seconds <= set(self.fields)}
        places |= {"steady": steady, "order": drug_order.STEADY in self.fields}
        return {name for name, there in places.items() if there and name in change}
