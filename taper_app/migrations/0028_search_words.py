"""Patients are found by words that are kept; whether the key / searches is each user's to say."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from taper_app.chart.search import search_words


def make_found(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each patient that is there the words that a search finds them by."""
    patients, found_by = apps.get_model("taper_app", "Patient").objects, apps.get_model("taper_app", "SearchWord")
    kept = patients.values_list("pk", "clinic_id", "name", "identifier")
    found_by.objects.bulk_create(
        (
            found_by(clinic_id=clinic, patient_id=pk, word=word[:120], sound=heard[:120])
            for pk, clinic, name, identifier in kept
            for word, heard in search_words(name, identifier)
        ),
        batch_size=2000,
    )


def belongs_to(model: str) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="search_words", to=f"taper_app.{model}")


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0027_by_button")]

    operations = [
        migrations.AddField("user", "slash_searches", models.BooleanField(default=True)),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=120)),
                ("sound", models.CharField(max_length=120)),
                ("clinic", belongs_to("clinic")),
                ("patient", belongs_to("patient")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["clinic", on], name=f"searchword_{on}") for on in ("word", "sound")],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q((on, "")), name=f"searchword_{on}_filled")
                    for on in ("word", "sound")
                ],
            },
        ),
        migrations.RunPython(make_found, migrations.RunPython.noop),
    ]
