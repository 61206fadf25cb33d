"""What would work instead of what was refused: changes to the request that were tried, and do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from .compare import QUICKEST_DAYS, NotByThen
from .course import TooLong
from .crossover import NothingToCross
from .facts import Catalogue
from .options import Option, added, options
from .products import CannotMakeDose, Refusal, SplitForbidden
from .regimen import DIAZEPAM, NoEquivalent
from .request import BadRequest, parse_request
from .schedule import Schedule
from .strategy import Hold, Request
from .taper import LEAST_DAYS, HoldNeverReached, TooShort
from .text import plain

MOST = 5
MOST_TRIES = 150
MOST_CHANGES = 3
PACES_PERCENT = (5, 10, 15, 20, 25)
INTERVALS_DAYS = (14, 21, 28)


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

    @property
    def gentleness(self) -> tuple[bool, Fraction, int, Fraction]:
        """Less is gentler: without a coarse tail, a smaller largest fall, fewer changes, more weeks."""
        steps = [each for each in self.schedule.steps if each.kind != "stop"] if self.schedule else []
        largest = max((each.reduction_percent for each in steps), default=Fraction(100))
        weeks = self.schedule.weeks if self.schedule else Fraction(0)
        return self.request.strategy.coarse_tail, largest, len(self.changes), -weeks

    def alternative(self) -> Alternative:
        """The path as an offer."""
        words = "; ".join(each.words for each in self.changes)
        weeks = self.schedule.weeks if self.schedule else Fraction(0)
        return Alternative(f"{words[:1].upper()}{words[1:]}: {plain(weeks, 1)} weeks.", weeks, self.fields)


def laid_over(request: Request, change: Mapping[str, Any], catalogue: Catalogue) -> Request:
    """The request with the fields of a change: those of the strategy, or equivalence and equivalence_for. Raises BadRequest."""
    fields = request.to_json()
    for name, value in change.items():
        (fields if name in fields else fields["strategy"])[name] = value
    return parse_request(fields, catalogue)


class Build(Protocol):
    """Makes the schedule of a request, at least so many days long; raises a Refusal."""

    def __call__(self, asked: Request, least_days: int = LEAST_DAYS) -> Schedule: ...


def alternatives(request: Request, refusal: Refusal, catalogue: Catalogue, build: Build) -> tuple[Alternative, ...]:
    """At most five changes to the request that were tried and give a schedule, one of a kind, the gentlest first.

    None where the market sells nothing that could. `build` is what refused the request.
    """
    search = _Search(request, catalogue, build)
    waiting, working = [_Path(request, refusal=refusal)], list[_Path]()
    while waiting and search.tries < MOST_TRIES:
        path = waiting.pop(0)
        for change in search.changes(path):
            tried = search.tried((*path.changes, change))
            if tried is None:
                continue
            if tried.schedule:
                working.append(search.without_needless(tried))
            elif str(tried.refusal) != str(path.refusal) and len(tried.changes) < MOST_CHANGES:
                waiting.append(tried)
    return tuple(each.alternative() for each in _one_of_a_kind(working)[:MOST])


def _one_of_a_kind(working: Iterable[_Path]) -> list[_Path]:
    """The gentlest of each kind, the gentlest first. Those that begin with the same sort of change, or join the same, are one."""
    kept: list[_Path] = []
    for path in sorted(working, key=lambda each: each.gentleness):
        if not any(path.kinds[0] == other.kinds[0] or set(path.kinds) == set(other.kinds) for other in kept):
            kept.append(path)
    return kept


class _Search:
    """Tries changes to one request."""

    def __init__(self, request: Request, catalogue: Catalogue, build: Build) -> None:
        self.request, self.catalogue, self.build, self.tries = request, catalogue, build, 0

    def changes(self, path: _Path) -> Iterator[_Change]:
        """The changes that may mend the path's refusal, none of a kind that it has already."""
        used = {each.kind for each in path.changes}
        for change in _mending(path.request, path.refusal, self.catalogue, self.build):
            if change.kind not in used:
                yield change

    def tried(self, changes: tuple[_Change, ...]) -> _Path | None:
        """What comes of the changes; None where they do not go together."""
        self.tries += 1
        fields = {name: value for each in changes for name, value in each.fields.items()}
        chosen = tuple(each.option for each in changes if each.option)
        try:
            fields |= added(laid_over(self.request, fields, self.catalogue), self.catalogue, chosen)
            changed = laid_over(self.request, fields, self.catalogue)
        except BadRequest:
            return None
        try:
            return _Path(changed, changes, fields, schedule=self.build(changed))
        except Refusal as refusal:
            return _Path(changed, changes, refusal=refusal)

    def without_needless(self, path: _Path) -> _Path:
        """The path without the changes that it works without."""
        for index in range(len(path.changes) if len(path.changes) > 1 else 0):
            fewer = self.tried(path.changes[:index] + path.changes[index + 1 :])
            if fewer and fewer.schedule:
                return self.without_needless(fewer)
        return path


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
        yield from _later(request, refusal)
    elif isinstance(refusal, TooShort):
        yield from _longer(request, catalogue, build)
        yield from _other_products(request, catalogue)
        yield from _crossing(request)
    else:
        yield from _other_products(request, catalogue, modified_release=isinstance(refusal, CannotMakeDose))
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
        if all(drug == DIAZEPAM or drug in catalogue.tables[table].cells for drug in request.regimen.drugs):
            yield _Change("table", f"use {name} for all drugs", {"equivalence": table})


