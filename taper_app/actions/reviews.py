"""Follow-up of a plan: a visit with its decision, a visit that was missed, and what is seen after a plan has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from taper_app.actions import audit, drafts, identity, patients, plans, risks
from taper_app.actions.plans import Blocked, DatesPassed, NotIssued, ReasonNeeded, ScheduleChanged
from taper_app.actions.revisions import LATEST_CHANGE_DAYS, NotOnWeekday, Preview, in_force, issue_next, preview_review
from taper_app.actions.visits import (
    LATEST_FOLLOW_UP_DAYS,
    EndNoteNeeded,
    EndReasonNeeded,
    NotCompleted,
    OldPaperUnanswered,
    PlanChanged,
    PlanEnded,
    RedFlagReasonNeeded,
    ReviewAfterHold,
    Visit,
    answers_of,
    day_on_paper,
    goes_on,
    in_spite_of,
    latest_review_days,
    paper_answers,
    refuse_days,
    refuse_ended,
    refuse_newer,
    refuse_not_completed,
    refuse_old_paper,
    refuse_review_day,
    refuse_revision,
    refuse_visit_day,
    refuse_without_reason,
    taken_as_needed,
)
from taper_app.engine import Decision, load_catalogue, most_review_days
from taper_app.models import Plan, Review, Revision, User
from taper_app.record import Decided

__all__ = [
    "LATEST_CHANGE_DAYS",
    "Blocked",
    "DatesPassed",
    "EndNoteNeeded",
    "EndReasonNeeded",
    "NotCompleted",
    "NotIssued",
    "NotOnWeekday",
    "OldPaperUnanswered",
    "PlanChanged",
    "PlanEnded",
    "Preview",
    "ReasonNeeded",
    "RedFlagReasonNeeded",
    "ReviewAfterHold",
    "ScheduleChanged",
    "Visit",
    "day_on_paper",
    "in_force",
    "latest_review_days",
    "paper_answers",
    "preview_review",
    "record_follow_up",
    "record_missed",
    "record_review",
    "taken_as_needed",
]

AS_SAID = ("token", "reviewed_on", "decision", "observations", "red_flags", "next_review_on")


def record_review(*, plan: Plan, today: date, by: User, **visit: object) -> Review:
    """Keep a visit (the fields of Visit) and its decision; issue a revision where it makes one, end the plan where it says so.

    "continue" makes a revision only where a dose or a date of the schedule changes, and without one the review keeps the reason
    for going on in spite of what the visit measured; "end" and "urgent" never make one. The same token
    returns the review that it made. Raises PlanChanged, PlanEnded, ReasonNeeded, Blocked, ScheduleChanged, DatesPassed,
    EndReasonNeeded, EndNoteNeeded, NotCompleted, ReviewAfterHold, OldPaperUnanswered, PermissionDenied and engine.Refusal;
    then nothing is kept. So it is with identity.WrongPatient, but for the event of it.
    """
    said = Visit(**visit)
    if said.end_reason == Plan.EndReason.DIED:
        said = replace(said, next_review_on=None)
    with alone(plan, said.seen_review, by) as kept:
        return kept.reviews.filter(token=said.token).first() or keep_visit(kept, said, today, by)


def record_missed(
    *,
    plan: Plan,
    seen_review: int,
    token: UUID,
    missed_on: date,
    next_review_on: date,
    old_paper: str,
    notes: str,
    today: date,
    by: User,
) -> Review:
    """Keep that a visit was missed, when the next one is, and what the patient knows of that. Raises as record_review does."""
    with alone(plan, seen_review, by) as kept:
        if made := kept.reviews.filter(token=token).first():
            return made
        refuse_newer(kept, seen_review)
        refuse_ended(kept)
        refuse_visit_day(kept, missed_on, today)
        refuse_review_day(next_review_on, missed_on, today, most_review_days(load_catalogue()))
        refuse_old_paper(old_paper, answers := paper_answers(kept, None, next_review_on=next_review_on))
        seen = {"token": token, "reviewed_on": missed_on, "notes": notes.strip(), "next_review_on": next_review_on}
        seen["old_paper"] = old_paper if answers else ""
        review = write_review(kept, by, kind="missed", **seen)
        change_plan(kept, review, by, "record_missed", next_review_on=next_review_on, missed_visits=kept.missed_visits + 1)
        return review


def record_follow_up(
    *,
    plan: Plan,
    token: UUID,
    reviewed_on: date,
    observations: dict,
    red_flags: list[str],
    relapse: bool,
    notes: str,
    next_review_on: date | None,
    today: date,
    by: User,
    seen_review: int | None = None,
) -> Review:
    """Keep what was seen after a plan ended; `relapse` is kept with the observations. Raises as record_review does."""
    with alone(plan, seen_review, by) as kept:
        if made := kept.reviews.filter(token=token).first():
            return made
        refuse_newer(kept, seen_review)
        if kept.state != Plan.State.ENDED:
            raise PlanEnded("This plan is still open: record a review instead.")
        refuse_visit_day(kept, reviewed_on, today)
        if next_review_on:
            refuse_review_day(next_review_on, reviewed_on, today, LATEST_FOLLOW_UP_DAYS)
        seen = {"observations": observations | {"relapse": relapse}, "red_flags": red_flags, "notes": notes.strip()}
        seen |= {"token": token, "reviewed_on": reviewed_on, "next_review_on": next_review_on}
        review = write_review(kept, by, kind="follow-up", **seen)
        change_plan(kept, review, by, "record_follow_up", next_review_on=next_review_on)
        drafts.drop_draft(patient=kept.patient, by=by, purpose="review")
        return review


# One at a time -----------------------------------------------------------------------------------


@contextmanager
def alone(plan: Plan, seen_review: int | None, by: User) -> Iterator[Plan]:
    """One transaction in which the plan, as stored, is held. Raises PermissionDenied; PlanChanged if the database says so."""
    try:
        with identity.noted(plan.patient, by):
            patient = patients.lock(plan.patient)
            if by.clinic_id != patient.clinic_id:
                raise PermissionDenied(f"{by.username} is not of this patient's clinic.")
            kept = Plan.objects.select_for_update().get(pk=plan.pk)
            kept.patient = patient
            yield kept
    except IntegrityError as error:
        refuse_newer(plan, seen_review, cause=error)
        raise


# What is written ---------------------------------------------------------------------------------


def keep_visit(plan: Plan, visit: Visit, today: date, by: User) -> Review:
    """The review, the revision that its decision makes, the plan's columns, the event, and the end of the draft."""
    refuse_newer(plan, visit.seen_review, visit.seen_revision)
    refuse_ended(plan)
    refuse_without_reason(visit)
    refuse_not_completed(plan, visit)
    plans.refuse_unseen(visit.specialist, visit.override_reason, visit.end_note)
    refuse_days(plan, visit, today)
    seen = {"in_force": plan.revisions.latest("number").number, "taken": visit.taken.to_json()}
    seen |= {name: getattr(visit, name) for name in AS_SAID} | {
        name: getattr(visit, name).strip() for name in ("reason", "notes")
    }
    answers = answers_of(plan, visit, changes=False)
    preview = made_of(plan, visit, today) if visit.decision.revising else None
    if revision := revised(plan, visit, preview, by) if preview and not goes_on(visit, preview) else None:
        seen |= {"revision": revision, "changes_on": visit.changes_on, "old_paper": revision.issued().old_paper}
    else:
        refuse_old_paper(visit.old_paper, answers)
        seen["old_paper"] = visit.old_paper if answers else ""
        seen["observations"] = visit.observations | (in_spite_of(visit, preview) if preview else {})
    review = write_review(plan, by, kind="visit", **seen)
    changes: dict[str, object] = {"next_review_on": visit.next_review_on, "missed_visits": 0}
    if revision:
        changes |= plans.shown(revision.issued().schedule)
    if visit.decision == Decision.END:
        end_plan(plan, review, visit, by, **changes)
    else:
        change_plan(plan, review, by, "record_review", **changes)
    drafts.drop_draft(patient=plan.patient, by=by, purpose="review")
    return review


