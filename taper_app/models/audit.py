"""Who did what, and when; and the chain that tells whether any of it was changed, taken away or put in afterwards."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from taper_app.seals import SealedJSON, sha256

from .clinic import Clinic
from .constraints import filled, within
from .user import User

FAILED = "fail_sign_in"
OPENED_BY_PAPER = "open_public_page"
"""What nobody did who is known: of a failed sign-in it is not known who it was, nor who holds a paper whose code was opened."""
ASKED_JOB = "ask_job"
FOUND_TOUCHED = "find_touched"
"""What Taper also does by itself: with new data files it asks for a check of every open plan, and finds plans that they touch."""
ERASED = "erase_patient"
"""The one action after which contents of other events may be gone: those that it names."""
UNREADABLE = "\x00 no JSON"
MOST = 2**62
"""Further than any chain comes."""


class KeptJSON(SealedJSON):
    """JSON that somebody else may have written over: what cannot be read fits no digest, and is not taken for nothing."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        return UNREADABLE if found is None and value not in (None, "null") else found


class AuditEvent(models.Model):
    """One thing that was done, by whom and when, with what was there before and after. Never changed, like a revision."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="events", null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events", null=True)
    action = models.CharField(max_length=40)  # the verb: add_patient
    subject = models.CharField(max_length=80)  # what it was done to: "patient K7QX-4M2P"
    before = KeptJSON(null=True, encoder=DjangoJSONEncoder)
    after = KeptJSON(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["clinic", "subject"], name="auditevent_of_subject")]
        constraints = [
            *filled("action", "subject"),
            models.CheckConstraint(
                condition=Q(by__isnull=False, clinic__isnull=False) & ~Q(action__in=[FAILED, OPENED_BY_PAPER])
                | Q(by__isnull=True, action=FAILED)
                | Q(by__isnull=True, clinic__isnull=False, action__in=[OPENED_BY_PAPER, ASKED_JOB, FOUND_TOUCHED]),
                name="auditevent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditLink(models.Model):
    """The place of an event in the chain of its clinic. It holds the hash of the event's content, so that the chain still stands
    where the content is taken away."""

    chain = models.PositiveBigIntegerField()  # the clinic's; 0 for events of no clinic
    number = models.PositiveBigIntegerField()  # 1, 2, 3 … without a gap
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)  # of the event's content
    hash = models.CharField(max_length=64)  # of this link and the hash of the one before it

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            *filled("digest", "hash"),
            within("chain", 0, MOST),
            within("number", 1, MOST),
            models.UniqueConstraint(fields=["chain", "number"], name="auditlink_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of chain {self.chain}"


class Content(NamedTuple):
    """What is hashed of an event: all of it but its row number, which its link has. The names are those of the columns."""

    clinic_id: int | None
    at: datetime
    by_id: int | None
    action: str
    subject: str
    before: object
    after: object

    def digest(self) -> str:
        """SHA-256 in hex. Raises UnicodeEncodeError where the content holds half a character."""
        return sha256([self.clinic_id, self.at.astimezone(UTC).isoformat(timespec="microseconds"), *self[2:]])


def link_hash(before: str, chain: int, number: int, event: int, digest: str) -> str:
    """The hash of a link: of its own columns and of the link before it, whose hash is empty for the first one."""
    return sha256([before, chain, number, event, digest])
