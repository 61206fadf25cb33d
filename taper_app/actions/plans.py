"""Plans and their issued revisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from taper_app.actions import audit, drafts, how, identity, patients, risks, snapshot
from taper_app.actions.codes import new_code
from taper_app.engine import (
    DEFAULT_FORMS,
    TIMES,
    Dose,
    Finding,
    Medicine,
    PatientToday,
    Proposal,
    Regimen,
    Request,
    Schedule,
    Thresholds,
    load_catalogue,
    next_visit,
    propose,
)
from taper_app.models import Clinic, Medication, Patient, Plan, Revision, User, refuse_unseen_in
from taper_app.record import Answered, How, Issued, cautions

LATEST_START_DAYS = 60
REASON_CHARACTERS = 10


class NotIssued(Exception):
    """Nothing was issued; the message is one sentence that says what to do."""


class NothingTaken(NotIssued):
    """The patient takes no dose that could be tapered."""


class MedicinesOld(NotIssued):
    """What is taken was entered before the last plan ended."""


class RisksDue(NotIssued):
    """The questions about risks have no answers, or none that still hold."""


class DatesPassed(NotIssued):
    """The start or the review is not where it may be, as seen from today."""


class PlanExists(NotIssued):
    """The patient has an open plan."""


class ScheduleChanged(NotIssued):
    """The schedule is not the one that was seen."""


class Blocked(NotIssued):
    """A finding forbids this schedule. `findings` are those that do."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


class TextUnseen(NotIssued):
    """A text holds what nobody can see, or what turns round what is seen."""


class ReasonNeeded(NotIssued):
    """A finding wants a reason. `findings` are those that do."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What is said in signing a plan or a visit.

    `specialist` is who agreed to it, `override_reason` of going on in spite of cautions; `initials` and `birth_year` are the
    patient's, typed again; `seen_digest` is of the schedule that was seen.
    """

    specialist: str = ""
    override_reason: str = ""
    initials: str = ""
    birth_year: str = ""
    seen_digest: str = ""


def preview(
    *, patient: Patient, request: Request, review_on: date | None = None, specialist: str = "", today: date
) -> tuple[Request, Proposal, str]:
    """The taper from what the patient really takes: the request, what comes of it, and the digest of what is seen.

    The market, what is taken and, where no products are chosen, what is in stock are those on record, whatever the request says.
    `review_on` is the day chosen for the first review, if one is. Writes nothing. Raises NothingTaken, DatesPassed and
    engine.Refusal.
    """
    clinic, medications = patient.clinic, list(patient.medications.all())
    if not today <= request.starts_on <= today + timedelta(days=LATEST_START_DAYS):
        raise DatesPassed(f"Choose a start date from today to {LATEST_START_DAYS} days from now.")
    strategy = request.strategy
    if strategy.products is None and clinic.stocked_products:
        strategy = replace(strategy, products=stocked_solids(clinic))
    request = replace(request, market=clinic.market, regimen=regimen(medications), strategy=strategy)
    known = patient_today(patient, medications, specialist, today)
    proposal = propose(request, load_catalogue(), known, thresholds=thresholds(clinic), review_on=review_on)
    return request, proposal, snapshot.digest(proposal)


def draft(patient: Patient, request: Request, proposal: Proposal, *, today: date, review_on: date) -> Issued:
    """What a new plan would be issued as today, without what is said in issuing it."""
    return snapshot.proposed(
        patient=patient,
        medications=list(patient.medications.all()),
        request=request,
        proposal=proposal,
        issued_on=today,
        review_on=review_on,
    )


def how_of(patient: Patient, proposal: Proposal, specialist: str, today: date, review_on: date | None) -> How:
    """How a new plan was worked out, as its revision keeps it; `review_on` is the day that the rules were given."""
    known = patient_today(patient, list(patient.medications.all()), specialist, today)
    return how.how_told(proposal, known, load_catalogue(), thresholds(patient.clinic), review_on)


