"""What is kept of the risks that were asked about."""

from django.conf import settings
from django.db import models

from .constraints import within


class RiskPicture(models.Model):
    """The answers of one day to every question about a patient's risks. It is never changed: the newest counts."""

    patient = models.ForeignKey("Patient", on_delete=models.PROTECT, related_name="risk_pictures")
    number = models.PositiveSmallIntegerField()
    asked_on = models.DateField()
    answers = models.JSONField()  # by question, ids of engine/catalogue/data/risks.toml
    interacting = models.JSONField(default=list, blank=True)  # an id of interactions.toml, started_on and stopped_on each
    by_button = models.JSONField(default=list, blank=True)  # the questions that one button answered, and nobody asked
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="risk_pictures")

    class Meta:
        ordering = ["patient", "number"]
        constraints = [
            within("number", 1, 9999),
            models.UniqueConstraint(fields=["patient", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"risk picture {self.number} of {self.patient}"
