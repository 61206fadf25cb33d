"""A form that is half filled in."""

from django.db import models
from django.db.models import Q

from .constraints import one_of
from .patient import Patient
from .user import User


class Purpose(models.TextChoices):
    """What is filled in; where a patient may have several of it, `subject` says of which plan, or which visit of it."""

    PLAN = "plan", "a new plan"
    REVIEW = "review", "a visit"
    MISSED = "missed", "a missed visit"
    DAYS = "days", "the follow-ups"
    CARE = "care", "care"
    IN_ERROR = "in-error", "what was entered in error"
    RISKS = "risks", "the answers about risks"
    MEDICINES = "medicines", "the medicines"
    ADJUNCT = "adjunct", "an adjunct medicine"
    RELAPSE = "relapse", "the relapse plan"
    WEIGHING = "weighing", "what was weighed"
    NO_TAPER = "no-taper", "no taper"
    DETAILS = "details", "a patient’s details"
    CLINIC = "clinic", "the clinic"
    PRODUCT = "product", "a product of the clinic"
    QUICK = "quick", "a quick schedule"


class NotDiscarded(models.Manager["Draft"]):
    """Drafts to go on with."""

    def get_queryset(self) -> models.QuerySet["Draft"]:
        """All that were not discarded."""
        return super().get_queryset().filter(discarded_at=None)


class Draft(models.Model):
    """A half-filled form of one user, mostly about one patient. One that is discarded can be put back for a while."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="drafts", null=True, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices, default=Purpose.PLAN)
    subject = models.TextField(blank=True, default="")
    data = models.JSONField()
    saved_at = models.DateTimeField()
    window = models.TextField(blank=True, default="")
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = NotDiscarded()
    with_discarded = models.Manager["Draft"]()

    class Meta:
        constraints = [
            one_of("purpose", Purpose.values),
            models.UniqueConstraint(
                fields=["user", "patient", "purpose", "subject"],
                condition=Q(discarded_at=None, patient__isnull=False),
                name="%(class)s_user_patient_purpose_unique",
            ),
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=Q(discarded_at=None, patient=None),
                name="%(class)s_user_purpose_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"draft for {self.patient}" if self.patient else f"draft of {self.get_purpose_display()}"
