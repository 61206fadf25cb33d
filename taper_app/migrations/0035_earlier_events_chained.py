"""The events that are there come into the chain of their clinic, from a first link on, as they stand."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from taper_app.models.audit import Content, link_hash

BATCH = 1000


def chain_earlier(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    events, link = apps.get_model("taper_app", "AuditEvent").objects, apps.get_model("taper_app", "AuditLink")
    for clinic in events.order_by("clinic").values_list("clinic", flat=True).distinct():
        rows, before, made = events.filter(clinic=clinic).order_by("pk").values_list("pk", *Content._fields), "", []
        for number, (event, *content) in enumerate(rows.iterator(), 1):
            digest = Content(*content).digest()
            before = link_hash(before, clinic, number, event, digest)
            made.append(link(chain=clinic, number=number, event_id=event, digest=digest, hash=before))
        link.objects.bulk_create(made, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0034_chain_of_events")]

    operations = [migrations.RunPython(chain_earlier, migrations.RunPython.noop)]
