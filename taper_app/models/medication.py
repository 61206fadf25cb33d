"""What a patient is prescribed and really takes."""

from django.db import models
from django.db.models import Q

from taper_app.engine import TIMES, medicine

from .constraints import Written, dose, one_of, within
from .patient import Patient

ROW = ("drug", "other", "release", "product", "use", "days_a_week", "weekdays")
"""What makes one row another than the next: the same drug in another form, or on other days, is a row of its own."""
DAYS_IN_A_WEEK = 7
DOSES = [f"{kind}_{time}" for kind in ("prescribed", "taken") for time in TIMES]


class Medication(Written):
    """One row of a patient's list: a medicine as it really is, what was prescribed and what is really taken, by time of day.

    `drug` is an id of the catalogue. What has no figure in any table is `other` in its place, by its name, with how it is taken
    in words (`taken_as`) and no doses. `product` is an id of the catalogue or of the clinic's own products, or empty for any of
    the release. The times of day hold a day's doses; of what is taken only as needed the most in a day, and `usual_week_mg` is
    the mg of a usual week. `weekdays` are named as "mon,thu"; `days_a_week` is how many there are, named or not.
    """

    class Use(models.TextChoices):
        REGULAR = "regular", "Every day"
        DAYS = "days", "On some days"
        AS_NEEDED = "as-needed", "Only as needed"

    class Release(models.TextChoices):
        PLAIN = "plain", "Plain"
        MODIFIED = "modified", "Modified release"

    class Indication(models.TextChoices):
        ANXIETY = "anxiety", "Anxiety"
        INSOMNIA = "insomnia", "Insomnia"
        EPILEPSY = "epilepsy", "Epilepsy"
        MUSCLE_SPASM = "muscle-spasm", "Muscle spasm"
        ALCOHOL_WITHDRAWAL = "alcohol-withdrawal", "Alcohol withdrawal"
        OTHER = "other", "Other"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="medications")
    drug = models.CharField(max_length=40, blank=True)
    other = models.CharField(max_length=80, blank=True)
    release = models.CharField(max_length=12, choices=Release, default=Release.PLAIN)
    product = models.CharField(max_length=80, blank=True)
    prescribed_morning = dose()
    prescribed_midday = dose()
    prescribed_evening = dose()
    prescribed_night = dose()
    taken_morning = dose()
    taken_midday = dose()
    taken_evening = dose()
    taken_night = dose()
    use = models.CharField(max_length=12, choices=Use, default=Use.REGULAR)
    days_a_week = models.PositiveSmallIntegerField(default=DAYS_IN_A_WEEK)
    weekdays = models.CharField(max_length=27, blank=True)
    usual_week_mg = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    taken_as = models.CharField(max_length=200, blank=True)
    indication = models.CharField(max_length=24, choices=Indication)
    since_on = models.DateField(null=True, blank=True)
    last_taken_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(drug="") & Q(other="")) | (Q(drug="") & ~Q(other="")),
                name="%(class)s_drug_or_other",
                violation_error_message="A medicine is one of the catalogue, or another by its name.",
            ),
            models.CheckConstraint(
                condition=(Q(other="") & Q(taken_as="")) | (~Q(other="") & ~Q(taken_as="") & Q(product="")),
                name="%(class)s_other_as_said",
            ),
            models.CheckConstraint(condition=Q(other="") | Q(*[(name, 0) for name in DOSES]), name="%(class)s_other_no_dose"),
            *[within(name, 0, 1000) for name in DOSES],
            one_of("indication", ["anxiety", "insomnia", "epilepsy", "muscle-spasm", "alcohol-withdrawal", "other"]),
            one_of("release", ["plain", "modified"]),
            one_of("use", ["regular", "days", "as-needed"]),
            within("days_a_week", 1, DAYS_IN_A_WEEK),
            models.CheckConstraint(
                condition=Q(use="days", days_a_week__lt=DAYS_IN_A_WEEK)
                | (~Q(use="days") & Q(days_a_week=DAYS_IN_A_WEEK, weekdays="")),
                name="%(class)s_days_of_use",
            ),
            within("usual_week_mg", 0, 1000 * DAYS_IN_A_WEEK),
            models.CheckConstraint(condition=Q(use="as-needed") | Q(usual_week_mg=None), name="%(class)s_usual_week_of_use"),
            models.UniqueConstraint(fields=["patient", *ROW], name="%(class)s_row_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.drug or self.other} of {self.patient}"

    @property
    def medicine(self) -> str:
        """The medicine of the catalogue that it is, with its release; empty where it is another."""
        return medicine(self.drug, self.release) if self.drug else ""

    @property
    def as_needed(self) -> bool:
        """Whether it is taken only as needed."""
        return self.use == self.Use.AS_NEEDED
