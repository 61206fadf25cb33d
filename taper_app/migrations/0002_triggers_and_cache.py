"""What models cannot say: issued revisions and audit events are never changed, and where the cache is kept."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NEVER_CHANGED = ("taper_app_revision", "taper_app_auditevent")

POSTGRESQL_FUNCTION = """
CREATE FUNCTION taper_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def add_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in NEVER_CHANGED:
        schema_editor.execute(trigger(schema_editor.connection.vendor, table))


def trigger(vendor: str, table: str) -> str:
    """Refuses UPDATE only: rows are kept from deletion by the records that point at them and by actions/."""
    head = f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table}"
    if vendor == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION taper_never_changed()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in NEVER_CHANGED:
        schema_editor.execute(f"DROP TRIGGER {table}_never_changed" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION taper_never_changed")


def make_cache_table(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0001_first")]

    operations = [
        migrations.RunPython(add_triggers, drop_triggers),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
