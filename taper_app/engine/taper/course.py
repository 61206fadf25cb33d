"""A taper as it is laid down, step by step: what is taken now, and the steps so far."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from ..catalogue.facts import Catalogue
from ..doses.products import CannotMakeDose, Makeable, Refusal, to_mg, to_ng
from ..doses.regimen import TIMES, Dose, Regimen
from ..text import mg
from .day import Slot, Slots, taken_slots, total
from .decided import KeptEdit, PlannedHold
from .past import Past, is_a_fall, is_below
from .schedule import Step, StepDose
from .strategy import Request

_CHANGES = ("crossover", "reduce", "maintain", "stop")
_COUNTED = ("crossover", "stabilise", "reduce")
_OF_A_CROSSOVER = ("crossover", "stabilise")
NOT_EDITED, ENDS = "", "ends"


class TooLong(Refusal):
    """The taper would take more steps than anybody follows."""


class Course:
    """A taper as it is being laid down: the day's doses now, and the steps so far.

    `weight` is the day's equivalent now, `began` what was taken when the crossover began.
    """

    def __init__(self, request: Request, catalogue: Catalogue, past: Past) -> None:
        self.request, self.catalogue, self.envelope = request, catalogue, catalogue.envelope
        self.most_steps = catalogue.limits["steps"].most
        drugs = request.drugs if past.is_plain else tuple(dict.fromkeys((*request.drugs, *past.drugs)))
        self.makes = {drug: request.makeable(catalogue, drug) for drug in drugs}
        self.first = past.first or request
        self.began = past.crossed_from or request.regimen
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*drugs, *self.first.drugs, *self.began.drugs)))
        self.day = {drug: taken_slots(request, catalogue, drug, past.measured(drug)) for drug in drugs}
        self.weight = self.total_weight()
        self.steps: list[Step] = list(past.steps)
        self.past, self.past_steps = past, len(past.steps)
        self.planned_holds, self.laid = past.holds, Counter[str]()
        self.next_on = request.starts_on
        self.open_ended, self.crossed = False, True
        self.edits, self.by_number, self.ends = list(past.edits), dict(past.by_number), past.ends
        self.plain = past.is_plain and not request.strategy.holds

    @property
    def has_marks(self) -> bool:
        """Whether there are doses that the way down must not pass."""
        return bool(self.edits or self.ends or self.past.through)

    @property
    def regimen(self) -> Regimen:
        """The day's doses as they are now."""
        return Regimen(tuple(Dose(time, drug, to_mg(each.ng)) for drug in self.day for time, each in self.day[drug].items()))

    @property
    def kept(self) -> int:
        """The equivalent that a crossover keeps: that of what was taken when it began."""
        return sum(to_ng(mg) * self.weights.of_ng[drug] for drug, mg in self.began.daily_mg().items())

    def weight_of(self, drug: str) -> int:
        """The drug's part of the day's equivalent."""
        return total(self.day[drug]) * self.weights.of_ng[drug]

    def total_weight(self) -> int:
        """The equivalent of the day's doses as they are now."""
        return sum(self.weight_of(drug) for drug in self.day)

    def put(self, drug: str, time: str, slot: Slot | None) -> None:
        """Take so much of the drug at that time from the next step on; None or 0 is nothing."""
        slots = dict(self.day[drug])
        slots.pop(time, None)
        if slot and slot.ng:
            slots[time] = slot
        self.day[drug] = slots

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
            self._add(kind, days, closing, as_taken)
            return
        if self.past.earlier and self.steps and kind in _CHANGES:
            self._stay(kind)
        edited = False
        if (self.edits or self.by_number) and kind in _COUNTED:
            days, edited = self._days_by_hand(kind, days)
        self._add(kind, days, closing, as_taken, edited)
        self._add_holds(kind, days)

    def _add_holds(self, kind: str, days: int | None) -> None:
        """The holds that come after the step just laid down, or the dose without an end that the plan goes down to."""
        self.laid[kind] += 1
        if self.ends and self.ends.regimen and not self.open_ended and self._at_end(self.ends.regimen):
            self.add_end()
        for planned in self.planned_holds:
            if (planned.kind, planned.after) == (kind, self.laid[kind]) and not self.open_ended:
                self.add_planned(planned)
        for hold in self.request.strategy.holds:
            if hold.after_step == len(self.steps) and days and not self.open_ended:
                self._add("hold", hold.days)

    def add_planned(self, planned: PlannedHold) -> None:
        """Lay down a hold that was planned in advance; where its step is changed by hand, with those days, or not at all."""
        by_hand = self.by_number.get(len(self.steps) + 1)
        if by_hand and by_hand.doses is None:
            del self.by_number[by_hand.number]
            planned = planned._replace(days=by_hand.days, edited=True)
        if not by_hand or by_hand.doses is None:
            self._add("hold", planned.days, edited=planned.edited)

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
            self._add(self.ends.kind, None)

    # Steps changed by hand -----------------------------------------------------------------------

    def next_edit(self, *places: str) -> KeptEdit | None:
        """The edited step that comes next whatever the pace: the one of this number, or one that came after just these doses.

        `places` are the parts of the plan that come now.
        """
        if self.plain or not (self.edits or self.by_number) or self.open_ended:
            return None
        now, by_hand = self.regimen, self.by_number.get(len(self.steps) + 1)
        if by_hand:
            if by_hand.doses is None or by_hand.days is None:
                return None
            return KeptEdit(Regimen(by_hand.doses), by_hand.days, now, places[0], places[0])
        known = (each for each in self.edits if each.instead_of in places and each.after.same_as(now))
        return next((each for each in known if self._can_make(each)), None)

    def passed(self, drug: str, before: Regimen) -> KeptEdit | None:
        """The edited dose, the end, or the dose stepped back from, which a drug's fall from the day `before` would pass."""
        coming, days = self.regimen, self.request.strategy.interval_days
        known = [(self.ends.regimen, ENDS)] if self.ends and self.ends.regimen else []
        known += [(self.past.through, "reduce")] if self.past.through else []
        found = []
        for regimen, otherwise in known:
            if is_a_fall(regimen, before, self.envelope.min_percent):
                found.append(KeptEdit(regimen, days, before, "reduce", NOT_EDITED))
            elif otherwise == ENDS and is_below(regimen, before) and not is_below(regimen, coming):
                return KeptEdit(before, days, before, ENDS, NOT_EDITED)
        found += [] if len(self.steps) + 1 in self.by_number else [each for each in self.edits if not each.stays]
        passed = [each for each in found if is_below(each.doses, before) and not is_below(each.doses, coming)]
        taken, least = before.daily_mg().get(drug, 0), self.total_weight()
        for each in sorted(passed, key=lambda edit: -self._weight_of(edit.doses)):
            lower = each.doses.daily_mg().get(drug, 0) < taken and self._weight_of(each.doses) >= least
            if lower and each.instead_of not in _OF_A_CROSSOVER and self._can_make(each):
                return each
        return None

    def add_edit(self, edit: KeptEdit) -> None:
        """Lay down a step as a clinician decided on it, and what comes after it."""
        if edit in self.edits:
            self.edits.remove(edit)
        self.by_number.pop(len(self.steps) + 1, None)
        before = (self.steps[-1].regimen if self.steps else self.request.regimen).daily_mg()
        self.day = {drug: self._slots(drug, edit.doses) for drug in self.day}
        if edit.kind == ENDS:
            self.add_end()
            return
        kind, weight, after = edit.kind, self.weight, self.total_weight()
        if after != weight:
            kind = "reduce" if after < weight else "step-back"
            self.began = edit.doses
        elif kind not in _OF_A_CROSSOVER:
            kind = "hold"
        closing = after < weight and self._closes(before, self.weights.mg(weight - after))
        if self.past.earlier and self.steps:
            self._stay(kind)
        self._add(kind, edit.days, closing, edited=edit.instead_of != NOT_EDITED)
        self._add_holds(kind if kind in _OF_A_CROSSOVER else "reduce", edit.days)

    def _closes(self, before: Mapping[str, Decimal], fall: Fraction) -> bool:
        """Whether the drug that falls most, from the day `before`, does so by more than is allowed and by little in all."""
        now = {drug: to_mg(total(self.day[drug])) for drug in before}
        drug = max(before, key=lambda each: (before[each] - now[each]) * self.weights.of_ng[each])
        small = fall <= self.envelope.closing_mg or self.request.strategy.coarse_tail
        return small and (before[drug] - now[drug]) * 100 > before[drug] * self.envelope.max_percent

    def _weight_of(self, regimen: Regimen) -> int:
        return sum(to_ng(mg) * self.weights.of_ng[drug] for drug, mg in regimen.daily_mg().items())

    def _can_make(self, edit: KeptEdit) -> bool:
        makes = ((self.makes[each.drug], to_ng(each.mg)) for each in edit.doses.doses)
        return all(each.makes(ng) or each.makes(ng, liquid=True) for each, ng in makes)

    def _days_by_hand(self, kind: str, days: int | None) -> tuple[int | None, bool]:
        """The days of a step that comes by the pace, and whether they were given by hand."""
        by_hand = self.by_number.pop(len(self.steps) + 1, None)
        if by_hand:
            return by_hand.days, True
        now = self.regimen
        for each in self.edits:
            if (each.instead_of in _OF_A_CROSSOVER or kind in _OF_A_CROSSOVER) and each.instead_of != kind:
                continue
            if each.doses.same_as(now) and not each.stays:
                self.edits.remove(each)
                return each.days, True
        return days, False

    def _slots(self, drug: str, regimen: Regimen) -> Slots:
        measured = [time for time, each in self.day[drug].items() if each.liquid]
        asked = replace(self.request, regimen=regimen)
        return taken_slots(asked, self.catalogue, drug, measured)

    # One step ------------------------------------------------------------------------------------

    def _stay(self, kind: str) -> None:
        """Keep the last dose until the earlier plan had come down to the one that is taken from the next step on."""
        until = self.past.came_to(self.weights.mg(self.total_weight()), self.regimen if kind == "crossover" else None)
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

    def _add(self, kind: str, days: int | None, closing: bool = False, as_taken: bool = False, edited: bool = False) -> None:
        if len(self.steps) >= self.most_steps:
            raise TooLong(f"This taper would take more than {self.most_steps} steps. Choose larger reductions or other products.")
        before, self.weight = self.weight, self.total_weight()
        fall = self.weights.mg(before - self.weight)
        percent = Fraction((before - self.weight) * 100, before) if before else Fraction(0)
        number, doses, equivalent = len(self.steps) + 1, self.doses(), self.weights.mg(self.weight)
        step = Step(number, kind, self.next_on, days, doses, equivalent, fall, percent, closing, as_taken, edited)
        self.steps.append(step)
        self.open_ended = days is None
        self.next_on += timedelta(days=days or 0)

    def doses(self) -> tuple[StepDose, ...]:
        """The day's doses with their pieces. Raises CannotMakeDose."""
        return tuple(
            _dose(drug, time, slots[time], self.makes[drug])
            for time in TIMES
            for drug, slots in self.day.items()
            if time in slots
        )


def step_doses(request: Request, catalogue: Catalogue, regimen: Regimen) -> tuple[StepDose, ...]:
    """A regimen's doses with the pieces that the request's products make them from. Raises CannotMakeDose."""
    return Course(replace(request, regimen=regimen), catalogue, Past()).doses()


def _dose(drug: str, time: str, slot: Slot, makes: Makeable) -> StepDose:
    try:
        pieces = makes.pieces(slot.ng, liquid=slot.liquid)
    except CannotMakeDose as error:
        having = ", ".join(each.label for each in makes.products)
        raise CannotMakeDose(
            f"{drug} {mg(to_mg(slot.ng))} at one time of day cannot be made exactly from: {having}, split as chosen."
            if having
            else f"{drug} {mg(to_mg(slot.ng))} at one time of day cannot be made: no plain tablet or capsule of it is sold here."
        ) from error
    return StepDose(time, drug, to_mg(slot.ng), pieces)
