"""What would work instead of what was refused: changes to the request that were tried, and do."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalogue.facts import Catalogue
from ..doses.equivalence import NoEquivalent
from ..doses.products import Refusal, SplitForbidden
from ..doses.regimen import WeekNeeded
from ..reading import BadRequest
from ..rules.about_need import NoTaperNeeded
from ..rules.findings import Finding
from ..taper.build import HoldNeverReached, TooShort
from ..taper.course import TooLong
from ..taper.crossover import CrossoverLoses, NothingToCross
from ..taper.days_off import NoDaysOff
from ..taper.kinds import Hold
from ..taper.options import added
from ..taper.reduction import NoAchievableReduction, NoAchievableTarget
from ..taper.schedule import Schedule
from ..taper.strategy import Request
from ..taper.to_plain import PlainAskedFor
from ..text import plain
from .changes import (
    PATTERN_WORDS,
    Change,
    by_week,
    crossing,
    holds_said,
    interval,
    intervals,
    keeping_release,
    later,
    nearest_target,
    other_products,
    other_ways,
    pace,
    percents,
    steady,
    tables,
    to_plain,
    until_there,
    whole,
)
from .compare import NotByThen
from .offers import Alternative, Build, Weigh, coarseness, gentleness, laid_over, until_the_stop

MOST = 5
MOST_TRIES = 150
MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class _Path:
    """Changes laid over the request one on top of the other, and what came of them."""

    request: Request
    changes: tuple[Change, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    schedule: Schedule | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The sorts of the changes, in their order."""
        return tuple(each.kind for each in self.changes)

    def alternative(self, cautions: tuple[Finding, ...]) -> Alternative:
        """The path as an offer, with the cautions that it brings."""
        words = "; ".join(each.words for each in self.changes)
        weeks = self.schedule.weeks if self.schedule else Fraction(0)
        return Alternative(f"{words[:1].upper()}{words[1:]}: {plain(weeks, 1)} weeks.", weeks, self.fields, cautions)


def alternatives(
    request: Request,
    refusal: Refusal,
    catalogue: Catalogue,
    build: Build,
    weigh: Weigh = lambda *_: (),
    since: date = date.min,
) -> tuple[Alternative, ...]:
    """At most five changes to the request that were tried and give a schedule, one of a kind, the gentlest first.

    None where the market sells nothing that could, or the refusal itself says what to do, and none that a rule blocks for this
    patient. `build` is what refused the request. What is before the day `since` is no part of what is offered, and is not
    compared.
    """
    if refusal.says_what_to_do:
        return ()
    search, tries = _Search(request, catalogue, build, since), 0
    waiting, working = [_Path(request, refusal=refusal)], list[_Path]()
    while waiting and tries < MOST_TRIES:
        path = waiting.pop(0)
        for change in search.changes(path):
            tries += 1
            tried = search.tried((*path.changes, change))
            if tried is None:
                continue
            if tried.schedule:
                working.append(search.without_needless(tried))
            elif str(tried.refusal) != str(path.refusal) and len(tried.changes) < MOST_CHANGES:
                waiting.append(tried)
    finest = sorted(_with_finest_tails(working, search), key=search.gentleness)
    return tuple(each.alternative(cautions) for each, cautions in _one_of_a_kind(finest, weigh))


def _with_finest_tails(working: list[_Path], search: "_Search") -> Iterator[_Path]:
    """Those that work, each coarse tail as fine as can be; none where the same method does without one.

    That is, by what is sold or a source lets split, and with the same dose on every day.
    """
    tails, others = dict[frozenset[str], _Path](), [each for each in working if "coarse-tail" not in each.kinds]
    for each in working:
        if "coarse-tail" in each.kinds:
            tails.setdefault(frozenset(each.kinds), each)
    yield from others
    if all({"crossover", "halve-unverified", *PATTERN_WORDS} & set(each.kinds) for each in others):
        yield from (search.without_needless(search.least_coarse(each)) for each in tails.values())


def _one_of_a_kind(working: Iterable[_Path], weigh: Weigh) -> list[tuple[_Path, tuple[Finding, ...]]]:
    """The first five kinds that no rule blocks, of each the first, with the cautions that it brings.

    Those that begin with the same sort of change, or join the same, are one.
    """
    kept: list[tuple[_Path, tuple[Finding, ...]]] = []
    for path in working:
        known = any(path.kinds[0] == other.kinds[0] or set(path.kinds) == set(other.kinds) for other, _ in kept)
        if known or len(kept) == MOST or path.schedule is None:
            continue
        cautions = weigh(path.request, path.schedule)
        kept += [] if cautions is None else [(path, cautions)]
    return kept


