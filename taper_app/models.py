"""What is kept, and the facts about it that the database itself holds to."""

from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from taper_app.care import CareEntry as CareEntry
from taper_app.care import Said as Said
from taper_app.constraints import Written, dose, filled, one_of, within
from taper_app.constraints import known_time_zone as known_time_zone
from taper_app.constraints import refuse_unseen as refuse_unseen
from taper_app.constraints import refuse_unseen_in as refuse_unseen_in
from taper_app.engine import TIMES, Decision
from taper_app.issued import CachedNumbers as CachedNumbers
from taper_app.issued import ChangedOutside as ChangedOutside
from taper_app.issued import KeptPaper as KeptPaper
from taper_app.issued import Revision as Revision
from taper_app.old_paper import OldPaper
from taper_app.risks import RiskPicture as RiskPicture

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # of codes: nothing that is misread on paper (0 O, 1 I L, U V)
DECIDED = ["", *(each.value for each in Decision)]  # of a review: nothing where no visit was; wording has what they are called
IDENTIFIER_TAKEN = "Another patient of this clinic has this identifier."


class Clinic(Written):
    """A place with its own patients and clinicians; what it prints and what it stocks."""

    class Market(models.TextChoices):
        UK = "uk", "United Kingdom"
        US = "us", "United States"

    class PaperSize(models.TextChoices):
        A4 = "A4", "A4"
        LETTER = "Letter", "Letter"

    class DispensingInterval(models.IntegerChoices):
        WEEK = 7, "7 days"
        FORTNIGHT = 14, "14 days"
        FOUR_WEEKS = 28, "28 days"

    class HandoutRows(models.TextChoices):
        SAFE_ORDER = "safe-order", "To the next review, then what comes after"
        TO_REVIEW = "to-review", "To the next review only"
        ALIKE = "alike", "All rows alike"

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=60)
    out_of_hours = models.CharField("out-of-hours line", max_length=120)
    time_zone = models.CharField(max_length=60, validators=[known_time_zone])
    market = models.CharField(max_length=8, choices=Market)
    paper_size = models.CharField(max_length=8, choices=PaperSize)
    stocked_products = models.JSONField(default=list, blank=True)  # product ids; empty: all the market has
    dispensing_interval_days = models.PositiveSmallIntegerField(choices=DispensingInterval, default=DispensingInterval.FOUR_WEEKS)
    diazepam_threshold_mg = models.DecimalField(max_digits=8, decimal_places=4, default=Decimal(40))
    specialist_threshold_mg = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)  # none: the rule's own
    inpatient_threshold_mg = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)  # none: the rule's own
    review_every_days = models.PositiveSmallIntegerField(null=True, blank=True)  # none: at each change of dose
    handout_rows = models.CharField(max_length=12, choices=HandoutRows, default=HandoutRows.SAFE_ORDER)

    class Meta:
        constraints = [
            *filled("name", "phone", "out_of_hours", "time_zone"),
            one_of("market", ["uk", "us"]),
            one_of("paper_size", ["A4", "Letter"]),
            one_of("dispensing_interval_days", [7, 14, 28]),
            *(within(f"{name}_threshold_mg", 1, 1000) for name in ("diazepam", "specialist", "inpatient")),
            within("review_every_days", 7, 90),
            one_of("handout_rows", ["safe-order", "to-review", "alike"]),
        ]

    def __str__(self) -> str:
        return self.name


