"""What would work instead of what was refused: changes to the request that were tried, and do."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of
from ..doses.products import Refusal, SplitForbidden
from ..doses.regimen import DIAZEPAM, NoEquivalent
from ..reading import BadRequest
from ..taper.build import HoldNeverReached, TooShort
from ..taper.course import TooLong
from ..taper.crossover import CrossoverLoses, NothingToCross
from ..taper.kinds import Hold
from ..taper.options import Option, added, options
from ..taper.schedule import Schedule
from ..taper.strategy import Request
from ..text import plain
from .compare import NotByThen
from .offers import Allowed, Alternative, Build, coarseness, gentleness, laid_over, until_the_stop

MOST = 5
MOST_TRIES = 150
MOST_CHANGES = 3
PERCENTS_APART, DAYS_APART = 5, 7  # of the paces that are tried


@dataclass(frozen=True, slots=True)
class _Change:
    """A step away from the request: what sort it is, its words, and the fields that it sets (as JSON) or the option it adds."""

    kind: str
    words: str
    fields: dict[str, Any] = field(default_factory=dict)
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class _Path:
    """Changes laid over the request one on top of the other, and what came of them."""

    request: Request
    changes: tuple[_Change, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    refusal: Refusal | None = None
    schedule: Schedule | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The sorts of the changes, in their order."""
        return tuple(each.kind for each in self.changes)

    def alternative(self) -> Alternative:
        """The path as an offer."""
        words = "; ".join(each.words for each in self.changes)
        weeks = self.schedule.weeks if self.schedule else Fraction(0)
        return Alternative(f"{words[:1].upper()}{words[1:]}: {plain(weeks, 1)} weeks.", weeks, self.fields)


def alternatives(
    request: Request,
    refusal: Refusal,
    catalogue: Catalogue,
    build: Build,
    allowed: Allowed = lambda *_: True,
    since: date = date.min,
) -> tuple[Alternative, ...]:
    """At most five changes to the request that were tried and give a schedule, one of a kind, the gentlest first.

    None where the market sells nothing that could, and none that is not `allowed`. `build` is what refused the request. What is
    before the day `since` is no part of what is offered, and is not compared.
    """
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
    return tuple(each.alternative() for each in _one_of_a_kind(finest, allowed))


def _with_finest_tails(working: list[_Path], search: "_Search") -> Iterator[_Path]:
    """Those that work, each coarse tail as fine as can be; none where the same method does without one.

    That is, by what is sold or a source lets split.
    """
    tails, others = dict[frozenset[str], _Path](), [each for each in working if "coarse-tail" not in each.kinds]
    for each in working:
        if "coarse-tail" in each.kinds:
            tails.setdefault(frozenset(each.kinds), each)
    yield from others
    if all({"crossover", "halve-unverified"} & set(each.kinds) for each in others):
        yield from (search.without_needless(search.least_coarse(each)) for each in tails.values())


def _one_of_a_kind(working: Iterable[_Path], allowed: Allowed) -> list[_Path]:
    """The first five kinds, of each the first. Those that begin with the same sort of change, or join the same, are one."""
    kept: list[_Path] = []
    for path in working:
        known = any(path.kinds[0] == other.kinds[0] or set(path.kinds) == set(other.kinds) for other in kept)
        if not known and len(kept) < MOST and path.schedule and allowed(path.request, path.schedule):
            kept.append(path)
    return kept


def slower(
    request: Request, unchanged: Schedule, catalogue: Catalogue, build: Build, allowed: Allowed, since: date
) -> tuple[Alternative, ...]:
    """What would slow a plan that a decision leaves as it is, each tried and with its new stop, the gentlest first.

    A longer interval, a smaller percentage, another strength, halves, quarters or a liquid.
    """
    search, strategy = _Search(request, catalogue, build, since), request.strategy
    paces = () if strategy.basis == "bands" or strategy.finish_by else reversed(_percents(catalogue))
    groups: list[Iterable[_Change]] = [
        (_interval(request, days) for days in _intervals(catalogue) if days > strategy.interval_days),
        (_pace(percent) for percent in paces if percent < strategy.reduction_percent),
        *((each,) for each in _other_products(request, catalogue)),
    ]
    found = []
    for changes in groups:
        tried = (search.tried((each,)) for each in changes)
        later = (each for each in tried if each and each.schedule and each.schedule.days > unchanged.days)
        found += [path for path in (next(later, None),) if path]
    best = _one_of_a_kind(sorted(found, key=search.gentleness), allowed)
    return tuple(until_the_stop(each.changes[0].words, each.schedule, each.fields) for each in best if each.schedule)


