"""A paper that was made once is kept, because a revision never changes.

Its key holds everything that shapes it: the revision's content, which paper it is, what has become of the revision since, the
code, words and styles of this release, and the fonts of this machine. So no paper is another revision's, none is stale, and none
has an old release's layout or the letters of fonts that are no longer there.
It lies in the database, because that is where patients' data may be, and is handed out only where its seal fits.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from taper_app.faults import notice, unwritable_now
from taper_app.models import KeptPaper
from taper_app.printable import fonts_here
from taper_app.release import release_digest
from taper_app.seals import fits, seal

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/pdf"
MOST = 1000  # of some 100 KB each


def kept_paper(which: str, sha256: str, state: Mapping[str, Any], make: Callable[[], bytes]) -> bytes:
    """The paper `which` of the revision whose content has this hash: the one that was kept, or else the one that `make` makes.

    `state` is what has become of the revision, as the paper prints it. What `make` raises goes on, and nothing is kept.
    """
    key = paper_key(which, sha256, state)
    paper = _found(key)
    if paper is None:
        paper = make()
        _keep(key, paper)
    return paper


def kept_draft(which: str, page: str, make: Callable[[str], bytes]) -> bytes:
    """A paper of what is not issued: the one that was made of the same page, or else the one that `make` makes of it."""
    return kept_paper(which, hashlib.sha256(page.encode()).hexdigest(), {}, lambda: make(page))


def paper_key(which: str, sha256: str, state: Mapping[str, Any]) -> str:
    """What a paper is kept under; another paper, content, state, release or set of fonts has another key."""
    parts = json.dumps([which, sha256, state, release_digest(), fonts_here()], sort_keys=True, default=str)
    return hashlib.sha256(parts.encode()).hexdigest()


def _found(key: str) -> bytes | None:
    """The kept paper; None where there is none, or none that was kept here, or it cannot be read: then it is made again."""
    try:
        found = next(iter(KeptPaper.objects.filter(key=key)), None)
        if found is None or fits(found.seal, *what_is_sealed(key, found.media_type, bytes(found.content))):
            return bytes(found.content) if found else None
        logger.error("a kept paper was changed outside the application, and is made again")
        found.delete()
    except Exception:
        logger.exception("a kept paper could not be read")
    return None


def _keep(key: str, paper: bytes) -> None:
    """Keeps a paper, and gives the room of the oldest to new ones. Where that fails it is only slower the next time."""
    if unwritable_now():
        return
    try:
        kept = KeptPaper(key=key, kept_at=timezone.now(), media_type=MEDIA_TYPE, content=paper)
        kept.seal = seal(*what_is_sealed(key, MEDIA_TYPE, paper))
        KeptPaper.objects.bulk_create([kept], ignore_conflicts=True)
        if KeptPaper.objects.count() > MOST:
            oldest = KeptPaper.objects.order_by("kept_at").values_list("key", flat=True)[: MOST // 4]
            KeptPaper.objects.filter(key__in=list(oldest)).delete()
    except Exception as error:
        if isinstance(error, DatabaseError):
            notice(error)
        logger.exception("a paper could not be kept")


def what_is_sealed(key: str, media_type: str, paper: bytes) -> tuple[str, ...]:
    """What the seal of a kept paper is taken of."""
    return "paper", key, media_type, hashlib.sha256(paper).hexdigest()
