"""What was issued: one version of a plan, and how it is known to be what it was."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from taper_app.record import Issued
from taper_app.seals import SealedJSON, fits_under, keys, seal, sha256, sha256_of_text

from .constraints import filled, within

READ_AT_MOST = 16  # a few megabytes
_read: dict[str, Issued] = {}  # by hash: values, which nobody changes


class ChangedOutside(Exception):
    """A revision is not what was issued. `revision` is the row as it was found; nothing may be read from it or printed."""

    def __init__(self, revision: "Revision") -> None:
        super().__init__(f"{revision} was changed outside the application")
        self.revision = revision


class Revisions(models.QuerySet["Revision"]):
    """Revisions, some of which may have been entered in error."""

    def valid(self) -> "Revisions":
        """Those that were not."""
        return self.filter(in_error=None)

    def in_force(self) -> "Revision":
        """Of one plan the latest that is valid: its first one always is, for that is the plan itself."""
        return self.valid().latest("number")


class Revision(models.Model):
    """One issued version of a plan. It is never changed: triggers in the database refuse it, and its seal would tell."""

    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    snapshot_unchecked = SealedJSON(db_column="snapshot")  # read as `snapshot`
    sha256 = models.CharField(max_length=64)  # of the snapshot as canonical JSON
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions")
    seal = models.CharField(max_length=64)  # over all of the above, and the next
    sealed_later_at = models.DateTimeField(null=True, blank=True)  # by an upgrade; else when it was issued

    objects = Revisions.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            within("number", 1, 9999),
            *filled("seal"),
            models.CheckConstraint(condition=Exact(Length("sha256"), 64), name="%(class)s_sha256_length"),
            models.UniqueConstraint(fields=["plan", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.plan}"

    _compared: Any = None

    @property
    def snapshot(self) -> dict[str, Any]:
        """What was issued (chart/snapshot.py says what that holds). Raises ChangedOutside where this is not it."""
        stored: dict[str, Any] = self.snapshot_unchecked
        if self._compared is not stored or self._compared is None:
            if not self.is_as_issued():
                raise ChangedOutside(self)
            self._compared = stored
        return stored

    @snapshot.setter
    def snapshot(self, value: dict[str, Any]) -> None:
        self.snapshot_unchecked = value

    def issued(self) -> Issued:
        """What was issued, as a value, whatever the format that it was stored in. Raises ChangedOutside.

        What was read a moment ago is not read again: a page asks for the same revision a dozen times, each from a row of its own.
        """
        stored = self.snapshot  # compared with its hash first, by which it is known from here on
        found = _read.get(self.sha256) or Issued.from_json(stored)
        if len(_read) >= READ_AT_MOST:
            _read.clear()
        _read[self.sha256] = found
        return found

    def own_seal(self) -> str:
        """The seal of this row as it is."""
        return seal(*what_is_sealed(self))

    def is_as_issued(self, good: list[str] | None = None) -> bool:
        """Whether what is stored has the hash, and the row the seal, that it was given, under keys in use here or those given."""
        try:
            return sha256(self.snapshot_unchecked) == self.sha256 and fits_under(good or keys(), self.seal, *what_is_sealed(self))
        except (ValueError, RecursionError):  # text that no JSON of ours can be
            return False

    @staticmethod
    def changed_outside(revisions: "models.QuerySet[Revision]") -> "Iterator[Revision]":
        """Those of a query that are not as they were issued, their contents compared as text and left in the database."""
        stored = ExpressionWrapper(F("snapshot_unchecked"), output_field=models.TextField())
        found: Any = revisions.defer("snapshot_unchecked").annotate(stored=stored)
        for each in found:
            if sha256_of_text(each.stored) != each.sha256 or not fits_under(keys(), each.seal, *what_is_sealed(each)):
                yield each


def what_is_sealed(revision: Any) -> tuple[object, ...]:
    """The columns of a revision, the snapshot by its hash, as its seal is taken of them."""
    own = (revision.plan_id, revision.number, revision.sha256, told(revision.issued_at), revision.issued_by_id)
    return ("revision", *own, told(revision.sealed_later_at))


def told(moment: datetime | None) -> str | None:
    """A moment in one way of writing it."""
    return moment.astimezone(UTC).isoformat() if moment else None
