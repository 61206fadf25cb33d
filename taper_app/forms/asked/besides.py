"""The rest of the plan at a visit: a second pace, how it ends, over the day, the day of the week. Two decisions use it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import FIELDS, Adjustment, Change, Decision, NoPause, change_with_pauses, text

from .. import paces, pauses, second_pace, strategy_boxes, week
from ..layout import helper
from ..page_form import PageForm
from ..plan_in_force import PlanInForce
from .questions import Questions

WITH = (Decision.SLOW, Decision.SWITCH)
"""The decisions that it counts with."""
FIELD_NAMES = (*strategy_boxes.named("more"), "distribution", week.WEEKDAY)
NAMES = (*second_pace.NAMES, *FIELD_NAMES)
PAUSED = tuple(f"{box}_" for box in pauses.BOXES)
"""How the boxes of pauses begin, of which there is a row for each."""
OTHER = "“The rest of the plan” is filled in. Choose “Slow” or “Switch” to use it, or set it back to what it was."
QUICKER = "The pace now is {percent}% every {days} days, and “Slow” is nowhere quicker. Choose a slower one, or “Switch”."


class Besides(Questions):
    """Every box stands as the plan has it, and what is left so stays so."""

    def __init__(self, plan: PlanInForce, sent: Mapping[str, Any]) -> None:
        self.paused = pauses.boxes(sent, pauses.planned(plan.schedule, plan.request, plan.today))
        stands = () if "stop_from_mg" in sent else NAMES  # a tick that is taken out is not sent
        self.as_planned = (*stands, *(() if pauses.stand_in(sent) else self.paused))
        super().__init__(plan, sent)

    def boxes(self) -> dict[str, forms.Field]:
        strategy, catalogue = self.plan.request.strategy, self.plan.catalogue
        then = second_pace.boxes(catalogue)
        for name, values in second_pace.sent({"then": FIELDS["then"].kind.write(self.plan.pace.then)}, catalogue).items():
            then[name].initial = next(iter(values), None)
        others = strategy_boxes.as_now(FIELD_NAMES, strategy, catalogue, self.plan.clinic.market)
        others["target_mg"].initial = strategy_boxes.typed(strategy.target_mg or None)
        return then | self.paused | others

    def drawn(self, form: PageForm) -> FormHelper:
        more, others = strategy_boxes.named("more"), ("distribution", week.WEEKDAY)
        return helper(
            second_pace.drawn(form),
            pauses.drawn(form),
            *[part for names in (more, others) for part in strategy_boxes.laid_out(names, "side")],
        )

    def summary(self, form: PageForm) -> str:
        """What is set there, for the line that it is folded behind."""
        then, paused = second_pace.said(form), pauses.said(form)
        said = [*[f"then {then}"] * bool(form[second_pace.PACE].value()), *[f"pauses {paused}"] * bool(paused)]
        return "; ".join([*strategy_boxes.said(form, FIELD_NAMES), *said])

    def refuse_with(self, form: PageForm, decision: Decision) -> None:
        """Say at its box what does not go with this decision, or among these boxes."""
        cleaned = form.cleaned_data
        if decision not in WITH:
            if self.is_filled(form):
                form.add_error("decision", OTHER)
            return
        slow, interval = decision == Decision.SLOW, "slow_interval" if decision == Decision.SLOW else paces.OWN_INTERVAL
        second_pace.refuse(form, self.plan.catalogue, self.plan.today)
        pauses.refuse(form, self.plan.catalogue)
        closing, then = "closing_interval_days", second_pace.interval_of(cleaned)
        if closing in form.changed_data:
            longest = max(filter(None, (then, cleaned.get("slow_interval") if slow else None)), default=None)
            paces.refuse_short_closing(form, self.plan.catalogue, longest)
        if slow and not any(name in form.errors for name in second_pace.NAMES):
            self._refuse_quicker(form)
        for box in (interval, second_pace.INTERVAL, closing):
            week.refuse_part_weeks(form, box, cleaned.get(week.PATTERN) or "none")
            if cleaned.get(week.WEEKDAY):
                week.refuse_off_weekday(form, box, cleaned[week.WEEKDAY])
        if cleaned.get(week.WEEKDAY):
            pauses.refuse_part_weeks(form, self.plan.catalogue, week.off_weekday(cleaned[week.WEEKDAY]))
        if not slow and cleaned.get("pace") == paces.FINISH:
            for box in pauses.open_ended(form):
                form.add_error(box, pauses.NO_OPEN)

    def _refuse_quicker(self, form: PageForm) -> None:
        now, then = self.plan.pace, self.strategy(form.cleaned_data).get("then")
        if not isinstance(then, Mapping) or now.basis == "bands":
            return
        if Decimal(str(then["reduction_percent"])) > now.reduction_percent or int(then["interval_days"]) < now.interval_days:
            said = QUICKER.format(percent=text.number(now.reduction_percent), days=now.interval_days)
            form.add_error(second_pace.PACE, said)

    def strategy(self, cleaned: Mapping[str, Any]) -> dict[str, object]:
        now = self.plan.request.strategy
        changed = {name: cleaned[name] or FIELDS[name].default for name in FIELD_NAMES if name in cleaned}
        changed = {name: value for name, value in changed.items() if value != getattr(now, name)}
        then = second_pace.chosen(cleaned).get("then")
        if FIELDS["then"].kind.restore(then) == self.plan.pace.then:
            return changed
        return changed | {"then": then}

    def holds(self, form: PageForm) -> dict[str, object]:
        """The holds of the strategy by their steps, where the rows of pauses are others than at first."""
        return {"holds": pauses.chosen(form, self.plan.catalogue)} if self._pauses_changed(form) else {}

    def change(self, form: PageForm, change: Change, *, rounded: bool) -> Change:
        """A change with the pauses by their days too, where these are others than at first. Raises ValidationError at a row."""
        found = pauses.by_day(form, self.plan.catalogue) if self._pauses_changed(form) else []
        try:
            pauses.refuse_by_day(found, change.adjustment.strategy or self.plan.request.strategy, rounded=rounded)
            plan, asked = self.plan, [each for _, each in found]
            return change_with_pauses(plan.schedule, plan.request, plan.catalogue, change, asked) if asked else change
        except NoPause as none:
            raise forms.ValidationError({pauses.box_of(form, found, none): none.message}) from none

    def _pauses_changed(self, form: PageForm) -> bool:
        return any(name in form.changed_data for name in self.paused)

    def said(self, form: PageForm, made: Adjustment, changes_on: date) -> list[str]:
        before = self.plan.request.strategy
        asked = made.strategy or before
        names = [name for name in (*FIELD_NAMES, "then") if getattr(asked, name) != getattr(before, name)]
        paused = [f"Pauses ahead: {pauses.said(form) or 'none'}"] * self._pauses_changed(form)
        return [*(f"{_label(name)}: {_said(name, getattr(asked, name))}" for name in names), *paused]


def _label(name: str) -> str:
    return FIELDS[name].box.label or "Second pace"


def _said(name: str, value: Any) -> str:
    row = FIELDS[name]
    if not value or value == row.default:
        return "none" if name in ("target_mg", "then", "coarse_tail") else "as usual"
    return "; ".join(row.said(value, lambda each: text.exact(each) if isinstance(each, Decimal) else str(each)))
