"""Jobs: asked for, cancelled, asked for again, and what comes of each item.

A job is worked on in short turns. Each turn has a ticket, and the row of the job names the one that is good: whatever was made
under another one is not kept, so that two workers never do the same twice, however long one of them was thought to be lost. What
one item has come to, its event and the sign of life are one transaction: a worker that is killed leaves all of it or nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from taper_app.chart.in_jobs import items_of
from taper_app.models import ASKED_JOB, Clinic, Job, JobItem, Plan, User
from taper_app.roles import May

from . import audit
from .ciphers import decrypted_paper, encrypted_paper
from .codes import new_code

LOST_AFTER = timedelta(minutes=3)
"""A worker that gave no sign of life for so long is lost: longer than any one item can take."""
MOST_LOST = 5
"""So often in a row a worker may be lost at a job; then the job is what ends them, and it is given up."""
KEPT_DAYS = 14
"""So long a job that has ended is kept with what it made, from the day on which it ended."""
MOST_AT_ONCE = 500
"""Rows that are made by one statement."""
Enter = Callable[[], str]
"""Enters the next turn in the queue, in the transaction of the caller; gives its ticket."""


class Made(NamedTuple):
    """What an item has come to: its content, None where there is none; why it was not possible, else ""; its event, where it has
    one, and what that says."""

    content: bytes | None
    not_possible: str = ""
    event: str = ""
    said: Mapping[str, Any] = {}


@transaction.atomic
def ask_job(
    *, clinic: Clinic, by: User | None, kind: Job.Kind, enter: Enter, now: datetime, days: int | None = None, catalogue: str = ""
) -> Job:
    """A job for all whom it is about now, or the one of its kind that is under way. `by` is None where Taper asks by itself.

    Raises PermissionDenied for whoever may not.
    """
    Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)  # who asks at the same time gets the same job
    if open_ := Job.objects.filter(clinic=clinic, kind=kind, state=Job.State.OPEN).first():
        return open_
    job = Job(clinic=clinic, code=new_code(), kind=kind, days=days, catalogue=catalogue, asked_by=by, asked_at=now, beat_at=now)
    job.ticket = enter()
    job.save(force_insert=True)
    found = enumerate(items_of(job), start=1)
    rows = (JobItem(job=job, number=number, patient_id=patient, plan_id=plan) for number, (patient, plan) in found)
    made = JobItem.objects.bulk_create(rows, batch_size=MOST_AT_ONCE)
    _told(job, by, ASKED[kind], {"kind": kind.value, "days": days, "items": len(made)})
    return job


ASKED = {Job.Kind.HANDOUTS: ASKED_JOB, Job.Kind.RECHECK: ASKED_JOB, Job.Kind.EXPORT: "ask_export"}
"""The event of a job that is asked for."""


def _told(job: Job, by: User | None, action: str, after: Mapping[str, object]) -> None:
    """The event of what somebody did to a job, or Taper by itself."""
    if by is None:
        audit.record_own(clinic=job.clinic, action=action, subject=f"job {job.code}", after=after)
    else:
        audit.record(clinic=job.clinic, by=by, action=action, subject=f"job {job.code}", after=after)


def ask_checks(*, digest: str, enter: Enter, now: datetime) -> list[Job]:
    """A check of every open plan by these data files, in each clinic that has an open plan and was not checked by them yet."""
    checked = Job.objects.filter(kind=Job.Kind.RECHECK, catalogue=digest)
    wanted = Clinic.objects.filter(plans__state=Plan.State.OPEN).exclude(pk__in=checked.values("clinic")).distinct()
    return [
        ask_job(clinic=each, by=None, kind=Job.Kind.RECHECK, enter=enter, now=now, catalogue=digest)
        for each in wanted.order_by("pk")
    ]


@transaction.atomic
def cancel_job(*, job: Job, by: User, now: datetime) -> bool:
    """Ends a job where it is: what was made by then stays. False where it had ended already."""
    open_ = Job.objects.filter(pk=job.pk, state=Job.State.OPEN)
    if not open_.update(state=Job.State.CANCELLED, ended_at=now, ticket=""):
        return False
    _told(job, by, "cancel_job", {})
    return True


@transaction.atomic
def retry_job(*, job: Job, by: User, enter: Enter, now: datetime) -> bool:
    """Goes on with what is left, and tries again what was not possible. False where there is nothing of it, or where another of
    its kind is under way."""
    Clinic.objects.select_for_update(no_key=True).get(pk=job.clinic_id)
    if Job.objects.filter(clinic=job.clinic_id, kind=job.kind, state=Job.State.OPEN).exists():
        return False
    again = job.items.exclude(state=JobItem.State.DONE)
    if not again.update(state=JobItem.State.WAITING, said="", done_at=None):
        return False
    this = Job.objects.filter(pk=job.pk)
    this.update(state=Job.State.OPEN, ended_at=None, asked_by=by, ticket=enter(), beat_at=now, lost=0)
    _told(job, by, ASKED[Job.Kind(job.kind)], {"again": True})
    return True


# A worker's turn --------------------------------------------------------------------------------


def begin_turn(*, ticket: str, now: datetime) -> Job | None:
    """The job of this ticket; None where the ticket is good no longer."""
    if not Job.objects.filter(ticket=ticket, state=Job.State.OPEN).update(beat_at=now):
        return None
    return Job.objects.select_related("clinic", "asked_by").filter(ticket=ticket).first()


@transaction.atomic
def refuse_who_asked(job: Job) -> None:
    """Raises PermissionDenied where whoever asked for the job may not any more."""
    if job.asked_by:
        audit.refuse_closed(job.asked_by, May.READ)
        if job.kind == Job.Kind.EXPORT:
            audit.refuse_closed(job.asked_by, May.ADMINISTER)


@transaction.atomic
def keep_item(*, job: Job, item: JobItem, made: Made, now: datetime) -> bool:
    """Keep what an item has come to, once, with its event. False where this turn is over: the job was cancelled, or is another
    worker's by now."""
    if not Job.objects.filter(pk=job.pk, ticket=job.ticket, state=Job.State.OPEN).update(beat_at=now, lost=0):
        return False
    content = None if made.content is None else encrypted_paper(made.content)
    state = JobItem.State.FAILED if made.not_possible else JobItem.State.DONE
    waiting = JobItem.objects.filter(pk=item.pk, state=JobItem.State.WAITING)
    kept = waiting.update(state=state, content=content, said=made.not_possible, done_at=now)
    if kept and made.event:
        subject, said = f"patient {item.patient.code}", {"job": job.code, **made.said}
        audit.append(clinic=job.clinic_id, by=job.asked_by_id, action=made.event, subject=subject, after=said)
    return True


