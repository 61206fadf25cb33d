"""The whole answer to a request: the schedule, its equivalents by every table, and what the rules find."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalogue.decision import Decision, RevisingDecision
from ..catalogue.facts import Catalogue
from ..doses.equivalence import equivalents
from ..doses.products import Refusal, plain_decimal
from ..rules.findings import USUAL, Finding, Thresholds
from ..rules.guidelines import before_a_schedule, check_without_a_schedule
from ..rules.patient import PatientToday
from ..taper.adjustment import Adjustment, Change
from ..taper.edits import not_reached
from ..taper.schedule import Schedule, Step
from ..taper.strategy import Request, Strategy
from ..taper.visits import next_change, same_days
from ..text import plain
from .alternatives import alternatives, slower
from .compare import fitted
from .offers import Alternative, Build, Unchanged, Weigh, until_the_stop
from .rounding import roundings
from .ways import Decide, Judged, at_first, at_visit
from .weighed import against


@dataclass(frozen=True, slots=True)
class Proposal:
    """A schedule with all that travels with it. `request` is the one that was answered, its pace fitted to a date asked for.

    `equivalents` are of what is taken, in mg diazepam a day by table; `catalogue` is the digest of the data files. `unchanged`
    is of a decision at a visit that changes no dose and no date, and is not to go on.
    `edits_not_reached` are the steps changed by hand that a decision leaves out, as planned. `roundings` offers to begin
    from doses that can be made, where what is taken cannot.
    """

    request: Request
    schedule: Schedule
    equivalents: dict[str, Fraction]
    findings: tuple[Finding, ...]
    catalogue: str
    unchanged: Unchanged | None = None
    edits_not_reached: tuple[Step, ...] = ()
    roundings: tuple[Alternative, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        told = {
            "schedule": self.schedule.to_json(),
            "equivalents": {table: plain(value, 2) for table, value in self.equivalents.items()},
            "findings": [each.to_json() for each in self.findings],
            "catalogue": self.catalogue,
        }
        if self.unchanged:
            told["unchanged"] = self.unchanged.to_json()
        if self.request.strategy.finish_by:
            told["reduction_percent"] = plain_decimal(self.request.strategy.reduction_percent)
        if self.edits_not_reached:
            told["edits_not_reached"] = [_step_told(each) for each in self.edits_not_reached]
        if self.roundings:
            told["roundings"] = [each.to_json() for each in self.roundings]
        return told


def _step_told(step: Step) -> dict[str, Any]:
    doses = [
        {"time": each.time, "drug": each.drug, "mg": plain_decimal(each.mg)}
        | ({"weekdays": list(each.weekdays)} if each.weekdays else {})
        for each in step.doses
    ]
    return {"number": step.number, "starts_on": step.starts_on.isoformat(), "days": step.days, "doses": doses}


def propose(
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
) -> Proposal:
    """Build and check what the request asks for, by the clinic's thresholds and the day of the next review.

    Raises the Refusal, with the alternatives that were tried and work.
    """
    catalogue = request.knows(catalogue)
    way = at_first(request, catalogue, patient, thresholds=thresholds, review_on=review_on)
    with _patient_told(request, catalogue, patient, thresholds):
        asked, schedule = _answered(way.request, catalogue, way.build, _weighing(way.judged, catalogue))
    found = way.judged(asked, schedule)
    proposal = Proposal(asked, schedule, equivalents(asked.regimen, catalogue), found, catalogue.digest)
    return replace(proposal, roundings=roundings(asked, catalogue, way.build, _weighing(way.judged, catalogue, beside=found)))


def propose_revision(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    change: Change,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
) -> Proposal:
    """Revise and check a schedule that was made from `request`; the findings are about the days from the change on.

    It names the edited steps that are reached no more. Raises the Refusal, with alternatives as changes to the strategy from now
    on.
    """
    catalogue = request.knows(catalogue)
    way = at_visit(schedule, request, catalogue, patient, change=change, thresholds=thresholds, review_on=review_on)
    wanted, build, decided = way.request, way.build, change.adjustment
    since, weigh = max(change.on, schedule.starts_on), _weighing(way.judged, catalogue, _left_out(wanted, way.kept, catalogue))
    with _patient_told(wanted, catalogue, patient, thresholds), _open_hold_named(decided, lambda: build(wanted, days=None)):
        now, revised = _answered(wanted, catalogue, build, weigh, since)
    found = way.judged(now, revised)
    proposal = Proposal(now, revised, equivalents(wanted.regimen, catalogue), found, catalogue.digest)
    beside = _weighing(way.judged, catalogue, beside=found)
    offers = roundings(now, catalogue, build, beside, "taken")
    proposal = replace(proposal, edits_not_reached=not_reached(schedule, revised, since), roundings=offers)
    if decided.decision == Decision.CONTINUE or not same_days(schedule, revised):
        return proposal
    return replace(proposal, unchanged=_unchanged(proposal, decided.decision, catalogue, build, beside, since))


NO_CHANGE = "This changes no dose and no date."
OPEN_HOLD = "Without an end the hold can be recorded as it is, and the rest decided at the next visit."
NOT_SLOWER = "With these products and this interval every step and the end stay where they are."


def _unchanged(
    proposal: Proposal, decision: RevisingDecision, catalogue: Catalogue, decide: Decide, weigh: Weigh, since: date
) -> Unchanged:
    """What is said of a decision that leaves a plan as it is, and what would not."""
    now, revised = proposal.request, proposal.schedule
    if decision == Decision.SLOW:
        return Unchanged(f"{NO_CHANGE} {NOT_SLOWER}", slower(now, revised, catalogue, decide, weigh, since))
    change_on = next_change(revised, since) if decision == Decision.HOLD else None
    if change_on is None:
        return Unchanged(NO_CHANGE)
    words = f"{NO_CHANGE} The dose does not change before {change_on.strftime('%d-%b-%Y')} anyway."
    days = (change_on - since).days + now.strategy.interval_days
    try:
        longer = decide(now, days=days)
    except Refusal:
        return Unchanged(words)
    cautions = weigh(now, longer)
    offer = () if cautions is None else (until_the_stop(f"hold for {days} days", longer, {"days": days}, cautions),)
    return Unchanged(words, offer)


@contextmanager
def _open_hold_named(decided: Adjustment, without_end: Callable[[], Schedule]) -> Iterator[None]:
    """A hold with an end that is refused for what comes after it says that it can be one without, where it can."""
    try:
        yield
    except Refusal as refusal:
        if decided.decision == Decision.HOLD and decided.days:
            with suppress(Refusal):
                without_end()
                refusal.message += f" {OPEN_HOLD}"
                refusal.args = (refusal.message,)
        raise


def _answered(
    request: Request, catalogue: Catalogue, build: Build, weigh: Weigh, since: date = date.min
) -> tuple[Request, Schedule]:
    """The request with its pace fitted to a date asked for, and its schedule.

    A refusal is offered what works and is not blocked for this patient.
    """
    once = _remembered(build)

    def fit(asked: Request, least_days: int | None = None) -> Schedule:
        def at_least(each: Request) -> Schedule:
            return once(each, least_days)

        return at_least(fitted(asked, catalogue.envelope, at_least))

    try:
        asked = fitted(request, catalogue.envelope, once)
        return asked, once(asked)
    except Refusal as refusal:
        refusal.alternatives = alternatives(request, refusal, catalogue, fit, weigh, since)
        raise


@contextmanager
def _patient_told(request: Request, catalogue: Catalogue, patient: PatientToday | None, thresholds: Thresholds) -> Iterator[None]:
    """A refusal says what the rules find in what is taken and in the patient, as far as a table knows it."""
    try:
        yield
    except Refusal as refusal:
        with suppress(Refusal):
            refusal.findings = check_without_a_schedule(before_a_schedule(request, catalogue, patient, thresholds))
        raise


def _weighing(judged: Judged, catalogue: Catalogue, left_out: Collection[str] = (), beside: Iterable[Finding] = ()) -> Weigh:
    """What the rules say of an offer for this patient, beyond what they say of the plan that it stands `beside`.

    None of what they block, nor of what brings back a product that is `left_out`.
    """
    known = {each.rule for each in beside}

    def weigh(asked: Request, made: Schedule) -> tuple[Finding, ...] | None:
        found = against(judged(asked, made), catalogue)
        brought_back = any(each in left_out for each in asked.strategy.products or ())
        if brought_back or any(each.severity == "block" for each in found):
            return None
        return tuple(each for each in found if each.rule not in known)

    return weigh


def _left_out(now: Request, before: Strategy, catalogue: Catalogue) -> set[str]:
    """The ids of the products that a plan used before, and that are chosen no more at a visit: they may have run out."""
    then = replace(now, strategy=before)
    used, uses = ({each.id for drug in asked.drugs for each in asked.products(catalogue, drug)} for asked in (then, now))
    return used - uses if now.strategy.products != before.products else set()


def _remembered(build: Build) -> Build:
    """The same, each request built once: in a search for what would work the same ones come again and again."""
    known: dict[object, Schedule | Refusal] = {}

    def once(asked: Request, least_days: int | None = None) -> Schedule:
        tables = asked.equivalence, tuple(sorted(asked.equivalence_for.items()))
        key = asked.strategy, asked.regimen.doses, tables, least_days, asked.taper_anyway
        if key not in known:
            try:
                known[key] = build(asked, least_days)
            except Refusal as refusal:
                known[key] = refusal
        found = known[key]
        if isinstance(found, Refusal):
            raise found.with_traceback(None)
        return found

    return once
