"""Who changed what, and when."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .clinic import Clinic
from .constraints import filled
from .user import User


class AuditEvent(models.Model):
    """One change, by whom and when, with what was there before and after. Never changed, like a revision."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=40)  # the verb: add_patient
    subject = models.CharField(max_length=80)  # what it was done to: "patient K7QX-4M2P"
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["at", "pk"]
        constraints = filled("action", "subject")

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
