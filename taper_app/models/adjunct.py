"""The adjunct medicines that a patient was given beside a taper."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .constraints import Written, filled, within


class AdjunctEntry(Written):
    """That an adjunct medicine was begun or stopped. It is never changed: a medicine stands as its latest entry says."""

    patient = models.ForeignKey("Patient", on_delete=models.PROTECT, related_name="adjuncts")
    number = models.PositiveSmallIntegerField()
    adjunct = models.CharField(max_length=20)  # an id of engine/catalogue/data/adjuncts.toml
    started_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    asked = models.BooleanField(default=False)  # what no record knows was asked, and does not stand against it
    why = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="adjuncts")

    class Meta:
        ordering = ["patient", "number"]
        constraints = [
            within("number", 1, 9999),
            *filled("adjunct"),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("started_on")),
                name="%(class)s_stops_after_it_starts",
                violation_error_message="A medicine stops on the day it starts, or later.",
            ),
            models.UniqueConstraint(fields=["patient", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"adjunct entry {self.number} of {self.patient}"
