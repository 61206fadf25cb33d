"""Who may be taken for whom."""

from django.db import models

from .patient import Patient


class LookAlike(models.Model):
    """That a patient may be taken for another of the clinic; made anew whenever a name or a date of birth is changed.

    There is a row each way, so that what is asked of a patient is read by one index.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="look_alikes")
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="looked_like")

    class Meta:
        ordering = ["patient", "other"]
        constraints = [models.UniqueConstraint(fields=["patient", "other"], name="%(class)s_once")]

    def __str__(self) -> str:
        return f"{self.patient_id} may be taken for {self.other_id}"
