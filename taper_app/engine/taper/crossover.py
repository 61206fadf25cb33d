"""Crossover: one dose at one time of day moves to the new drug per step, the day's equivalent staying where it was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from ..catalogue.envelope import Envelope
from ..doses.products import Makeable, Refusal
from .day import Slot, total

ORDER = ("night", "morning", "midday", "evening")
"""The night dose moves first (NHS Scotland 2024, Ashton 2002)."""

DAYTIME = ("morning", "midday")
ROUNDS = {"whole": 1, "half": 2, "quarter": 4}
"""In how many rounds over the times of day the doses move, by the part that moves at a time."""


class NothingToCross(Refusal):
    """Every dose is of the drug that was to be crossed to."""


class NoAchievableCrossover(Refusal):
    """A dose cannot be replaced within the rise and the fall that a crossover may have."""


class CrossoverLoses(Refusal):
    """All times of day together hold too little of the new drug: the crossover would lose more than it may."""


class Move(NamedTuple):
    """One dose that moves: the drug and time of day it leaves, and what stays of it there."""

    drug: str
    time: str
    stays: Slot | None


def moves(
    day: Mapping[str, Mapping[str, Slot]],
    to: str,
    rounds: int,
    *,
    makes: Mapping[str, Makeable],
    began: Mapping[tuple[str, str], int],
) -> Iterator[Move]:
    """The doses in the order in which they move to the drug `to`: whole, or by equal parts in `rounds` over the times of day.

    A dose whose part cannot be made moves by the next larger part that can. `began` are the ng of each drug and time of day when
    the crossover began: a dose that is less by now has had its first rounds.
    """
    left = {drug: dict(slots) for drug, slots in day.items() if drug != to}
    for coming in reversed(range(rounds)):
        for time in ORDER:
            for drug, slots in left.items():
                if time not in slots or slots[time].ng * rounds <= began.get((drug, time), slots[time].ng) * coming:
                    continue
                whole = began.get((drug, time), slots[time].ng)
                slot = slots.pop(time)
                stays = _stays(slot, whole, coming, rounds, makes[drug])
                if stays:
                    slots[time] = stays
                yield Move(drug, time, stays)


def _stays(slot: Slot, whole_ng: int, parts: int, rounds: int, makes: Makeable) -> Slot | None:
    """What stays of a dose that was `whole_ng`: so many parts of it, or the next fewer that can be made; None where none can."""
    for count in range(parts, 0, -1):
        ng, rest = divmod(whole_ng * count, rounds)
        if not rest and ng < slot.ng and makes.makes(ng, liquid=slot.liquid):
            return Slot(ng, slot.liquid)
    return None


def new_dose(
    makeable: Makeable, there: Slot | None, wanted: Fraction, bounds: tuple[Fraction, Fraction], envelope: Envelope
) -> Slot | None:
    """The dose of the new drug at a time of day after a dose has moved there; None where none keeps to the bounds.

    `there` is what is taken of it already, `wanted` the ng that would keep the baseline, `bounds` the least and most ng allowed.
    The makeable dose nearest to what is wanted, a tie going down; a volume only where it comes nearer than tablets and these
    would rise, fall by more than needs no remark, or fall for want of room: eight pieces make no more.
    """
    measured = bool(there and there.liquid)
    plain = _nearest(makeable, there, wanted, bounds, liquid=measured)
    if measured or not makeable.volumes:
        return plain
    volume = _nearest(makeable, there, wanted, bounds, liquid=True)
    if plain is None or volume is None:
        return plain or volume
    small_ng = envelope.small_fall_percent * (wanted - bounds[0]) / envelope.crossover_fall_percent
    small = wanted - plain.ng <= small_ng and plain.ng <= wanted
    full = wanted > makeable.tablets[-1]
    return plain if small and not full else min(plain, volume, key=lambda each: abs(each.ng - wanted))


def spread_over(time: str, taken_at: Sequence[str], *, only_at_night: bool) -> list[str]:
    """The times of day that take up a new dose of more than eight pieces, in their order: the one at which it moves first.

    Then those at which the patient takes a dose already (`taken_at`), then the others. What was taken `only_at_night` goes to the
    daytime last.
    """
    return sorted(ORDER, key=lambda each: (each != time, only_at_night and each in DAYTIME, each not in taken_at))


def largest_ng(makeable: Makeable, there: Slot | None) -> int:
    """The most of the new drug in ng that one time of day holds: what is measured there stays measured."""
    measured = makeable.volumes[-1] if makeable.volumes else 0
    return measured if there and there.liquid else max(makeable.tablets[-1], measured)


def new_doses(
    makeable: Makeable,
    there: Mapping[str, Slot],
    times: Iterable[str],
    wanted: Fraction,
    bounds: tuple[Fraction, Fraction],
    envelope: Envelope,
) -> dict[str, Slot] | None:
    """The new drug's day after a dose has moved to the first of `times`; None where none keeps to the bounds.

    `there` is its day until now; `wanted` and `bounds` are ng of it in the whole day. A time of day that is full hands on what it
    cannot hold to the next of `times`, and so does one where more than eight pieces would come nearer; where these end, what is
    left is lost.
    """
    day, moves_here, times = dict(there), True, iter(times)
    for time in times:
        here, rest = day.get(time), sum(each.ng for other, each in day.items() if other != time)
        most = largest_ng(makeable, here)
        if wanted - rest <= most:
            slot = new_dose(makeable, here, wanted - rest, (bounds[0] - rest, bounds[1] - rest), envelope)
            days = [] if moves_here else [day]
            days += [day | {time: slot}] if slot else []
            enough = slot and (slot.liquid or slot.ng == wanted - rest)
            days += [] if enough else _in_tablets(makeable, day, (time, *times), wanted)
            near = (each for each in days if bounds[0] <= total(each) <= bounds[1])
            return min(near, key=lambda each: abs(total(each) - wanted), default=None)
        if here is None or here.ng < most:
            day[time] = Slot(most, bool(here and here.liquid) or not makeable.makes(most))
        moves_here = False
    return day if bounds[0] <= total(day) else None


def _in_tablets(makeable: Makeable, day: dict[str, Slot], times: Iterable[str], wanted: Fraction) -> Iterator[dict[str, Slot]]:
    """Days nearer to what is wanted, each of these times taking as much of what is left as eight pieces make there.

    Without a limit of pieces one dose would hold what several hold together: only the limit makes a second one come nearer.
    """
    for time in times:
        here = day.get(time, Slot(0))
        left = int(wanted) - total(day) + here.ng
        found = (makeable.at_most(left), makeable.at_least(left + 1))
        more = [ng for ng in found if ng and ng > here.ng and not here.liquid and makeable.makes(ng - here.ng)]
        days = [day | {time: Slot(ng)} for ng in more]
        yield from days
        day = next((each for each in days if each[time].ng <= left), day)


def _nearest(
    makeable: Makeable, there: Slot | None, wanted: Fraction, bounds: tuple[Fraction, Fraction], *, liquid: bool
) -> Slot | None:
    least, most = max(bounds[0], Fraction(there.ng + 1 if there else 1)), bounds[1]
    below, above = makeable.at_most(int(wanted), liquid=liquid), makeable.at_least(int(wanted) + 1, liquid=liquid)
    fitting = [ng for ng in (below, above) if ng is not None and least <= ng <= most]
    return Slot(min(fitting, key=lambda ng: abs(ng - wanted)), liquid) if fitting else None


def bounds_ng(envelope: Envelope, baseline: int, before: int, others: int, per_ng: int) -> tuple[Fraction, Fraction, Fraction]:
    """(wanted, least, most) ng of the new drug, of which 1 ng weighs `per_ng`.

    `baseline`, `before` and `others` are equivalents as weights: of the regimen at the start, of the step before, and of all
    that is taken besides what is sought. The day never rises above the baseline, and never falls below the step before, by more
    than the envelope has.
    """
    most = Fraction(baseline * (100 + envelope.crossover_rise_percent), 100)
    least = Fraction(before * (100 - envelope.crossover_fall_percent), 100)
    wanted, low, high = ((day - others) / per_ng for day in (Fraction(baseline), least, most))
    return wanted, low, high
