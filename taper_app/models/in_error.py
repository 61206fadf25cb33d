"""What was entered in error: what it was, why, and what takes its place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .constraints import filled, one_of
from .patient import Patient
from .plan import Plan
from .review import Review
from .revision import Revision

ONE_THING = (
    Q(patient__isnull=False, plan__isnull=True, review__isnull=True)
    | Q(patient__isnull=True, plan__isnull=False, review__isnull=True)
    | Q(patient__isnull=True, plan__isnull=True, review__isnull=False)
)


class EnteredInError(models.Model):
    """That a patient, a plan or a visit was entered in error. It is never changed, and neither is what it is about.

    A visit takes the revision that it made with it, where nothing was built on that and no day of it was lived. `right_patient`
    and `right_plan` take the place of what was wrong, where something does; `paper` is what became of the paper of a plan or a
    revision.
    """

    class Paper(models.TextChoices):
        NOT_GIVEN = "not-given", "It was never given to the patient"
        TAKEN_BACK = "taken-back", "Taken back"
        STRUCK_OUT = "struck-out", "Struck out"
        DESTROYED = "destroyed", "Not here: the patient was told to destroy it"

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="in_error", null=True, blank=True)
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="in_error", null=True, blank=True)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="in_error", null=True, blank=True)
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="in_error", null=True, blank=True)
    reason = models.TextField()
    paper = models.CharField(max_length=12, choices=[("", "Not asked"), *Paper.choices], default="", blank=True)
    right_patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="twins", null=True, blank=True)
    right_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="instead_of", null=True, blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="marked_in_error")

    class Meta:
        ordering = ["marked_at", "pk"]
        constraints = [
            *filled("reason"),
            one_of("paper", ["", "not-given", "taken-back", "struck-out", "destroyed"]),
            models.CheckConstraint(condition=ONE_THING, name="%(class)s_of_one_thing"),
            models.CheckConstraint(
                condition=Q(revision__isnull=True) | Q(review__isnull=False), name="%(class)s_revision_with_its_visit"
            ),
            models.CheckConstraint(
                condition=(Q(plan__isnull=True, revision__isnull=True) & Q(paper=""))
                | (~Q(paper="") & (Q(plan__isnull=False) | Q(revision__isnull=False))),
                name="%(class)s_paper_of_what_is_printed",
            ),
            models.CheckConstraint(
                condition=Q(right_patient__isnull=True) | (Q(patient__isnull=False) & ~Q(right_patient=F("patient"))),
                name="%(class)s_right_patient_is_another",
            ),
            models.CheckConstraint(
                condition=Q(right_plan__isnull=True)
                | Q(review__isnull=False)
                | (Q(plan__isnull=False) & ~Q(right_plan=F("plan"))),
                name="%(class)s_right_plan_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient or self.plan or self.review} was entered in error"
