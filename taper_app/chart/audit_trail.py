"""Whether the chains of events stand as they were written: every link, every event, and what the anchor knows of them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from taper_app.chart.anchors import Anchored, anchors, place
from taper_app.models import ERASED, AuditEvent, AuditLink, Clinic, Content, link_hash

LOOK_BACK = 1000
"""An event without a link that lies so many rows before one that has a link was left out: chains take what waits."""


@dataclass
class Checked:
    """What was found: events in the chains, those that wait for their place, the last anchor, and what is wrong."""

    chained: int = 0
    waiting: int = 0
    anchored: Anchored | None = None
    faults: list[str] = field(default_factory=list)
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)


def check() -> Checked:
    """Go through every chain. Raises ImproperlyConfigured without a record key, OSError where the anchor cannot be read."""
    found = Checked(waiting=AuditEvent.objects.filter(link=None).count())
    known, gaps = known_outside(found), taken_away(found)
    for row in AuditLink.objects.values_list(*OF_A_LINK, *(f"event__{name}" for name in Content._fields)).iterator():
        found.faults += faults_of(row, found.heads, known, gaps)
        found.chained += 1
    found.faults += left_out(found)
    for (chain, number), each in known.items():
        last = found.heads.get(chain, (0, ""))[0]
        found.faults.append(
            f"Chain {chain} ends at link {last}, and the anchor of {each.at} knows link {number}: its tail was cut."
        )
    return found


OF_A_LINK = ("chain", "number", "event", "digest", "hash")


def known_outside(found: Checked) -> dict[tuple[int, int], Anchored]:
    """What the anchor knows, by chain and number; a line that is not ours is a fault."""
    known: dict[tuple[int, int], Anchored] = {}
    for each in anchors():
        if isinstance(each, int):
            found.faults.append(f"Line {each} of the anchor {place()} is not as it was written.")
            continue
        earlier = known.setdefault((each.chain, each.number), each)
        if earlier.hash != each.hash:
            found.faults.append(
                f"The anchor of {each.at} has another link {each.number} of chain {each.chain} than an earlier one."
            )
        found.anchored = each
    return known


def taken_away(found: Checked) -> dict[int, tuple[str, str]]:
    """Of each event whose content an erasure took away: the digest that it had, and the one that it has since. One that nobody
    sealed who may take anything away is a fault, and takes nothing away."""
    gaps: dict[int, tuple[str, str]] = {}
    for event in AuditEvent.objects.filter(action=ERASED).select_related("link", "erasure").order_by("pk"):
        link, erasure = getattr(event, "link", None), getattr(event, "erasure", None)
        if not (link and erasure and erasure.is_ours(link.digest) and digest_now(content_of(event)) == link.digest):
            found.faults.append(f"Event {event.pk} says that a patient was erased, and was not written by who may do that.")
            continue
        gaps |= {int(row): (was, now) for row, (was, now) in event.after["events"].items()}
    return gaps


def content_of(event: AuditEvent) -> Content:
    """What is hashed of an event."""
    return Content(*(getattr(event, name) for name in Content._fields))


def faults_of(
    row: tuple[Any, ...],
    heads: dict[int, tuple[int, str]],
    known: dict[tuple[int, int], Anchored],
    gaps: dict[int, tuple[str, str]],
) -> Iterator[str]:
    """What is wrong with one link and its event; `heads` is taken on to it, and what the anchor knows of it is done with."""
    chain, number, event, digest, own = row[:5]
    last, before = heads.get(chain, (0, ""))
    name = f"link {number} of chain {chain}"
    if number != last + 1:
        yield from (missing(chain, each) for each in range(last + 1, min(number, last + 6)))
    elif own != link_hash(before, chain, number, event, digest):
        yield f"Event {event}: {name} does not follow from the one before it."
    content = Content(*row[5:])
    if (content.clinic_id or 0) != chain or (digest, digest_now(content)) != gaps.get(event, (digest, digest)):
        yield f"Event {event} ({name}) is not as it was written."
    anchored = known.pop((chain, number), None)
    if anchored and anchored.hash != own:
        yield f"Event {event}: {name} is not the one that the anchor of {anchored.at} knows: the chain was written anew."
    heads[chain] = number, own


def digest_now(content: Content) -> str:
    """The digest of an event as it stands; empty for what nobody could have written."""
    with suppress(UnicodeEncodeError):
        return content.digest()
    return ""


def missing(chain: int, number: int) -> str:
    """Of a link that is not there, or whose event is not."""
    link = AuditLink.objects.filter(chain=chain, number=number).first()
    return f"Event {link.event_id} ({link}) is gone." if link else f"Link {number} of chain {chain} is gone."


def left_out(found: Checked) -> Iterator[str]:
    """Events that lie before others of their chain and are in none, and clinics of which nothing is known."""
    newest = AuditLink.objects.order_by().values("chain").annotate(event=Max("event"))
    for chain, event in newest.values_list("chain", "event"):
        waiting = AuditEvent.objects.filter(link=None, clinic=chain or None, pk__lt=event - LOOK_BACK)
        for row in waiting.order_by("pk").values_list("pk", flat=True)[:5]:
            yield f"Event {row} is in no chain, and later ones are."
    for clinic in Clinic.objects.filter(events=None).order_by("pk"):
        yield f"Clinic {clinic.pk} has no event, and was made by one."
    if found.chained and found.anchored is None:
        yield f"There is no anchor in {place()}, so that a cut tail would not be seen. Write one: manage.py anchor_audit"
