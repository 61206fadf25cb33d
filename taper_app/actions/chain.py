"""How events come into the chain of their clinic: a change at once, what was only read soon after, by whoever writes next."""

import logging
from collections.abc import Iterator
from functools import partial
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from taper_app.models import AuditEvent, AuditLink, Content, link_hash

from .anchor import anchor

logger = logging.getLogger(__name__)

LOCK = 7461
"""The number of these locks of PostgreSQL, beside the number of the chain."""
LOOK_BACK = 1000
"""So many row numbers before the newest event of a chain another may lie that was written earlier and seen later."""
ANCHOR_EVERY = 100
"""Events."""
_looked_at: dict[int, float] = {}


def extend(chain: int, *, whole: bool = False) -> int:
    """Give each event of a clinic that has no place in its chain one, in the transaction of the caller; how many it were.

    Nobody else extends the same chain until that transaction ends. `whole` looks for events however old they are.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, chain])
    last = AuditLink.objects.filter(chain=chain).last()
    after = 0 if whole or last is None else last.event_id - LOOK_BACK
    links = list(following(chain, last, after))
    AuditLink.objects.bulk_create(links)
    if links and links[-1].number // ANCHOR_EVERY > (links[0].number - 1) // ANCHOR_EVERY:
        transaction.on_commit(partial(anchor, [links[-1]]))
    return len(links)


def following(chain: int, last: AuditLink | None, after: int) -> Iterator[AuditLink]:
    """The links that follow the last one, for each event that has none, in the order of their rows."""
    waiting = AuditEvent.objects.filter(clinic=chain or None, link=None, pk__gt=after).order_by("pk")
    number, before = (last.number, last.hash) if last else (0, "")
    for row, *content in waiting.values_list("pk", *Content._fields).iterator():
        digest = Content(*content).digest()
        number, before = number + 1, link_hash(before, chain, number + 1, row, digest)
        yield AuditLink(chain=chain, number=number, event_id=row, digest=digest, hash=before)


def extend_when_due(chain: int) -> None:
    """Extend the chain where this process has not looked for a while. What fails is logged, and done by the next one."""
    now = monotonic()
    if now - _looked_at.setdefault(chain, now) < settings.AUDIT_CHAIN_AFTER_SECONDS:
        return
    _looked_at[chain] = now
    try:
        with transaction.atomic():
            extend(chain)
    except DatabaseError:
        logger.exception("events could not be chained")


@transaction.atomic
def extend_all() -> int:
    """Give every event that there is its place; how many had none."""
    waiting = AuditEvent.objects.filter(link=None).order_by().values_list("clinic", flat=True).distinct()
    return sum(extend(clinic or 0, whole=True) for clinic in sorted(waiting, key=lambda each: each or 0))