def made_of(plan: Plan, visit: Visit, today: date) -> Preview:
    """What the decision makes of the plan."""
    return preview_review(
        plan=plan,
        adjustment=visit.adjustment,
        taken=visit.taken,
        changes_on=visit.changes_on,
        review_on=visit.next_review_on,
        specialist=visit.specialist,
        observations=visit.observations,
        today=today,
    )


def revised(plan: Plan, visit: Visit, preview: Preview, by: User) -> Revision:
    """The revision that the decision makes."""
    refuse_revision(plan, visit, preview)
    issued = replace(
        preview.issued,
        override_reason=visit.override_reason.strip(),
        review=Decided(next_number(plan), visit.reviewed_on, visit.decision),
        old_paper=visit.old_paper if answers_of(plan, visit, preview.changes) else "",
        risks=risks.as_found(plan.patient, visit.observations),
    )
    return issue_next(plan, issued, by)


def next_number(plan: Plan) -> int:
    """The number of the plan's next review."""
    return (plan.reviews.aggregate(last=Max("number"))["last"] or 0) + 1


def write_review(plan: Plan, by: User, **seen: object) -> Review:
    """The plan's next review, with what was seen. Raises plans.TextUnseen."""
    plans.refuse_unseen([seen.get(name) for name in ("reason", "notes", "observations")])
    seen = {"in_force": plan.revisions.latest("number").number} | seen
    return Review.objects.create(plan=plan, number=next_number(plan), recorded_at=timezone.now(), recorded_by=by, **seen)


def end_plan(plan: Plan, review: Review, visit: Visit, by: User, **changes: object) -> None:
    """End the plan on the day of the review, with what was written about its end as the note, else why it was decided."""
    note = visit.end_note.strip() or review.reason
    ended = {"state": Plan.State.ENDED, "ended_on": review.reviewed_on, "end_reason": visit.end_reason, "end_note": note}
    change_plan(plan, review, by, "end_plan", **changes | ended)


def change_plan(plan: Plan, review: Review, by: User, action: str, **changes: object) -> None:
    """Keep the plan's columns as the review leaves them, with the event that tells of both."""
    before = audit.told(plan)
    for column, value in changes.items():
        setattr(plan, column, value)
    plan.save()
    after = audit.told(plan) | {"review": review.number, "decision": review.decision}
    if review.revision:
        after |= {"revision": review.revision.number, "sha256": review.revision.sha256}
    audit.record(clinic=plan.patient.clinic, by=by, action=action, subject=f"plan {plan.code}", before=before, after=after)
