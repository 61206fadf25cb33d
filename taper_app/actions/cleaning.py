"""What is over, and no part of the record: sessions that ended, drafts nobody went on with, counts that hold no longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from taper_app.models import BrowserSession, CachedNumbers, Draft, KeptPaper

from .drafts import UNDO_WITHIN

DRAFT_DAYS, LEAST_DRAFT_DAYS = 90, 7
"""After how many days a half-filled form is thrown away that nobody went on with; and the fewest that may be asked for."""


PAPER_DAYS = 30
"""After how many days a kept paper is thrown away, a draft or not: it can be made again in a moment."""


class Cleaned(NamedTuple):
    """What is gone: how many sessions, put-aside drafts, counts and kept papers; of each draft its user, what for, and its
    patient's code."""

    sessions: int
    put_aside: int
    counts: int
    papers: int
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
    return Cleaned(BrowserSession.objects.filter(expire_date__lt=now).delete()[0], aside, counts, papers, named)
