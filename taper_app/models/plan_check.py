"""What was done beside the dose, and is recorded with a plan."""

from django.conf import settings
from django.db import models

from .constraints import filled


class PlanCheck(models.Model):
    """That something was done on a day: the register was checked, the agreement was talked through. It is never changed."""

    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12)  # an id of engine/catalogue/data/plan_checks.toml
    done_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checks")

    class Meta:
        ordering = ["plan", "done_on", "pk"]
        constraints = [
            *filled("kind"),
            models.UniqueConstraint(fields=["plan", "kind", "done_on"], name="%(class)s_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.done_on} of {self.plan}"
