"""What is weighed with a patient before a first plan is kept, and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0021_entered_in_error"),
    ]

    operations = kept_unchanged(
        [
            migrations.CreateModel(
                name="Weighing",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("weighed_on", models.DateField()),
                    ("reasons", models.JSONField(blank=True, default=list)),
                    ("wants", models.TextField(blank=True, default="")),
                    ("fears", models.TextField(blank=True, default="")),
                    ("readiness", models.PositiveSmallIntegerField(blank=True, null=True)),
                    ("own_words", models.TextField(blank=True, default="")),
                    ("helper", models.TextField(blank=True, default="")),
                    ("setting", models.TextField(blank=True, default="")),
                    (
                        "conclusion",
                        models.CharField(
                            choices=[("taper", "Plan a taper"), ("undecided", "Not decided yet"), ("not-now", "Not now")],
                            max_length=12,
                        ),
                    ),
                    ("ask_again_on", models.DateField(blank=True, null=True)),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="weighings", to="taper_app.patient"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="weighings", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "ordering": ["patient", "number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("number__range", (1, 9999))),
                            name="weighing_number_range",
                            violation_error_message="The number must be from 1 to 9999.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("readiness__range", (0, 10))),
                            name="weighing_readiness_range",
                            violation_error_message="The readiness must be from 0 to 10.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("conclusion__in", ["taper", "undecided", "not-now"])),
                            name="weighing_conclusion_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ask_again_on__isnull", True), ("conclusion", "taper")),
                                models.Q(
                                    ("ask_again_on__gt", models.F("weighed_on")),
                                    ("ask_again_on__isnull", False),
                                    ("conclusion__in", ["undecided", "not-now"]),
                                ),
                                _connector="OR",
                            ),
                            name="weighing_asked_again_unless_planned",
                            violation_error_message="Where no taper is planned yet it is asked again later, and only there.",
                        ),
                        models.UniqueConstraint(fields=("patient", "number"), name="weighing_number_unique"),
                    ],
                },
            ),
        ]
    )
