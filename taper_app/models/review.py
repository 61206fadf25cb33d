"""A visit with its decision, a visit that was missed, and what was seen after the end."""

from django.db import models
from django.db.models import Q

from taper_app.engine import Decision

from .constraints import code, one_of, within
from .old_paper import OldPaper
from .plan import Plan
from .revision import Revision
from .user import User


def decision_choices() -> list[tuple[str, str]]:
    """What a review may decide, and nothing where no visit was; wording has what each is called."""
    return [(each, each) for each in ("", *(each.value for each in Decision))]


class Reviews(models.QuerySet["Review"]):
    """Reviews, some of which may have been entered in error."""

    def valid(self) -> "Reviews":
        """Those that were not; what a plan that was itself entered in error found is left to whoever asks across plans."""
        return self.filter(in_error=None)


class Review(models.Model):
    """One follow-up: what was seen and decided. It is never changed, like a revision."""

    class Kind(models.TextChoices):
        VISIT = "visit", "Visit"
        MISSED = "missed", "Missed visit"
        FOLLOW_UP = "follow-up", "Follow-up"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    token = models.UUIDField()  # of the form: the same form sent twice makes one review
    kind = models.CharField(max_length=12, choices=Kind)
    reviewed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=12, choices=decision_choices, default="", blank=True)
    in_force = models.PositiveSmallIntegerField()  # the number of the revision that was in force
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="review", null=True, blank=True)
    taken = models.JSONField(default=list, blank=True)  # the regimen really taken, a row a drug
    observations = models.JSONField(default=dict, blank=True)  # what the form asked, as it was answered
    red_flags = models.JSONField(default=list, blank=True)
    old_paper = models.CharField(max_length=12, choices=[("", "Not asked"), *OldPaper.choices], default="", blank=True)
    reason = models.TextField(default="", blank=True)
    notes = models.TextField(default="", blank=True)
    changes_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)

    objects = Reviews.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            *(within(name, 1, 9999) for name in ("number", "in_force")),
            one_of("kind", ["visit", "missed", "follow-up"]),
            code("decision", 12, may_be_empty=True),
            one_of("old_paper", ["", *OldPaper.values]),
            models.CheckConstraint(
                condition=(Q(kind="visit") & ~Q(decision="")) | (~Q(kind="visit") & Q(decision="", revision__isnull=True)),
                name="%(class)s_visit_decides",
            ),
            models.UniqueConstraint(fields=["plan", "number"], name="%(class)s_number_unique"),
            models.UniqueConstraint(fields=["plan", "token"], name="%(class)s_token_unique"),
        ]

    def __str__(self) -> str:
        return f"review {self.number} of {self.plan}"
