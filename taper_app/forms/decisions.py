"""The decision of a visit with the questions that depend on it, as the engine's adjustment. Nothing is chosen at first."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from taper_app.engine import Adjustment, BadRequest, Decision, Edit, Regimen, Strategy, is_completed, pace_said, parse_strategy
from taper_app.models import REASON_CHARACTERS, Plan
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS

from . import decision_sections, products, step_edits, strategy_boxes, tables
from .dates import DateField
from .doses import PlainNumberField
from .kept import kept_in_words, read_kept
from .layout import labels
from .plan_in_force import PlanInForce
from .plans import INCOMPLETE
from .products import DrugProducts
from .texts import LinesField
from .ticks import TickOfValue

DEPENDENT = {  # the questions under a decision that are the same for every plan
    Decision.HOLD: ("hold_length", "hold_days", "hold_until"),
    Decision.SLOW: ("slow_percent", "slow_interval"),
    Decision.STEP_BACK: ("back_days",),
    Decision.END: ("end_reason", "end_note"),
}


class DecisionForm(decision_sections.DecisionQuestions):
    """One decision. `changes_on` is the day on which it takes effect."""

    decision = forms.TypedChoiceField(
        label="Decision",
        choices=[(each, words.label) for each, words in DECISIONS.items()],
        coerce=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one decision.", "invalid_choice": "Choose one of the decisions."},
    )
    hold_length = forms.ChoiceField(
        label="How long",
        choices=labels(decision_sections.LENGTHS),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the three."},
    )
    hold_days = PlainNumberField(
        label="Days without change",
        low=1,
        high=step_edits.MOST_DAYS,
        required=False,
        sentence=f"Enter a number of days from 1 to {step_edits.MOST_DAYS}.",
    )
    hold_until = DateField(label="No change before", example="1 2 2027", required=False)
    back_days = PlainNumberField(
        label="Days at the earlier dose",
        low=1,
        high=step_edits.MOST_DAYS,
        required=False,
        sentence=f"Enter a number of days from 1 to {step_edits.MOST_DAYS}, or leave it empty.",
    )
    end_reason = forms.ChoiceField(
        label="Why the plan ends",
        choices=Plan.EndReason.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )
    end_note = LinesField(
        label="How it ended",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Needed where it is stopped early: why, and what is taken from now on. The pages of the plan show it.",
    )
    kept = LinesField(required=False, max_length=4000, widget=TickOfValue)

    def __init__(self, *args: Any, plan: PlanInForce, **named: Any) -> None:
        super().__init__(*args, **named)
        self.clinic, self.catalogue, self.today = plan.clinic, plan.catalogue, plan.today
        self.request, self.schedule = plan.request, plan.schedule
        self.fields |= decision_sections.pace_fields(plan.catalogue)
        self.order_fields(("decision", *DEPENDENT[Decision.HOLD], *DEPENDENT[Decision.SLOW]))
        self.coming = step_edits.coming(plan.schedule, plan.today + timedelta(days=1))
        self.later = len(step_edits.coming(plan.schedule, plan.today + timedelta(days=1), most=None)) - len(self.coming)
        self.fields |= step_edits.fields(self.coming)
        self.drugs = self._switch_fields()
        self.dependent = DEPENDENT | {Decision.ADJUST: step_edits.names(self.coming), Decision.SWITCH: self._switch_names()}
        if self.is_bound:
            self.data = self._with_first(products.with_first_products(self.data, self.drugs))
            kept = read_kept(self.data.get("kept", "")) or {}
            self.fields["kept"].label = kept_in_words(kept, plan.catalogue, plan.clinic.market)

    # The switch: method and products --------------------------------------------------------------

    def _switch_fields(self) -> Sequence[DrugProducts]:
        """The method, where there is one to choose, and the products of each drug on the way, as they stand now.

        Those of a drug that is no longer on the way are not asked about, and stay.
        """
        strategy, drugs = self.request.strategy, list(self.schedule_drugs)
        if self.request.equivalence:
            self.fields |= decision_sections.method_fields(strategy, self.catalogue, self.clinic.market)
            target = self.data.get("crossover_to") or strategy.crossover_to
            drugs.append(target if target in self.labels("crossover_to") else tables.DIAZEPAM)
        shown = [self._products_now(drug) for drug in dict.fromkeys(drugs)]
        self.unused = [self._products_now(drug) for drug in self.request.drugs if drug not in drugs]
        for drug in shown:
            self.fields |= drug.fields()
        return shown

    def _products_now(self, drug: str) -> decision_sections.ProductsInForce:
        stocked, strategy = self.clinic.stocked_products, self.request.strategy
        return decision_sections.ProductsInForce(self.catalogue, self.clinic.market, drug, stocked, strategy)

    @property
    def schedule_drugs(self) -> list[str]:
        """The drugs of the steps that are still to come, or that run."""
        left = [each for each in self.schedule.steps if each.ends_before is None or each.ends_before >= self.today]
        return list(dict.fromkeys(drug for each in left for drug in each.daily_mg))

    def _switch_names(self) -> tuple[str, ...]:
        method = strategy_boxes.named("method", "crossover") if self.request.equivalence else ()
        return (*method, *(name for drug in self.drugs for name in drug.fields()))

    def _with_first(self, data: QueryDict) -> QueryDict:
        """What was sent, and for boxes that were not on the page that sent it what stands there at first."""
        for name in (*step_edits.names(self.coming), *strategy_boxes.named("method", "crossover")):
            if name in self.fields and name not in data and self.fields[name].initial is not None:
                field = self.fields[name]
                data[name] = str(field.prepare_value(field.initial)) if hasattr(field, "prepare_value") else str(field.initial)
        return data

    # How it stands on the page --------------------------------------------------------------------

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each decision with its words, and the questions under it."""
        return decision_sections.options(self)

    def is_filled(self, decision: Decision) -> bool:
        """Whether a question under a decision is answered otherwise than it stood at first, or is wrong."""
        return self.is_bound and any(
            name in self.changed_data or name in self.errors for name in self.dependent.get(decision, ())
        )

    # What was chosen → the adjustment -------------------------------------------------------------

    def clean_kept(self) -> dict[str, object]:
        kept = read_kept(self.cleaned_data["kept"])
        if kept is None:
            raise forms.ValidationError(INCOMPLETE)
        return kept

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision:
            self._refuse_others(decision)
            if not decision.revising and cleaned.get("kept"):
                self.add_error("kept", "This decision changes no dose. Take out the tick, or choose another decision.")
            self._clean_answers(decision)
        return cleaned

    def _clean_answers(self, decision: Decision) -> None:
        """What is asked under the decision, where that has a rule of its own."""
        match decision:
            case Decision.HOLD:
                self._clean_hold()
            case Decision.SLOW:
                self._clean_slow()
            case Decision.ADJUST:
                self._clean_adjust()
            case Decision.SWITCH:
                self._clean_switch()
            case Decision.END:
                self._clean_end()

    def _refuse_others(self, decision: Decision) -> None:
        """What stands under another decision is never dropped in silence, and never used."""
        chosen = DECISIONS[decision].label
        filled = [other for other in self.dependent if other != decision and self.is_filled(other)]
        for other in filled:
            label = DECISIONS[other].label
            words = f"“{label}” is filled in, but “{chosen}” is chosen. Choose “{label}”, or clear what stands under it."
            self.add_error("decision", words)

    def _clean_hold(self) -> None:
        length, box = self.cleaned_data.get("hold_length"), {"days": "hold_days", "until": "hold_until"}
        if not length and "hold_length" not in self.errors:
            self.add_error("hold_length", "Choose how long the dose is held.")
        for value, name in box.items():
            entered = self.cleaned_data.get(name) is not None
            if value == length and not entered and name not in self.errors:
                self.add_error(name, HOLD_MISSING[name])
            elif length and value != length and entered:
                self.add_error("hold_length", f"{self.fields[name].label}: choose it to use it, or clear it.")

    def _clean_slow(self) -> None:
        percent, days = (self.cleaned_data.get(name) for name in DEPENDENT[Decision.SLOW])
        for name, value in zip(DEPENDENT[Decision.SLOW], (percent, days), strict=True):
            if value is None and name not in self.errors:
                self.add_error(name, SLOW_MISSING[name])
        now = self.request.strategy
        if percent is None or days is None or now.basis == "bands":
            return
        slower = percent <= now.reduction_percent and days >= now.interval_days
        if not slower or (percent, days) == (now.reduction_percent, now.interval_days):
            words = f"The pace now is {pace_said(now)}. Enter a smaller percentage or more days, and neither faster."
            self.add_error("slow_percent", words)

    def _clean_adjust(self) -> None:
        for name, words in step_edits.faults(self.coming, self.cleaned_data, self.changed_data):
            self.add_error(name, words)
        if not self.errors and not step_edits.edits(self.coming, self.cleaned_data, self.changed_data):
            self.add_error(self._first(Decision.ADJUST), "Change the days or a dose of at least one step.")

    def _first(self, decision: Decision) -> str:
        """The first question under a decision; the decision where there is none, as after the stop."""
        return next(iter(self.dependent[decision]), "decision")

    def _clean_switch(self) -> None:
        strategy_boxes.refuse_two_liquids(self, self.drugs)
        if not self.is_filled(Decision.SWITCH) and not self.cleaned_data.get("kept"):
            self.add_error(self._first(Decision.SWITCH), "Choose another method or other products: nothing is switched yet.")

    def _clean_end(self) -> None:
        if not self.cleaned_data.get("end_reason") and "end_reason" not in self.errors:
            self.add_error("end_reason", "Choose why the plan ends.")
        early = self.cleaned_data.get("end_reason") == Plan.EndReason.STOPPED_EARLY
        if early and len(self.cleaned_data.get("end_note", "").strip()) < REASON_CHARACTERS and "end_note" not in self.errors:
            self.add_error("end_note", "Write why the plan stops early and what is taken from now on.")

    def refuse_completed(self, taken: Regimen, as_needed: Sequence[str]) -> None:
        """Say on the form why a plan is not completed while a dose above its target is taken, or one as needed."""
        completed = self.cleaned_data["decision"] == Decision.END and self.cleaned_data["end_reason"] == Plan.EndReason.COMPLETED
        if completed and not is_completed(self.request, self.catalogue, taken):
            self.add_error("end_reason", decision_sections.not_completed(self.request.strategy, taken))
        elif completed and as_needed and not self.request.strategy.target_mg:
            self.add_error("end_reason", decision_sections.not_completed_as_needed(as_needed))

    def adjustment(self, changes_on: date) -> Adjustment:
        """The decision for the engine: to go on where it changes no dose. Raises ValidationError, for the field that it names."""
        if (decision := self.cleaned_data["decision"].revising) is None:
            return Adjustment(Decision.CONTINUE)
        return Adjustment(decision, days=self._days(changes_on), strategy=self._strategy(), edits=self.edits())

    def _days(self, changes_on: date) -> int | None:
        cleaned = self.cleaned_data
        if cleaned["decision"] == Decision.STEP_BACK:
            return _whole(cleaned["back_days"])
        if cleaned["decision"] != Decision.HOLD or cleaned["hold_length"] == "open":
            return None
        if cleaned["hold_length"] == "days":
            return _whole(cleaned["hold_days"])
        days: int = (cleaned["hold_until"] - changes_on).days
        if not 1 <= days <= step_edits.MOST_DAYS:
            last = clinic_day(changes_on + timedelta(days=step_edits.MOST_DAYS))
            words = f"Enter a day after {clinic_day(changes_on)}, when the hold begins, and up to {last}."
            raise forms.ValidationError({"hold_until": words})
        return days

    def edits(self) -> tuple[Edit, ...]:
        """The single steps that are changed, of a valid form."""
        adjusting = self.cleaned_data["decision"] == Decision.ADJUST
        return step_edits.edits(self.coming, self.cleaned_data, self.changed_data) if adjusting else ()

    def _strategy(self) -> Strategy | None:
        """The strategy from now on; None where it stays as it is."""
        changed = self._changed_strategy() | self.cleaned_data["kept"]
        if not changed:
            return None
        asked = self.request.strategy.to_json() | {"finish_by": None} | changed
        try:
            return parse_strategy(asked, self.catalogue, self.clinic.market)
        except BadRequest as error:
            box = strategy_boxes.box_in_review(strategy_boxes.refused_field(error))
            raise forms.ValidationError({box if box in self.fields else "decision": strategy_boxes.refused(error)}) from error

    def _changed_strategy(self) -> dict[str, object]:
        cleaned, decision = self.cleaned_data, self.cleaned_data["decision"]
        if decision == Decision.SLOW:
            return decision_sections.slowed(self.request.strategy, cleaned["slow_percent"], int(cleaned["slow_interval"]))
        if decision == Decision.SWITCH:
            method = {name: cleaned[name] for name in strategy_boxes.named("method", "crossover") if name in self.fields}
            unasked = {name: field.initial for drug in self.unused for name, field in drug.fields().items()}
            return method | products.chosen(cleaned | unasked, [*self.drugs, *self.unused])
        return {}


HOLD_MISSING = {
    "hold_days": "Enter for how many days the dose is held, such as 14.",
    "hold_until": "Enter the day before which the dose does not change, such as 1 2 2027.",
}
SLOW_MISSING = {
    "slow_percent": "Enter the new reduction in percent, such as 5.",
    "slow_interval": "Enter the new days between reductions, such as 28.",
}


def _whole(days: Decimal | None) -> int | None:
    return None if days is None else int(days)


def without_steps(data: QueryDict) -> QueryDict:
    """What was sent for another revision: the boxes of its steps say nothing about the steps there are now.

    Neither do method and products, unless they are what was decided.
    """
    answer, kept = data.copy(), data.get("decision") == Decision.SWITCH
    for name in data:
        if name.startswith("step_") or (not kept and (name in SWITCHED or name.startswith(("products_", "split_")))):
            del answer[name]
    return answer


SWITCHED = ("shown", *strategy_boxes.named("method", "crossover"))