def slower(
    request: Request, unchanged: Schedule, catalogue: Catalogue, build: Build, weigh: Weigh, since: date
) -> tuple[Alternative, ...]:
    """What would slow a plan that a decision leaves as it is, each tried and with its new stop, the gentlest first.

    A longer interval, a smaller percentage, another strength, halves, quarters or a liquid.
    """
    search, strategy = _Search(request, catalogue, build, since), request.strategy
    paces = () if strategy.basis == "bands" or strategy.finish_by else reversed(percents(catalogue))
    groups: list[Iterable[Change]] = [
        (interval(request, days) for days in intervals(catalogue) if days > strategy.interval_days),
        (pace(percent) for percent in paces if percent < strategy.reduction_percent),
        *((each,) for each in other_products(request, catalogue)),
    ]
    found = []
    for changes in groups:
        tried = (search.tried((each,)) for each in changes)
        later = (each for each in tried if each and each.schedule and each.schedule.days > unchanged.days)
        found += [path for path in (next(later, None),) if path]
    best = _one_of_a_kind(sorted(found, key=search.gentleness), weigh)
    return tuple(
        until_the_stop(each.changes[0].words, each.schedule, each.fields, cautions) for each, cautions in best if each.schedule
    )


class _Search:
    """Tries changes to one request."""

    def __init__(self, request: Request, catalogue: Catalogue, build: Build, since: date = date.min) -> None:
        self.request, self.catalogue, self.build, self.since = request, catalogue, build, since
        self._changed: dict[str, Request | None] = {}

    def gentleness(self, path: _Path) -> tuple[Fraction, ...]:
        """How gentle a path that works is: less is gentler, and of the same the one with fewer changes."""
        if not path.schedule:
            return ()
        return (*gentleness(path.schedule, self.catalogue.envelope.closing_mg, self.since), Fraction(len(path.changes)))

    def changes(self, path: _Path) -> Iterator[Change]:
        """The changes that may mend the path's refusal, none of a kind that it has already.

        A refusal met in looking for them is no answer to what was asked: there are no more changes then.
        """
        used = {each.kind for each in path.changes}
        used |= set(PATTERN_WORDS) if used & set(PATTERN_WORDS) else set()
        with suppress(Refusal):
            for change in _mending(path.request, path.refusal, self.catalogue, self.build):
                if change.kind not in used:
                    yield change
            if not used and isinstance(path.refusal, NoAchievableReduction):
                yield from until_there(path.refusal)
            if used <= set(PATTERN_WORDS) and isinstance(path.refusal, NoAchievableTarget):
                yield from nearest_target(path.request, self.catalogue, self.build)

    def changed(self, fields: Mapping[str, Any]) -> Request | None:
        """The request with these fields laid over it, each once; None where they do not go together."""
        key = repr(sorted(fields.items()))
        if key not in self._changed:
            with suppress(BadRequest):
                self._changed[key] = None
                self._changed[key] = laid_over(self.request, fields, self.catalogue) if fields else self.request
        return self._changed[key]

    def tried(self, changes: tuple[Change, ...]) -> _Path | None:
        """What comes of the changes; None where they do not go together."""
        fields = {name: value for each in changes for name, value in each.fields.items()}
        chosen = tuple(each.option for each in changes if each.option)
        before = self.changed(fields)
        if chosen and before:
            fields |= added(before, self.catalogue, chosen)
        changed = self.changed(fields) if before else None
        if changed is None:
            return None
        try:
            return _Path(changed, changes, fields, schedule=self.build(changed))
        except Refusal as refusal:
            return _Path(changed, changes, refusal=refusal)

    def least_coarse(self, path: _Path) -> _Path:
        """A path with a coarse tail, with what the market sells or lets split that makes the tail finer."""
        while "coarse-tail" in path.kinds and len(path.changes) < MOST_CHANGES:
            others = (each for each in other_products(path.request, self.catalogue) if each.kind not in path.kinds)
            tried = (self.tried((*path.changes, each)) for each in others if _makes_finer(each, path))
            finest = min((each for each in tried if each and each.schedule), key=self.gentleness, default=path)
            if not self._is_coarser(path, finest):
                break
            path = finest
        return path

    def without_needless(self, path: _Path) -> _Path:
        """The path without the changes that it works without; a coarse tail keeps what makes it finer."""
        for index, change in enumerate(path.changes if len(path.changes) > 1 else ()):
            fewer = self.tried(path.changes[:index] + path.changes[index + 1 :])
            if fewer and fewer.schedule and not (_makes_finer(change, path) and self._is_coarser(fewer, path)):
                return self.without_needless(fewer)
        return path

    def _is_coarser(self, one: _Path, other: _Path) -> bool:
        closing_mg = self.catalogue.envelope.closing_mg
        coarse = [coarseness(each.schedule, closing_mg, self.since) for each in (one, other) if each.schedule]
        return len(coarse) == 2 and coarse[0] > coarse[1]


