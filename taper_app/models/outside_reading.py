"""A patient read from outside: the glass is broken, with a reason and an end."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from .constraints import Written, filled
from .patient import Patient
from .user import User


class OutsideReadings(models.Manager["OutsideReading"]):
    """Every reading, and those that are open."""

    def open_at(self, now: datetime) -> models.QuerySet["OutsideReading"]:
        """Those by which a patient can be read now."""
        return self.filter(ended_at=None, ends_at__gt=now, by__is_active=True)


class OutsideReading(Written):
    """That somebody reads a patient of another clinic, or one whom their role does not see: why, and until when."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="outside_readings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="outside_readings")
    reason = models.TextField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # before its end, by whoever reads or an administrator

    objects = OutsideReadings()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *filled("reason"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("began_at")), name="outsidereading_ends_later"),
        ]
