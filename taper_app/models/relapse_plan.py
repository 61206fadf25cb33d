"""What a patient means to do when the old trouble, or the old habit, comes back."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from .constraints import Written, within

PARTS = ("triggers", "early_signs", "what_helps", "contacts")
DOSE = re.compile(r"\d\s*(?:mg|ml|mcg|µg|micrograms?|milligrams?|tablets?|pills?|drops?|puffs?)\b", re.IGNORECASE)
NO_DOSE = "Leave doses out: it is printed beside the plan, and the plan alone says what to take."


class RelapsePlan(Written):
    """What was agreed with a patient on a day, in the patient's words, a thing a line.

    It is never changed: the newest counts, and one without a word takes back what was there.
    """

    patient = models.ForeignKey("Patient", on_delete=models.PROTECT, related_name="relapse_plans")
    number = models.PositiveSmallIntegerField()
    written_on = models.DateField()
    triggers = models.TextField(default="", blank=True)
    early_signs = models.TextField(default="", blank=True)
    what_helps = models.TextField(default="", blank=True)
    contacts = models.TextField(default="", blank=True)  # whom to call, with their numbers
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relapse_plans")

    class Meta:
        ordering = ["patient", "number"]
        constraints = [
            within("number", 1, 9999),
            models.UniqueConstraint(fields=["patient", "number"], name="%(class)s_number_unique"),
        ]

    def __str__(self) -> str:
        return f"relapse plan {self.number} of {self.patient}"

    def clean(self) -> None:
        """Raises ValidationError at each part that names a dose, as well as for what cannot be read."""
        super().clean()
        if named := [name for name in PARTS if DOSE.search(getattr(self, name))]:
            raise ValidationError(dict.fromkeys(named, NO_DOSE))
