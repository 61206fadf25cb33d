"""A turn at a job: items one by one for a few seconds, then the end of the queue."""

import logging
import time

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone

from taper_app.actions.jobs import Enter, Made, begin_turn, end_turn, give_up, keep_item, refuse_who_asked
from taper_app.models import Job, JobItem

from .making import MAKERS

logger = logging.getLogger(__name__)
TURN_SECONDS, MOST_A_TURN = 5.0, 1000
"""So long a turn takes, and so many items it has at most: a worker that is asked to end does so after its turn."""


def take_turn(ticket: str, enter: Enter) -> None:
    """Does some of the job of this ticket, and enters its next turn; nothing where the ticket is good no longer.

    Raises DatabaseError: then what was made last is not kept.
    """
    job = begin_turn(ticket=ticket, now=timezone.now())
    if job is None:
        return
    try:
        refuse_who_asked(job)
    except PermissionDenied:
        give_up(job=job, now=timezone.now())
        return
    ends = time.monotonic() + TURN_SECONDS
    waiting = job.items.filter(state=JobItem.State.WAITING).order_by("number")
    for number in list(waiting.values_list("pk", flat=True)[:MOST_A_TURN]):
        item = JobItem.objects.select_related("patient__clinic", "plan__patient__clinic").get(pk=number)
        if not keep_item(job=job, item=item, made=made(job, item), now=timezone.now()):
            return
        if time.monotonic() >= ends:
            break
    end_turn(job=job, enter=enter, now=timezone.now())


def made(job: Job, item: JobItem) -> Made:
    """What an item comes to; where it fails, that it does. Raises DatabaseError alone."""
    try:
        return MAKERS[Job.Kind(job.kind)](job, item)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("item %s of job %s failed", item.number, job.code)
        return Made(None, "It could not be made. Try it once more; if it fails again, open the patient.")
