"""What is kept of the care beside the dose."""

from datetime import date
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .constraints import Written, filled, one_of, within


class Said(TypedDict):
    """What is said of one kind of care: the columns of an entry that somebody fills in."""

    status: str
    said_on: date
    referred_to: str
    referred_on: date | None
    answered_on: date | None
    note: str


class CareEntry(Written):
    """What was said of one kind of care on a day. It is never changed: the kind stands as its latest entry says."""

    class Status(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        NOT_NEEDED = "not-needed", "Not needed"

    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="care")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)  # an id of engine/catalogue/data/care.toml
    status = models.CharField(max_length=12, choices=[("", "Not raised"), *Status.choices], default="", blank=True)
    said_on = models.DateField()  # of the status, or of the last time that it was gone through again
    referred_to = models.CharField(max_length=120, default="", blank=True)
    referred_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    note = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care")

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            within("number", 1, 9999),
            *filled("kind"),
            one_of("status", ["", "offered", "accepted", "declined", "not-needed"]),
            models.CheckConstraint(
                condition=~Q(status="") | Q(referred_to="", note=""),
                name="%(class)s_not_raised_says_nothing",
                violation_error_message="What was not raised has no referral and no note.",
            ),
            models.CheckConstraint(
                condition=Q(referred_to="", referred_on__isnull=True) | (~Q(referred_to="") & Q(referred_on__isnull=False)),
                name="%(class)s_referred_on_a_day",
                violation_error_message="A referral goes to somebody on a day.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(referred_on__isnull=False, answered_on__gte=F("referred_on")),
                name="%(class)s_answered_after_referral",
                violation_error_message="A referral is answered on the day it was sent, or later.",
            ),
            models.UniqueConstraint(fields=["plan", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"care entry {self.number} of {self.plan}"
