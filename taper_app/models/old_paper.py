"""What becomes of the paper that a patient has, once a visit has made something on it untrue."""

from django.db import models


class OldPaper(models.TextChoices):
    """The answers, each as a clinician reads it."""

    TAKEN_BACK = "taken-back", "Taken back"
    STRUCK_OUT = "struck-out", "Struck out"
    DAY_WRITTEN = "day-written", "The new day is written on it"
    NOT_HERE = "not-here", "Not here: the patient was told to destroy it, and a new paper was posted"
    DESTROYED = "destroyed", "Not here: the patient was told to destroy it"
    KEPT = "kept", "The patient keeps it and knows that it holds no more"
    LEFT = "left", "Nothing was done: the patient still has it as it was"


# What may have been done with it where a dose or a date of a step changes; where only the next visit is on another day; the same
# where the patient was not there, or has to be helped first; and where the plan ends.
REVISED = (OldPaper.TAKEN_BACK, OldPaper.STRUCK_OUT, OldPaper.NOT_HERE)
NEW_DAY = (OldPaper.TAKEN_BACK, OldPaper.DAY_WRITTEN, OldPaper.NOT_HERE)
NOT_NOW = (*NEW_DAY, OldPaper.LEFT)
ENDED = (OldPaper.TAKEN_BACK, OldPaper.STRUCK_OUT, OldPaper.DESTROYED, OldPaper.KEPT, OldPaper.LEFT)
