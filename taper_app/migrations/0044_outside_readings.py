"""A patient is read from outside, with a reason and an end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0043_years_kept")]

    operations = [
        migrations.CreateModel(
            name="OutsideReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("began_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=KEPT, related_name="outside_readings", to=settings.AUTH_USER_MODEL)),
                ("patient", models.ForeignKey(on_delete=KEPT, related_name="outside_readings", to="taper_app.patient")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(reason=""), name="outsidereading_reason_filled"),
                    models.CheckConstraint(condition=Q(ends_at__gt=F("began_at")), name="outsidereading_ends_later"),
                ],
            },
        ),
    ]
