"""A form that is half filled in."""

from django.db import models

from .constraints import one_of
from .patient import Patient
from .user import User


class Draft(models.Model):
    """A half-filled form of one user about one patient."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="drafts")
    purpose = models.CharField(max_length=8, choices=[("plan", "New plan"), ("review", "Review")], default="plan")
    data = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("purpose", ["plan", "review"]),
            models.UniqueConstraint(fields=["user", "patient", "purpose"], name="%(class)s_user_patient_purpose_unique"),
        ]

    def __str__(self) -> str:
        return f"draft for {self.patient}"
