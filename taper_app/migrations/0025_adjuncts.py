"""Adjunct medicines that were begun or stopped are kept, and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0024_no_taper"),
    ]

    operations = kept_unchanged(
        [
            migrations.CreateModel(
                name="AdjunctEntry",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.PositiveSmallIntegerField()),
                    ("adjunct", models.CharField(max_length=20)),
                    ("started_on", models.DateField()),
                    ("stopped_on", models.DateField(blank=True, null=True)),
                    ("asked", models.BooleanField(default=False)),
                    ("why", models.TextField(blank=True, default="")),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "patient",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="adjuncts", to="taper_app.patient"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="adjuncts",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["patient", "number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("number__range", (1, 9999))),
                            name="adjunctentry_number_range",
                            violation_error_message="The number must be from 1 to 9999.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("adjunct", ""), _negated=True), name="adjunctentry_adjunct_filled"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("stopped_on__isnull", True), ("stopped_on__gte", models.F("started_on")), _connector="OR"
                            ),
                            name="adjunctentry_stops_after_it_starts",
                            violation_error_message="A medicine stops on the day it starts, or later.",
                        ),
                        models.UniqueConstraint(fields=("patient", "number"), name="adjunctentry_number_unique"),
                    ],
                },
            ),
        ]
    )