class _Search:
    """Tries changes to one request."""

    def __init__(self, request: Request, catalogue: Catalogue, build: Build, since: date = date.min) -> None:
        self.request, self.catalogue, self.build, self.since = request, catalogue, build, since

    def gentleness(self, path: _Path) -> tuple[Fraction, ...]:
        """How gentle a path that works is: less is gentler, and of the same the one with fewer changes."""
        if not path.schedule:
            return ()
        return (*gentleness(path.schedule, self.catalogue.envelope.closing_mg, self.since), Fraction(len(path.changes)))

    def changes(self, path: _Path) -> Iterator[_Change]:
        """The changes that may mend the path's refusal, none of a kind that it has already.

        A refusal met in looking for them is no answer to what was asked: there are no more changes then.
        """
        used = {each.kind for each in path.changes}
        with suppress(Refusal):
            for change in _mending(path.request, path.refusal, self.catalogue, self.build):
                if change.kind not in used:
                    yield change

    def tried(self, changes: tuple[_Change, ...]) -> _Path | None:
        """What comes of the changes; None where they do not go together."""
        fields = {name: value for each in changes for name, value in each.fields.items()}
        chosen = tuple(each.option for each in changes if each.option)
        try:
            if chosen:
                before = laid_over(self.request, fields, self.catalogue) if fields else self.request
                fields |= added(before, self.catalogue, chosen)
            changed = laid_over(self.request, fields, self.catalogue)
        except BadRequest:
            return None
        try:
            return _Path(changed, changes, fields, schedule=self.build(changed))
        except Refusal as refusal:
            return _Path(changed, changes, refusal=refusal)

    def least_coarse(self, path: _Path) -> _Path:
        """A path with a coarse tail, with what the market sells or lets split that makes the tail finer."""
        while "coarse-tail" in path.kinds and len(path.changes) < MOST_CHANGES:
            others = (each for each in _other_products(path.request, self.catalogue) if each.kind not in path.kinds)
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


def _makes_finer(change: _Change, path: _Path) -> bool:
    """Whether a change may be there to make a coarse tail finer, with what is sold or a source lets split."""
    return "coarse-tail" in path.kinds and change.option is not None and not change.option.unverified


def _mending(request: Request, refusal: Refusal | None, catalogue: Catalogue, build: Build) -> Iterator[_Change]:
    if isinstance(refusal, NoEquivalent):
        yield from _tables(request, refusal, catalogue)
    elif isinstance(refusal, NothingToCross):
        yield _Change("direct", f"reduce {request.strategy.crossover_to} directly", {"method": "direct"})
    elif isinstance(refusal, SplitForbidden):
        yield _whole(request, catalogue)
    elif isinstance(refusal, TooLong):
        yield from _faster(request, catalogue, build)
    elif isinstance(refusal, HoldNeverReached):
        yield _holds("leave out the hold that is never reached", refusal.reached)
    elif isinstance(refusal, NotByThen):
        yield from _later(request, refusal, catalogue.envelope.min_days)
    elif isinstance(refusal, CrossoverLoses):
        yield from _other_products(request, catalogue)
        yield _Change("direct", f"reduce {' and '.join(request.regimen.drugs)} directly", {"method": "direct"})
    elif isinstance(refusal, TooShort):
        yield from _longer(request, catalogue, build)
        yield from _other_products(request, catalogue)
        yield from _crossing(request)
    else:
        yield from _other_products(request, catalogue)
        yield from _other_ways(request)


def _whole(request: Request, catalogue: Catalogue) -> _Change:
    """All other splits that were listed, without the products that must be taken whole."""
    sold = catalogue.products(request.market)
    lists = {"halve": request.strategy.halve, "quarter": request.strategy.quarter}
    listed = {name: ids for name, ids in lists.items() if not isinstance(ids, str)}
    fewer = {name: [each for each in ids if sold[each].splits != "none"] for name, ids in listed.items()}
    changed = {name: ids for name, ids in fewer.items() if len(ids) < len(listed[name])}
    return _Change("halve", "split only what may be split", changed)


def _tables(request: Request, refusal: NoEquivalent, catalogue: Catalogue) -> Iterator[_Change]:
    for table in refusal.tables:
        name = catalogue.tables[table].name
        if request.equivalence:
            second = {**request.equivalence_for, refusal.drug: table}
            yield _Change("second-table", f"use {name} for {refusal.drug} alone", {"equivalence_for": second})
        if all(drug == DIAZEPAM or drug in catalogue.tables[table].cells for drug in map(drug_of, request.regimen.drugs)):
            yield _Change("table", f"use {name} for all drugs", {"equivalence": table})