def thresholds(clinic: Clinic) -> Thresholds:
    """The clinic's own thresholds, in mg diazepam a day; None is the rule's own."""
    return Thresholds(clinic.diazepam_threshold_mg, clinic.specialist_threshold_mg, clinic.inpatient_threshold_mg)


def stocked_solids(clinic: Clinic) -> tuple[str, ...]:
    """The plain tablets and capsules that the clinic stocks: a liquid is used only where the clinician names it."""
    sold = load_catalogue().products(clinic.market)
    return tuple(each for each in clinic.stocked_products if sold[each].form in DEFAULT_FORMS)


def regimen(medications: list[Medication]) -> Regimen:
    """The regular doses really taken in a day, in mg. Raises NothingTaken where there are none."""
    doses = tuple(
        Dose(time=time, drug=each.drug, mg=getattr(each, f"taken_{time}").normalize())
        for each in medications
        if not each.as_needed
        for time in TIMES
        if getattr(each, f"taken_{time}")
    )
    if not doses:
        raise NothingTaken("Enter what the patient takes every day now: a taper starts from that dose.")
    return Regimen(doses)


def patient_today(
    patient: Patient,
    medications: list[Medication],
    specialist: str,
    today: date,
    observations: Mapping[str, object] = MappingProxyType({}),
) -> PatientToday:
    """What the rules need to know about the patient; `observations` are of the visit that is being recorded."""
    known = PatientToday(
        age=age(patient.born_on, today),
        specialist=specialist.strip(),
        medicines=tuple(medicine(each) for each in medications),
    )
    return risks.with_risks(known, risks.newest(patient), observations)


def medicine(medication: Medication) -> Medicine:
    """One drug of the list as the rules read it, in mg a day."""
    prescribed, taken = (
        sum((getattr(medication, f"{kind}_{time}") for time in TIMES), Decimal(0)) for kind in ("prescribed", "taken")
    )
    return Medicine(medication.drug, prescribed, taken, medication.as_needed, medication.indication)


def age(born_on: date, on: date) -> int:
    """Whole years lived on that day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def start_plan(
    *, patient: Patient, request: Request, review_on: date | None = None, signing: Signing, today: date, by: User
) -> Revision:
    """Issue revision 1 of a new plan. The schedule is built again here and must be the one that was seen.

    Without a review date it is the one that first_review proposes. The plan remembers the patient's last one. Raises
    identity.WrongPatient, PlanExists, MedicinesOld, RisksDue, ScheduleChanged, Blocked, ReasonNeeded, and whatever preview
    raises; then nothing is kept, but for the event of a wrong patient.
    """
    try:
        with identity.noted(patient, by):
            kept = patients.lock(patient)
            refuse_unseen(signing.specialist, signing.override_reason)
            refuse_unseen_on_paper(kept)
            refuse_second_plan(kept)
            refuse_what_was_not_asked(kept, today)
            identity.confirm(kept, signing.initials, signing.birth_year)
            asked, proposal, seen = preview(
                patient=kept, request=request, review_on=review_on, specialist=signing.specialist, today=today
            )
            judge(proposal, seen, signing)
            day = day_of_review(review_on, proposal.schedule, kept.clinic, today)
            issued = replace(
                draft(kept, asked, proposal, today=today, review_on=day),
                specialist=signing.specialist.strip(),
                override_reason=signing.override_reason.strip(),
                risks=risks.as_found(kept, {}),
                how=how_of(kept, proposal, signing.specialist, today, review_on),
            )
            return write_first(kept, issued, by)
    except IntegrityError as error:
        refuse_second_plan(patient, error)
        raise


def refuse_unseen(*said: object) -> None:
    """Raises TextUnseen where one of these texts, or one in what is kept as JSON, could not be read as it was typed."""
    try:
        refuse_unseen_in(said)
    except ValidationError as error:
        raise TextUnseen(" ".join(error.messages)) from error


def refuse_unseen_on_paper(patient: Patient) -> None:
    """Raises TextUnseen where what is printed of the clinic or the patient was kept before such characters were refused."""
    clinic = patient.clinic
    printed = {
        "the clinic’s settings": (clinic.name, clinic.phone, clinic.out_of_hours),
        "the patient’s details": (patient.name, patient.identifier),
    }
    for whose, said in printed.items():
        try:
            refuse_unseen(said)
        except TextUnseen as error:
            raise TextUnseen(f"Correct {whose} first, for they are printed. {error}") from error


def day_of_review(asked: date | None, schedule: Schedule, clinic: Clinic, today: date) -> date:
    """The day asked for, or the one that is proposed. Raises DatesPassed."""
    day = asked or first_review(schedule, clinic)
    if day < today:
        raise DatesPassed("Choose a review date from today on.")
    return day


def first_review(schedule: Schedule, clinic: Clinic) -> date:
    """The day to propose for the first review of a new plan, by the clinic's own distance where it has one."""
    return next_visit(load_catalogue(), schedule, schedule.starts_on, every_days=clinic.review_every_days)


