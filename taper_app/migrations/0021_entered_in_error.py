"""What was entered in error stays, with who said so and why: a patient, a plan, a visit and the revision that it made.

What models cannot say: none of that is ever changed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q

from taper_app.triggers import kept_unchanged

PAPERS = [
    ("", "Not asked"),
    ("not-given", "It was never given to the patient"),
    ("taken-back", "Taken back"),
    ("struck-out", "Struck out"),
    ("destroyed", "Not here: the patient was told to destroy it"),
]
STATES = [("open", "Open"), ("ended", "Ended"), ("in-error", "Entered in error")]
ONE_THING = (
    Q(patient__isnull=False, plan__isnull=True, review__isnull=True)
    | Q(patient__isnull=True, plan__isnull=False, review__isnull=True)
    | Q(patient__isnull=True, plan__isnull=True, review__isnull=False)
)
OPEN = Q(state="open", ended_on__isnull=True, end_reason="", next_review_on__isnull=False)
ENDED = Q(state="ended", ended_on__isnull=False) & ~Q(end_reason="")
IN_ERROR = Q(state="in-error", ended_on__isnull=True, end_reason="", next_review_on__isnull=True)


def one(to: str) -> "models.OneToOneField[models.Model | None, models.Model | None]":
    return models.OneToOneField(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="in_error", to=f"taper_app.{to}"
    )


def instead(to: str, related_name: str) -> "models.ForeignKey[models.Model | None, models.Model | None]":
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=f"taper_app.{to}"
    )


def refused(name: str, condition: Q) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name=f"enteredinerror_{name}")


def new_table() -> Operation:
    return migrations.CreateModel(
        name="EnteredInError",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("reason", models.TextField()),
            ("paper", models.CharField(blank=True, choices=PAPERS, default="", max_length=12)),
            ("marked_at", models.DateTimeField()),
            ("patient", one("patient")),
            ("plan", one("plan")),
            ("review", one("review")),
            ("revision", one("revision")),
            ("right_patient", instead("patient", "twins")),
            ("right_plan", instead("plan", "instead_of")),
            (
                "marked_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="marked_in_error", to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
        options={
            "ordering": ["marked_at", "pk"],
            "constraints": [
                refused("reason_filled", ~Q(reason="")),
                refused("paper_known", Q(paper__in=[value for value, _ in PAPERS])),
                refused("of_one_thing", ONE_THING),
                refused("revision_with_its_visit", Q(revision__isnull=True) | Q(review__isnull=False)),
                refused(
                    "paper_of_what_is_printed",
                    (Q(plan__isnull=True, revision__isnull=True) & Q(paper=""))
                    | (~Q(paper="") & (Q(plan__isnull=False) | Q(revision__isnull=False))),
                ),
                refused(
                    "right_patient_is_another",
                    Q(right_patient__isnull=True) | (Q(patient__isnull=False) & ~Q(right_patient=F("patient"))),
                ),
                refused(
                    "right_plan_is_another",
                    Q(right_plan__isnull=True) | Q(review__isnull=False) | (Q(plan__isnull=False) & ~Q(right_plan=F("plan"))),
                ),
            ],
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0020_follow_ups"),
    ]

    operations = kept_unchanged(
        [
            migrations.RemoveConstraint("patient", "patient_identifier_unique"),
            migrations.AddField("patient", "entered_in_error", models.BooleanField(default=False)),
            migrations.AddConstraint(
                "patient",
                models.UniqueConstraint(
                    condition=Q(entered_in_error=False),
                    fields=("clinic", "identifier"),
                    name="patient_identifier_unique",
                    violation_error_message="Another patient of this clinic has this identifier.",
                ),
            ),
            migrations.RemoveConstraint("plan", "plan_state_known"),
            migrations.RemoveConstraint("plan", "plan_ended_for_a_reason"),
            migrations.AlterField("plan", "state", models.CharField(choices=STATES, default="open", max_length=8)),
            migrations.AddConstraint(
                "plan", models.CheckConstraint(condition=Q(state__in=[value for value, _ in STATES]), name="plan_state_known")
            ),
            migrations.AddConstraint(
                "plan", models.CheckConstraint(condition=OPEN | ENDED | IN_ERROR, name="plan_ended_for_a_reason")
            ),
            new_table(),
        ]
    )
