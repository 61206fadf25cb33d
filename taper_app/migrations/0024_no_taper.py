"""That no taper is planned is a decision of its own, kept with its day, its reason and who made it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0023_relapse_plans"),
    ]

    operations = kept_unchanged(
        [
            migrations.CreateModel(
                name="NoTaper",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("decided_on", models.DateField()),
                    ("taken", models.JSONField()),
                    ("guideline", models.TextField(blank=True, default="")),
                    ("reason", models.TextField()),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="no_tapers", to="taper_app.patient"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="no_tapers", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "ordering": ["patient", "-number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("number__range", (1, 9999))),
                            name="notaper_number_range",
                            violation_error_message="The number must be from 1 to 9999.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("reason", ""), _negated=True),
                            name="notaper_reason_given",
                            violation_error_message="Say why no taper is planned.",
                        ),
                        models.UniqueConstraint(fields=("patient", "number"), name="notaper_number_unique"),
                    ],
                },
            ),
        ]
    )
