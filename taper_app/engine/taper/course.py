"""A taper as it is laid down, step by step: what is taken now, and the steps so far."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from ..catalogue.facts import Catalogue
from ..doses.equivalence import ratio
from ..doses.products import Refusal
from ..doses.regimen import Regimen
from ..doses.week import DAYS
from .decided import PlannedHold
from .past import Past, is_below
from .schedule import Step
from .strategy import Request
from .taken_day import TakenDay
from .week import low_days

_CHANGES = ("crossover", "reduce", "maintain", "stop")
_COUNTED = ("crossover", "stabilise", "reduce")
OF_A_CROSSOVER = ("crossover", "stabilise")


class TooLong(Refusal):
    """The taper would take more steps than anybody follows."""


class Course(TakenDay):
    """A taper as it is being laid down: the day's doses now, and the steps so far.

    `weight` is the day's equivalent now, `began` what was taken when the crossover began, `low_days` those that were lower last.
    """

    def __init__(self, request: Request, catalogue: Catalogue, past: Past) -> None:
        self.past, self.first = past, past.first or request
        self.began = past.crossed_from or request.regimen
        drugs = request.drugs if past.is_plain else tuple(dict.fromkeys((*request.drugs, *past.drugs)))
        measured = {drug: past.measured(drug) for drug in drugs}
        others = (*self.first.drugs, *self.began.drugs)
        super().__init__(request, catalogue, drugs, others, measured, as_it_is=past.stands(request.regimen))
        self.most_steps = catalogue.limits["steps"].most
        self.weight = self.total_weight()
        self.steps: list[Step] = list(past.steps)
        self.past_steps, self.given_up = len(past.steps), 0
        self.planned_holds, self.laid = past.holds, Counter[str]()
        self.next_on = request.starts_on
        self.open_ended, self.crossed = False, True
        self.edits, self.by_number, self.ends = list(past.edits), dict(past.by_number), past.ends
        self.plain = past.is_plain and not request.strategy.holds
        patterned = (low for step in reversed(past.steps) if (low := low_days(step.regimen)))
        self.low_days = self.pattern.days if self.pattern else next(patterned, ())

    @property
    def has_marks(self) -> bool:
        """Whether there are doses that the way down must not pass."""
        return bool(self.edits or self.ends or self.past.through)

    @property
    def kept(self) -> int:
        """The equivalent that a crossover keeps: that of what was taken when it began, without what a label gives up."""
        return self.weight_taken(self.began) - self.given_up

    def wait(self, kind: str, days: int | None, *, as_taken: bool) -> None:
        """Lay down a step at the dose taken now; where that was not planned, it is neither a reduction nor a rise."""
        if self.steps and not as_taken:
            planned = self.request.measure.of(self.catalogue, self.steps[-1].regimen)
            self.weight = self.weights.of_mg(planned)
        self.add(kind, days, as_taken=as_taken)

    def add(self, kind: str, days: int | None, *, closing: bool = False, as_taken: bool = False) -> None:
        """Lay down a step with the day's doses as they are now, and the holds that come after it.

        Where it would come before the earlier plan had come down to it, the dose before it stays until then.
        """
        if self.plain:
            self.lay_down(kind, days, closing, as_taken)
            return
        if self.past.earlier and self.steps and kind in _CHANGES:
            self.stay(kind)
        edited = False
        if (self.edits or self.by_number) and kind in _COUNTED:
            days, edited = self._days_by_hand(kind, days)
        self.lay_down(kind, days, closing, as_taken, edited)
        self.add_holds(kind, days)

    def add_holds(self, kind: str, days: int | None) -> None:
        """The holds that come after the step just laid down, or the dose without an end that the plan goes down to."""
        self.laid[kind] += 1
        if self.ends and self.ends.regimen and not self.open_ended and self._at_end(self.ends.regimen):
            self.add_end()
        for planned in self.planned_holds:
            if (planned.kind, planned.after) == (kind, self.laid[kind]) and not self.open_ended:
                self.add_planned(planned)
        for hold in self.request.strategy.holds:
            if hold.after_step == len(self.steps) and days and not self.open_ended:
                self.lay_down("hold", hold.days)

    def add_planned(self, planned: PlannedHold) -> None:
        """Lay down a hold that was planned in advance; where its step is changed by hand, with those days, or not at all."""
        by_hand = self.by_number.get(len(self.steps) + 1)
        if by_hand and by_hand.doses is None:
            del self.by_number[by_hand.number]
            planned = planned._replace(days=by_hand.days, edited=True)
        if not by_hand or by_hand.doses is None:
            self.lay_down("hold", planned.days, edited=planned.edited)

    def add_first_holds(self) -> None:
        """Lay down the planned hold that comes at once."""
        for planned in self.planned_holds:
            if planned.after == 0 and not self.open_ended:
                self.add_planned(planned)

    def goes_down_to_end(self) -> bool:
        """Whether the dose without an end is below what is taken now."""
        return bool(self.ends and self.ends.regimen and is_below(self.ends.regimen, self.regimen))

    def _at_end(self, end: Regimen) -> bool:
        """Whether the dose without an end is reached; while doses move, it is only where it is one of these."""
        if self.crossed:
            return not is_below(end, self.regimen)
        return end.same_as(self.regimen) and set(end.drugs) != {self.request.strategy.crossover_to}

    def add_end(self) -> None:
        """Lay down the dose without an end."""
        if self.ends and not self.open_ended:
            self.lay_down(self.ends.kind, None)

    def _days_by_hand(self, kind: str, days: int | None) -> tuple[int | None, bool]:
        """The days of a step that comes by the pace, and whether they were given by hand."""
        by_hand = self.by_number.pop(len(self.steps) + 1, None)
        if by_hand:
            return by_hand.days, True
        now = self.regimen
        for each in self.edits:
            if (each.instead_of in OF_A_CROSSOVER or kind in OF_A_CROSSOVER) and each.instead_of != kind:
                continue
            if each.doses.same_as(now) and not each.stays:
                self.edits.remove(each)
                return each.days, True
        return days, False

    # One step ------------------------------------------------------------------------------------

    def stay(self, kind: str) -> None:
        """Keep the last dose until the earlier plan had come down to the one that is taken from the next step on."""
        until = self.past.came_to(self.weights.mg(self.total_weight()), self.regimen if kind == "crossover" else None)
        until = max(until, self._came_to_each_day())
        last, missing = self.steps[-1], self.request.strategy.whole_weeks((until - self.next_on).days)
        if missing <= 0:
            return
        longer = (last.days or 0) + missing
        if len(self.steps) > self.past_steps and (last.kind in ("hold", "step-back") or longer <= self.envelope.max_days):
            self.steps[-1] = replace(last, days=longer)
        else:
            same = replace(last, kind="hold", reduction=Fraction(0), reduction_percent=Fraction(0), closing=False)
            same = replace(same, number=last.number + 1, starts_on=self.next_on, days=missing, as_taken=False, edited=False)
            self.steps.append(same)
        self.next_on += timedelta(days=missing)

    def _came_to_each_day(self) -> date:
        """The first day from which the earlier plan had no more, on any day of the week, than is taken now.

        The first of all days where every day of both is alike: then the means tell it.
        """
        if not (self.pattern or any(each.mean for each in self.past.earlier)):
            return date.min
        now = [self.weight_taken(self.regimen.on(day)) for day in DAYS]
        for step in self.past.earlier:
            if all(self.weight_taken(step.regimen.on(day)) <= most for day, most in zip(DAYS, now, strict=True)):
                return step.starts_on
        return date.min

    def lay_down(self, kind: str, days: int | None, closing: bool = False, as_taken: bool = False, edited: bool = False) -> None:
        """Lay down one step with the day's doses as they are now, and nothing else. Raises TooLong, CannotMakeDose."""
        if len(self.steps) >= self.most_steps:
            raise TooLong(f"This taper would take more than {self.most_steps} steps. Choose larger reductions or other products.")
        before, self.weight = self.weight, self.total_weight()
        fall = self.weights.mg(before - self.weight)
        percent = ratio((before - self.weight) * 100, before) if before else Fraction(0)
        number, doses, equivalent = len(self.steps) + 1, self.doses(), self.weights.mg(self.weight)
        step = Step(number, kind, self.next_on, days, doses, equivalent, fall, percent, closing, as_taken, edited)
        self.steps.append(step)
        self.low_days = self.pattern.days if self.pattern else self.low_days
        self.open_ended = days is None
        self.next_on += timedelta(days=days or 0)
