"""That a patient's record was taken away."""

from django.db import models

from taper_app.seals import fits, seal

from .audit import AuditEvent
from .constraints import filled


class Erasure(models.Model):
    """That the contents which an event names were taken away with a patient. It is never changed.

    The owner of the database alone adds one, and the key of the record alone seals it: whoever lacks one of the two
    takes nothing away that `verify_audit` does not miss.
    """

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="erasure")
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["event"]
        constraints = filled("seal")

    def __str__(self) -> str:
        return f"erasure of event {self.event_id}"

    @classmethod
    def of(cls, event: AuditEvent) -> "Erasure":
        """The erasure that this event, which has its place in the chain, tells of. Raises ImproperlyConfigured without a key."""
        return cls(event=event, seal=seal("erasure", event.pk, event.link.digest))

    def is_ours(self, digest: str) -> bool:
        """Whether it was sealed with a key of the record, for an event of this digest."""
        return fits(self.seal, "erasure", self.event_id, digest)
