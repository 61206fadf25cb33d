"""Entered in error: a patient, a plan or a visit is struck out. It stays where it is, and counts for nothing any more.

Nothing is deleted or merged. Who said so, why, and what takes its place is kept for ever.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from taper_app.actions import audit, follow_ups, identity, patients, plans, reviews
from taper_app.actions.listing import keep_listed
from taper_app.actions.unseen import refuse_unseen
from taper_app.actions.visits import refuse_newer
from taper_app.chart.in_error import undone
from taper_app.chart.refused import NotIssued
from taper_app.engine import is_reason
from taper_app.models import Draft, EnteredInError, Patient, Plan, User


class WhyNeeded(NotIssued):
    """Nobody says why it was entered in error."""


class PaperUnanswered(NotIssued):
    """What is struck out was printed, and nobody says where its paper is."""


class RightPlanUnknown(NotIssued):
    """What is to take the place of a plan or a visit is no plan of this clinic that could."""


class PlanStillOpen(NotIssued):
    """The patient has an open plan, which has to be ended or marked first."""


class WrongTwin(NotIssued):
    """The record that is to be kept is of another clinic, the same one, or entered in error itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What is said in marking something as entered in error.

    `initials` and `birth_year` are those of the patient, or of the record that is kept in its place. `paper` is what became of
    the paper of a plan or a revision (EnteredInError.Paper), `right_plan` the code of the plan that takes its place, or "".
    `seen_revision` and `seen_review` are the numbers that counted when the page of a plan was opened (0: no review yet).
    """

    reason: str
    initials: str
    birth_year: str
    paper: str = ""
    right_plan: str = ""
    seen_revision: int = 0
    seen_review: int = 0


def mark_plan(*, plan: Plan, marking: Marking, by: User) -> EnteredInError:
    """The plan was entered in error: it has no end, is on no list, and nothing more is kept with it.

    Raises WhyNeeded, PaperUnanswered, RightPlanUnknown, PlanChanged, StruckOut and PermissionDenied, and identity.WrongPatient,
    whose event is kept.
    """
    with reviews.alone(plan, marking.seen_review, by) as kept:
        refuse_newer(kept, marking.seen_review, marking.seen_revision)
        mark = said(kept, marking, by, printed=True)
        mark.plan = kept
        before = audit.told(kept)
        kept.state, kept.end_reason, kept.end_note = Plan.State.IN_ERROR, "", ""
        kept.ended_on, kept.next_review_on, kept.ends_on = None, None, None
        kept.on_hold, kept.missed_visits = False, 0
        kept.save()
        keep(mark, kept.patient, f"plan {kept.code}", before, audit.told(kept))
        keep_listed(kept, kept.previous)
        follow_ups.take_back(kept, None, by)
        Draft.with_discarded.filter(patient=kept.patient, subject__startswith=kept.code).delete()
        return mark


def mark_review(*, plan: Plan, number: int, marking: Marking, today: date, by: User) -> EnteredInError:
    """A visit, a missed visit or a follow-up was entered in error, and with it the revision that it made (chart.in_error.undone).

    What it found counts no more, and the plan stands as it stood before. Raises CannotBeUndone, and as mark_plan does.
    """
    with reviews.alone(plan, marking.seen_review, by) as kept:
        refuse_newer(kept, marking.seen_review, marking.seen_revision)
        review = kept.reviews.valid().select_related("revision__plan").get(number=number)
        then = undone(kept, review, today)
        mark = said(kept, marking, by, printed=then.revision is not None)
        mark.review, mark.revision = review, then.revision
        before = audit.told(kept)
        kept.next_review_on, kept.missed_visits = then.next_review_on, then.missed_visits
        if then.reopens:
            kept.state, kept.ended_on, kept.end_reason, kept.end_note = Plan.State.OPEN, None, "", ""
        kept.ends_on, kept.on_hold = plans.shown(then.in_force.issued().schedule)
        kept.save()
        after = audit.told(kept) | {"review": review.number, "revision": then.revision.number if then.revision else None}
        keep(mark, kept.patient, f"plan {kept.code}", before, after)
        keep_listed(kept)
        if then.next_review_on != before["next_review_on"] or then.reopens:
            follow_ups.take_back(kept, then.next_review_on, by)
        return mark


def mark_patient(*, patient: Patient, right: Patient | None, marking: Marking, by: User) -> EnteredInError:
    """The patient was entered in error, or twice: then `right` is the record that is kept.

    The record is on no list and found by no search; its plans stay where they are. The identifiers typed are those of `right`, or
    of the patient where there is none. Raises WhyNeeded, PlanStillOpen, WrongTwin, StruckOut and PermissionDenied, and
    identity.WrongPatient; its event is kept.
    """
    with identity.noted(patient, by):
        held = {each.pk: each for each in lock_both(patient, right)}
        kept, other = held[patient.pk], held[right.pk] if right else None
        refuse_twin(kept, other)
        if kept.plans.filter(state=Plan.State.OPEN).exists():
            raise PlanStillOpen("This record has an open plan: end that plan, or mark it as entered in error, first.")
        refuse_without_why(marking)
        identity.confirm(other or kept, marking.initials, marking.birth_year)
        before, kept.entered_in_error = audit.told(kept), True
        kept.save(update_fields=["entered_in_error"])
        kept.search_words.all().delete()
        mark = EnteredInError(patient=kept, right_patient=other, reason=marking.reason.strip(), marked_by=by)
        keep(mark, kept, f"patient {kept.code}", before, audit.told(kept))
        Draft.with_discarded.filter(patient=kept).delete()
        return mark


# What stands against it, and what is written ------------------------------------------------------


def lock_both(patient: Patient, right: Patient | None) -> list[Patient]:
    """Both as stored, held until the transaction ends, in one order whoever begins. Raises StruckOut."""
    return [patients.lock(each) for each in sorted(filter(None, (patient, right)), key=lambda each: each.pk)]


def refuse_twin(patient: Patient, right: Patient | None) -> None:
    """Raises WrongTwin."""
    if right and (right.pk == patient.pk or right.clinic_id != patient.clinic_id):
        raise WrongTwin("Choose another record of your clinic as the one that is kept.")


def refuse_without_why(marking: Marking) -> None:
    """Raises WhyNeeded, and plans.TextUnseen."""
    refuse_unseen(marking.reason)
    if not is_reason(marking.reason):
        raise WhyNeeded("Write why it was entered in error.")


def said(plan: Plan, marking: Marking, by: User, *, printed: bool) -> EnteredInError:
    """What is kept of a marking of a plan or of a visit to it; not kept yet. `printed` is whether a revision goes with it."""
    refuse_without_why(marking)
    if printed and marking.paper not in EnteredInError.Paper.values:
        raise PaperUnanswered("Say where the paper is: the patient may still go by it.")
    right = right_plan(plan, marking.right_plan)
    identity.confirm(plan.patient, marking.initials, marking.birth_year)
    paper = marking.paper if printed else ""
    return EnteredInError(reason=marking.reason.strip(), paper=paper, right_plan=right, marked_by=by)


def right_plan(plan: Plan, code: str) -> Plan | None:
    """The plan of this code, of the same clinic. Raises RightPlanUnknown for one that cannot take its place."""
    if not code:
        return None
    others = Plan.objects.filter(patient__clinic=plan.patient.clinic_id, code=code).exclude(pk=plan.pk)
    found = others.exclude(state=Plan.State.IN_ERROR).first()
    if found is None:
        raise RightPlanUnknown("No other plan of your clinic has this number. Copy it from the plan that is right.")
    return found


def keep(mark: EnteredInError, patient: Patient, subject: str, before: object, after: dict[str, object]) -> None:
    """The mark, and its event. Raises PermissionDenied, which undoes both."""
    mark.marked_at = timezone.now()
    mark.full_clean()
    mark.save(force_insert=True)
    after = after | {"mark": audit.told(mark)}
    audit.record(clinic=patient.clinic, by=mark.marked_by, action="mark_in_error", subject=subject, before=before, after=after)
