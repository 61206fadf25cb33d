"""The follow-ups that are still to come after the end of a plan, and the months that a clinic has for them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import taper_app.models.constraints


def days_that_were_set(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A plan that has ended had one day at the most: it is the first of its follow-ups."""
    plans = apps.get_model("taper_app", "Plan").objects.filter(state="ended", next_review_on__isnull=False)
    days = apps.get_model("taper_app", "FollowUpDay")
    days.objects.bulk_create(days(plan=plan, on=plan.next_review_on) for plan in plans)


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0019_own_products"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="follow_up_months",
            field=models.JSONField(blank=True, default=list, validators=[taper_app.models.constraints.months_in_order]),
        ),
        migrations.CreateModel(
            name="FollowUpDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "kind",
                    models.CharField(choices=[("series", "Follow-up"), ("booster", "Booster")], default="series", max_length=8),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_up_days", to="taper_app.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["series", "booster"])), name="followupday_kind_known"
                    ),
                    models.UniqueConstraint(fields=("plan", "on"), name="followupday_once_a_day"),
                ],
            },
        ),
        migrations.RunPython(days_that_were_set, migrations.RunPython.noop),
    ]
