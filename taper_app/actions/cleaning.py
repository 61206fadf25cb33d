"""What is over, and no part of the record: sessions that ended, drafts nobody went on with, counts that hold no longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django_tasks_db.models import DBTaskResult

from taper_app.models import BrowserSession, CachedNumbers, Draft, Job, JobItem, KeptPaper

from .drafts import UNDO_WITHIN
from .jobs import KEPT_DAYS

DRAFT_DAYS, LEAST_DRAFT_DAYS = 90, 7
"""After how many days a half-filled form is thrown away that nobody went on with; and the fewest that may be asked for."""


PAPER_DAYS = 30
"""After how many days a kept paper is thrown away, a draft or not: it can be made again in a moment."""


TURN_DAYS = 1
"""After how many days a turn that is over is taken out of the queue."""


class Cleaned(NamedTuple):
    """What is gone: how many sessions, put-aside drafts, counts, kept papers and jobs; of each draft its user, what for, and its
    patient's code."""

    sessions: int
    put_aside: int
    counts: int
    papers: int
    jobs: int
    drafts: Sequence[tuple[str, str, str | None]]


@transaction.atomic
def clean(*, now: datetime, draft_days: int = DRAFT_DAYS) -> Cleaned:
    """Take away what is over at this moment. Nothing that was issued, seen at a visit or written as an event is touched.

    Raises ValueError for fewer than LEAST_DRAFT_DAYS: who is on holiday comes back to what was typed before.
    """
    if draft_days < LEAST_DRAFT_DAYS:
        raise ValueError(f"Drafts are kept for {LEAST_DRAFT_DAYS} days at least.")
    forgotten = Draft.objects.filter(saved_at__lt=now - timedelta(days=draft_days))
    named = list(forgotten.order_by("saved_at", "pk").values_list("user__username", "purpose", "patient__code"))
    forgotten.delete()
    aside = Draft.with_discarded.filter(discarded_at__lt=now - UNDO_WITHIN).delete()[0]
    counts = CachedNumbers.objects.filter(expires_at__lte=now).delete()[0]
    papers = KeptPaper.objects.filter(kept_at__lt=now - timedelta(days=PAPER_DAYS)).delete()[0]
    jobs = clean_jobs(now)
    return Cleaned(BrowserSession.objects.filter(expire_date__lt=now).delete()[0], aside, counts, papers, jobs, named)


def clean_jobs(now: datetime) -> int:
    """Take away jobs that ended long ago, and turns that are over; how many jobs. The last check of each clinic stays: it says by
    which data files its plans were checked."""
    DBTaskResult.objects.exclude(status="READY").filter(enqueued_at__lt=now - timedelta(days=TURN_DAYS)).delete()
    checks = Job.objects.filter(kind=Job.Kind.RECHECK).values("clinic").annotate(last=Max("pk")).values_list("last", flat=True)
    over = list(Job.objects.filter(ended_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(pk__in=list(checks)))
    JobItem.objects.filter(job__in=over).delete()
    Job.objects.filter(pk__in=[each.pk for each in over]).delete()
    return len(over)
