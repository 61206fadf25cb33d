"""Pace → the next dose: the largest reduction that is not more than asked, or the smallest that can be made above it."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..catalogue.drugs import Drug
from ..catalogue.envelope import Envelope
from ..catalogue.facts import Catalogue
from ..catalogue.medicine import medicine
from ..doses.equivalence import Weights, ratio
from ..doses.products import Makeable, Refusal
from .day import Slot, Slots, floors
from .strategy import Request, Strategy


class NoAchievableReduction(Refusal):
    """The products make no reduction that keeps to the limits.

    `reached` is how far a plan by days of the week comes, in mg diazepam a day; None where nothing was lowered.
    """

    def __init__(self, message: str, reached: Fraction | None = None) -> None:
        super().__init__(message)
        self.reached = reached


class NoAchievableTarget(Refusal):
    """The target cannot be reached exactly with the products."""


class Reduction(NamedTuple):
    """What one time of day gives up: its new dose there, and the ng by which the day's dose falls."""

    time: str
    slot: Slot
    ng: int


def asked_mg(strategy: Strategy, current: Fraction, baseline: Fraction) -> Fraction:
    """The reduction that the pace asks for, before the cap of the envelope.

    All in mg diazepam a day; `current` and `baseline` are of what is being reduced.
    """
    if strategy.basis == "bands":
        bands = strategy.bands or ()
        return Fraction(next(each.reduction_mg for each in bands if current > each.down_to_mg or each is bands[-1]))
    return share(baseline if strategy.basis == "baseline" else current, strategy.reduction_percent)


def share(amount: Fraction, percent: Decimal | int) -> Fraction:
    """So many percent of an amount."""
    part, whole = percent.as_integer_ratio()
    return ratio(amount.numerator * part, amount.denominator * whole * 100)


class Limits(NamedTuple):
    """The bounds of one reduction of one drug, in ng of that drug, from `least` to `most`; `asked` lies anywhere.

    `room` is the ng above the target, which the reduction never exceeds.
    """

    asked: int
    least: int
    most: int
    room: int

    @classmethod
    def of(cls, envelope: Envelope, current_ng: int, asked_ng: int, closing_ng: int, room: int) -> "Limits":
        """Bounds for a drug of which `current_ng` is taken and `closing_ng` is what a closing reduction may be.

        `asked_ng` is what the pace asks for and `room` what is above the target, all in ng of the drug a day.
        """
        most = current_ng * envelope.max_percent // 100
        least = -(-current_ng * envelope.min_percent // 100)
        return cls(min(asked_ng, most, room), least, min(max(most, closing_ng), room), room)


def next_reduction(slots: Slots, makeable: Makeable, limits: Limits, night_floor_ng: int) -> Reduction | None:
    """The reduction of one drug that comes next, or None where the products make none within the limits.

    Taken from the largest dose that holds it. A volume is used only where tablets make nothing from the least to what was asked.
    """
    keeps = _keeps(slots, night_floor_ng)
    if limits.room <= max(limits.asked, limits.least):
        exact = next((found for keep in keeps if (found := _to_target(slots, makeable, limits, keep))), None)
        if exact:
            return exact
    for keep in keeps:
        within = _within(slots, makeable, limits, keep, volumes=False)
        if makeable.volumes and all(each.slot.liquid for each in within):
            within = _within(slots, makeable, limits, keep, volumes=True)
        if within:
            return max(within, key=_size)
        if above := _above(slots, makeable, limits.asked, limits, limits.most, keep):
            return min(above, key=_size)
    return None


def smallest_reduction(slots: Slots, makeable: Makeable, limits: Limits, night_floor_ng: int) -> Reduction | None:
    """The smallest reduction of at least the least percentage that can be made at all, however large: for a coarse tail."""
    anyhow = (_above(slots, makeable, 0, limits, limits.room, keep) for keep in _keeps(slots, night_floor_ng))
    return next((min(found, key=_size) for found in anyhow if found), None)


def night_floor_ng(request: Request, drug: Drug, weights: Weights, catalogue: Catalogue) -> int:
    """The ng that the night dose of a drug keeps while a daytime dose is left; 0 where the day goes down evenly.

    By default a drug of short half-life that is reduced directly goes down evenly, also where its modified-release form was taken
    at first; any other by day first. The night dose keeps so much diazepam equivalent as the limit has (Ashton 2002 and NHS
    Scotland 2024 leave the night dose last). `request` is the one that the plan began with.
    """
    strategy, slow = request.strategy, medicine(drug.id, "modified")
    even = drug.short_half_life and (strategy.method == "direct" or slow in request.regimen.drugs)
    if strategy.distribution:
        even = strategy.distribution == "even"
    return 0 if even else weights.of_mg(Fraction(catalogue.limits["night_floor_mg"].most)) // weights.of_ng[drug.id]


def _keeps(slots: Slots, night_floor_ng: int) -> list[dict[str, int]]:
    """What each time of day keeps: first with the night's dose held back, then, where that is more than nothing, without."""
    keep = floors(slots, night_floor_ng)
    return [keep, dict.fromkeys(keep, 0)] if any(keep.values()) else [keep]


def _to_target(slots: Slots, makeable: Makeable, limits: Limits, keep: dict[str, int]) -> Reduction | None:
    """The reduction that lands on the target; it may be under the least. Tablets before volumes."""
    for liquid in (False, True):
        for time, kept in keep.items():
            left = slots[time].ng - limits.room
            if liquid in _ways(slots[time], makeable) and left >= kept and makeable.makes(left, liquid=liquid):
                return Reduction(time, Slot(left, liquid), limits.room)
    return None


def _ways(slot: Slot, makeable: Makeable) -> tuple[bool, ...]:
    """How a dose may be made next: once liquid, always liquid."""
    if slot.liquid:
        return (True,)
    return (False, True) if makeable.volumes else (False,)


def _within(slots: Slots, makeable: Makeable, limits: Limits, keep: dict[str, int], *, volumes: bool) -> list[Reduction]:
    """Each time's largest reduction from the least to what was asked; with `volumes`, tablets become a volume."""
    found = []
    for time, kept in keep.items():
        slot = slots[time]
        liquid = slot.liquid or volumes
        left = makeable.at_least(max(slot.ng - limits.asked, kept), liquid=liquid)
        if left is not None and slot.ng - left >= limits.least:
            found.append(Reduction(time, Slot(left, liquid), slot.ng - left))
    return found


def _above(slots: Slots, makeable: Makeable, asked: int, limits: Limits, most: int, keep: dict[str, int]) -> list[Reduction]:
    """Each time's smallest reduction above what was asked, of at least the least and at most `most`; tablets before volumes."""
    found, least = [], max(limits.least, asked + 1)
    for liquid in (False, True) if makeable.volumes else (False,):
        for time, kept in keep.items():
            slot = slots[time]
            if slot.liquid and not liquid:
                continue
            left = makeable.at_most(slot.ng - least, liquid=liquid)
            if left is not None and left >= kept and slot.ng - left <= most:
                found.append(Reduction(time, Slot(left, liquid), slot.ng - left))
    return found


def _size(reduction: Reduction) -> int:
    return reduction.ng
