"""One patient’s taper."""

from django.db import models
from django.db.models import Q

from .clinic import Clinic
from .constraints import filled, one_of, within
from .patient import Patient

LATEST_CHANGE_DAYS = 60
"""Days from today within which the first change of dose of a plan, or of a visit, lies."""


class Plan(models.Model):
    """One patient's taper. What lists need stands here; what was issued stands in its revisions."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Ended"
        IN_ERROR = "in-error", "Entered in error"  # no end: it never was this patient's taper

    class EndReason(models.TextChoices):
        COMPLETED = "completed", "Completed"
        STOPPED_EARLY = "stopped-early", "Stopped early"
        TRANSFERRED = "transferred", "Transferred"
        DECLINED = "declined", "Declined"
        DIED = "died", "Died"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="plans")
    code = models.CharField(max_length=9, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    next_review_on = models.DateField(null=True, blank=True)  # of an ended plan: its follow-up, where one is planned
    ends_on = models.DateField(null=True, blank=True)  # the last day with a dose; none while held or kept at one
    on_hold = models.BooleanField(default=False)
    missed_visits = models.PositiveSmallIntegerField(default=0)  # in a row, since the last visit
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=[("", "Not ended"), *EndReason.choices], default="", blank=True)
    end_note = models.TextField(default="", blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, related_name="later", null=True, blank=True)
    created_at = models.DateTimeField()

    # What lists find and order plans by. It follows from the rest of the record, and no event tells of it (actions.listing).
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="plans")
    urgency = models.PositiveSmallIntegerField(default=3)  # 0 first (chart.listed)
    referred_on = models.DateField(null=True, blank=True)  # of the oldest referral without an answer
    followed = models.BooleanField(default=False)  # by another plan
    FOLLOWS = ("clinic_id", "urgency", "referred_on", "followed")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["clinic", "state", "urgency", "next_review_on"], name="plan_by_urgency"),
            *(models.Index(fields=["clinic", "state", on], name=f"plan_by_{on}") for on in ("next_review_on", "ends_on")),
            models.Index(fields=["clinic"], condition=Q(on_hold=True), name="plan_on_hold"),
            models.Index(fields=["clinic"], condition=Q(missed_visits__gt=0), name="plan_missed"),
            models.Index(fields=["clinic", "referred_on"], condition=Q(referred_on__isnull=False), name="plan_referred"),
        ]
        constraints = [
            *filled("code"),
            one_of("state", ["open", "ended", "in-error"]),
            one_of("end_reason", ["", "completed", "stopped-early", "transferred", "declined", "died"]),
            models.CheckConstraint(
                condition=~Q(end_reason="stopped-early", end_note=""), name="%(class)s_stopped_early_says_why"
            ),
            within("missed_visits", 0, 1000),
            within("urgency", 0, 3),
            models.UniqueConstraint(fields=["patient"], condition=Q(state="open"), name="%(class)s_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", ended_on__isnull=True, end_reason="", next_review_on__isnull=False)
                | (Q(state="ended", ended_on__isnull=False) & ~Q(end_reason=""))
                | Q(state="in-error", ended_on__isnull=True, end_reason="", next_review_on__isnull=True),
                name="%(class)s_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.code}"
