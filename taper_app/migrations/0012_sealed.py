"""Every revision is sealed; papers and the cache lie in tables that hold nothing which could be run."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps
from django.utils import timezone

from taper_app.models.revision import what_is_sealed
from taper_app.seals import SealedJSON, seal
from taper_app.triggers import kept_unchanged


def seal_older(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each revision that is there its seal, and says that it got it now; its hash is left as it is stored."""
    revisions, now = apps.get_model("taper_app", "Revision").objects, timezone.now()
    for revision in revisions.defer("snapshot_unchecked").in_bulk().values():
        revision.sealed_later_at = now
        revision.seal = seal(*what_is_sealed(revision))
        revision.save(update_fields=["seal", "sealed_later_at"])


def drop_pickles(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in ("kept_papers", "cache"):
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


def filled(model: str, field: str) -> Operation:
    never_empty = models.CheckConstraint(condition=models.Q((field, ""), _negated=True), name=f"{model}_{field}_filled")
    return migrations.AddConstraint(model, never_empty)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0011_old_paper")]

    operations = [
        *kept_unchanged(
            [
                migrations.AlterField("revision", "snapshot", SealedJSON(db_column="snapshot")),
                migrations.RenameField("revision", "snapshot", "snapshot_unchecked"),
                migrations.AddField("revision", "seal", models.CharField(blank=True, default="", max_length=64)),
                migrations.AddField("revision", "sealed_later_at", models.DateTimeField(blank=True, null=True)),
                migrations.RunPython(seal_older, migrations.RunPython.noop),
                migrations.AlterField("revision", "seal", models.CharField(max_length=64)),
                filled("revision", "seal"),
            ]
        ),
        migrations.CreateModel(
            name="KeptPaper",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("media_type", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("seal", models.CharField(max_length=64)),
                ("kept_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="CachedNumbers",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("numbers", models.JSONField()),
                ("expires_at", models.DateTimeField(db_index=True, null=True)),
            ],
        ),
        filled("keptpaper", "media_type"),
        filled("keptpaper", "seal"),
        migrations.RunPython(drop_pickles, migrations.RunPython.noop),
    ]
