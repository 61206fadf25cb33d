"""A daily dose over the times of day: which dose gives way when the day's dose falls."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ..catalogue.facts import Catalogue
from ..doses.products import Makeable, to_ng
from ..doses.regimen import TIMES
from .strategy import Request

_TIES = {"midday": 0, "evening": 1, "morning": 2, "night": 3}


class Slot(NamedTuple):
    """What is taken of one drug at one time of day: nanograms, and whether it is measured as a liquid.

    One that is not `made` is taken today as the patient takes it: these products do not make it, and need not.
    """

    ng: int
    liquid: bool = False
    made: bool = True


Slots = Mapping[str, Slot]
"""One drug's day: time of day to what is taken then. Times with nothing are left out."""


def taken_slots(request: Request, catalogue: Catalogue, drug: str, measured: Collection[str] = ()) -> Slots:
    """What is taken of a drug at the start; a dose that only the request's liquid makes is a volume.

    So is one that the liquid makes at a time of day at which it was `measured` before: once liquid, always liquid, also where the
    syringes have no mark for what is taken today. A dose that nothing makes stands as it is taken, and so does a volume of a
    liquid that the request does not use: it is none of another.
    """
    makes, times = request.makeable(catalogue, drug), {each.time for each in request.regimen.doses if each.drug == drug}
    amounts = {time: to_ng(request.regimen.at(drug, time)) for time in TIMES if time in times}
    slots = {time: _taken_slot(makes, ng, was_measured=time in measured) for time, ng in amounts.items() if ng}
    others = _other_liquids(request, catalogue, drug) if makes.volumes else ()
    return slots | {time: Slot(slots[time].ng, True, made=False) for time in others if time in slots}


def _other_liquids(request: Request, catalogue: Catalogue, drug: str) -> list[str]:
    """The times of day at which a drug is taken as a liquid that is not the one which the request uses."""
    used, sold = {each.id for each in request.products(catalogue, drug)}, catalogue.products(request.market)
    known = (each for each in request.regimen.doses if each.drug == drug and each.product and each.product not in used)
    return [each.time for each in known if sold[each.product].mg_per_ml]


def _taken_slot(makes: Makeable, ng: int, *, was_measured: bool) -> Slot:
    tablets, volume = makes.makes(ng), makes.makes(ng, liquid=True)
    between = not tablets and makes.at_least(ng, liquid=True) is not None  # two marks, or it is more than a syringe holds
    return Slot(ng, (was_measured and (volume or between)) or (volume and not tablets), tablets or volume)


def total(slots: Slots) -> int:
    """The drug's ng in the day."""
    return sum([each.ng for each in slots.values()])


def giving_order(slots: Slots) -> list[str]:
    """The times of day in the order in which they give way: the largest dose first; ties midday, evening, morning, night."""
    return sorted(slots, key=lambda time: (-slots[time].ng, _TIES[time]))


def floors(slots: Slots, night_floor_ng: int) -> dict[str, int]:
    """The ng that each time of day keeps while others can give way, the times in the order in which they give way.

    `night_floor_ng` is kept at night while any daytime dose is left (Ashton 2002 and NHS Scotland 2024: the daytime doses go
    first, the night dose last); 0 keeps nothing.
    """
    kept = dict.fromkeys(giving_order(slots), 0)
    if night_floor_ng and "night" in slots and len(slots) > 1:
        kept["night"] = min(slots["night"].ng, night_floor_ng)
    return kept
