"""What would work instead of what was refused: changes to the request that were tried, and do."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .crossover import NothingToCross
from .facts import Catalogue
from .options import options
from .products import CannotMakeDose, Refusal, SplitForbidden
from .reduction import NoAchievableTarget
from .regimen import DIAZEPAM, NoEquivalent
from .schedule import Schedule
from .strategy import Hold, Request
from .taper import LEAST_DAYS, TooLong, TooShort, build_schedule
from .text import plain

MOST = 5
MOST_TRIES = 150
MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """A change that works: a sentence, the weeks that the taper then takes, and the fields to lay over the request."""

    message: str
    weeks: Fraction
    change: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {"message": self.message, "weeks": plain(self.weeks, 1), "change": self.change}


@dataclass(frozen=True, slots=True)
class _Change:
    """A step away from the request: what sort it is, its words, the request with it, and the fields it sets."""

    kind: str
    words: str
    request: Request
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Path:
    """Changes made one on top of the other."""

    request: Request
    refusal: Refusal | None = None
    schedule: Schedule | None = None
    changes: tuple[_Change, ...] = field(default=())

    @property
    def kind(self) -> str:
        return self.changes[0].kind

    @property
    def words(self) -> frozenset[str]:
        """What was changed; a path that works is no offer where a part of it works already."""
        return frozenset(each.words for each in self.changes)

    def mended(self, before: "_Path") -> bool:
        """Whether the last change mended the refusal before it and met another."""
        return str(self.refusal) != str(before.refusal)

    @property
    def gentleness(self) -> tuple[bool, Fraction, int, Fraction]:
        """Less is gentler: without a coarse tail, a smaller largest fall, fewer changes, more weeks."""
        assert self.schedule is not None
        steps = [each for each in self.schedule.steps if each.kind != "stop"]
        largest = max((each.reduction_percent for each in steps), default=Fraction(100))
        return self.request.strategy.coarse_tail, largest, len(self.changes), -self.schedule.weeks

    def alternative(self) -> Alternative:
        """The path as an offer."""
        assert self.schedule is not None
        words = "; ".join(each.words for each in self.changes)
        merged: dict[str, Any] = {}
        for each in self.changes:
            merged |= each.fields
        weeks = plain(self.schedule.weeks, 1)
        return Alternative(f"{words[:1].upper()}{words[1:]}: {weeks} weeks.", self.schedule.weeks, merged)


def alternatives(request: Request, refusal: Refusal, catalogue: Catalogue) -> tuple[Alternative, ...]:
    """At most five changes to the request that were tried and give a schedule, one of a kind, the gentlest first.

    None where the market sells nothing that could.
    """
    working: list[_Path] = []
    waiting, tries = [_Path(request, refusal)], 0
    while waiting and tries < MOST_TRIES:
        path = waiting.pop(0)
        for change in _changes(path, catalogue):
            tries += 1
            tried = _tried(path, change, catalogue)
            if tried.schedule and not any(each.words <= tried.words for each in working):
                working.append(tried)
            elif not tried.schedule and tried.mended(path) and len(tried.changes) < MOST_CHANGES:
                waiting.append(tried)
    gentlest: dict[str, _Path] = {}
    for path in sorted(working, key=lambda each: each.gentleness):
        gentlest.setdefault(path.kind, path)
    return tuple(each.alternative() for each in list(gentlest.values())[:MOST])


def _tried(path: _Path, change: _Change, catalogue: Catalogue) -> _Path:
    changes = (*path.changes, change)
    try:
        return _Path(change.request, schedule=build_schedule(change.request, catalogue), changes=changes)
    except Refusal as refusal:
        return _Path(change.request, refusal, changes=changes)


def _changes(path: _Path, catalogue: Catalogue) -> Iterator[_Change]:
    """The changes that may mend a refusal, none of a kind that the path has already."""
    used = {each.kind for each in path.changes}
    for change in _mending(path.request, path.refusal, catalogue):
        if change.kind not in used:
            yield change


def _mending(request: Request, refusal: Refusal | None, catalogue: Catalogue) -> Iterator[_Change]:
    if isinstance(refusal, NoEquivalent):
        yield from _tables(request, refusal, catalogue)
    elif isinstance(refusal, NothingToCross):
        yield _set(request, "direct", f"reduce {request.strategy.crossover_to} directly", method="direct")
    elif isinstance(refusal, SplitForbidden):
        yield _set(request, "halve", "split only what may be split", halve="smallest", quarter="none")
    elif isinstance(refusal, TooLong):
        yield from _faster(request)
    elif isinstance(refusal, TooShort):
        yield from _longer(request, catalogue)
        yield from _other_products(request, catalogue)
    elif not isinstance(refusal, NoAchievableTarget):
        yield from _other_products(request, catalogue, modified_release=isinstance(refusal, CannotMakeDose))
        yield from _other_ways(request, catalogue)


def _set(request: Request, kind: str, words: str, **fields: Any) -> _Change:
    return _Change(kind, words, replace(request, strategy=replace(request.strategy, **fields)), fields)


def _tables(request: Request, refusal: NoEquivalent, catalogue: Catalogue) -> Iterator[_Change]:
    for table in refusal.tables:
        name = catalogue.tables[table].name
        if request.equivalence:
            second = {**request.equivalence_for, refusal.drug: table}
            words = f"use {name} for {refusal.drug} alone"
            yield _Change("second-table", words, replace(request, equivalence_for=second), {"equivalence_for": second})
        if all(drug == DIAZEPAM or drug in catalogue.tables[table].cells for drug in request.regimen.drugs):
            changed = replace(request, equivalence=table)
            yield _Change("table", f"use {name} for all drugs", changed, {"equivalence": table})


def _faster(request: Request) -> Iterator[_Change]:
    for percent in (10, 15, 20, 25):
        if percent > request.strategy.reduction_percent:
            yield _pace(request, percent)


def _pace(request: Request, percent: int) -> _Change:
    change = _set(request, "pace", f"ask for reductions of {percent}%", reduction_percent=Decimal(percent))
    return replace(change, fields={"reduction_percent": str(percent)})


def _longer(request: Request, catalogue: Catalogue) -> Iterator[_Change]:
    """The shortest longer interval, the largest smaller percentage and the dated hold that reach 70 days."""
    strategy = request.strategy
    intervals = (_set(request, "interval", f"reduce every {days} days", interval_days=days) for days in (14, 21, 28))
    yield from _first_long_enough(
        (each for each in intervals if each.fields["interval_days"] > strategy.interval_days), catalogue
    )
    if strategy.basis != "bands":
        slower = (_pace(request, percent) for percent in (20, 15, 10, 5) if percent < strategy.reduction_percent)
        yield from _first_long_enough(slower, catalogue)
    yield from _hold(request, catalogue)


def _first_long_enough(changes: Iterator[_Change], catalogue: Catalogue) -> Iterator[_Change]:
    for change in changes:
        if _tried(_Path(request=change.request), change, catalogue).schedule:
            yield change
            return


def _hold(request: Request, catalogue: Catalogue) -> Iterator[_Change]:
    """A hold at the last dose before the stop, as long as the taper is too short."""
    if request.strategy.holds:
        return
    short = build_schedule(request, catalogue, least_days=0)
    if len(short.steps) > 1:
        hold = Hold(after_step=len(short.steps) - 1, days=LEAST_DAYS - short.days)
        words = f"stay on the last dose for {hold.days} days more before stopping"
        change = _set(request, "hold", words, holds=(hold,))
        fields = {"holds": [{"after_step": hold.after_step, "days": hold.days}]}
        yield replace(change, fields=fields)


def _other_products(request: Request, catalogue: Catalogue, *, modified_release: bool = False) -> Iterator[_Change]:
    """One more strength, split or liquid of a drug that is reduced or crossed to; modified release only for a dose taken now."""
    strategy = request.strategy
    drugs = request.regimen.drugs
    if strategy.method == "crossover":
        drugs = (*(each for each in drugs if each != strategy.crossover_to), strategy.crossover_to)
    for drug in drugs:
        for option in options(request, catalogue, drug):
            if option.kind == "modified-release" and not modified_release:
                continue
            words = f"{'take' if option.kind in ('halve', 'quarter') else 'use'} {option.label}"
            words += " (check that it splits: no source confirms it)" if option.unverified else ""
            kind = f"{option.kind}-unverified" if option.unverified else option.kind
            yield _Change(kind, words, replace(request, strategy=option.strategy), option.change)


def _other_ways(request: Request, catalogue: Catalogue) -> Iterator[_Change]:
    """Crossing to diazepam, and a coarse tail."""
    strategy = request.strategy
    if strategy.method == "direct" and set(request.regimen.drugs) != {DIAZEPAM}:
        words = "cross over to diazepam first"
        yield _set(request, "crossover", words, method="crossover", crossover_to=DIAZEPAM)
    if not strategy.coarse_tail:
        yield _set(request, "coarse-tail", "allow larger reductions at the end, which is fast there", coarse_tail=True)
