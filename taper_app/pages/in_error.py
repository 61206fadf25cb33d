"""What pages and the summary say of what was entered in error, and what a page says that it means before it is marked so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Q

from taper_app.chart.in_error import Undone
from taper_app.models import EnteredInError, Patient, Plan, Review, Revision
from taper_app.models.old_paper import REVISED
from taper_app.wording.days import clinic_day
from taper_app.wording.lists import counted, joined
from taper_app.wording.regimens import doses_said, whole_said

from .progress import NAMES

T = TypeVar("T", Revision, Review)
BESIDE = "What was saved on other pages stays: medicines, answers about risks, care. Correct them there if they are wrong too."
STAYS = "Nothing is deleted: it stays on record, struck out, with your name, the day and your reason. It cannot be undone."
PAPERS = "Its handout and the papers for clinicians say ENTERED IN ERROR on every page when they are printed again."


@dataclass(frozen=True)
class Mark:
    """What is said of something that was entered in error: by whom, when and why, where its paper is, what takes its place."""

    on: date
    by: str
    reason: str
    paper: str
    right_patient: Patient | None
    right_plan: Plan | None

    @property
    def said(self) -> str:
        """The same in a few sentences, for what follows the name of the thing."""
        parts = [f"Said on {clinic_day(self.on)} by {self.by}: {self.reason.rstrip('.')}."]
        parts += [f"Its paper: {self.paper[0].lower()}{self.paper[1:]}."] if self.paper else []
        parts += [f"In its place: plan {self.right_plan.code}."] if self.right_plan else []
        parts += [f"In its place: the record with identifier {self.right_patient.identifier}."] if self.right_patient else []
        return " ".join(parts)


def mark_of(thing: Patient | Plan | Review) -> Mark | None:
    """What is said of it; None where it was not entered in error."""
    if isinstance(thing, Patient) and not thing.entered_in_error:
        return None
    if isinstance(thing, Plan) and thing.state != Plan.State.IN_ERROR:
        return None
    found: EnteredInError | None = getattr(thing, "in_error", None)
    return told(found) if found else None


def left(things: Iterable[T]) -> list[T]:
    """Those of some revisions or reviews that were not entered in error themselves."""
    return [each for each in things if not hasattr(each, "in_error")]


def told(mark: EnteredInError) -> Mark:
    """A mark in the words of pages, its day by the clock of the clinic."""
    return Mark(
        on=mark.marked_at.astimezone(ZoneInfo(mark.marked_by.clinic.time_zone)).date(),
        by=mark.marked_by.get_full_name(),
        reason=mark.reason,
        paper=mark.get_paper_display() if mark.paper else "",
        right_patient=mark.right_patient,
        right_plan=mark.right_plan,
    )


def wrong_since(revision: Revision) -> list[tuple[int, Mark]]:
    """The revisions after the one in force, each of which was entered in error, with what is said of it."""
    marks = EnteredInError.objects.filter(revision__plan=revision.plan_id, revision__number__gt=revision.number)
    marks = marks.select_related("revision", "marked_by__clinic")
    return [(each.revision.number, told(each)) for each in marks.order_by("revision__number") if each.revision]


def marks_said(plan: Plan) -> tuple[str, ...]:
    """What was entered in error of a plan, its visits and its patient, a paragraph each, in the order in which it was marked."""
    of_plan = Q(plan=plan) | Q(review__plan=plan) | Q(patient=plan.patient_id)
    marks = EnteredInError.objects.filter(of_plan).select_related("marked_by__clinic", "review", "revision")
    return tuple(f"{named(each)} {told(each).said}" for each in marks)


def named(mark: EnteredInError) -> str:
    """What was entered in error, in a sentence of its own."""
    if mark.review is None:
        return "This plan was entered in error." if mark.plan_id else "This record of the patient was entered in error."
    review = f"{review_named(mark.review)} of {clinic_day(mark.review.reviewed_on)}"
    made = f" and revision {mark.revision.number}, which it made, were" if mark.revision else " was"
    return f"{review}{made} entered in error."


def review_named(review: Review) -> str:
    """A review by its kind and number: "Review 2"."""
    return f"{NAMES[review.kind]} {review.number}"


# What it means, before it is done -----------------------------------------------------------------


def plan_means(plan: Plan, today: date) -> Iterator[str]:
    """What becomes of a plan, and what the patient may have in hand."""
    revision = plan.revisions.in_force()
    yield f"Plan {plan.code} is on no list any more and counts among no endings. Nothing more can be recorded with it."
    issued_on = clinic_day(revision.issued().issued_on)
    paper = f"The patient may have its paper, revision {revision.number} of {issued_on}"
    if plan.state == Plan.State.OPEN:
        yield f"{paper}: it says for today {today_said(revision, today)}. Tell the patient what to take instead."
    else:
        yield f"{paper}."
    yield PAPERS
    visits = plan.reviews.valid().filter(kind=Review.Kind.VISIT).count()
    if visits:
        instead = "end it at a visit instead" if plan.state == Plan.State.OPEN else "leave it as it ended"
        yield f"It has {counted(visits, 'visit')}. A plan that the patient did follow was no error: {instead}."
    yield BESIDE
    yield STAYS


def patient_means(patient: Patient, right: Patient | None) -> Iterator[str]:
    """What becomes of a patient who was entered twice, or by mistake, and what has to be taken over by hand."""
    yield "Search finds this record no more, and it is on no list. Its plans stay where they are."
    if right:
        yield "Nothing of it is moved to the other record: enter there what is missing."
        if kept := list(kept_in(patient)):
            yield f"This record has {joined(kept)}."
    for plan in patient.plans.filter(state=Plan.State.ENDED, next_review_on__isnull=False):
        day = clinic_day(plan.next_review_on) if plan.next_review_on else ""
        yield f"The follow-up of plan {plan.code} on {day} is on no list any more: see to it that the patient is seen."
    yield STAYS


def kept_in(patient: Patient) -> Iterator[str]:
    """What was entered in a record beside its plans, each in words."""
    if patient.medications.exists():
        yield "medicines"
    if patient.risk_pictures.exists():
        yield "answers about risks"
    if patient.weighings.exists():
        yield "what was weighed before a plan"
    if patient.relapse_plans.exists():
        yield "a relapse plan"
    if patient.adjuncts.exists():
        yield "adjunct medicines"


def review_means(review: Review, then: Undone, today: date) -> Iterator[str]:
    """What becomes of a plan where this review of it counts no more, and what the patient may have in hand."""
    if review.kind == Review.Kind.MISSED:
        yield "It counts among the visits that were missed no more."
    else:
        yield "What it found counts no more: red flags, symptoms, scores, what was measured, and what was answered to cautions."
    if then.revision:
        yield from revision_means(then.revision, then.in_force, today)
    elif review.revision:
        number = review.revision.number
        yield f"Revision {number}, which it made, stays on record: revision {then.in_force.number} was built on it."
    elif review.kind == Review.Kind.VISIT and not then.reopens:
        yield "It changed no dose, so the doses stay as they are."
    if then.reopens:
        yield f"The plan is open again, with revision {then.in_force.number}: {today_said(then.in_force, today)} today."
        yield "If its paper was taken back or struck out when it ended, print the handout again."
    if then.next_review_on and then.next_review_on != review.plan.next_review_on:
        yield visit_again(then.next_review_on, today)
    if review.kind != Review.Kind.MISSED:
        yield BESIDE
    yield STAYS


def revision_means(revision: Revision, before: Revision, today: date) -> Iterator[str]:
    """The same of the revision that goes with a visit."""
    wrong, right = revision.issued(), before.issued()
    yield f"Revision {revision.number} goes with it. {PAPERS} The patient may have its paper: get that back."
    yield f"Revision {before.number} is in force again. From today on it says: {today_said(before, today)}."
    if wrong.old_paper in REVISED:
        yield f"The paper of revision {before.number} was taken back or struck out then: print it again for the patient."
    elif wrong.schedule == right.schedule:
        yield "The doses and days of both are the same."


def visit_again(on: date, today: date) -> str:
    """When the next visit is again; of a day that has gone by, that the patient is waited for since."""
    if on < today:
        return f"The next visit was on {clinic_day(on)} and is overdue: see the patient soon."
    return f"The next visit is on {clinic_day(on)} again. Tell the patient."


def next_steps(then: Undone, today: date) -> Iterator[str]:
    """What is to be done once a review was marked, in the order in which it is."""
    if then.revision:
        yield f"Revision {then.in_force.number} is in force again: print its handout and go through it with the patient."
    if then.reopens:
        yield "The plan is open again."
    if then.next_review_on:
        yield visit_again(then.next_review_on, today)


def today_said(revision: Revision, today: date) -> str:
    """What a revision plans for a day, dose by dose; before its first step what is taken until then."""
    issued = revision.issued()
    planned = issued.schedule.planned(today)
    return doses_said(planned) if planned else f"as before the plan, {whole_said(issued.request.regimen)}"
