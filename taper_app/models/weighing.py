"""What is kept of what was weighed with a patient before a first plan."""

from datetime import date
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .constraints import Written, one_of, within

MOST_READY = 10


class Weighed(TypedDict):
    """What was weighed on a day: the columns that somebody fills in."""

    reasons: list[str]
    wants: str
    fears: str
    readiness: int | None
    own_words: str
    helper: str
    setting: str
    conclusion: str
    ask_again_on: date | None


class Weighing(Written):
    """What spoke for and against a taper on a day, and what came of it. It is never changed: the newest counts."""

    class Conclusion(models.TextChoices):
        TAPER = "taper", "Plan a taper"
        UNDECIDED = "undecided", "Not decided yet"
        NOT_NOW = "not-now", "Not now"

    patient = models.ForeignKey("Patient", on_delete=models.PROTECT, related_name="weighings")
    number = models.PositiveSmallIntegerField()
    weighed_on = models.DateField()
    reasons = models.JSONField(default=list, blank=True)  # ids of engine/catalogue/data/weighing.toml, of both sides
    wants = models.TextField(default="", blank=True)
    fears = models.TextField(default="", blank=True)
    readiness = models.PositiveSmallIntegerField(null=True, blank=True)
    own_words = models.TextField(default="", blank=True)
    helper = models.TextField(default="", blank=True)
    setting = models.TextField(default="", blank=True)  # an id of the same file
    conclusion = models.CharField(max_length=12, choices=Conclusion.choices)
    ask_again_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="weighings")

    class Meta:
        ordering = ["patient", "number"]
        constraints = [
            within("number", 1, 9999),
            within("readiness", 0, MOST_READY),
            one_of("conclusion", ["taper", "undecided", "not-now"]),
            models.CheckConstraint(
                condition=Q(conclusion="taper", ask_again_on__isnull=True)
                | Q(conclusion__in=["undecided", "not-now"], ask_again_on__isnull=False, ask_again_on__gt=F("weighed_on")),
                name="%(class)s_asked_again_unless_planned",
                violation_error_message="Where no taper is planned yet it is asked again later, and only there.",
            ),
            models.UniqueConstraint(fields=["patient", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"weighing {self.number} of {self.patient}"
