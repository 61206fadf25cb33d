"""The week as the unit: one dose lower on some days of it, and the next reduction of a drug's week.

Amounts are whole nanograms of one drug in a week, so that a dose lower on one day of seven is exact.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ..doses.products import Makeable
from ..doses.regimen import Regimen
from ..doses.week import A_WEEK, DAYS, in_turn, lowered_in_turn
from .day import Slot, Slots, floors, total
from .reduction import Limits

NOTHING = Slot(0)


class Pattern(NamedTuple):
    """The one dose of a week that is lower on some days: of which drug, at which time, how much then, and on which `days`.

    On the other days it is what the day of the drug has at that time, the higher. `low` of 0 ng is nothing.
    """

    drug: str
    time: str
    low: Slot
    days: tuple[str, ...]


class Week(NamedTuple):
    """A drug's week: its day of the most, and the pattern by which one dose of it is lower on some days.

    None where all are alike.
    """

    slots: Slots
    pattern: Pattern | None = None

    @property
    def ng(self) -> int:
        """What is taken of the drug in the week."""
        if self.pattern is None:
            return total(self.slots) * A_WEEK
        high = self.slots[self.pattern.time].ng
        return total(self.slots) * A_WEEK - len(self.pattern.days) * (high - self.pattern.low.ng)

    @property
    def finished(self) -> Slots:
        """Each day as the low ones are."""
        if self.pattern is None:
            return self.slots
        rest = {time: each for time, each in self.slots.items() if time != self.pattern.time}
        return rest | ({self.pattern.time: self.pattern.low} if self.pattern.low.ng else {})


class Lowering(NamedTuple):
    """How the week of a drug may be lowered.

    `already` are the days that were lowered last, and `spare` those to be lowered last. The night keeps `night_floor_ng` while a
    daytime dose is left. `others` says that doses of other drugs are taken every day, `days_off` that there may be days without
    any; with `few_days` or fewer such a drug may end in any reductions.
    """

    drug: str
    spare: tuple[str, ...]
    already: tuple[str, ...]
    night_floor_ng: int
    others: bool
    days_off: bool
    few_days: int


class _Stretch(NamedTuple):
    """One dose on its way from an amount to the next lower one, a day of the week more at a time.

    `before` is what the drug's week has fallen by when it begins, `low_days` how many are lower already. A stretch that is not
    `by_days` is gone down in one.
    """

    time: str
    high: Slot
    low: Slot
    before: int
    low_days: int
    by_days: bool

    @property
    def gap(self) -> int:
        """What one day more lowers the week by, in ng."""
        return self.high.ng - self.low.ng

    def fall(self, days: int) -> int:
        """ng by which the week has fallen with so many low days."""
        return self.before + (days - self.low_days) * self.gap

    @property
    def may_be(self) -> Sequence[int]:
        """With how many low days it may go on; seven is every day."""
        return range(self.low_days + 1, A_WEEK + 1) if self.by_days else (A_WEEK,)


class _Found(NamedTuple):
    ng: int
    stretch: _Stretch
    days: int


def next_week(now: Week, makes: Makeable, limits: Limits, by: Lowering) -> Week | None:
    """The week after the next reduction of one drug, or None where the products make none within the limits.

    The largest reduction that is not more than asked and at least the least, else the smallest above it, from the largest dose
    that holds it: as by the day. A volume is begun only where tablets make nothing from the least to what was asked, and on every
    day. What is taken on few days, with nothing on the others, may end in any reductions (`Lowering.few_days`).
    """
    if _ends(now, by):
        limits = replace(limits, most=limits.room)
    found = next((each for each in _lowered(now, makes, limits, by) if each), None)
    return _after(now, found, by) if found else None


def smallest_week(now: Week, makes: Makeable, limits: Limits, by: Lowering) -> Week | None:
    """The week after the smallest reduction of at least the least percentage that can be made at all: for a coarse tail."""
    anyhow = replace(limits, asked=0, most=limits.room)
    found = (_smallest(_stretches(now, makes, keep, by, limits.room, liquids=True), anyhow) for keep in _keeps(now, by))
    first = next((each for each in found if each), None)
    return _after(now, first, by) if first else None


def _ends(now: Week, by: Lowering) -> bool:
    """Whether the drug is taken on few days alone, and nothing at all on the others."""
    pattern = now.pattern
    alone = by.days_off and not by.others and len(now.slots) == 1
    return bool(alone and pattern and not pattern.low.ng and A_WEEK - len(pattern.days) <= by.few_days)


def _lowered(now: Week, makes: Makeable, limits: Limits, by: Lowering) -> Iterator[_Found | None]:
    """What may be found, in turn: the first that is there counts."""
    keeps = _keeps(now, by)
    if limits.room <= max(limits.asked, limits.least):
        for keep in keeps:
            yield _to_target(_stretches(now, makes, keep, by, limits.room, liquids=True), limits)
    for keep in keeps:
        yield _largest(_stretches(now, makes, keep, by, limits.asked, liquids=False), limits)
        if makes.volumes:
            yield _largest(_stretches(now, makes, keep, by, limits.asked, liquids=True), limits)
        yield _smallest(_stretches(now, makes, keep, by, limits.most, liquids=True), limits)


def _to_target(stretches: Iterable[_Stretch], limits: Limits) -> _Found | None:
    """The reduction that lands on the target."""
    exact = (_Found(limits.room, each, days) for each in stretches for days in each.may_be if each.fall(days) == limits.room)
    return next(exact, None)


def _largest(stretches: Iterable[_Stretch], limits: Limits) -> _Found | None:
    """The largest reduction from the least to what was asked; of the same the first."""
    best: _Found | None = None
    for each in stretches:
        for days in reversed(each.may_be):
            fall = each.fall(days)
            if limits.least <= fall <= limits.asked:
                best = max(best or _Found(0, each, days), _Found(fall, each, days), key=lambda found: found.ng)
                break
    return best


def _smallest(stretches: Iterable[_Stretch], limits: Limits) -> _Found | None:
    """The smallest reduction above what was asked, of at least the least and at most the most; of the same the first."""
    best: _Found | None = None
    for each in stretches:
        for days in each.may_be:
            fall = each.fall(days)
            if max(limits.asked + 1, limits.least) <= fall <= limits.most and (best is None or fall < best.ng):
                best = _Found(fall, each, days)
    return best


def _keeps(now: Week, by: Lowering) -> list[dict[str, int]]:
    """What each time of day keeps, in the order in which they give way: first with the night held back, then without."""
    keep = floors(now.finished, by.night_floor_ng)
    if now.pattern and now.pattern.time not in keep:
        keep = {now.pattern.time: 0} | keep
    return [keep, dict.fromkeys(keep, 0)] if any(keep.values()) else [keep]


def _stretches(now: Week, makes: Makeable, keep: dict[str, int], by: Lowering, most: int, *, liquids: bool) -> Iterator[_Stretch]:
    """Every way down from a week by at most so much: what is left of its pattern first, and then one time of day.

    With `liquids` a dose of tablets also becomes a volume, on every day at once.
    """
    before = 0
    if pattern := now.pattern:
        by_days = bool(pattern.low.ng) or _may_be_without(now, pattern.time, by)
        running = _Stretch(pattern.time, now.slots[pattern.time], pattern.low, 0, len(pattern.days), by_days)
        yield running
        before = running.fall(A_WEEK)
    for time, kept in keep.items():
        if before <= most and (slot := now.finished.get(time)):
            if liquids and makes.volumes and not slot.liquid:
                yield from _at_once(time, slot, makes, kept, before)
            without = _may_be_without(now, time, by)
            yield from _down(time, slot, makes, kept, (before, most), without=without)


def _down(time: str, slot: Slot, makes: Makeable, kept: int, bounds: tuple[int, int], *, without: bool) -> Iterator[_Stretch]:
    """One time of day from what is taken to what is kept, each amount a stretch, from the first of the bounds to the second."""
    (before, most), amounts, high = bounds, makes.amounts(liquid=slot.liquid), slot
    for place in reversed(range(bisect_left(amounts, slot.ng))):
        low = Slot(amounts[place], slot.liquid)
        if low.ng < kept or before > most:
            return
        yield _Stretch(time, high, low, before, 0, bool(low.ng) or without)
        before += (high.ng - low.ng) * A_WEEK
        high = low


def _at_once(time: str, slot: Slot, makes: Makeable, kept: int, before: int) -> Iterator[_Stretch]:
    for ng in reversed(makes.volumes):
        if kept <= ng < slot.ng:
            yield _Stretch(time, slot, Slot(ng, ng > 0), before, 0, by_days=False)


def _may_be_without(now: Week, time: str, by: Lowering) -> bool:
    """Whether there may be days without a dose at that time: other doses of that day remain, or days off were asked for."""
    return by.others or by.days_off or any(each != time for each in now.finished)


def _after(now: Week, found: _Found, by: Lowering) -> Week:
    """The week as it then is."""
    stretch, running = found.stretch, now.pattern
    goes_on = running is not None and stretch.low_days > 0
    slots = dict(now.slots if goes_on else now.finished)
    if found.days == A_WEEK:
        del slots[stretch.time]
        return Week(slots | ({stretch.time: stretch.low} if stretch.low.ng else {}))
    turn = lowered_in_turn(running.days if running else by.already, by.spare)
    lower = Pattern(by.drug, stretch.time, stretch.low, in_turn(turn[: found.days]))
    return Week(slots | {stretch.time: stretch.high}, lower)


def uneven(regimen: Regimen) -> Iterator[tuple[str, str, dict[Decimal, tuple[str, ...]]]]:
    """Each drug and time of day of which not the same is taken on every day: the days of each amount in mg, the lowest first."""
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    for each in regimen.doses:
        for day in each.weekdays:
            found.setdefault((each.drug, each.time), dict.fromkeys(DAYS, Decimal(0)))[day] += each.mg
    for (drug, time), by_day in found.items():
        amounts = sorted(set(by_day.values()))
        if len(amounts) > 1:
            yield drug, time, {mg: tuple(day for day in DAYS if by_day[day] == mg) for mg in amounts}


def low_days(regimen: Regimen) -> tuple[str, ...]:
    """The days on which the least is taken of a dose that is not the same on every day; none where all are alike."""
    return next((next(iter(days.values())) for _, _, days in uneven(regimen)), ())
