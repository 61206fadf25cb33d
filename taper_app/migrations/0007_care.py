"""The care beside a plan; what models cannot say: an entry of it is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "taper_app_careentry"


def add_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    head = f"CREATE TRIGGER {TABLE}_never_changed BEFORE UPDATE ON {TABLE}"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION taper_never_changed()")
    else:
        schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{TABLE} is never changed'); END")


def drop_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    of = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {TABLE}_never_changed{of}")


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0006_kept_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="CareEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not raised"),
                            ("offered", "Offered"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("not-needed", "Not needed"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("said_on", models.DateField()),
                ("referred_to", models.CharField(blank=True, default="", max_length=120)),
                ("referred_on", models.DateField(blank=True, null=True)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("recorded_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="care", to="taper_app.plan"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="care", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__range", (1, 9999))),
                        name="careentry_number_range",
                        violation_error_message="The number must be from 1 to 9999.",
                    ),
                    models.CheckConstraint(condition=models.Q(("kind", ""), _negated=True), name="careentry_kind_filled"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["", "offered", "accepted", "declined", "not-needed"])),
                        name="careentry_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", ""), _negated=True), models.Q(("note", ""), ("referred_to", "")), _connector="OR"
                        ),
                        name="careentry_not_raised_says_nothing",
                        violation_error_message="What was not raised has no referral and no note.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("referred_on__isnull", True), ("referred_to", "")),
                            models.Q(models.Q(("referred_to", ""), _negated=True), ("referred_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="careentry_referred_on_a_day",
                        violation_error_message="A referral goes to somebody on a day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            models.Q(("answered_on__gte", models.F("referred_on")), ("referred_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="careentry_answered_after_referral",
                        violation_error_message="A referral is answered on the day it was sent, or later.",
                    ),
                    models.UniqueConstraint(fields=("plan", "number"), name="careentry_number_unique"),
                ],
            },
        ),
        migrations.RunPython(add_trigger, drop_trigger),
    ]
