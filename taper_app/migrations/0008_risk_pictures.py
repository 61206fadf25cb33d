"""What is asked about a patient's risks, and the clinic's own doses for asking a specialist or a hospital.

What models cannot say: a risk picture is never changed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

TABLE = "taper_app_riskpicture"


def add_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    head = f"CREATE TRIGGER {TABLE}_never_changed BEFORE UPDATE ON {TABLE}"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION taper_never_changed()")
    else:
        schema_editor.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{TABLE} is never changed'); END")


def drop_trigger(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    of = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER {TABLE}_never_changed{of}")


def threshold(name: str) -> list[Operation]:
    column = f"{name}_threshold_mg"
    field = models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True)
    bounds = models.CheckConstraint(
        condition=models.Q((f"{column}__range", (1, 1000))),
        name=f"clinic_{column}_range",
        violation_error_message=f"The {name} threshold mg must be from 1 to 1000.",
    )
    return [migrations.AddField("clinic", column, field), migrations.AddConstraint("clinic", bounds)]


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0007_care"),
    ]

    operations = [
        *threshold("specialist"),
        *threshold("inpatient"),
        migrations.CreateModel(
            name="RiskPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("asked_on", models.DateField()),
                ("answers", models.JSONField()),
                ("interacting", models.JSONField(blank=True, default=list)),
                ("recorded_at", models.DateTimeField()),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="risk_pictures", to="taper_app.patient"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="risk_pictures", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["patient", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__range", (1, 9999))),
                        name="riskpicture_number_range",
                        violation_error_message="The number must be from 1 to 9999.",
                    ),
                    models.UniqueConstraint(fields=("patient", "number"), name="riskpicture_number_unique"),
                ],
            },
        ),
        migrations.RunPython(add_trigger, drop_trigger),
    ]
