"""That a patient's record was taken away is kept, and never changed."""

import django.db.models.deletion
from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0036_roles"),
    ]

    operations = kept_unchanged(
        [
            migrations.CreateModel(
                name="Erasure",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("seal", models.CharField(max_length=64)),
                    (
                        "event",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="taper_app.auditevent"
                        ),
                    ),
                ],
                options={
                    "ordering": ["event"],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("seal", ""), _negated=True), name="erasure_seal_filled"),
                    ],
                },
            ),
        ]
    )