class User(Written, AbstractUser):
    """A clinician, who sees the patients of one clinic."""

    REQUIRED_FIELDS = ["clinic", "full_name"]
    first_name = None  # type: ignore[assignment]  # how Django is told that there is no such column
    last_name = None  # type: ignore[assignment]  # the same
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="users")
    full_name = models.CharField(max_length=120)  # as printed: "Dr A Name"

    class Meta:
        constraints = [
            *filled("username", "full_name"),
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
        ]

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Patient(Written):
    """A person of one clinic, found by name or identifier and addressed by an opaque code."""

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"
        UNKNOWN = "unknown", "Not known"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Spanish"
        OTHER = "other", "Another language"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    code = models.CharField(max_length=9, unique=True, editable=False)
    name = models.CharField(max_length=120)
    born_on = models.DateField("date of birth")
    sex = models.CharField(max_length=8, choices=Sex)
    identifier = models.CharField(max_length=40)  # NHS number, MRN: whatever this clinic goes by
    others_asked_on = models.DateField(null=True, blank=True)  # "no others" was the answer on this day
    large_print = models.BooleanField(default=False)
    easy_read = models.BooleanField(default=False)
    interpreter = models.BooleanField(default=False)
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    other_language = models.CharField(max_length=40, default="", blank=True)  # its name, where it is another

    class Meta:
        ordering = ["name", "born_on", "pk"]
        constraints = [
            *filled("code", "name", "identifier"),
            one_of("sex", ["female", "male", "other", "unknown"]),
            one_of("language", ["en", "es", "other"]),
            models.CheckConstraint(
                condition=Q(Q(language="other") & ~Q(other_language="")) | Q(~Q(language="other") & Q(other_language="")),
                name="%(class)s_other_language_named",
                violation_error_message="Name the language where it is another one, and only there.",
            ),
            models.CheckConstraint(
                condition=Q(born_on__gte="1900-01-01"),
                name="%(class)s_born_on_range",
                violation_error_message="The date of birth must be in 1900 or later.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "identifier"], name="%(class)s_identifier_unique", violation_error_message=IDENTIFIER_TAKEN
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.code}"


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


class Plan(models.Model):
    """One patient's taper. What lists need stands here; what was issued stands in its revisions."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Ended"

    class EndReason(models.TextChoices):
        COMPLETED = "completed", "Completed"
        STOPPED_EARLY = "stopped-early", "Stopped early"
        TRANSFERRED = "transferred", "Transferred"
        DECLINED = "declined", "Declined"
        DIED = "died", "Died"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="plans")
    code = models.CharField(max_length=9, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    next_review_on = models.DateField(null=True, blank=True)  # of an ended plan: its follow-up, where one is planned
    ends_on = models.DateField(null=True, blank=True)  # the last day with a dose; none while held or kept at one
    on_hold = models.BooleanField(default=False)
    missed_visits = models.PositiveSmallIntegerField(default=0)  # in a row, since the last visit
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, choices=[("", "Not ended"), *EndReason.choices], default="", blank=True)
    end_note = models.TextField(default="", blank=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, related_name="later", null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", on], name=f"plan_state_{on}") for on in ("next_review_on", "ends_on")]
        constraints = [
            *filled("code"),
            one_of("state", ["open", "ended"]),
            one_of("end_reason", ["", "completed", "stopped-early", "transferred", "declined", "died"]),
            models.CheckConstraint(
                condition=~Q(end_reason="stopped-early", end_note=""), name="%(class)s_stopped_early_says_why"
            ),
            within("missed_visits", 0, 1000),
            models.UniqueConstraint(fields=["patient"], condition=Q(state="open"), name="%(class)s_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", ended_on__isnull=True, end_reason="", next_review_on__isnull=False)
                | (Q(state="ended", ended_on__isnull=False) & ~Q(end_reason="")),
                name="%(class)s_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.code}"


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
    decision = models.CharField(max_length=12, choices=[(each, each) for each in DECIDED], default="", blank=True)
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

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            *(within(name, 1, 9999) for name in ("number", "in_force")),
            one_of("kind", ["visit", "missed", "follow-up"]),
            one_of("decision", DECIDED),
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


class Draft(models.Model):
    """A half-filled form of one user about one patient."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="drafts")
    purpose = models.CharField(max_length=8, choices=[("plan", "New plan"), ("review", "Review")], default="plan")
    data = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("purpose", ["plan", "review"]),
            models.UniqueConstraint(fields=["user", "patient", "purpose"], name="%(class)s_user_patient_purpose_unique"),
        ]

    def __str__(self) -> str:
        return f"draft for {self.patient}"


class AuditEvent(models.Model):
    """One change, by whom and when, with what was there before and after. Never changed, like a revision."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=40)  # the verb: add_patient
    subject = models.CharField(max_length=80)  # what it was done to: "patient K7QX-4M2P"
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["at", "pk"]
        constraints = filled("action", "subject")

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
