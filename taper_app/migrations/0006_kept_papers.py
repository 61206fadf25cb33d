"""Where papers are kept: a table for every cache of the settings that has none yet."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make_cache_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0005_information_needs")]

    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
