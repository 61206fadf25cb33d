"""Reviews of a plan, how a plan ends, and the clinic's own distance between visits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0002_triggers_and_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("token", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("visit", "Visit"), ("missed", "Missed visit"), ("follow-up", "Follow-up")], max_length=12
                    ),
                ),
                ("reviewed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("continue", "Continue"),
                            ("hold", "Hold"),
                            ("slow", "Slow"),
                            ("step-back", "Step back"),
                            ("adjust", "Adjust"),
                            ("switch", "Switch"),
                            ("maintain", "Maintain"),
                            ("end", "End plan"),
                            ("urgent", "Urgent help"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("in_force", models.PositiveSmallIntegerField()),
                ("taken", models.JSONField(blank=True, default=list)),
                ("observations", models.JSONField(blank=True, default=dict)),
                ("red_flags", models.JSONField(blank=True, default=list)),
                ("reason", models.TextField(blank=True, default="")),
                ("notes", models.TextField(blank=True, default="")),
                ("changes_on", models.DateField(blank=True, null=True)),
                ("next_review_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["plan", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_user_patient_unique",
        ),
        migrations.AddField(
            model_name="clinic",
            name="review_every_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="purpose",
            field=models.CharField(choices=[("plan", "New plan"), ("review", "Review")], default="plan", max_length=8),
        ),
        migrations.AddField(
            model_name="plan",
            name="end_note",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="plan",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not ended"),
                    ("completed", "Completed"),
                    ("transferred", "Transferred"),
                    ("declined", "Declined"),
                    ("died", "Died"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="missed_visits",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="plan",
            name="previous",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="later", to="taper_app.plan"
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="next_review_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["state", "next_review_on"], name="plan_state_next_review_on"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["state", "ends_on"], name="plan_state_ends_on"),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_every_days__range", (7, 90))),
                name="clinic_review_every_days_range",
                violation_error_message="The review every days must be from 7 to 90.",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["plan", "review"])), name="draft_purpose_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("user", "patient", "purpose"), name="draft_user_patient_purpose_unique"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_reason__in", ["", "completed", "transferred", "declined", "died"])),
                name="plan_end_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("missed_visits__range", (0, 1000))),
                name="plan_missed_visits_range",
                violation_error_message="The missed visits must be from 0 to 1000.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("end_reason", ""), ("ended_on__isnull", True), ("next_review_on__isnull", False), ("state", "open")
                    ),
                    models.Q(("ended_on__isnull", False), ("state", "ended"), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_ended_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="plan",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="taper_app.plan"),
        ),
        migrations.AddField(
            model_name="review",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="revision",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="review", to="taper_app.revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 9999))),
                name="review_number_range",
                violation_error_message="The number must be from 1 to 9999.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_force__range", (1, 9999))),
                name="review_in_force_range",
                violation_error_message="The in force must be from 1 to 9999.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["visit", "missed", "follow-up"])), name="review_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "decision__in",
                        ["", "continue", "hold", "slow", "step-back", "adjust", "switch", "maintain", "end", "urgent"],
                    )
                ),
                name="review_decision_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "visit"), models.Q(("decision", ""), _negated=True)),
                    models.Q(models.Q(("kind", "visit"), _negated=True), ("decision", ""), ("revision__isnull", True)),
                    _connector="OR",
                ),
                name="review_visit_decides",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="review_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("plan", "token"), name="review_token_unique"),
        ),
    ]