def _makes_finer(change: Change, path: _Path) -> bool:
    """Whether a change may be there to make a coarse tail finer, with what is sold or a source lets split."""
    return "coarse-tail" in path.kinds and change.option is not None and not change.option.unverified


def _mending(request: Request, refusal: Refusal | None, catalogue: Catalogue, build: Build) -> Iterator[Change]:
    if isinstance(refusal, NoTaperNeeded):
        yield Change("anyway", "plan a taper all the same", {"taper_anyway": True})
    elif isinstance(refusal, NoEquivalent):
        yield from tables(request, refusal, catalogue)
    elif isinstance(refusal, NothingToCross):
        yield Change("direct", f"reduce {request.strategy.crossover_to} directly", {"method": "direct"})
    elif isinstance(refusal, PlainAskedFor):
        yield from (*to_plain(request), *keeping_release(request, catalogue))
    elif isinstance(refusal, WeekNeeded):
        yield from by_week(request, catalogue)
        yield from steady(request, refusal.drug)
    elif isinstance(refusal, NoDaysOff):
        yield from by_week(request, catalogue)
        yield from crossing(request)
    elif isinstance(refusal, SplitForbidden):
        yield whole(request, catalogue)
    elif isinstance(refusal, TooLong):
        yield from _faster(request, catalogue, build)
    elif isinstance(refusal, HoldNeverReached):
        yield holds_said("leave out the hold that is never reached", refusal.reached)
    elif isinstance(refusal, NotByThen):
        yield from later(request, refusal, catalogue.envelope.min_days)
    elif isinstance(refusal, CrossoverLoses):
        yield from other_products(request, catalogue)
        yield Change("direct", f"reduce {' and '.join(request.regimen.drugs)} directly", {"method": "direct"})
    elif isinstance(refusal, TooShort):
        yield from _longer(request, catalogue, build)
        yield from other_products(request, catalogue)
        yield from crossing(request)
    else:
        yield from by_week(request, catalogue)
        yield from other_products(request, catalogue)
        yield from other_ways(request)


def _faster(request: Request, catalogue: Catalogue, build: Build) -> Iterator[Change]:
    """The smallest larger percentage that does."""
    paces = (pace(percent) for percent in percents(catalogue) if percent > request.strategy.reduction_percent)
    yield from _first_that_works(paces, _Search(request, catalogue, build))


def _longer(request: Request, catalogue: Catalogue, build: Build) -> Iterator[Change]:
    """The shortest longer interval, the largest smaller percentage and the dated hold that reach the least days of a taper."""
    strategy, search = request.strategy, _Search(request, catalogue, build)
    longer = (interval(request, days) for days in intervals(catalogue) if days > strategy.interval_days)
    yield from _first_that_works(longer, search)
    if strategy.basis != "bands" and not strategy.finish_by:
        slower = (pace(percent) for percent in reversed(percents(catalogue)) if percent < strategy.reduction_percent)
        yield from _first_that_works(slower, search)
    yield from _hold(request, catalogue.envelope.least_days, build)


def _first_that_works(changes: Iterable[Change], search: _Search) -> Iterator[Change]:
    for change in changes:
        tried = search.tried((change,))
        if tried and tried.schedule:
            yield change
            return


def _hold(request: Request, least_days: int, build: Build) -> Iterator[Change]:
    """A hold at the last dose before the stop, as long as the taper is too short."""
    if request.strategy.holds:
        return
    short = build(request, 0)
    if len(short.steps) > 1:
        hold = Hold(after_step=len(short.steps) - 1, days=least_days - short.days)
        yield holds_said(f"stay on the last dose for {hold.days} days more before stopping", (hold,))
