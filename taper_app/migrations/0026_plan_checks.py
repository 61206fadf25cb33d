"""That the register was checked and the agreement talked through is kept with a plan, and never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0025_adjuncts"),
    ]

    operations = kept_unchanged(
        [
            migrations.CreateModel(
                name="PlanCheck",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("kind", models.CharField(max_length=12)),
                    ("done_on", models.DateField()),
                    ("recorded_at", models.DateTimeField()),
                    (
                        "plan",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="taper_app.plan"
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="checks",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
                options={
                    "ordering": ["plan", "done_on", "pk"],
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("kind", ""), _negated=True), name="plancheck_kind_filled"),
                        models.UniqueConstraint(fields=("plan", "kind", "done_on"), name="plancheck_once_a_day"),
                    ],
                },
            ),
        ]
    )
