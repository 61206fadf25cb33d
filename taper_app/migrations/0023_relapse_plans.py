"""What a patient means to do when it gets hard is kept, and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0022_weighing"),
    ]

    operations = kept_unchanged(
        [
            migrations.CreateModel(
                name="RelapsePlan",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("written_on", models.DateField()),
                    ("triggers", models.TextField(blank=True, default="")),
                    ("early_signs", models.TextField(blank=True, default="")),
                    ("what_helps", models.TextField(blank=True, default="")),
                    ("contacts", models.TextField(blank=True, default="")),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="relapse_plans", to="taper_app.patient"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="relapse_plans",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["patient", "number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("number__range", (1, 9999))),
                            name="relapseplan_number_range",
                            violation_error_message="The number must be from 1 to 9999.",
                        ),
                        models.UniqueConstraint(fields=("patient", "number"), name="relapseplan_number_unique"),
                    ],
                },
            ),
        ]
    )