def _faster(request: Request, catalogue: Catalogue, build: Build) -> Iterator[_Change]:
    """The smallest larger percentage that does."""
    paces = (_pace(percent) for percent in PACES_PERCENT if percent > request.strategy.reduction_percent)
    yield from _first_that_works(paces, _Search(request, catalogue, build))


def _pace(percent: int) -> _Change:
    return _Change("pace", f"ask for reductions of {percent}%", {"reduction_percent": str(percent)})


def _interval(request: Request, days: int) -> _Change:
    closing = request.strategy.closing_interval_days
    also = {"closing_interval_days": days} if closing is not None and closing < days else {}
    return _Change("interval", f"reduce every {days} days", {"interval_days": days, **also})


def _holds(words: str, holds: Iterable[Hold]) -> _Change:
    return _Change("hold", words, {"holds": [{"after_step": each.after_step, "days": each.days} for each in holds]})


def _later(request: Request, refusal: NotByThen) -> Iterator[_Change]:
    """The earliest date with this interval, and with reductions as often as is allowed."""
    if refusal.earliest:
        day = refusal.earliest.isoformat()
        yield _Change("date", f"finish by {day}", {"finish_by": day})
    if refusal.quickest and request.strategy.interval_days > QUICKEST_DAYS:
        often, day = _interval(request, QUICKEST_DAYS), refusal.quickest.isoformat()
        yield _Change("interval", f"{often.words} and finish by {day}", {**often.fields, "finish_by": day})


def _longer(request: Request, catalogue: Catalogue, build: Build) -> Iterator[_Change]:
    """The shortest longer interval, the largest smaller percentage and the dated hold that reach 70 days."""
    strategy, search = request.strategy, _Search(request, catalogue, build)
    longer = (_interval(request, days) for days in INTERVALS_DAYS if days > strategy.interval_days)
    yield from _first_that_works(longer, search)
    if strategy.basis != "bands":
        slower = (_pace(percent) for percent in reversed(PACES_PERCENT) if percent < strategy.reduction_percent)
        yield from _first_that_works(slower, search)
    yield from _hold(request, build)


def _first_that_works(changes: Iterable[_Change], search: _Search) -> Iterator[_Change]:
    for change in changes:
        tried = search.tried((change,))
        if tried and tried.schedule:
            yield change
            return


def _hold(request: Request, build: Build) -> Iterator[_Change]:
    """A hold at the last dose before the stop, as long as the taper is too short."""
    if request.strategy.holds:
        return
    short = build(request, 0)
    if len(short.steps) > 1:
        hold = Hold(after_step=len(short.steps) - 1, days=LEAST_DAYS - short.days)
        yield _holds(f"stay on the last dose for {hold.days} days more before stopping", (hold,))


def _other_products(request: Request, catalogue: Catalogue, *, modified_release: bool = False) -> Iterator[_Change]:
    """One more strength, split or liquid of a drug on the way; modified release only for a dose taken now."""
    for drug in request.drugs:
        for option in options(request, catalogue, drug):
            if option.kind == "modified-release" and not modified_release:
                continue
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
