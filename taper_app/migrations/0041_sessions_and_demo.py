"""Sessions that say whose they are and where, and the clinic that `manage.py demo` makes."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def end_all(apps: Any, schema_editor: Any) -> None:
    """Nobody is signed in by an earlier kind of session any more."""
    apps.get_model("sessions", "Session").objects.all().delete()


def mark_demo(apps: Any, schema_editor: Any) -> None:
    """The clinics that the demo made, by the event of it; a real clinic that began as one of them is none."""
    made = apps.get_model("taper_app", "AuditEvent").objects.filter(
        action="create_clinic", after__name="Demo Clinic (not a real one)"
    )
    users = apps.get_model("taper_app", "User").objects
    for clinic in apps.get_model("taper_app", "Clinic").objects.filter(pk__in=made.values("clinic")):
        if not users.filter(clinic=clinic).exclude(username="demo").exists():
            clinic.is_demo = True
            clinic.save(update_fields=["is_demo"])


class Migration(migrations.Migration):
    dependencies = [
        ("sessions", "0001_initial"),
        ("taper_app", "0040_look_alikes"),
    ]

    operations = [
        migrations.AddField("clinic", "is_demo", models.BooleanField(default=False)),
        migrations.RunPython(mark_demo, migrations.RunPython.noop),
        migrations.CreateModel(
            name="BrowserSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key")),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("began_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("address", models.TextField(default="")),
                ("device", models.TextField(default="")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="browser_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-used_at"]},
        ),
        migrations.RunPython(end_all, migrations.RunPython.noop),
    ]
