"""What a decision would make of a plan, and the next revision that keeps it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType

from taper_app.chart import how, new_plan, patient_kept, patient_today, snapshot
from taper_app.chart.asked_lately import Lately
from taper_app.chart.plan_kept import latest, reviews_of
from taper_app.chart.rounding import chosen_rounding
from taper_app.engine import (
    WEEKDAYS,
    Adjustment,
    CautionAnswer,
    Change,
    NotPossible,
    Outcome,
    PatientToday,
    Product,
    Proposal,
    Regimen,
    Request,
    Schedule,
    Specialist,
    Strategy,
    each_at_visit,
    load_catalogue,
    propose_revision,
    same_days,
)
from taper_app.models import LATEST_CHANGE_DAYS, Medication, Plan, Revision
from taper_app.record import Answered, Finding, Issued, answered_by, cautions, from_json

what_each_makes = Lately(each_at_visit)


class NotOnWeekday(new_plan.DatesPassed):
    """Every dose of this plan changes on one day of the week, and this would not."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would make of a plan: the proposal, its digest, and what would be issued.

    `changes` tells whether a dose, a date or what is named beside them differs from the revision in force. `issued` names the
    specialist, the cautions that have an answer which still stands (record.cautions), and how it was worked out (chart.how).
    `answered_before` are all answers that are known, those that do not stand any more among them, the newest last.
    """

    proposal: Proposal
    digest: str
    changes: bool
    issued: Issued
    answered_before: tuple[Answered, ...] = ()


def in_force(plan: Plan) -> tuple[Revision, Request, Schedule]:
    """The latest revision, the request that its schedule is verified by (with the strategy now in force), and the schedule."""
    revision = latest(plan)
    issued = revision.issued()
    return revision, issued.request, issued.schedule


def preview_review(
    *,
    plan: Plan,
    change: Change,
    review_on: date | None,
    specialist: Specialist | None = None,
    observations: Mapping[str, object] = MappingProxyType({}),
    rounding: str = "",
    today: date,
) -> Preview:
    """What the change of a visit makes of the plan. Writes nothing.

    `specialist` is who agreed to it; without one, whom the revision in force names. `observations` are what the visit found, its
    red flags among them. `rounding` is what is said of the rounded doses that it goes on from, empty where it goes on from those
    taken.
    Raises DatesPassed, RoundingGone and engine.Refusal.
    """
    if not today <= change.on <= today + timedelta(days=LATEST_CHANGE_DAYS):
        raise new_plan.DatesPassed(f"Choose a day of the change from today to {LATEST_CHANGE_DAYS} days from now.")
    revision = latest(plan)
    before = revision.issued()
    request, schedule = before.request, before.schedule
    named = specialist or before.specialist
    known = known_at(plan, before, change, observations, today, named)
    limits, really = patient_today.thresholds(plan.patient.clinic), change.taken
    change = replace(change, taken=with_beside(plan, request, change.taken))
    asked = with_own(patient_today.own_products(plan.patient.clinic), request, change)
    judge = partial(propose_revision, schedule, asked, load_catalogue(), known, thresholds=limits, review_on=review_on)
    proposal = judge(change=change)
    if rounding:
        proposal = judge(change=replace(change, taken=chosen_rounding(proposal, change.taken, rounding)))
    changes = proposal.unchanged is None and rows(proposal.schedule) != rows(schedule)
    if changes:
        refuse_other_weekday(proposal.request.strategy, change.adjustment, max(change.on, schedule.starts_on))
    issued = proposed(plan, before, proposal, really, today, review_on or today)
    changes = changes or (proposal.unchanged is None and beside_named(issued) != beside_named(before))
    known_before = cautions.known_answers(before, gone_on(plan, revision))
    issued = replace(issued, answered=cautions.answered(known_before, issued.findings, today))
    issued = replace(issued, patient_today=patient_kept.told(known, asked_seen="seen" in observations))
    worked_out = how.how_told(proposal, known, load_catalogue(), limits, review_on)
    issued = replace(issued, changes_on=change.on, specialist=named, how=worked_out, rounding=rounding)
    return Preview(proposal, snapshot.digest(proposal), changes, issued, known_before)


def known_at(
    plan: Plan, before: Issued, change: Change, observations: Mapping[str, object], today: date, specialist: Specialist | None
) -> PatientToday:
    """The patient at a visit that brings this change, with what it found."""
    planned = before.schedule.planned_week(change.on - timedelta(days=1)) or before.request.regimen.every_day()
    seen = patient_today.Seen(planned, change.taken, observations)
    return patient_today.patient_today(plan.patient, specialist, today, seen)


def what_each_would_do(
    *,
    plan: Plan,
    changes: Sequence[Change],
    specialist: Specialist | None = None,
    observations: Mapping[str, object] = MappingProxyType({}),
    today: date,
) -> Sequence[Outcome | NotPossible]:
    """What each of these changes would make of the plan, in their order; they bring the same doses from the same day on.

    It is judged as `preview_review` judges it, but for the day of the next visit, which is not known yet. Writes nothing.
    """
    if not changes:
        return ()
    before = latest(plan).issued()
    request, schedule, first = before.request, before.schedule, changes[0]
    known = known_at(plan, before, first, observations, today, specialist or before.specialist)
    taken = with_beside(plan, request, first.taken)
    asked, own = request, patient_today.own_products(plan.patient.clinic)
    for each in changes:  # one of them may be to go on in what is made for the clinic
        asked = with_own(own, asked, each)
    meant = [replace(each, taken=taken) for each in changes]
    limits = patient_today.thresholds(plan.patient.clinic)
    found = what_each_makes(schedule, asked, load_catalogue(), known, changes=meant, thresholds=limits)
    return [on_its_weekday(schedule, each, of) for each, of in zip(meant, found, strict=True)]


def on_its_weekday(schedule: Schedule, change: Change, found: Outcome | NotPossible) -> Outcome | NotPossible:
    """What was found; where the plan changes on one day of the week and this would not, that it cannot be."""
    if isinstance(found, NotPossible) or same_days(schedule, found.schedule):
        return found
    try:
        refuse_other_weekday(found.strategy, change.adjustment, max(change.on, schedule.starts_on))
    except NotOnWeekday as error:
        return NotPossible({}, "NotOnWeekday", str(error))
    return found


def with_beside(plan: Plan, request: Request, taken: Regimen) -> Regimen:
    """What a visit found to be taken, and what the patient's list has beside it: no visit asks about that again.

    What was taken on some days when a plan by days of the week began is in that plan, and not beside it.
    """
    in_plan = {*request.regimen.drugs, *taken.drugs}
    beside = (each for each in patient_today.held_beside(plan.patient) if each.use != "days" or each.drug not in in_plan)
    return replace(taken, held=tuple(dict.fromkeys((*taken.held, *beside))))


def with_own(own: tuple[Product, ...], request: Request, change: Change) -> Request:
    """The request with what of this is made for the clinic and is taken now, or chosen at this visit, kept whole."""
    kept = {each.id for each in request.own_products}
    strategy = change.adjustment.strategy or request.strategy
    new = (each for each in new_plan.used(own, strategy, change.taken) if each.id not in kept)
    return replace(request, own_products=(*request.own_products, *new))


def proposed(plan: Plan, before: Issued, proposal: Proposal, taken: Regimen, today: date, review_on: date) -> Issued:
    """What the next revision would be."""
    strategy = replace(proposal.request.strategy, finish_by=None)
    return snapshot.proposed(
        patient=plan.patient,
        medications=list(plan.patient.medications.all()),
        request=replace(proposal.request, regimen=before.request.regimen, strategy=strategy).arranged(),
        proposal=proposal,
        issued_on=today,
        review_on=review_on,
        taken=taken,
    )


def gone_on(plan: Plan, revision: Revision) -> Iterator[Answered]:
    """What was gone on in spite of at the visits since this revision, each with its answer, who gave it and when."""
    for each in reviews_of(plan):
        if each.in_force != revision.number or "in_spite_of" not in each.observations:
            continue
        said, by = each.observations["in_spite_of"], each.recorded_by.get_full_name()
        own = {rule: from_json(CautionAnswer, told) for rule, told in said.get("answers", {}).items()}
        for remark in (from_json(Finding, told) for told in said["remarks"]):
            reason = "" if remark.rule in own else said["reason"]
            yield answered_by(remark, each.reviewed_on, by, reason, own.get(remark.rule))


def rows(schedule: Schedule) -> list[tuple[object, ...]]:
    """What paper prints of a schedule: of each step its days and its doses with their pieces."""
    return [(each.starts_on, each.last_day, each.doses) for each in schedule.steps]


def beside_named(issued: Issued) -> set[str]:
    """What a revision names beside its steps: what the schedule has there, and what an early one has on its list alone."""
    listed = {each.id for each in issued.medications if each.other or (each.use != Medication.Use.REGULAR and each.taken)}
    return listed | {row.drug or row.other for row in issued.schedule.beside}


def refuse_other_weekday(strategy: Strategy, adjustment: Adjustment, on: date) -> None:
    """Raises NotOnWeekday where the plan changes on one day of the week and the decision would leave it."""
    weekday = strategy.change_weekday
    days = [adjustment.days, *(each.days for each in adjustment.edits)]
    if weekday and (WEEKDAYS[on.weekday()] != weekday or any((each or 0) % 7 for each in days)):
        day = weekday.capitalize()
        raise NotOnWeekday(f"Every dose of this plan changes on a {day}: enter a {day}, and whole weeks.")
