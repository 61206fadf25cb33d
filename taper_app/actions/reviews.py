"""Follow-up of a plan: a visit with its decision, a visit that was missed, and what is seen after a plan has ended."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from taper_app.actions import audit, drafts, follow_ups, identity, patients, plans, unseen
from taper_app.actions.follow_ups import LATEST_FOLLOW_UP_DAYS
from taper_app.actions.issuing import issue_next
from taper_app.actions.listing import keep_listed
from taper_app.actions.signing import refuse_unsigned
from taper_app.actions.visits import (
    FollowUp,
    MissedVisit,
    PlanEnded,
    Visit,
    answers_of,
    goes_on,
    in_spite_of,
    refuse_days,
    refuse_ended,
    refuse_newer,
    refuse_not_completed,
    refuse_old_paper,
    refuse_review_day,
    refuse_revision,
    refuse_visit_day,
    refuse_without_reason,
)
from taper_app.chart import risk_picture
from taper_app.chart.in_error import refuse_struck_plan
from taper_app.chart.next_revision import Preview, preview_review
from taper_app.chart.old_paper import paper_answers
from taper_app.engine import Decision, load_catalogue, most_review_days, red_flags_of
from taper_app.models import Plan, Review, Revision, User
from taper_app.record import Decided, cautions


def record_review(*, plan: Plan, visit: Visit, today: date, by: User) -> Review:
    """Keep a visit and its decision; issue a revision where it makes one, end the plan where it says so.

    "continue" makes a revision only where a dose or a date of the schedule changes, and without one the review keeps the reason
    for going on in spite of what the visit measured; "end" and "urgent" never make one. The same token
    returns the review that it made. Raises PlanChanged, PlanEnded, ReasonNeeded, NobodyNamed, Blocked, ScheduleChanged,
    DatesPassed, EndReasonNeeded, EndNoteNeeded, NotCompleted, ReviewAfterHold, OldPaperUnanswered, PermissionDenied and
    engine.Refusal; then nothing is kept. So it is with identity.WrongPatient, but for the event of it.
    """
    if visit.end_reason == Plan.EndReason.DIED:
        visit = replace(visit, next_review_on=None)
    with alone(plan, visit.seen_review, by) as kept:
        return kept.reviews.filter(token=visit.token).first() or keep_visit(kept, visit, today, by)


def record_missed(*, plan: Plan, missed: MissedVisit, today: date, by: User) -> Review:
    """Keep that a visit was missed, when the next one is, and what the patient knows of that. Raises as record_review does."""
    with alone(plan, missed.seen_review, by) as kept:
        if made := kept.reviews.filter(token=missed.token).first():
            return made
        refuse_newer(kept, missed.seen_review)
        refuse_ended(kept)
        refuse_visit_day(kept, missed.missed_on, today)
        refuse_review_day(missed.next_review_on, missed.missed_on, today, most_review_days(load_catalogue()))
        refuse_old_paper(missed.old_paper, answers := paper_answers(kept, None, next_review_on=missed.next_review_on))
        review = Review(
            kind=Review.Kind.MISSED,
            token=missed.token,
            reviewed_on=missed.missed_on,
            in_force=latest_revision(kept),
            notes=missed.notes.strip(),
            next_review_on=missed.next_review_on,
            old_paper=missed.old_paper if answers else "",
        )
        write_review(kept, review, by)
        changes = {"next_review_on": missed.next_review_on, "missed_visits": kept.missed_visits + 1}
        change_plan(kept, review, by, "record_missed", changes)
        return review


def record_follow_up(*, plan: Plan, follow_up: FollowUp, today: date, by: User) -> Review:
    """Keep what was seen after a plan ended; `relapse` is kept with the observations.

    Raises as record_review does, and NextNeeded and NotArranged.
    """
    with alone(plan, follow_up.seen_review, by) as kept:
        if made := kept.reviews.filter(token=follow_up.token).first():
            return made
        refuse_newer(kept, follow_up.seen_review)
        if kept.state != Plan.State.ENDED:
            raise PlanEnded("This plan is still open: record a visit instead.")
        refuse_visit_day(kept, follow_up.reviewed_on, today)
        if follow_up.next_review_on:
            refuse_review_day(follow_up.next_review_on, follow_up.reviewed_on, today, LATEST_FOLLOW_UP_DAYS)
        observations = follow_up.observations | {"relapse": follow_up.relapse}
        flags = red_flags_of(follow_up.red_flags, follow_up.observations, load_catalogue())
        follow_ups.refuse_leaving(observations, flags, follow_up.next_review_on, follow_up.no_next)
        why_none = "" if follow_up.next_review_on else follow_up.no_next
        follow_ups.refuse_unarranged(observations, flags, follow_up.notes, why_none)
        review = Review(
            kind=Review.Kind.FOLLOW_UP,
            token=follow_up.token,
            reviewed_on=follow_up.reviewed_on,
            in_force=latest_revision(kept),
            observations=observations,
            red_flags=flags,
            reason=why_none.strip(),
            notes=follow_up.notes.strip(),
            next_review_on=follow_up.next_review_on,
        )
        write_review(kept, review, by)
        change_plan(kept, review, by, "record_follow_up", {"next_review_on": follow_up.next_review_on})
        follow_ups.go_on(kept, follow_up.next_review_on, by)
        drafts.drop_draft(patient=kept.patient, by=by, purpose="review", subject=kept.code)
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
            kept = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
            kept.patient = patient
            refuse_struck_plan(kept)
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
    refuse_unsigned(visit.signing, today)
    unseen.refuse_unseen(visit.end_note)
    refuse_days(plan, visit, today)
    review = as_seen(plan, visit)
    answers = answers_of(plan, visit, changes=False)
    preview = made_of(plan, visit, today) if visit.decision.revising else None
    revision = revised(plan, visit, preview, today, by) if preview and not goes_on(visit, preview) else None
    if revision:
        review.revision, review.changes_on, review.old_paper = revision, visit.change.on, revision.issued().old_paper
    else:
        refuse_old_paper(visit.old_paper, answers)
        review.old_paper = visit.old_paper if answers else ""
        review.observations = visit.observations | (in_spite_of(visit, preview, today) if preview else {})
    write_review(plan, review, by)
    changes: dict[str, object] = {"next_review_on": visit.next_review_on, "missed_visits": 0}
    if revision:
        changes["ends_on"], changes["on_hold"] = plans.shown(revision.issued().schedule)
    if visit.decision == Decision.END:
        changes |= {"state": Plan.State.ENDED, "ended_on": review.reviewed_on, "end_reason": visit.end_reason}
        changes["end_note"] = visit.end_note.strip() or review.reason
    change_plan(plan, review, by, "end_plan" if visit.decision == Decision.END else "record_review", changes)
    if visit.decision == Decision.END:
        follow_ups.begin(plan, visit.end_reason, visit.next_review_on, review.reviewed_on, by)
    drafts.drop_draft(patient=plan.patient, by=by, purpose="review", subject=plan.code)
    return review


def as_seen(plan: Plan, visit: Visit) -> Review:
    """What was seen and decided, not kept yet: what comes of it is not there."""
    return Review(
        kind=Review.Kind.VISIT,
        token=visit.token,
        reviewed_on=visit.reviewed_on,
        in_force=latest_revision(plan),
        taken=visit.change.taken.to_json(),
        decision=visit.decision,
        observations=visit.observations,
        red_flags=visit.found["red_flags"],
        reason=visit.reason.strip(),
        notes=visit.notes.strip(),
        next_review_on=visit.next_review_on,
    )


def made_of(plan: Plan, visit: Visit, today: date) -> Preview:
    """What the decision makes of the plan."""
    return preview_review(
        plan=plan,
        change=visit.change,
        review_on=visit.next_review_on,
        specialist=visit.signing.specialist,
        observations=visit.found,
        rounding=visit.rounding,
        today=today,
    )


def revised(plan: Plan, visit: Visit, preview: Preview, today: date, by: User) -> Revision:
    """The revision that the decision makes."""
    refuse_revision(plan, visit, preview, today)
    issued = replace(
        preview.issued,
        override_reason=visit.signing.reason,
        review=Decided(next_number(plan), visit.reviewed_on, visit.decision),
        old_paper=visit.old_paper if answers_of(plan, visit, preview.changes) else "",
        risks=risk_picture.as_found(plan.patient, visit.found),
    )
    return issue_next(plan, cautions.with_own_answers(issued, visit.signing.answers, by.get_full_name()), by)


def next_number(plan: Plan) -> int:
    """The number of the plan's next review."""
    return (plan.reviews.aggregate(last=Max("number"))["last"] or 0) + 1


def latest_revision(plan: Plan) -> int:
    """The number of the revision in force."""
    return plan.revisions.in_force().number


def write_review(plan: Plan, review: Review, by: User) -> None:
    """Keep what was seen as the plan's next review. Raises plans.TextUnseen."""
    unseen.refuse_unseen(review.reason, review.notes, review.observations)
    review.plan, review.number = plan, next_number(plan)
    review.recorded_at, review.recorded_by = timezone.now(), by
    review.save(force_insert=True)


def change_plan(plan: Plan, review: Review, by: User, action: str, changes: Mapping[str, object]) -> None:
    """Keep the plan's columns, by name, as the review leaves them, with the event that tells of both."""
    before = audit.told(plan)
    for column, value in changes.items():
        setattr(plan, column, value)
    plan.save()
    keep_listed(plan)
    after = audit.told(plan) | {"review": review.number, "decision": review.decision}
    if review.revision:
        after |= {"revision": review.revision.number, "sha256": review.revision.sha256}
    audit.record(clinic=plan.patient.clinic, by=by, action=action, subject=f"plan {plan.code}", before=before, after=after)
