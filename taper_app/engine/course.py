"""A taper as it is laid down, step by step: what is taken now, and the steps so far."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from .day import Slot, taken_slots, total
from .facts import Catalogue
from .products import CannotMakeDose, Makeable, Refusal, to_mg, to_ng
from .regimen import TIMES, Dose, Regimen
from .schedule import Step, StepDose
from .strategy import Request
from .text import mg

MOST_STEPS = 400
"""A taper with more steps than this is no plan that a person follows (Taper's own limit)."""
_CHANGES = ("crossover", "reduce", "maintain", "stop")
_LONGEST_DAYS = 28  # of the days between reductions; more is a hold


class TooLong(Refusal):
    """The taper would take more steps than anybody follows."""


class PlannedHold(NamedTuple):
    """Days without change (None: without an end) after so many steps of a kind, counted from the day of a revision."""

    kind: str
    after: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """What went before a schedule is laid down: its steps, the request they began with, and a wait before it goes on.

    `wait` is the kind and days of a step at the dose taken now; days None has no end. `holds` are those that were planned before
    and are still to come, `crossed_from` what was taken when a crossover began that now goes on. `made` are the doses that are
    gone on from as they were made; left out, those of the last step. No dose comes before the day on which the steps of
    `earlier`, those planned before, had come down to it.
    """

    steps: tuple[Step, ...] = ()
    first: Request | None = None
    wait: tuple[str, int | None] | None = None
    as_taken: bool = False
    holds: tuple[PlannedHold, ...] = ()
    crossed_from: Regimen | None = None
    made: tuple[StepDose, ...] | None = None
    earlier: tuple[Step, ...] = ()

    def measured(self, drug: str) -> tuple[str, ...]:
        """The times of day at which the dose that is gone on from is a volume of the drug."""
        doses = self.steps[-1].doses if self.made is None and self.steps else self.made or ()
        return tuple(each.time for each in doses if each.drug == drug and any(piece.ml for piece in each.pieces))

    def came_to(self, equivalent: Fraction, crossed: Regimen | None) -> date:
        """The first day on which no more was planned than so much, or on which just these doses were that have `crossed` over.

        The first of all days where neither was ever planned.
        """
        reached = (each.starts_on for each in self.earlier if each.equivalent <= equivalent)
        moved = (each.starts_on for each in self.earlier if crossed and each.regimen.same_as(crossed))
        return max(next(reached, date.min), next(moved, date.min))


class Course:
    """A taper as it is being laid down: the day's doses now, and the steps so far.

    `weight` is the day's equivalent now, `began` what was taken when the crossover began.
    """

    def __init__(self, request: Request, catalogue: Catalogue, past: Past) -> None:
        self.request, self.catalogue = request, catalogue
        drugs = request.drugs
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
        self.open_ended = False

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
        if self.past.earlier and self.steps and kind in _CHANGES:
            self._stay(kind)
        self._add(kind, days, closing)
        self.steps[-1] = replace(self.steps[-1], as_taken=as_taken) if as_taken else self.steps[-1]
        self.laid[kind] += 1
        for planned in self.planned_holds:
            if (planned.kind, planned.after) == (kind, self.laid[kind]) and not self.open_ended:
                self._add("hold", planned.days)
        for hold in self.request.strategy.holds:
            if hold.after_step == len(self.steps) and days and not self.open_ended:
                self._add("hold", hold.days)

    def _stay(self, kind: str) -> None:
        """Keep the last dose until the earlier plan had come down to the one that is taken from the next step on."""
        after = Regimen(tuple(Dose(time, drug, to_mg(slot.ng)) for drug in self.day for time, slot in self.day[drug].items()))
        until = self.past.came_to(self.weights.mg(self.total_weight()), after if kind == "crossover" else None)
        last, missing = self.steps[-1], self.request.strategy.whole_weeks((until - self.next_on).days)
        if missing <= 0:
            return
        longer = (last.days or 0) + missing
        if len(self.steps) > self.past_steps and (last.kind in ("hold", "step-back") or longer <= _LONGEST_DAYS):
            self.steps[-1] = replace(last, days=longer)
        else:
            same = replace(last, kind="hold", reduction=Fraction(0), reduction_percent=Fraction(0), closing=False)
            same = replace(same, number=last.number + 1, starts_on=self.next_on, days=missing, as_taken=False, edited=False)
            self.steps.append(same)
        self.next_on += timedelta(days=missing)

    def _add(self, kind: str, days: int | None, closing: bool = False) -> None:
        if len(self.steps) >= MOST_STEPS:
            raise TooLong(f"This taper would take more than {MOST_STEPS} steps. Choose larger reductions or other products.")
        before, self.weight = self.weight, self.total_weight()
        fall = self.weights.mg(before - self.weight)
        percent = Fraction((before - self.weight) * 100, before) if before else Fraction(0)
        number, doses, equivalent = len(self.steps) + 1, self.doses(), self.weights.mg(self.weight)
        self.steps.append(Step(number, kind, self.next_on, days, doses, equivalent, fall, percent, closing))
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
