"""How one request is made a schedule, and judged for a patient: at the start of a plan, and at a visit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from ..catalogue.decision import Decision
from ..catalogue.facts import Catalogue
from ..rules.about_need import may_be_needless, refuse_needless
from ..rules.findings import USUAL, Case, Finding, Revised, Thresholds
from ..rules.guidelines import before_a_schedule, case_of, check_case, check_in_short, has_risky_days_off
from ..rules.patient import PatientToday
from ..taper.adjust import revise
from ..taper.adjustment import Change, in_force
from ..taper.build import build_schedule
from ..taper.days_off import NoDaysOff
from ..taper.schedule import Schedule
from ..taper.strategy import Request, Strategy
from ..taper.visits import same_days
from .compare import fitted

Judged = Callable[[Request, Schedule], tuple[Finding, ...]]
"""What the rules find in the schedule of a request, for this patient."""


class Decide(Protocol):
    """Makes the schedule of a decision, with the strategy of a request and so many days of a hold; raises a Refusal."""

    def __call__(self, asked: Request, least_days: int | None = None, days: int | None = None) -> Schedule: ...


@dataclass(frozen=True, slots=True)
class Way:
    """A request, how it is made a schedule and how that is judged, `in_short` where no info will be read.

    At a visit `kept` is the strategy that went before.
    """

    request: Request
    build: Decide
    judged: Judged
    in_short: Judged
    kept: Strategy


def at_first(
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None,
    *,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
) -> Way:
    """The way of a new plan. Its build raises NoTaperNeeded and NoDaysOff too, as they are for this patient."""
    request = _known_uses(request, patient)

    def case(asked: Request, made: Schedule) -> Case:
        return case_of(made, asked, catalogue, patient, thresholds=thresholds, review_on=review_on)

    def build(asked: Request, least_days: int | None = None, days: int | None = None) -> Schedule:
        if may_be_needless(asked):
            refuse_needless(before_a_schedule(asked, catalogue, patient))
        made = build_schedule(asked, catalogue, least_days=least_days)
        if patient and asked.strategy.pattern == "days-off":
            _refuse_risky(case(asked, made))
        return made

    return Way(request, build, lambda *made: check_case(case(*made)), lambda *made: check_in_short(case(*made)), request.strategy)


def at_visit(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None,
    *,
    change: Change,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
) -> Way:
    """The way of a decision on a schedule that was made from `request`; what is judged are the days from the change on."""
    request, change = in_force(schedule, _known_uses(request, patient), change, catalogue)
    request = fitted(request, catalogue.envelope, lambda asked: build_schedule(asked, catalogue))
    kept, decided = replace(request.strategy, finish_by=None), change.adjustment
    since = max(change.on, schedule.starts_on)

    def build(asked: Request, least_days: int | None = None, days: int | None = decided.days) -> Schedule:
        strategy = None if asked.strategy == kept else asked.strategy
        offered = {drug: table for drug, table in asked.equivalence_for.items() if drug not in request.equivalence_for}
        second = {**decided.equivalence_for, **offered}
        new = replace(decided, strategy=strategy, days=days, equivalence=asked.equivalence, equivalence_for=second)
        visit = replace(change, taken=asked.regimen, adjustment=new)
        return revise(schedule, request, catalogue, visit, least_days=least_days)

    def case(asked: Request, made: Schedule) -> Case:
        decision = Decision.CONTINUE if same_days(schedule, made) else decided.decision  # whatever the decision is called
        went_on = Revised(replace(request, strategy=asked.strategy), since, decision)
        return case_of(made, asked, catalogue, patient, thresholds=thresholds, review_on=review_on, revised=went_on)

    asked = replace(request, regimen=change.taken, strategy=decided.strategy or kept)
    return Way(asked, build, lambda *made: check_case(case(*made)), lambda *made: check_in_short(case(*made)), kept)


def _known_uses(request: Request, patient: PatientToday | None) -> Request:
    """The request with what each drug is taken for, where the patient's list of medicines says so."""
    return replace(request, taken_for=patient.taken_for) if patient else request


def _refuse_risky(case: Case) -> None:
    for each in has_risky_days_off(case):
        raise NoDaysOff(each.message)
