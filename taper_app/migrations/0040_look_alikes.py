"""Who may be taken for whom is kept, and patients are found by their date of birth."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from taper_app.chart.similar import Person, all_alike


def tell_apart(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Finds for each patient that is there those for whom they may be taken."""
    patients, kept = apps.get_model("taper_app", "Patient").objects, apps.get_model("taper_app", "LookAlike")
    for clinic in patients.order_by().values_list("clinic", flat=True).distinct():
        known = patients.filter(clinic=clinic, entered_in_error=False).order_by()
        people = (Person(*row) for row in known.values_list("pk", "name", "born_on").iterator(2000))
        kept.objects.bulk_create((kept(patient_id=one, other_id=other) for one, other in all_alike(people)), batch_size=2000)


def to_patient(related_name: str) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to="taper_app.patient")


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0039_public_pages")]

    operations = [
        migrations.AddIndex("patient", models.Index(fields=["clinic", "born_on"], name="patient_born_on")),
        migrations.CreateModel(
            name="LookAlike",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("patient", to_patient("look_alikes")),
                ("other", to_patient("looked_like")),
            ],
            options={
                "ordering": ["patient", "other"],
                "constraints": [models.UniqueConstraint(fields=("patient", "other"), name="lookalike_once")],
            },
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
