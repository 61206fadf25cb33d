"""Changes to a request that may mend a refusal: each with its words and the fields that it sets, none of them tried yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of, is_modified, medicine
from ..doses.equivalence import NoEquivalent
from ..doses.regimen import DIAZEPAM
from ..doses.week import A_WEEK
from ..taper.days_off import has_days_off
from ..taper.kinds import Hold
from ..taper.options import Option, options
from ..taper.reduction import NoAchievableReduction
from ..taper.strategy import Request
from ..text import exact, mg, rounded
from .compare import NotByThen
from .offers import Build

PERCENTS_APART, DAYS_APART = 5, 7  # of the paces that are tried


@dataclass(frozen=True, slots=True)
class Change:
    """A step away from the request: what sort it is, its words, and the fields that it sets (as JSON) or the option it adds."""

    kind: str
    words: str
    fields: dict[str, Any] = field(default_factory=dict)
    option: Option | None = None


def whole(request: Request, catalogue: Catalogue) -> Change:
    """All other splits that were listed, without the products that must be taken whole."""
    sold = catalogue.products(request.market)
    lists = {"halve": request.strategy.halve, "quarter": request.strategy.quarter}
    listed = {name: ids for name, ids in lists.items() if not isinstance(ids, str)}
    fewer = {name: [each for each in ids if sold[each].splits != "none"] for name, ids in listed.items()}
    changed = {name: ids for name, ids in fewer.items() if len(ids) < len(listed[name])}
    return Change("halve", "split only what may be split", changed)


def tables(request: Request, refusal: NoEquivalent, catalogue: Catalogue) -> Iterator[Change]:
    """Another table for all drugs, or a second one for the drug that the table lacks."""
    for table in refusal.tables:
        name = catalogue.tables[table].name
        if request.equivalence:
            second = {**request.equivalence_for, refusal.drug: table}
            yield Change("second-table", f"use {name} for {refusal.drug} alone", {"equivalence_for": second})
        if all(drug == DIAZEPAM or drug in catalogue.tables[table].cells for drug in map(drug_of, request.regimen.drugs)):
            yield Change("table", f"use {name} for all drugs", {"equivalence": table})


def percents(catalogue: Catalogue) -> range:
    """The percentages that are tried as another pace, the smallest first."""
    return catalogue.envelope.whole_percents[::PERCENTS_APART]


def intervals(catalogue: Catalogue) -> range:
    """The intervals that are tried as a longer one, in days, the shortest first."""
    envelope = catalogue.envelope
    return range(envelope.min_days + DAYS_APART, envelope.max_days + 1, DAYS_APART)


def pace(percent: int) -> Change:
    """Another percentage."""
    return Change("pace", f"ask for reductions of {percent}%", {"reduction_percent": str(percent)})


def interval(request: Request, days: int) -> Change:
    """Another interval; closing steps that were longer stay no shorter than it."""
    closing = request.strategy.closing_interval_days
    also = {"closing_interval_days": days} if closing is not None and closing < days else {}
    return Change("interval", f"reduce every {days} days", {"interval_days": days, **also})


def holds_said(words: str, holds: Iterable[Hold]) -> Change:
    """These holds and no others."""
    return Change("hold", words, {"holds": [{"after_step": each.after_step, "days": each.days} for each in holds]})


def later(request: Request, refusal: NotByThen, shortest_days: int) -> Iterator[Change]:
    """The earliest date with this interval, and with reductions as often as is allowed."""
    if refusal.earliest:
        day = refusal.earliest.isoformat()
        yield Change("date", f"finish by {day}", {"finish_by": day})
    if refusal.quickest and request.strategy.interval_days > shortest_days:
        often, day = interval(request, shortest_days), refusal.quickest.isoformat()
        yield Change("interval", f"{often.words} and finish by {day}", {**often.fields, "finish_by": day})


def other_products(request: Request, catalogue: Catalogue) -> Iterator[Change]:
    """One more strength, split or liquid of a drug on the way."""
    for drug in request.drugs:
        for option in options(request, catalogue, drug):
            words = f"{'take' if option.kind in ('halve', 'quarter') else 'use'} {option.label}"
            words += " (check that it splits: no source confirms it)" if option.unverified else ""
            kind = f"{option.kind}-unverified" if option.unverified else option.kind
            yield Change(kind, words, option=option)


def other_ways(request: Request) -> Iterator[Change]:
    """The plain form of what is of modified release, crossing to diazepam, and a coarse tail."""
    yield from to_plain(request)
    yield from crossing(request)
    if not request.strategy.coarse_tail:
        words = "allow larger reductions at the end, which is fast there"
        yield Change("coarse-tail", words, {"coarse_tail": True})


PATTERN_WORDS = {
    "mixed": "lower one dose on some days of the week",
    "days-off": "lower the dose on some days of the week, and at the end take none on some",
}


def by_week(request: Request, catalogue: Catalogue) -> Iterator[Change]:
    """Going down by days of the week: with days without a dose at the end, for a drug that may have them, or with none.

    Directly, where the days are not alike already; at an interval of whole weeks.
    """
    strategy = request.strategy
    fields: dict[str, Any] = {}
    for name in ("interval_days", "closing_interval_days"):
        days = getattr(strategy, name)
        if days and days % A_WEEK:
            fields[name] = -(-days // A_WEEK) * A_WEEK
    uneven = any(each.use == "days" and each.drug not in strategy.steady for each in request.regimen.held)
    if strategy.method == "crossover" and (uneven or request.regimen.by_days):
        fields["method"] = "direct"
    asked = replace(request, strategy=replace(strategy, pattern="days-off", method=fields.get("method", strategy.method)))
    asked = asked.arranged()
    if not any(asked.makeable(catalogue, drug).products for drug in asked.drugs):
        return
    for pattern in ("days-off", "mixed"):
        if pattern != strategy.pattern and (pattern == "mixed" or has_days_off(asked, catalogue)):
            every = f", every {fields['interval_days']} days" if "interval_days" in fields else ""
            yield Change(pattern, PATTERN_WORDS[pattern] + every, {**fields, "pattern": pattern})


def until_there(refusal: NoAchievableReduction) -> Iterator[Change]:
    """Going down as far as these products reach by days of the week, and deciding there how to go on."""
    reached = refusal.reached
    if reached is not None and reached == (target := rounded(reached, 2)):
        words = f"go down to about {mg(target)} and stay there until it is decided how to go on"
        yield Change("target", words, {"target_mg": exact(target)})


def nearest_target(request: Request, catalogue: Catalogue, build: Build) -> Iterator[Change]:
    """The dose that the products make nearest to a target that they do not; the higher one where two are as near."""
    wanted, now = Fraction(request.strategy.target_mg), request.baseline(catalogue)
    if wanted >= now:
        return
    to_zero = build(replace(request, strategy=replace(request.strategy, target_mg=Decimal(0))), 0)
    made = {each.equivalent for each in to_zero.steps if each.falls and 0 < each.equivalent < now}
    exactly = (each for each in made if each == rounded(each, 2))
    found = min(exactly, key=lambda each: (abs(each - wanted), -each), default=None)
    if found is not None:
        target = rounded(found, 2)
        yield Change("target", f"stay on about {mg(target)}, the nearest that can be made", {"target_mg": exact(target)})


def crossing(request: Request) -> Iterator[Change]:
    """Crossing over to diazepam; also where the plain form of a modified-release medicine cannot take its place."""
    strategy = request.strategy
    stuck = strategy.method == "crossover" and any(
        each == medicine(strategy.crossover_to, "modified") for each in request.regimen.drugs
    )
    if (strategy.method == "direct" or stuck) and set(request.regimen.drugs) != {DIAZEPAM}:
        words = "cross over to diazepam first"
        yield Change("crossover", words, {"method": "crossover", "crossover_to": DIAZEPAM})


def to_plain(request: Request) -> Iterator[Change]:
    """Going over to the plain form of the one modified-release medicine that is taken."""
    taken = request.regimen.drugs
    if request.strategy.method == "direct" and len(taken) == 1 and is_modified(taken[0]):
        drug = drug_of(taken[0])
        yield Change("plain", f"go over to plain {drug} first", {"method": "crossover", "crossover_to": drug})


def keeping_release(request: Request, catalogue: Catalogue) -> Iterator[Change]:
    """Leaving out the plain products of what is taken as modified release."""
    sold, slow = catalogue.products(request.market), [drug_of(each) for each in request.regimen.drugs if is_modified(each)]
    kept = [each for each in request.strategy.products or () if sold[each].drug not in slow or sold[each].modified_release]
    yield Change("release", "keep to modified-release strengths", {"products": kept or None})


def steady(request: Request, drug: str) -> Iterator[Change]:
    """Keeping a medicine that is taken on some days as it is, beside a plan for the others; direct where they would become it."""
    others = [each for each in request.regimen.drugs if each != drug]
    if not others:
        return
    words, fields = f"keep {drug} as it is, beside this plan", {"steady": [*request.strategy.steady, drug]}
    if (request.strategy.method, request.strategy.crossover_to) == ("crossover", drug):
        yield Change("steady", f"{words}, and reduce {' and '.join(others)} directly", {**fields, "method": "direct"})
    else:
        yield Change("steady", words, fields)
