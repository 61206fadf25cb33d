"""Plans and their issued revisions."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from taper_app.actions import audit, drafts, identity, issuing, patients, plan_checks
from taper_app.actions.codes import new_code
from taper_app.actions.listing import keep_listed
from taper_app.actions.signing import ReasonNeeded as ReasonNeeded
from taper_app.actions.signing import Signing, refuse_unanswered, refuse_unsigned
from taper_app.actions.unseen import refuse_unseen_on_paper
from taper_app.chart import risk_picture
from taper_app.chart.new_plan import DatesPassed, draft, first_review, how_of, preview
from taper_app.chart.patient_today import medicines_are_old
from taper_app.chart.refused import NotIssued
from taper_app.engine import Finding, Proposal, Request, Schedule
from taper_app.models import Clinic, Patient, Plan, Revision, User
from taper_app.record import Answered, Issued, cautions


class MedicinesOld(NotIssued):
    """What is taken was entered before the last plan ended."""


class RisksDue(NotIssued):
    """The questions about risks have no answers, or none that still hold."""


class PlanExists(NotIssued):
    """The patient has an open plan."""


class ScheduleChanged(NotIssued):
    """The schedule is not the one that was seen."""


class Blocked(NotIssued):
    """A finding forbids this schedule. `findings` are those that do."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


def start_plan(
    *,
    patient: Patient,
    request: Request,
    review_on: date | None = None,
    rounding: str = "",
    signing: Signing,
    today: date,
    by: User,
) -> Revision:
    """Issue revision 1 of a new plan. The schedule is built again here and must be the one that was seen.

    Without a review date it is the one that first_review proposes; `rounding` is what is said of rounded doses.
    The plan remembers the patient's last one. Raises identity.WrongPatient, PlanExists, MedicinesOld, RisksDue, ScheduleChanged,
    Blocked, ReasonNeeded, NobodyNamed, and what preview raises; then nothing is kept, but for the event of a wrong patient.
    """
    try:
        with identity.noted(patient, by):
            kept = patients.lock(patient)
            refuse_unsigned(signing, today)
            refuse_unseen_on_paper(kept)
            refuse_second_plan(kept)
            refuse_what_was_not_asked(kept, today)
            identity.confirm(kept, signing.initials, signing.birth_year)
            asked, proposal, seen = preview(
                patient=kept,
                request=request,
                review_on=review_on,
                specialist=signing.specialist,
                rounding=rounding,
                today=today,
            )
            judge(proposal, seen, signing, today=today)
            day = day_of_review(review_on, proposal.schedule, kept.clinic, today)
            issued = replace(
                draft(kept, asked, proposal, today=today, review_on=day, rounding=rounding),
                specialist=signing.specialist,
                override_reason=signing.reason,
                risks=risk_picture.as_found(kept, {}),
                how=how_of(kept, proposal, signing.specialist, today, review_on),
            )
            answered = cautions.with_own_answers(issued, signing.answers, by.get_full_name())
            return write_first(kept, answered, signing, by)
    except IntegrityError as error:
        refuse_second_plan(patient, error)
        raise


def day_of_review(asked: date | None, schedule: Schedule, clinic: Clinic, today: date) -> date:
    """The day asked for, or the one that is proposed. Raises DatesPassed."""
    day = asked or first_review(schedule, clinic)
    if day < today:
        raise DatesPassed("Choose a day of the next visit from today on.")
    return day


def refuse_second_plan(patient: Patient, cause: Exception | None = None) -> None:
    """Raises PlanExists where the patient has an open plan."""
    if patient.plans.filter(state=Plan.State.OPEN).exists():
        raise PlanExists("This patient has an open plan already: end it before starting another.") from cause


def refuse_what_was_not_asked(patient: Patient, today: date) -> None:
    """Raises MedicinesOld, RisksDue where what a plan would rest on is not of now."""
    if medicines_are_old(patient):
        raise MedicinesOld("Enter what the patient takes every day now: the medicines are those of before the last plan ended.")
    if risk_picture.are_due(risk_picture.newest(patient), today):
        raise RisksDue("Answer the questions about risks before a plan is issued: a rule that was told nothing warns of nothing.")


def judge(proposal: Proposal, made: str, signing: Signing, answered: Iterable[Answered] = (), *, today: date) -> None:
    """Raises what stands against issuing this proposal, whose digest is `made`.

    `answered` are cautions that have an answer which stands.
    """
    if made != signing.seen_digest:
        raise ScheduleChanged("The schedule is no longer the one you saw: look at it again before you issue it.")
    blocks = [each for each in proposal.findings if each.severity == "block"]
    if blocks:
        raise Blocked(blocks[0].message, blocks)
    refuse_unanswered(cautions.unanswered(proposal.findings, answered), signing, today)


def write_first(patient: Patient, issued: Issued, signing: Signing, by: User) -> Revision:
    """The plan, its first revision, what was done beside it, the event, and the end of the draft."""
    issued_at, (ends_on, on_hold) = timezone.now(), shown(issued.schedule)
    plan = Plan.objects.create(
        patient=patient,
        clinic=patient.clinic,
        code=new_code(),
        next_review_on=issued.review_on,
        previous=patient.plans.filter(state=Plan.State.ENDED).order_by("ended_on", "pk").last(),
        created_at=issued_at,
        ends_on=ends_on,
        on_hold=on_hold,
    )
    first = replace(issued, number=1, code=plan.code, issued_by=by.get_full_name())
    revision = issuing.keep(plan=plan, number=1, built=first.to_json(), issued_at=issued_at, by=by)
    plan_checks.keep(plan, signing.checks, issued.issued_on, by)
    keep_listed(plan, plan.previous)
    after = audit.told(plan) | {"revision": 1, "sha256": revision.sha256, "checks": list(signing.checks)}
    audit.record(clinic=patient.clinic, by=by, action="start_plan", subject=f"plan {plan.code}", after=after)
    drafts.drop_draft(patient=patient, by=by)
    return revision


def shown(schedule: Schedule) -> tuple[date | None, bool]:
    """A plan's columns that follow from its schedule: the last day with a dose, and whether it ends in an open hold."""
    return schedule.last_day, schedule.steps[-1].kind == "hold"
