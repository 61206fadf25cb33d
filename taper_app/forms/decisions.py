"""The decision of a visit with the questions that depend on it, as the engine's adjustment. Nothing is chosen at first."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, assert_never

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from taper_app.engine import Adjustment, BadRequest, Change, Decision, Edit, Regimen, Step, Strategy, parse_strategy
from taper_app.wording.decisions import DECISIONS

from . import bands, paces, products, strategy_boxes, week
from .asked import besides
from .asked.adjust import Adjust
from .asked.end import End
from .asked.hold import Hold
from .asked.questions import Questions
from .asked.slow import Slow
from .asked.step_back import StepBack
from .asked.switch import METHOD, Switch
from .kept import kept_in_words, read_kept
from .page_form import PageForm
from .plan_in_force import PlanInForce
from .plans import INCOMPLETE
from .products import DrugProducts
from .texts import LinesField
from .ticks import TickOfValue


def asked_under(decision: Decision) -> type[Questions]:
    """What is asked under a decision."""
    match decision:
        case Decision.HOLD:
            return Hold
        case Decision.SLOW:
            return Slow
        case Decision.STEP_BACK:
            return StepBack
        case Decision.ADJUST:
            return Adjust
        case Decision.SWITCH:
            return Switch
        case Decision.END:
            return End
        case Decision.CONTINUE | Decision.MAINTAIN | Decision.URGENT:
            return Questions
        case _:
            assert_never(decision)


class DecisionForm(PageForm):
    """One decision. `changes_on` is the day on which it takes effect, `asked` what is asked under each."""

    decision = forms.TypedChoiceField(
        label="Decision",
        choices=[(each, words.label) for each, words in DECISIONS.items()],
        coerce=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one decision.", "invalid_choice": "Choose one of the decisions."},
    )
    kept = LinesField(required=False, max_length=4000, widget=TickOfValue)

    def __init__(self, *args: Any, plan: PlanInForce, **named: Any) -> None:
        super().__init__(*args, **named)
        self.plan = plan
        self.asked = {each: asked_under(each)(plan, self.data) for each in Decision}
        self.besides = besides.Besides(plan, self.data)
        self.fields |= {name: field for each in self._all for name, field in each.fields.items()}
        if self.is_bound:
            self.data = self._with_first(products.with_first_products(self.data, self.drugs))
            kept = read_kept(self.data.get("kept", "")) or {}
            self.fields["kept"].label = kept_in_words(kept, plan.catalogue, plan.clinic.market)

    def _with_first(self, data: QueryDict) -> QueryDict:
        """What was sent, and for boxes that were not on the page that sent it what stands there at first."""
        for name in (name for each in self._all for name in each.as_planned):
            field = self.fields[name]
            if name not in data and isinstance(field, forms.MultipleChoiceField):
                data.setlist(name, list(field.initial))
            elif name not in data and field.initial is not None:
                data[name] = str(field.prepare_value(field.initial)) if hasattr(field, "prepare_value") else str(field.initial)
        return data

    @property
    def _all(self) -> list[Questions]:
        return [*self.asked.values(), self.besides]

    @property
    def drugs(self) -> Sequence[DrugProducts]:
        """The drugs whose products are asked about."""
        return [drug for each in self.asked.values() for drug in each.drugs]

    @property
    def steps_to_come(self) -> Sequence[Step]:
        """The steps that can be changed by hand."""
        adjust = self.asked[Decision.ADJUST]
        return adjust.left if isinstance(adjust, Adjust) else ()

    # How it stands on the page --------------------------------------------------------------------

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each decision: its radio button, the sentence beside it, and what is asked under it."""
        on_hold = self.plan.schedule.steps[-1].kind == "hold"
        hints = {each: words.hint for each, words in DECISIONS.items()}
        hints |= {Decision.CONTINUE: "The hold ends, and the reductions go on."} if on_hold else {}
        return [self._option(option, hints) for option in self["decision"]]

    def _option(self, option: Any, hints: dict[Decision, str]) -> dict[str, Any]:
        decision = option.data["value"]
        asked = self.asked[decision]
        return {
            "option": option,
            "hint": hints[decision],
            "asked": asked.drawn(self),
            "value": decision,
            "note": asked.note,
            "filled": asked.is_filled(self),
        }

    @property
    def rest_drawn(self) -> FormHelper:
        """What counts with some decisions, whichever of them it is."""
        return self.besides.drawn(self)

    @property
    def rest_said(self) -> str:
        """What is set there."""
        return self.besides.summary(self) or "as usual"

    @property
    def rest_open(self) -> bool:
        """Whether it was changed, or is wrong."""
        return self.besides.is_filled(self)

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
            self.asked[decision].refuse(self)
            self.besides.refuse_with(self, decision)
        return cleaned

    def _refuse_others(self, decision: Decision) -> None:
        """What stands under another decision is never dropped in silence, and never used."""
        chosen = DECISIONS[decision].label
        filled = [other for other, asked in self.asked.items() if other != decision and asked.is_filled(self)]
        for other in filled:
            label = DECISIONS[other].label
            words = f"“{label}” is filled in, but “{chosen}” is chosen. Choose “{label}”, or clear what stands under it."
            self.add_error("decision", words)

    def refuse_completed(self, taken: Regimen, beside: Sequence[str]) -> None:
        """Say on the form why a plan is not completed while a dose above its target is taken, or one beside it."""
        if isinstance(asked := self.asked[self.cleaned_data["decision"]], End):
            asked.refuse_completed(self, taken, beside)

    def adjusted(
        self, answers: Mapping[str, Any], changes_on: date, also: Mapping[str, object], medicines: Collection[str]
    ) -> Adjustment:
        """A decision and what is asked under it, for the engine: to go on where it changes no dose.

        `also` are fields of the strategy that become others whatever is decided, `medicines` what is taken now. Raises
        ValidationError, for the field that it names.
        """
        if (decision := answers["decision"].revising) is None:
            return Adjustment(Decision.CONTINUE)
        asked = self.asked[decision]
        strategy = self._strategy(answers, also, medicines)
        return Adjustment(decision, days=asked.days(answers, changes_on), strategy=strategy, edits=asked.edits(self))

    def said(self, made: Adjustment, changes_on: date) -> list[str]:
        """What was answered under the decision of a valid form, which makes this adjustment, and what is kept."""
        kept = [str(self.fields["kept"].label)] if self.cleaned_data["kept"] else []
        decision = self.cleaned_data["decision"]
        rest = self.besides.said(self, made, changes_on) if decision in besides.WITH else []
        return [*self.asked[decision].said(self, made, changes_on), *rest, *kept]

    def edits(self) -> tuple[Edit, ...]:
        """The single steps that are changed, of a valid form."""
        return self.asked[self.cleaned_data["decision"]].edits(self)

    def _strategy(self, answers: Mapping[str, Any], also: Mapping[str, object], medicines: Collection[str]) -> Strategy | None:
        """The strategy from now on; None where it stays as it is."""
        decision = answers["decision"]
        rest = self._rest() if decision in besides.WITH else {}
        changed = {**self.asked[decision].strategy(answers), **rest, **also, **answers["kept"]}
        if not changed:
            return None
        asked = self.plan.request.strategy.to_json() | {"finish_by": None} | changed
        try:
            known = (*self.plan.request.regimen.medicines, *medicines)
            return parse_strategy(asked, self.plan.catalogue, self.plan.clinic.market, taken=known)
        except BadRequest as error:
            box = _box_of(decision, strategy_boxes.refused_field(error))
            raise forms.ValidationError({box if box in self.fields else "decision": strategy_boxes.refused(error)}) from error

    def _rest(self) -> dict[str, object]:
        """The fields of the rest of the plan that become others, where its boxes can be read."""
        readable = self.is_bound and not any(name in self.errors for name in self.besides.fields)
        return self.besides.strategy(self.cleaned_data) | self.besides.holds(self) if readable else {}

    def paused(self, change: Change, *, rounded: bool) -> Change:
        """A change with the pauses that are set by their days. Raises ValidationError, for the row that it names."""
        if change.adjustment.decision not in besides.WITH or any(name in self.errors for name in self.besides.fields):
            return change
        return self.besides.change(self, change, rounded=rounded)


def _box_of(decision: Decision, field: str) -> str:
    """The box at which a refusal of a field is said: the pace has boxes under two decisions."""
    if decision == Decision.SWITCH and field in paces.PACE:
        return "pace"
    return strategy_boxes.box_in_review(field)


def without_steps(data: QueryDict) -> QueryDict:
    """What was sent for another revision: the boxes of its steps say nothing about the steps there are now.

    Neither do method and products, unless they are what was decided.
    """
    answer, decision = data.copy(), data.get("decision")
    names: set[str] = set() if decision in besides.WITH else {*besides.NAMES}
    parts: tuple[str, ...] = ("step_", *(() if decision in besides.WITH else besides.PAUSED))
    if decision != Decision.SWITCH:
        names, parts = names | {*SWITCHED}, (*parts, *TYPED)
    for name in data:
        if name in names or name.startswith(parts):
            del answer[name]
    return answer


SWITCHED = ("shown", *METHOD, *week.NAMES, "pace", *paces.OWN_NAMES, paces.BASIS)
TYPED = ("products_", "split_", f"{paces.FINISH_BY}_", *(f"{each}_" for each in bands.BOXES))
