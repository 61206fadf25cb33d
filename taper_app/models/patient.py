"""A person of one clinic."""

from django.db import models
from django.db.models import Q

from taper_app.languages import ENGLISH, OTHER, TRANSLATED

from .bytewise import Bytewise
from .clinic import Clinic
from .constraints import Written, code, filled, one_of, within

IDENTIFIER_TAKEN = "Another patient of this clinic has this identifier."


BY_NAME = ("sorts_as", "born_on", "id")
"""The order of lists, whatever else stands before it."""
LISTED = Q(entered_in_error=False)
LONGEST_SORTED = 250


def language_choices() -> list[tuple[str, str]]:
    """The languages that a patient can read in, each with its name."""
    return [(ENGLISH, "English"), *TRANSLATED.items(), (OTHER, "Another language")]


class Patient(Written):
    """A person of one clinic, found by name or identifier and addressed by an opaque code."""

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Other"
        UNKNOWN = "unknown", "Not known"

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
    language = models.CharField(max_length=8, choices=language_choices, default=ENGLISH)
    other_language = models.CharField(max_length=40, default="", blank=True)  # its name, where it is another
    public_pages_withdrawn = models.PositiveIntegerField(default=0)  # how often all codes of before were made void
    entered_in_error = models.BooleanField(default=False)  # so that lists pass it over, and its identifier is free

    # What lists find and order patients by. It follows from the name and the plans, and no event tells of it (actions.listing).
    sorts_as = Bytewise(max_length=LONGEST_SORTED, default="", blank=True, editable=False)  # chart.names.sorted_as
    visit_on = models.DateField(null=True, blank=True, editable=False)  # the next
    stop_on = models.DateField(null=True, blank=True, editable=False)  # the last dose of the open plan
    handler = models.ForeignKey(  # who saw the patient last for the newest plan, or issued it
        "User", on_delete=models.PROTECT, related_name="+", db_index=False, null=True, blank=True, editable=False
    )
    FOLLOWS = ("sorts_as", "visit_on", "stop_on", "handler_id")

    class Meta:
        ordering = ["name", "born_on", "pk"]
        indexes = [
            models.Index(fields=["clinic", "born_on"], name="patient_born_on"),
            models.Index(fields=["clinic", *BY_NAME, "visit_on", "stop_on"], condition=LISTED, name="patient_by_name"),
            *(
                models.Index(
                    fields=["clinic", on, *BY_NAME], condition=LISTED & Q((f"{on}__isnull", False)), name=f"patient_by_{on}"
                )
                for on in ("visit_on", "stop_on")
            ),
            models.Index(
                fields=["clinic", "handler", "visit_on", "id"],
                condition=LISTED & Q(handler__isnull=False),
                name="patient_of_handler",
            ),
        ]
        constraints = [
            *filled("code", "name", "identifier", "sorts_as"),
            one_of("sex", ["female", "male", "other", "unknown"]),
            code("language"),
            within("public_pages_withdrawn", 0, 1_000_000),
            models.CheckConstraint(
                condition=Q(Q(language=OTHER) & ~Q(other_language="")) | Q(~Q(language=OTHER) & Q(other_language="")),
                name="%(class)s_other_language_named",
                violation_error_message="Name the language where it is another one, and only there.",
            ),
            models.CheckConstraint(
                condition=Q(born_on__gte="1900-01-01"),
                name="%(class)s_born_on_range",
                violation_error_message="The date of birth must be in 1900 or later.",
            ),
            models.UniqueConstraint(
                fields=["clinic", "identifier"],
                condition=Q(entered_in_error=False),
                name="%(class)s_identifier_unique",
                violation_error_message=IDENTIFIER_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.code}"
