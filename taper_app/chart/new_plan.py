"""What a new plan would be, made of what the patient takes today and what was chosen for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from taper_app.chart import how, patient_kept, snapshot
from taper_app.chart.asked_lately import Lately
from taper_app.chart.opening import opening_of
from taper_app.chart.patient_today import own_products, patient_today, regimen, stocked_solids, thresholds
from taper_app.chart.refused import NotIssued
from taper_app.chart.rounding import chosen_rounding
from taper_app.engine import (
    Outcomes,
    Pause,
    Product,
    Proposal,
    Regimen,
    Request,
    Schedule,
    Specialist,
    Strategy,
    load_catalogue,
    next_visit,
    outcomes,
    propose,
)
from taper_app.models import LATEST_CHANGE_DAYS, Clinic, Patient
from taper_app.record import How, Issued

what_is_reached = Lately(outcomes)


class DatesPassed(NotIssued):
    """The start or the review is not where it may be, as seen from today."""


def preview(
    *,
    patient: Patient,
    request: Request,
    review_on: date | None = None,
    specialist: Specialist | None = None,
    rounding: str = "",
    today: date,
) -> tuple[Request, Proposal, str]:
    """The taper from what the patient really takes: the request, what comes of it, and the digest of what is seen.

    The market, what is taken and, where no products are chosen, what is in stock are those on record, whatever the request says.
    `review_on` is the day chosen for the first review, if one is; `rounding` is what is said of the rounded doses that it begins
    from, empty where it begins from those taken. Writes nothing. Raises NothingTaken, DatesPassed, RoundingGone and
    engine.Refusal.
    """
    if not today <= request.starts_on <= today + timedelta(days=LATEST_CHANGE_DAYS):
        raise DatesPassed(f"Choose a start date from today to {LATEST_CHANGE_DAYS} days from now.")
    request, clinic = on_record(patient, request), patient.clinic
    known = patient_today(patient, specialist, today)
    judge = partial(propose, catalogue=load_catalogue(), patient=known, thresholds=thresholds(clinic), review_on=review_on)
    proposal = judge(request)
    if rounding:
        taken = regimen(list(patient.medications.all()))
        request = replace(request, regimen=chosen_rounding(proposal, taken, rounding)).arranged()
        proposal = judge(request)
    return request, proposal, snapshot.digest(proposal)


def on_record(patient: Patient, request: Request) -> Request:
    """The request of what the patient really takes, in the clinic's market, of its stock where no products are chosen.

    Raises NothingTaken.
    """
    return in_clinic(patient.clinic, replace(request, regimen=regimen(list(patient.medications.all()))))


def in_clinic(clinic: Clinic, request: Request) -> Request:
    """The request in the clinic's market, of its stock where no products are chosen, with what is made for it."""
    strategy = request.strategy
    if strategy.products is None and clinic.stocked_products:
        strategy = replace(strategy, products=stocked_solids(clinic, request.regimen.weekly().drugs))
    request = replace(request, market=clinic.market, strategy=strategy).arranged()
    return replace(request, own_products=used(own_products(clinic), request.strategy, request.regimen))


def reachable(
    *,
    patient: Patient,
    request: Request,
    fixed: Collection[str],
    review_on: date | None = None,
    specialist: Specialist | None = None,
    pauses: Sequence[Pause] = (),
    today: date,
) -> Outcomes:
    """What each choice that is left would do to this patient: of the request's strategy the `fixed` fields are chosen already.

    `pauses` are those by their days, which come after another step in each plan. It is judged as `preview` judges it. Writes
    nothing. Raises engine.Refusal where nothing can be reckoned at all.
    """
    known = patient_today(patient, specialist, today)
    limits = thresholds(patient.clinic)
    if pauses:
        request = replace(request, strategy=replace(request.strategy, holds=()))
    return what_is_reached(request, fixed, load_catalogue(), known, thresholds=limits, review_on=review_on, pauses=pauses)


def used(own: Iterable[Product], strategy: Strategy, taken: Regimen) -> tuple[Product, ...]:
    """Those of the clinic's own products that a plan is about: taken now, or chosen for it."""
    named = {*(strategy.products or ()), *(each.product for each in taken.doses)}
    named |= {each.product for row in taken.held for each in row.doses}
    return tuple(each for each in own if each.id in named)


def draft(patient: Patient, request: Request, proposal: Proposal, *, today: date, review_on: date, rounding: str = "") -> Issued:
    """What a new plan would be issued as today, without what is said in issuing it."""
    issued = snapshot.proposed(
        patient=patient,
        medications=list(patient.medications.all()),
        request=request,
        proposal=proposal,
        issued_on=today,
        review_on=review_on,
    )
    return replace(issued, rounding=rounding, patient_today=patient_kept.told(patient_today(patient, None, today)))


def how_of(patient: Patient, proposal: Proposal, specialist: Specialist | None, today: date, review_on: date | None) -> How:
    """How a new plan was worked out, as its revision keeps it; `review_on` is the day that the rules were given."""
    known = patient_today(patient, specialist, today)
    return how.how_told(proposal, known, load_catalogue(), thresholds(patient.clinic), review_on)


def first_review(schedule: Schedule, clinic: Clinic) -> date:
    """The day to propose for the first review of a new plan, by the clinic's own distance where it has one."""
    return next_visit(
        load_catalogue(), schedule, schedule.starts_on, every_days=clinic.review_every_days, opening=opening_of(clinic)
    )
