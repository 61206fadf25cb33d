"""A word that a patient is found by."""

from django.db import models

from .clinic import Clinic
from .constraints import filled
from .patient import Patient

LONGEST = 120


class SearchWord(models.Model):
    """A word of the name in plain letters with how it sounds, or the identifier; made anew whenever one of these changes."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="search_words")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="search_words")
    word = models.CharField(max_length=LONGEST)
    sound = models.CharField(max_length=LONGEST)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["clinic", on], name=f"searchword_{on}") for on in ("word", "sound")]
        constraints = [*filled("word", "sound")]

    def __str__(self) -> str:
        return f"search word of {self.patient_id}"
