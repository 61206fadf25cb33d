"""The week as the unit: one dose lower on some days of it, and the next reduction of a drug's week.

Amounts are whole nanograms of one drug in a week, so that a dose lower on one day of seven is exact.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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

    def most_days(self, ng: int) -> int | None:
        """The most low days, of those it may go on with, by which the week falls by no more than `ng`; None where none does."""
        days = self.low_days + (ng - self.before) // self.gap
        if days >= A_WEEK:
            return A_WEEK
        return days if self.by_days and days > self.low_days else None

    def least_days(self, ng: int) -> int | None:
        """The fewest low days, of those it may go on with, by which the week falls by `ng` at least; None where none does."""
        days = max(self.low_days - (self.before - ng) // self.gap, self.low_days + 1)
        if days > A_WEEK:
            return None
        return days if self.by_days else A_WEEK


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
    ways = _Ways(now, makes, by)
    if ways.ends:
        limits = limits._replace(most=limits.room)
    found = ways.going_on(limits) or next((each for each in ways.lowered(limits) if each), None)
    return ways.after(found) if found else None


def keeps_to_asked(now: Week, makes: Makeable, limits: Limits, by: Lowering) -> bool:
    """Whether a reduction of one drug from the least to what was asked can be made at all."""
    ways = _Ways(now, makes, by)
    return any(_largest(ways.down(keep, limits.asked), limits) for keep in ways.keeps())


def smallest_week(now: Week, makes: Makeable, limits: Limits, by: Lowering) -> Week | None:
    """The week after the smallest reduction of at least the least percentage that can be made at all: for a coarse tail."""
    ways, anyhow = _Ways(now, makes, by), limits._replace(asked=0, most=limits.room)
    found = (_smallest(ways.down(keep, limits.room), anyhow) for keep in ways.keeps())
    first = next((each for each in found if each), None)
    return ways.after(first) if first else None


class _Ways:
    """The ways in which the week of a drug may go down from what is taken `now`; `running` is what is left of its pattern."""

    def __init__(self, now: Week, makes: Makeable, by: Lowering) -> None:
        self.now, self.makes, self.by, self.finished = now, makes, by, now.finished
        self.running: _Stretch | None = None
        if pattern := now.pattern:
            by_days = bool(pattern.low.ng) or self._may_be_without(pattern.time)
            self.running = _Stretch(pattern.time, now.slots[pattern.time], pattern.low, 0, len(pattern.days), by_days)

    @property
    def ends(self) -> bool:
        """Whether the drug is taken on few days alone, and nothing at all on the others."""
        running = self.running
        if running is None or running.low.ng or not self.by.days_off or self.by.others:
            return False
        return len(self.now.slots) == 1 and A_WEEK - running.low_days <= self.by.few_days

    def going_on(self, limits: Limits) -> _Found | None:
        """The next low days of a pattern that goes on: nothing else can be as asked where to finish it is more than that."""
        running = self.running
        if running is None or running.fall(A_WEEK) <= limits.asked or limits.room <= max(limits.asked, limits.least):
            return None
        return _largest((running,), limits)

    def lowered(self, limits: Limits) -> Iterator[_Found | None]:
        """What may be found, in turn: the first that is there counts."""
        keeps = self.keeps()
        if limits.room <= max(limits.asked, limits.least):
            for keep in keeps:
                yield _to_target(self.down(keep, limits.room), limits)
        for keep in keeps:
            yield _largest(self.down(keep, limits.asked, liquids=False), limits)
            if self.makes.volumes:
                yield _largest(self.down(keep, limits.asked), limits)
            yield _smallest(self.down(keep, limits.most), limits)

    def keeps(self) -> list[dict[str, int]]:
        """What each time of day keeps, in the order in which they give way: first with the night held back, then without."""
        keep = floors(self.finished, self.by.night_floor_ng)
        if self.running and self.running.time not in keep:
            keep = {self.running.time: 0} | keep
        return [keep, dict.fromkeys(keep, 0)] if any(keep.values()) else [keep]

    def down(self, keep: dict[str, int], most: int, *, liquids: bool = True) -> Iterator[_Stretch]:
        """Every way down by at most so much: what is left of the pattern first, and then one time of day.

        With `liquids` a dose of tablets also becomes a volume, on every day at once.
        """
        before = 0
        if self.running:
            yield self.running
            before = self.running.fall(A_WEEK)
        for time, kept in keep.items():
            if before <= most and (slot := self.finished.get(time)):
                if liquids and self.makes.volumes and not slot.liquid:
                    yield from self._at_once(time, slot, kept, (before, most))
                yield from self._by_days(time, slot, kept, (before, most))

    def _by_days(self, time: str, slot: Slot, kept: int, bounds: tuple[int, int]) -> Iterator[_Stretch]:
        """One time of day from what is taken to what is kept, each amount a stretch; the bounds are of the ng fallen by."""
        (before, most), amounts, high = bounds, self.makes.amounts(liquid=slot.liquid), slot
        without = self._may_be_without(time)
        for place in range(bisect_left(amounts, slot.ng) - 1, -1, -1):
            low = Slot(amounts[place], slot.liquid)
            if low.ng < kept or before > most:
                return
            yield _Stretch(time, high, low, before, 0, without or low.ng > 0)
            before += (high.ng - low.ng) * A_WEEK
            high = low

    def _at_once(self, time: str, slot: Slot, kept: int, bounds: tuple[int, int]) -> Iterator[_Stretch]:
        """One time of day from tablets to each volume of at least what is kept, on every day at once, within the same bounds."""
        (before, most), volumes = bounds, self.makes.volumes
        for place in range(bisect_left(volumes, slot.ng) - 1, -1, -1):
            ng = volumes[place]
            if ng < kept or before + (slot.ng - ng) * A_WEEK > most:
                return
            yield _Stretch(time, slot, Slot(ng, ng > 0), before, 0, by_days=False)

    def _may_be_without(self, time: str) -> bool:
        """Whether there may be days without a dose at that time: other doses of that day remain, or days off were asked for."""
        return self.by.others or self.by.days_off or len(self.finished) > (time in self.finished)

    def after(self, found: _Found) -> Week:
        """The week as it then is."""
        stretch, running = found.stretch, self.now.pattern
        goes_on = running is not None and stretch.low_days > 0
        slots = dict(self.now.slots if goes_on else self.finished)
        if found.days == A_WEEK:
            del slots[stretch.time]
            return Week(slots | ({stretch.time: stretch.low} if stretch.low.ng else {}))
        turn = lowered_in_turn(running.days if running else self.by.already, self.by.spare)
        lower = Pattern(self.by.drug, stretch.time, stretch.low, in_turn(turn[: found.days]))
        return Week(slots | {stretch.time: stretch.high}, lower)


def _to_target(stretches: Iterable[_Stretch], limits: Limits) -> _Found | None:
    """The reduction that lands on the target."""
    nearest = ((each, each.most_days(limits.room)) for each in stretches)
    exact = (_Found(limits.room, each, days) for each, days in nearest if days and each.fall(days) == limits.room)
    return next(exact, None)


def _largest(stretches: Iterable[_Stretch], limits: Limits) -> _Found | None:
    """The largest reduction from the least to what was asked; of the same the first."""
    best: _Found | None = None
    for each in stretches:
        if days := each.most_days(limits.asked):
            fall = each.fall(days)
            if fall >= limits.least and (best is None or fall > best.ng):
                best = _Found(fall, each, days)
    return best


def _smallest(stretches: Iterable[_Stretch], limits: Limits) -> _Found | None:
    """The smallest reduction above what was asked, of at least the least and at most the most; of the same the first."""
    best, least = None, max(limits.asked + 1, limits.least)
    for each in stretches:
        if days := each.least_days(least):
            fall = each.fall(days)
            if fall <= limits.most and (best is None or fall < best.ng):
                best = _Found(fall, each, days)
    return best


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
