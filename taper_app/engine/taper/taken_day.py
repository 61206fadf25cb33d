"""A day of a taper as it is laid down: what is taken of each drug now, what that weighs, and which pieces make it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
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
        drugs = tuple(drugs)
        self.request, self.catalogue, self.envelope = request, catalogue, catalogue.envelope
        self.makes = {drug: request.makeable(catalogue, drug) for drug in drugs}
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*drugs, *others)))
        self.day = {drug: taken_slots(request, catalogue, drug, measured.get(drug, ())) for drug in drugs}

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
        """The day's doses with their pieces. Raises CannotMakeDose."""
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
        """What is taken of a drug in another regimen; what is measured now stays measured."""
        measured = [time for time, each in self.day[drug].items() if each.liquid]
        return taken_slots(replace(self.request, regimen=regimen), self.catalogue, drug, measured)

    def can_make(self, regimen: Regimen) -> bool:
        """Whether every dose of a regimen is one that the products make."""
        makes = ((self.makes[each.drug], to_ng(each.mg)) for each in regimen.doses)
        return all(each.makes(ng) or each.makes(ng, liquid=True) for each, ng in makes)


def step_doses(request: Request, catalogue: Catalogue, regimen: Regimen) -> tuple[StepDose, ...]:
    """A regimen's doses with the pieces that the request's products make them from. Raises CannotMakeDose."""
    asked = replace(request, regimen=regimen)
    return TakenDay(asked, catalogue, asked.drugs).doses()


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
