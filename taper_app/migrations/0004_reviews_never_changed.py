"""What models cannot say: a review is never changed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "taper_app_review"


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
    dependencies = [("taper_app", "0003_reviews")]

    operations = [migrations.RunPython(add_trigger, drop_trigger)]
