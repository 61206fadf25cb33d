"""A day of a taper as it is laid down: what is taken of each drug now, what that weighs, and which pieces make it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from ..catalogue.facts import Catalogue
from ..doses.products import CannotMakeDose, Makeable, to_mg, to_ng
from ..doses.regimen import TIMES, Dose, Regimen
from ..text import mg
from .day import Slot, Slots, taken_slots, total
from .schedule import StepDose
from .strategy import Request


class TakenDay:
    """The day's doses as they are now: of the `drugs` on the way, and by the weights of these and `others` as equivalents.

    `measured` are the times of day at which what is taken of a drug was a volume before.
    """

    def __init__(
        self,
        request: Request,
        catalogue: Catalogue,
        drugs: Iterable[str],
        others: Iterable[str] = (),
        measured: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        drugs, liquids = tuple(drugs), _liquids(request, catalogue)
        self.request, self.catalogue, self.envelope = request, catalogue, catalogue.envelope
        self.makes = {drug: request.makeable(catalogue, drug) for drug in drugs}
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*drugs, *others)))
        self.day = {
            drug: taken_slots(request, catalogue, drug, (*measured.get(drug, ()), *liquids.get(drug, ()))) for drug in drugs
        }

    @property
    def regimen(self) -> Regimen:
        """The day's doses as they are now."""
        return Regimen(tuple(Dose(time, drug, to_mg(each.ng)) for drug in self.day for time, each in self.day[drug].items()))

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

    def doses(self) -> tuple[StepDose, ...]:
        """The day's doses with their pieces; what stands as it is taken has none."""
        return tuple(
            _dose(drug, time, slots[time], self.makes[drug])
            for time in TIMES
            for drug, slots in self.day.items()
            if time in slots
        )

    def weight_taken(self, regimen: Regimen) -> int:
        """The equivalent of a regimen."""
        return sum(to_ng(mg) * self.weights.of_ng[drug] for drug, mg in regimen.daily_mg().items())

    def slots_of(self, drug: str, regimen: Regimen) -> Slots:
        """What is taken of a drug in another regimen; what is measured now stays measured. Raises CannotMakeDose for a new dose
        that the products do not make."""
        now = self.day[drug]
        measured = [time for time, each in now.items() if each.liquid]
        slots = taken_slots(replace(self.request, regimen=regimen), self.catalogue, drug, measured)
        for time, each in slots.items():
            if not each.made and now.get(time) != each:
                raise cannot_make(drug, to_mg(each.ng), self.makes[drug])
        return slots

    def can_make(self, regimen: Regimen) -> bool:
        """Whether every dose of a regimen is one that the products make, or stands as it is taken now."""
        return all(self._can_make(each.drug, each.time, to_ng(each.mg)) for each in regimen.doses)

    def _can_make(self, drug: str, time: str, ng: int) -> bool:
        makes, now = self.makes[drug], self.day[drug].get(time)
        return makes.makes(ng) or makes.makes(ng, liquid=True) or bool(now and not now.made and now.ng == ng)


def _liquids(request: Request, catalogue: Catalogue) -> dict[str, list[str]]:
    """The times of day at which each drug is taken as a product that is measured."""
    sold, found = catalogue.products(request.market), dict[str, list[str]]()
    for each in request.regimen.doses:
        if each.product and sold[each.product].mg_per_ml:
            found.setdefault(each.drug, []).append(each.time)
    return found


def step_doses(request: Request, catalogue: Catalogue, regimen: Regimen, before: Collection[StepDose]) -> tuple[StepDose, ...]:
    """A regimen's doses with the pieces that the request's products make them from.

    What stands as it is taken among the doses `before` may stay. Raises CannotMakeDose for any other that they do not make.
    """
    asked = replace(request, regimen=regimen)
    day = TakenDay(asked, catalogue, asked.drugs)
    stays = {(each.time, each.drug, each.mg) for each in before if not each.made}
    doses = day.doses()
    for each in doses:
        if not each.made and (each.time, each.drug, each.mg) not in stays:
            raise cannot_make(each.drug, each.mg, day.makes[each.drug])
    return doses


def cannot_make(drug: str, dose_mg: Decimal, makes: Makeable) -> CannotMakeDose:
    """The refusal of a dose at one time of day that the products do not make."""
    having = ", ".join(each.label for each in makes.products)
    return CannotMakeDose(
        f"{drug} {mg(dose_mg)} at one time of day cannot be made exactly from: {having}, split as chosen."
        if having
        else f"{drug} {mg(dose_mg)} at one time of day cannot be made: no plain tablet or capsule of it is sold here."
    )


def _dose(drug: str, time: str, slot: Slot, makes: Makeable) -> StepDose:
    pieces = makes.pieces(slot.ng, liquid=slot.liquid) if slot.made else ()
    return StepDose(time, drug, to_mg(slot.ng), pieces, slot.made)
