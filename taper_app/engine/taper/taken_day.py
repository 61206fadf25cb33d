"""A day of a taper as it is laid down: what is taken of each drug now, what that weighs, and which pieces make it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from ..catalogue.facts import Catalogue
from ..doses.products import CannotMakeDose, Makeable, to_mg, to_ng
from ..doses.regimen import TIMES, Dose, Regimen, WeekNeeded
from ..doses.week import A_WEEK, other_days
from ..text import mg
from .day import Slot, Slots, taken_slots, total
from .schedule import StepDose
from .strategy import Request
from .week import NOTHING, Pattern, Week, uneven


class TakenDay:
    """The day's doses as they are now: of the `drugs` on the way, and by the weights of these and `others` as equivalents.

    `day` is the day of the most; with a `pattern` one dose of it is lower on some days of the week. Equivalents are then means.
    `measured` are the times of day at which what is taken of a drug was a volume before. What is taken `as_it_is` without an end
    may differ by its days in any way, for nothing goes down from it.
    """

    def __init__(
        self,
        request: Request,
        catalogue: Catalogue,
        drugs: Iterable[str],
        others: Iterable[str] = (),
        measured: Mapping[str, Collection[str]] = MappingProxyType({}),
        *,
        as_it_is: bool = False,
    ) -> None:
        drugs, liquids = tuple(drugs), _liquids(request, catalogue)
        self.request, self.catalogue, self.envelope = request, catalogue, catalogue.envelope
        self.makes = {drug: request.makeable(catalogue, drug) for drug in drugs}
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*drugs, *others)))
        self.measured = {drug: (*measured.get(drug, ()), *liquids.get(drug, ())) for drug in drugs}
        self.day = {drug: taken_slots(request, catalogue, drug, self.measured[drug]) for drug in drugs}
        self.stands = request.regimen if as_it_is and request.regimen.by_days else None
        self.pattern = None if self.stands else self._pattern_in(request.regimen)
        self._weekly_ng: dict[str, int] = {}
        self._made: dict[tuple[str, str, Slot, tuple[str, ...]], StepDose] = {}

    @property
    def regimen(self) -> Regimen:
        """The doses as they are now, each with its days of the week."""
        if self.stands:
            return Regimen(tuple(replace(each, product="") for each in self.stands.doses))
        taken = ((drug, time, slot) for drug, slots in self.day.items() for time, slot in slots.items())
        if self.pattern is None:
            return Regimen(tuple(Dose(time, drug, to_mg(slot.ng)) for drug, time, slot in taken))
        by_days = ((drug, time, each, days) for drug, time, slot in taken for each, days in self._by_days(drug, time, slot))
        return Regimen(tuple(Dose(time, drug, to_mg(each.ng), weekdays=days) for drug, time, each, days in by_days))

    def week(self, drug: str) -> Week:
        """What is taken of a drug in a week."""
        return Week(self.day[drug], self.pattern if self.pattern and self.pattern.drug == drug else None)

    def week_ng(self, drug: str) -> int:
        """ng of a drug in a week."""
        if drug not in self._weekly_ng:
            self._weekly_ng[drug] = self.week(drug).ng if self.pattern else total(self.day[drug]) * A_WEEK
        return self._weekly_ng[drug]

    def weight_of(self, drug: str) -> int:
        """The drug's part of the day's equivalent, or of the mean of its week."""
        return self.week_ng(drug) * self.weights.of_ng[drug] // A_WEEK

    def total_weight(self) -> int:
        """The equivalent of the day's doses as they are now."""
        if self.stands:
            return self.weight_taken(self.stands)
        return sum([self.weight_of(drug) for drug in self.day])

    def put(self, drug: str, time: str, slot: Slot | None) -> None:
        """Take so much of the drug at that time from the next step on; None or 0 is nothing."""
        slots = dict(self.day[drug])
        slots.pop(time, None)
        if slot and slot.ng:
            slots[time] = slot
        self.day[drug] = slots
        self._weekly_ng.pop(drug, None)

    def take_week(self, drug: str, week: Week) -> None:
        """Take so much of the drug in a week from the next step on."""
        self.day[drug] = week.slots
        self._weekly_ng[drug] = week.ng
        if week.pattern or (self.pattern and self.pattern.drug == drug):
            self.pattern = week.pattern

    def take(self, regimen: Regimen) -> None:
        """Take the doses of another regimen from the next step on. Raises CannotMakeDose, WeekNeeded."""
        self.day = {drug: self.slots_of(drug, regimen) for drug in self.day}
        self.pattern = self._pattern_in(regimen)
        self._weekly_ng = {}

    def _pattern_in(self, regimen: Regimen) -> Pattern | None:
        """How one dose of a regimen is lower on some days of the week. Raises WeekNeeded where that is more than one pattern."""
        found = [*uneven(regimen)] if regimen.by_days else []
        if found and self.request.strategy.pattern == "none":
            raise some_days(found[0][0])
        if len(found) > 1 or any(len(amounts) > 2 for _, _, amounts in found):
            raise not_one_pattern(found[-1][0])
        for drug, time, amounts in found:
            days = amounts[min(amounts)]
            asked = replace(self.request, regimen=regimen.on(days[0]))
            low = taken_slots(asked, self.catalogue, drug, self.measured[drug]).get(time, NOTHING)
            return Pattern(drug, time, low, days)
        return None

    def _by_days(self, drug: str, time: str, slot: Slot) -> Iterator[tuple[Slot, tuple[str, ...]]]:
        """What is taken of a drug at a time of day, with the days of the week of each; no day named is every day."""
        pattern = self.pattern
        if pattern is None or (pattern.drug, pattern.time) != (drug, time):
            yield slot, ()
        else:
            yield slot, other_days(pattern.days)
            if pattern.low.ng:
                yield pattern.low, pattern.days

    def doses(self) -> tuple[StepDose, ...]:
        """The doses with their pieces and their days of the week; what stands as it is taken has no pieces."""
        if self.stands:
            return tuple(self._standing())
        taken = [(drug, time, slots[time]) for time in TIMES for drug, slots in self.day.items() if time in slots]
        if self.pattern is None:
            return tuple([self._dose(drug, time, slot) for drug, time, slot in taken])
        by_days = ((drug, time, each, days) for drug, time, slot in taken for each, days in self._by_days(drug, time, slot))
        return tuple(self._dose(*each) for each in by_days)

    def _standing(self) -> Iterator[StepDose]:
        """The doses of what is taken as it is, by time of day."""
        for each in sorted(self.stands.doses if self.stands else (), key=lambda dose: TIMES.index(dose.time)):
            asked = replace(self.request, regimen=Regimen((replace(each, weekdays=()),)))
            slot = taken_slots(asked, self.catalogue, each.drug, self.measured[each.drug])[each.time]
            yield self._dose(each.drug, each.time, slot, each.weekdays)

    def _dose(self, drug: str, time: str, slot: Slot, weekdays: tuple[str, ...] = ()) -> StepDose:
        """One of the doses. From step to step most are the same, and are made once."""
        key = drug, time, slot, weekdays
        made = self._made.get(key)
        if made is None:
            pieces = self.makes[drug].pieces(slot.ng, liquid=slot.liquid) if slot.made else ()
            made = self._made[key] = StepDose(time, drug, to_mg(slot.ng), pieces, slot.made, weekdays)
        return made

    def weight_taken(self, regimen: Regimen) -> int:
        """The equivalent of a regimen, the mean of its week."""
        return sum(to_ng(mg) * self.weights.of_ng[drug] for drug, mg in regimen.weekly_mg().items()) // A_WEEK

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


def some_days(drug: str) -> WeekNeeded:
    """The refusal of what is not the same on every day in a plan by the day."""
    return WeekNeeded(
        f"{drug.capitalize()} is not the same on every day. Ask for a plan by days of the week, or give one dose on all days.",
        drug,
    )


def not_one_pattern(drug: str) -> WeekNeeded:
    """The refusal of a week in which more than one dose differs by its days, or one by more than two amounts."""
    return WeekNeeded(
        f"{drug.capitalize()} is not the same on every day, and a plan by days of the week can lower only one dose, at one time"
        " of day, on some days. At a visit what is taken can be held as it is, without an end. To go down, enter the same doses"
        " on all days but for one time of day, and two different ones there.",
        drug,
    )
