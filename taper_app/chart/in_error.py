"""What was entered in error: that nothing more is kept in it, and what becomes of a plan when a visit of it is marked so."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from django.db.models import Q

from taper_app.chart.refused import NotIssued
from taper_app.engine import Decision, StepDose
from taper_app.models import EnteredInError, Patient, Plan, Review, Revision
from taper_app.record import Issued

PATIENT_STRUCK = "This record was entered in error, so nothing more is kept in it."
PLAN_STRUCK = "This plan was entered in error, so nothing more is kept with it."


class StruckOut(NotIssued):
    """What is used was entered in error, the `patient` or the `plan`; nothing was kept."""

    def __init__(self, message: str, patient: Patient, plan: Plan | None = None) -> None:
        super().__init__(message)
        self.patient, self.plan = patient, plan


class CannotBeUndone(NotIssued):
    """What came of a visit cannot be taken back any more: it was built on, or days of it were lived."""


def refuse_struck_patient(patient: Patient) -> None:
    """Raises StruckOut for a patient who was entered in error, whatever the value at hand says."""
    if Patient.objects.filter(pk=patient.pk, entered_in_error=True).exists():
        raise StruckOut(PATIENT_STRUCK, patient)


def refuse_struck_plan(plan: Plan) -> None:
    """Raises StruckOut for a plan that was entered in error, or whose patient was."""
    refuse_struck_patient(plan.patient)
    if Plan.objects.filter(pk=plan.pk, state=Plan.State.IN_ERROR).exists():
        raise StruckOut(PLAN_STRUCK, plan.patient, plan)


def is_struck(revision: Revision) -> bool:
    """Whether a revision was itself entered in error."""
    return EnteredInError.objects.filter(revision=revision).exists()


def struck_by_number(plan: Plan) -> dict[int, bool]:
    """Whether each revision of a plan was itself entered in error, by its number; nothing else of them is read."""
    return {number: mark is not None for number, mark in plan.revisions.order_by().values_list("number", "in_error")}


def last_review(revision: Revision) -> tuple[date | None, str]:
    """The day and the kind of the last review of a revision while it was in force; None and "" where there is none."""
    rows = revision.plan.reviews.valid().filter(in_force=revision.number).order_by()
    found = rows.values_list("number", "reviewed_on", "kind")
    _number, on, kind = max(found, default=(0, None, ""))  # sorted here: a paper that is kept waits for this
    return on, kind


@dataclass(frozen=True, slots=True)
class Undone:
    """A plan as it stands once a review of it counts no more.

    `revision` is the one that goes with it, `in_force` the one that holds then. `reopens` is whether the plan was ended by it.
    """

    in_force: Revision
    revision: Revision | None
    reopens: bool
    next_review_on: date | None
    missed_visits: int


def undone(plan: Plan, review: Review, today: date) -> Undone:
    """What becomes of a plan that has not been entered in error itself when this review of it is marked so.

    The revision that the review made goes with it where it is the one in force: later ones build on an earlier one, and keep its
    days as days that were planned, so that it stays on record as superseded. Raises CannotBeUndone.
    """
    left = list(plan.reviews.valid().exclude(pk=review.pk).order_by("number"))
    made, before = review.revision, plan.revisions.in_force()
    goes = made if made and made.number == before.number else None
    if goes:
        before = plan.revisions.valid().exclude(pk=goes.pk).latest("number")
        refuse_built_on(left, goes)
        refuse_lived(before, goes, today)
    reopens = review.decision == Decision.END
    if reopens:
        refuse_to_reopen(plan, left, review)
    return Undone(before, goes, reopens, next_visit(plan, left, before, review, today), missed_in_a_row(left))


def refuse_built_on(left: list[Review], revision: Revision) -> None:
    """Raises CannotBeUndone where a later visit was recorded on this revision."""
    later = [each.number for each in left if each.in_force == revision.number]
    if later:
        raise CannotBeUndone(
            f"Visit {later[-1]} was recorded later, on revision {revision.number}. If it is wrong too, mark it first. "
            "If it is right, so is what it went on with: record a visit, and decide there on the dose that is right."
        )


def refuse_lived(before: Revision, revision: Revision, today: date) -> None:
    """Raises CannotBeUndone once a day has begun on which this revision plans other doses than the one before it."""
    if first := first_other_day(before.issued(), revision.issued(), today):
        raise CannotBeUndone(
            f"Other doses are planned since {first:%d-%b-%Y}, and the patient may have taken them, so what was planned before "
            "cannot simply hold again. Record a visit first: what is really taken now, and the right dose. Then mark this one."
        )


def first_other_day(before: Issued, after: Issued, until: date) -> date | None:
    """The first day up to that one with other doses, or other tablets, in the later revision; None where there is none."""
    begin = after.rules_from
    days = (begin + timedelta(days=each) for each in range((until - begin).days + 1))
    return next((day for day in days if doses_on(before, day) != doses_on(after, day)), None)


def doses_on(issued: Issued, day: date) -> tuple[StepDose, ...] | None:
    """What is planned for a day with its tablets; None before the first step."""
    step = issued.schedule.in_force(day)
    return step.on(day) if step else None


def refuse_to_reopen(plan: Plan, left: list[Review], review: Review) -> None:
    """Raises CannotBeUndone where a plan that this review ended was followed up, or followed by another plan."""
    if any(each.number > review.number for each in left):
        raise CannotBeUndone("A follow-up was recorded after this end. If it is wrong too, mark it first.")
    others = plan.patient.plans.exclude(pk=plan.pk).exclude(state=Plan.State.IN_ERROR)
    later = others.filter(Q(state=Plan.State.OPEN) | Q(previous=plan)).first()
    if later:
        raise CannotBeUndone(f"Plan {later.code} was started after this end, so this plan cannot be open again.")


def next_visit(plan: Plan, left: list[Review], in_force: Revision, review: Review, today: date) -> date | None:
    """The day of the next visit as it was before the review. A plan that is open again some days after it ended is looked at
    today: nobody knows what was taken meanwhile."""
    if left and left[-1].number > review.number:
        return plan.next_review_on
    day = left[-1].next_review_on if left else in_force.issued().review_on
    reopened_late = review.decision == Decision.END and today > review.reviewed_on
    return min(day or today, today) if reopened_late else day


def missed_in_a_row(left: list[Review]) -> int:
    """The visits that were missed since the last one that was not."""
    return len(list(takewhile(lambda each: each.kind == Review.Kind.MISSED, reversed(left))))
