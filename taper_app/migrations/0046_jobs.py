"""Jobs that are done for many patients at once, and what each of them does."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0045_lists_of_patients"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=9, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handouts", "Handouts of open plans"),
                            ("recheck", "Check of every open plan"),
                            ("export", "Records of all patients"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Under way"), ("done", "Done"), ("cancelled", "Cancelled"), ("failed", "Given up")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("catalogue", models.TextField(default="")),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ticket", models.TextField(db_index=True, default="")),
                ("beat_at", models.DateTimeField()),
                ("lost", models.PositiveSmallIntegerField(default=0)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="taper_app.clinic"),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="JobItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Not possible")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("content", models.BinaryField(null=True)),
                ("said", models.TextField(default="")),
                ("done_at", models.DateTimeField(null=True)),
                ("job", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="taper_app.job")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="job_items", to="taper_app.patient"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="job_items", to="taper_app.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["job", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="job_code_filled"),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["handouts", "recheck", "export"])), name="job_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "done", "cancelled", "failed"])), name="job_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("clinic", "kind"), name="job_one_open_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="job_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "failed"])), name="jobitem_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__range", (1, 366))),
                name="job_days_range",
                violation_error_message="The days must be from 1 to 366.",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("lost__range", (0, 100))),
                name="job_lost_range",
                violation_error_message="The lost must be from 0 to 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 100000000))),
                name="jobitem_number_range",
                violation_error_message="The number must be from 1 to 100000000.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobitem",
            constraint=models.UniqueConstraint(fields=("job", "number"), name="jobitem_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="jobitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("done_at__isnull", False)),
                    _connector="OR",
                ),
                name="jobitem_done",
            ),
        ),
    ]