@transaction.atomic
def end_turn(*, job: Job, enter: Enter, now: datetime) -> None:
    """Done, or the next turn at the end of the queue, so that no large job keeps a small one waiting."""
    mine = Job.objects.select_for_update().filter(pk=job.pk, ticket=job.ticket, state=Job.State.OPEN)
    if not mine.exists():
        return
    if job.items.filter(state=JobItem.State.WAITING).exists():
        mine.update(ticket=enter(), beat_at=now)
    else:
        mine.update(state=Job.State.DONE, ended_at=now, ticket="")


def give_up(*, job: Job, now: datetime) -> None:
    """Ends a job that cannot go on."""
    mine = Job.objects.filter(pk=job.pk, ticket=job.ticket, state=Job.State.OPEN)
    mine.update(state=Job.State.FAILED, ended_at=now, ticket="")


def take_up_lost(*, enter: Enter, now: datetime, lost_after: timedelta = LOST_AFTER) -> int:
    """Enters every job anew whose worker gave no sign of life for so long, unless its turn is still to come; how many."""
    taken = 0
    for each in Job.objects.filter(state=Job.State.OPEN, beat_at__lt=now - lost_after).order_by("pk"):
        with transaction.atomic():
            mine = Job.objects.select_for_update().filter(pk=each.pk, ticket=each.ticket, beat_at=each.beat_at)
            if not mine.exists() or _is_to_come(each.ticket):
                continue
            if each.lost >= MOST_LOST:
                mine.update(state=Job.State.FAILED, ended_at=now, ticket="")
            else:
                taken += mine.update(ticket=enter(), beat_at=now, lost=each.lost + 1)
    return taken


def _is_to_come(ticket: str) -> bool:
    """Whether the turn of a ticket still stands in the queue."""
    return DBTaskResult.objects.ready().filter(pk=ticket).exists()


# What came of it --------------------------------------------------------------------------------


def content_of(item: JobItem) -> bytes:
    """What an item has come to, and nothing where it has no content. Raises InvalidToken where no key fits."""
    return decrypted_paper(bytes(item.content)) if item.content is not None else b""


@transaction.atomic
def take_away(*, job: Job, by: User, action: str, items: Iterable[JobItem]) -> None:
    """Keep that somebody takes what was made away: an event for each patient."""
    for each in items:
        subject = f"patient {each.patient.code}"
        audit.append(clinic=job.clinic_id, by=by.pk, action=action, subject=subject, after={"page": "job_file", "job": job.code})
