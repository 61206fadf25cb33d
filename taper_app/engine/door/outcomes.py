"""What each choice would do to a patient, before one is made: the distinct plans that what is fixed leaves open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ..catalogue.facts import Catalogue
from ..catalogue.outcomes import Tried
from ..doses.products import Refusal
from ..reading import BadRequest
from ..rules.findings import USUAL, Finding, Thresholds
from ..rules.guidelines import matters_most
from ..rules.patient import PatientToday
from ..taper.adjustment import Adjustment, Change
from ..taper.kinds import Place
from ..taper.options import added, options
from ..taper.schedule import Schedule
from ..taper.strategy import FIELDS, Request, Strategy
from ..taper.visits import same_days
from .compare import fitted
from .offers import laid_over
from .outcome import NotPossible, Outcome, Outcomes, gentlest_first
from .pauses import NoPause, Pause, with_pauses
from .ways import Way, at_first, at_visit

MOST = 12
"""So many plans are told at the most: those that come first in outcomes.toml."""
PACE = frozenset({"basis", "reduction_percent", "bands", "finish_by"})
"""Fields that are one choice: where one of them is fixed, no row lays another pace over it."""


def outcomes(
    request: Request,
    fixed: Collection[str],
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
    pauses: Sequence[Pause] = (),
) -> Outcomes:
    """The plans that can begin from this request: of its strategy only the fields that are `fixed` count.

    What a rule blocks for this patient makes no plan. `pauses` are laid into each of them by their days.
    """
    catalogue = request.knows(catalogue)
    tried = _Trying(catalogue, request.starts_on)
    ways = (each for each in catalogue.outcomes.values() if each.decision is None)
    for row in ways:
        if tried.is_full:
            break
        change = _laid(row, request, fixed, catalogue)
        if change is not None:
            try:
                asked = laid_over(request, change, catalogue)
            except BadRequest:
                continue  # it does not go with what is fixed, such as bands with a second pace
            change = _written(asked.strategy, change)
            try:
                asked = with_pauses(asked, pauses, catalogue)
            except NoPause as refusal:
                tried.refuse(change, refusal)
                continue
            tried.add(change, at_first(asked, catalogue, patient, thresholds=thresholds, review_on=review_on))
    return tried.told


def outcomes_at_visit(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    at: Change,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
) -> Outcomes:
    """What each decision would make of a schedule that was made from `request`: from the day of the change `at`, with what is
    taken by then. What that change decides does not count."""
    catalogue = request.knows(catalogue)
    tried = _Trying(catalogue, max(at.on, schedule.starts_on))
    now = replace(request, regimen=at.taken) if at.taken.doses else request
    for row in catalogue.outcomes.values():
        if tried.is_full:
            break
        fields = None if row.decision is None else _laid(row, now, (), catalogue)
        if fields is None or row.decision is None:
            continue
        try:
            strategy = laid_over(now, fields, catalogue).strategy if fields else None
        except BadRequest:
            continue  # it does not go with what is in force, such as a longer interval with shorter closing steps
        change = replace(at, adjustment=Adjustment(row.decision, row.days, strategy))
        said: dict[str, Any] = {"decision": row.decision.value} | ({"days": row.days} if row.days else {})
        said |= {"strategy": _written(strategy, fields)} if strategy else {}
        decided = at_visit(schedule, request, catalogue, patient, change=change, thresholds=thresholds, review_on=review_on)
        tried.add(said, decided)
    return tried.told


def each_at_visit(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    changes: Sequence[Change],
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
) -> tuple[Outcome | NotPossible, ...]:
    """What each of these changes would make of a schedule that was made from `request`, in their order and none left out.

    What a rule blocks for this patient makes no plan; a change that changes nothing makes the plan as it is.
    """
    catalogue = request.knows(catalogue)
    found: list[Outcome | NotPossible] = []
    for change in changes:
        try:
            way = at_visit(schedule, request, catalogue, patient, change=change, thresholds=thresholds, review_on=review_on)
            asked = fitted(way.request, catalogue.envelope, way.build)
            made = way.build(asked)
        except Refusal as refusal:
            found.append(NotPossible({}, refusal.code, refusal.message))
            continue
        findings = way.judged(asked, made)
        blocked = next((each for each in findings if each.severity == "block"), None)
        since = max(change.on, schedule.starts_on)
        made_of = outcome_of(asked, made, findings, catalogue, since)
        found.append(NotPossible({}, blocked.rule, blocked.message) if blocked else made_of)
    return tuple(found)


def _laid(row: Tried, request: Request, fixed: Collection[str], catalogue: Catalogue) -> dict[str, Any] | None:
    """The fields that a row lays over the request, as JSON; None where it has nothing to lay there.

    A crossover is none where diazepam alone is taken, nor bands where the market has none.
    """
    wanted = {**row.strategy, **_bands(row, request, catalogue)}
    if row.bands and "bands" not in wanted:
        return None
    held = {*fixed} | (PACE if PACE & {*fixed} else set())
    method = wanted.get("method", request.strategy.method) if "method" not in held else request.strategy.method
    fields = {name: each for name, each in wanted.items() if name not in held and FIELDS[name].is_for(method)}
    if fields.get("method") == "crossover" and set(request.regimen.drugs) == {fields["crossover_to"]}:
        return None
    if PACE & fields.keys():
        gone = {"bands": None, "finish_by": None}
        fields |= {name: None for name in gone if name not in fields and getattr(request.strategy, name) is not None}
    return fields | _added(row, request, fields, held, catalogue) if row.adds else fields


def _written(strategy: Strategy, fields: Collection[str]) -> dict[str, Any]:
    """These fields of a strategy as JSON has them."""
    return {name: FIELDS[name].kind.write(getattr(strategy, name)) for name in fields}


def _bands(row: Tried, request: Request, catalogue: Catalogue) -> dict[str, Any]:
    preset = catalogue.markets[request.market].bands
    if not (row.bands and preset):
        return {}
    return {"basis": "bands", "bands": catalogue.presets[preset].strategy["bands"]}


def _added(row: Tried, request: Request, fields: dict[str, Any], held: Collection[str], catalogue: Catalogue) -> dict[str, Any]:
    """The first option of the row's kind for each drug on the way, as fields; nothing where its field is fixed."""
    asked = laid_over(request, fields, catalogue)
    found = (next((each for each in options(asked, catalogue, drug) if each.kind == row.adds), None) for drug in asked.drugs)
    chosen = [each for each in found if each and each.field not in held]
    return added(asked, catalogue, chosen)


