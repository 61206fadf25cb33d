"""What a patient is prescribed and really takes."""

from django.db import models

from taper_app.engine import TIMES

from .constraints import dose, filled, one_of, within
from .patient import Patient


class Medication(models.Model):
    """One drug of a patient: what was prescribed and what is really taken, by time of day."""

    class Indication(models.TextChoices):
        ANXIETY = "anxiety", "Anxiety"
        INSOMNIA = "insomnia", "Insomnia"
        EPILEPSY = "epilepsy", "Epilepsy"
        MUSCLE_SPASM = "muscle-spasm", "Muscle spasm"
        ALCOHOL_WITHDRAWAL = "alcohol-withdrawal", "Alcohol withdrawal"
        OTHER = "other", "Other"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="medications")
    drug = models.CharField(max_length=40)  # an id of the catalogue
    prescribed_morning = dose()
    prescribed_midday = dose()
    prescribed_evening = dose()
    prescribed_night = dose()
    taken_morning = dose()
    taken_midday = dose()
    taken_evening = dose()
    taken_night = dose()
    as_needed = models.BooleanField(default=False)
    indication = models.CharField(max_length=24, choices=Indication)
    since_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *filled("drug"),
            *[within(f"{kind}_{time}", 0, 1000) for kind in ("prescribed", "taken") for time in TIMES],
            one_of("indication", ["anxiety", "insomnia", "epilepsy", "muscle-spasm", "alcohol-withdrawal", "other"]),
            models.UniqueConstraint(fields=["patient", "drug"], name="%(class)s_drug_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.drug} of {self.patient}"
