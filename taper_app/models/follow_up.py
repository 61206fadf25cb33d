"""The follow-ups that are still to come after the end of a plan."""

from django.db import models

from .constraints import one_of


class FollowUpDay(models.Model):
    """A day on which a patient is to be seen after the plan has ended. One that has taken place is a review, and no day any more.

    The first of a plan's days is its `next_review_on`: an action writes both.
    """

    class Kind(models.TextChoices):
        SERIES = "series", "Follow-up"
        BOOSTER = "booster", "Booster"  # goes through again what helps, beside the series

    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="follow_up_days")
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SERIES)

    class Meta:
        ordering = ["plan", "on"]
        constraints = [
            one_of("kind", ["series", "booster"]),
            models.UniqueConstraint(fields=["plan", "on"], name="%(class)s_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on} of {self.plan}"