class _Trying:
    """What came of the choices that were tried so far: each schedule once, and each refusal."""

    def __init__(self, catalogue: Catalogue, since: date) -> None:
        self.catalogue, self.since = catalogue, since
        self.found: list[Outcome] = []
        self.refused: dict[str, NotPossible] = {}
        self.tried: set[object] = set()

    @property
    def is_full(self) -> bool:
        """Whether there are as many plans as are told."""
        return len(self.found) == MOST

    def add(self, change: Mapping[str, Any], way: Way) -> None:
        """Make the schedule of a choice and judge it."""
        known = way.request.strategy, change.get("decision"), change.get("days")
        if known in self.tried:
            return
        self.tried.add(known)
        try:
            asked = fitted(way.request, self.catalogue.envelope, way.build)
            made = way.build(asked)
        except Refusal as refusal:
            self.refuse(change, refusal)
            return
        if any(same_days(each.schedule, made) for each in self.found):
            return
        findings = way.in_short(asked, made)
        blocked = next((each for each in findings if each.severity == "block"), None)
        if blocked:
            self.refused.setdefault(blocked.message, NotPossible(change, blocked.rule, blocked.message))
        else:
            made_of = outcome_of(asked, made, findings, self.catalogue, self.since)
            self.found.append(replace(made_of, change=change))

    def refuse(self, change: Mapping[str, Any], refusal: Refusal) -> None:
        """Tell a choice that makes none, once for each reason."""
        self.refused.setdefault(refusal.message, NotPossible(change, refusal.code, refusal.message))

    @property
    def told(self) -> Outcomes:
        """The plans, the gentlest first, and the refusals in the order in which they were met."""
        return Outcomes(gentlest_first(self.found, self.catalogue), tuple(self.refused.values()))


def outcome_of(
    request: Request, schedule: Schedule, findings: tuple[Finding, ...], catalogue: Catalogue, since: date | None = None
) -> Outcome:
    """A plan that is made already, as one of these: what stands where a choice was made."""
    catalogue = request.knows(catalogue)
    preset, top = _preset(request, catalogue), matters_most(findings, catalogue)
    return Outcome({}, request.strategy, schedule, findings, since or schedule.starts_on, preset, top)


def _preset(request: Request, catalogue: Catalogue) -> str:
    """The published pace of a strategy by its id; "" where it is none."""
    place = Place(catalogue, request.market, "")
    for each in catalogue.presets.values():
        sets = {name: FIELDS[name].kind.read(value, place) for name, value in each.strategy.items()}
        if all(getattr(request.strategy, name) == value for name, value in sets.items()):
            return each.id
    return ""