def _faster(request: Request, catalogue: Catalogue, build: Build) -> Iterator[_Change]:
    """The smallest larger percentage that does."""
    paces = (_pace(percent) for percent in _percents(catalogue) if percent > request.strategy.reduction_percent)
    yield from _first_that_works(paces, _Search(request, catalogue, build))


def _percents(catalogue: Catalogue) -> range:
    """The percentages that are tried as another pace, the smallest first."""
    return catalogue.envelope.whole_percents[::PERCENTS_APART]


def _intervals(catalogue: Catalogue) -> range:
    """The intervals that are tried as a longer one, in days, the shortest first."""
    envelope = catalogue.envelope
    return range(envelope.min_days + DAYS_APART, envelope.max_days + 1, DAYS_APART)


def _pace(percent: int) -> _Change:
    return _Change("pace", f"ask for reductions of {percent}%", {"reduction_percent": str(percent)})


def _interval(request: Request, days: int) -> _Change:
    closing = request.strategy.closing_interval_days
    also = {"closing_interval_days": days} if closing is not None and closing < days else {}
    return _Change("interval", f"reduce every {days} days", {"interval_days": days, **also})


def _holds(words: str, holds: Iterable[Hold]) -> _Change:
    return _Change("hold", words, {"holds": [{"after_step": each.after_step, "days": each.days} for each in holds]})


def _later(request: Request, refusal: NotByThen, shortest_days: int) -> Iterator[_Change]:
    """The earliest date with this interval, and with reductions as often as is allowed."""
    if refusal.earliest:
        day = refusal.earliest.isoformat()
        yield _Change("date", f"finish by {day}", {"finish_by": day})
    if refusal.quickest and request.strategy.interval_days > shortest_days:
        often, day = _interval(request, shortest_days), refusal.quickest.isoformat()
        yield _Change("interval", f"{often.words} and finish by {day}", {**often.fields, "finish_by": day})


def _longer(request: Request, catalogue: Catalogue, build: Build) -> Iterator[_Change]:
    """The shortest longer interval, the largest smaller percentage and the dated hold that reach the least days of a taper."""
    strategy, search = request.strategy, _Search(request, catalogue, build)
    longer = (_interval(request, days) for days in _intervals(catalogue) if days > strategy.interval_days)
    yield from _first_that_works(longer, search)
    if strategy.basis != "bands" and not strategy.finish_by:
        slower = (_pace(percent) for percent in reversed(_percents(catalogue)) if percent < strategy.reduction_percent)
        yield from _first_that_works(slower, search)
    yield from _hold(request, catalogue.envelope.least_days, build)


def _first_that_works(changes: Iterable[_Change], search: _Search) -> Iterator[_Change]:
    for change in changes:
        tried = search.tried((change,))
        if tried and tried.schedule:
            yield change
            return


def _hold(request: Request, least_days: int, build: Build) -> Iterator[_Change]:
    """A hold at the last dose before the stop, as long as the taper is too short."""
    if request.strategy.holds:
        return
    short = build(request, 0)
    if len(short.steps) > 1:
        hold = Hold(after_step=len(short.steps) - 1, days=least_days - short.days)
        yield _holds(f"stay on the last dose for {hold.days} days more before stopping", (hold,))


def _other_products(request: Request, catalogue: Catalogue) -> Iterator[_Change]:
    """One more strength, split or liquid of a drug on the way."""
    for drug in request.drugs:
        for option in options(request, catalogue, drug):
            words = f"{'take' if option.kind in ('halve', 'quarter') else 'use'} {option.label}"
            words += " (check that it splits: no source confirms it)" if option.unverified else ""
            kind = f"{option.kind}-unverified" if option.unverified else option.kind
            yield _Change(kind, words, option=option)


def _other_ways(request: Request) -> Iterator[_Change]:
    """Crossing to diazepam, and a coarse tail."""
    yield from _crossing(request)
    if not request.strategy.coarse_tail:
        words = "allow larger reductions at the end, which is fast there"
        yield _Change("coarse-tail", words, {"coarse_tail": True})


def _crossing(request: Request) -> Iterator[_Change]:
    if request.strategy.method == "direct" and set(request.regimen.drugs) != {DIAZEPAM}:
        words = "cross over to diazepam first"
        yield _Change("crossover", words, {"method": "crossover", "crossover_to": DIAZEPAM})
