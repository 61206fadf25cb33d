"""What models cannot say: the tables of the record take new rows, and nothing else."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from taper_app.triggers import keep_unchanged, let_change, tables, triggers


def refuse_updates_only(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the migrations before this one made, and take away themselves."""
    for table in tables(schema_editor.connection):
        schema_editor.execute(triggers(schema_editor.connection, table)[f"{table}_never_changed"])


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0008_risk_pictures")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, refuse_updates_only),
        migrations.RunPython(keep_unchanged, let_change),
    ]