def refuse_second_plan(patient: Patient, cause: Exception | None = None) -> None:
    """Raises PlanExists where the patient has an open plan."""
    if patient.plans.filter(state=Plan.State.OPEN).exists():
        raise PlanExists("This patient has an open plan already: end it before starting another.") from cause


def refuse_what_was_not_asked(patient: Patient, today: date) -> None:
    """Raises MedicinesOld, RisksDue where what a plan would rest on is not of now."""
    if medicines_are_old(patient):
        raise MedicinesOld("Enter what the patient takes every day now: the medicines are those of before the last plan ended.")
    if risks.are_due(risks.newest(patient), today):
        raise RisksDue("Answer the questions about risks before a plan is issued: a rule that was told nothing warns of nothing.")


def medicines_are_old(patient: Patient) -> bool:
    """Whether the medicines are those of before a taper that has ended: its first dose may be far too much now."""
    ended_on = patient.plans.filter(state=Plan.State.ENDED).aggregate(last=Max("ended_on"))["last"]
    return ended_on is not None and (patient.others_asked_on is None or patient.others_asked_on < ended_on)


def judge(proposal: Proposal, made: str, signing: Signing, answered: Iterable[Answered] = ()) -> None:
    """Raises what stands against issuing this proposal, whose digest is `made`.

    `answered` are cautions that need no reason any more.
    """
    if made != signing.seen_digest:
        raise ScheduleChanged("The schedule is no longer the one you saw: look at it again before you issue it.")
    blocks = [each for each in proposal.findings if each.severity == "block"]
    if blocks:
        raise Blocked(blocks[0].message, blocks)
    asked = cautions.unanswered(proposal.findings, answered)
    if asked and len(signing.override_reason.strip()) < REASON_CHARACTERS:
        raise ReasonNeeded("Write the reason for going on in spite of the cautions.", asked)


def write_first(patient: Patient, issued: Issued, by: User) -> Revision:
    """The plan, its first revision, the event, and the end of the draft."""
    issued_at, (ends_on, on_hold) = timezone.now(), shown(issued.schedule)
    plan = Plan.objects.create(
        patient=patient,
        code=new_code(),
        next_review_on=issued.review_on,
        previous=patient.plans.filter(state=Plan.State.ENDED).order_by("ended_on", "pk").last(),
        created_at=issued_at,
        ends_on=ends_on,
        on_hold=on_hold,
    )
    first = replace(issued, number=1, code=plan.code, issued_by=by.get_full_name())
    revision = snapshot.keep(plan=plan, number=1, built=first.to_json(), issued_at=issued_at, by=by)
    after = audit.told(plan) | {"revision": 1, "sha256": revision.sha256}
    audit.record(clinic=patient.clinic, by=by, action="start_plan", subject=f"plan {plan.code}", after=after)
    drafts.drop_draft(patient=patient, by=by)
    return revision


def shown(schedule: Schedule) -> tuple[date | None, bool]:
    """A plan's columns that follow from its schedule: the last day with a dose, and whether it ends in an open hold."""
    return schedule.last_day, schedule.steps[-1].kind == "hold"
