"""What is kept where no taper is planned."""

from django.conf import settings
from django.db import models

from .constraints import Written, within
from .patient import Patient


class NoTaper(Written):
    """That no taper was planned for what a patient took on a day, why, and who decided so. It is never changed.

    `taken` is what was taken then, a sentence a medicine; `guideline` what guidelines say of such use, or "".
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="no_tapers")
    number = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    taken = models.JSONField()
    guideline = models.TextField(default="", blank=True)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="no_tapers")

    class Meta:
        ordering = ["patient", "-number"]
        constraints = [
            within("number", 1, 9999),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(class)s_reason_given",
                violation_error_message="Say why no taper is planned.",
            ),
            models.UniqueConstraint(fields=["patient", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"decision {self.number} of {self.patient} to plan no taper"
