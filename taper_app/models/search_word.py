"""A word that a patient is found by."""

from django.db import models

from .bytewise import Bytewise
from .clinic import Clinic
from .constraints import filled
from .patient import Patient

LONGEST = 120


class SearchWord(models.Model):
    """A word of the name in plain letters with how it sounds, or the identifier from either end; made anew whenever one of these
    changes. Every question is a range of one of the indexes."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="search_words", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="search_words", db_index=False)
    word = Bytewise(max_length=LONGEST)
    sound = Bytewise(max_length=LONGEST)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["clinic", "word", "patient"], name="searchword_by_word"),
            models.Index(fields=["clinic", "sound", "patient"], name="searchword_by_sound"),
            models.Index(fields=["patient", "word", "sound"], name="searchword_of_patient"),
        ]
        constraints = [*filled("word", "sound")]

    def __str__(self) -> str:
        return f"search word of {self.patient_id}"
