"""A plan that is stopped before its stop or target has an end of its own, which says in words how it came about."""

from django.db import migrations, models

ENDS = [
    ("", "Not ended"),
    ("completed", "Completed"),
    ("stopped-early", "Stopped early"),
    ("transferred", "Transferred"),
    ("declined", "Declined"),
    ("died", "Died"),
]


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0009_only_new_rows")]

    operations = [
        migrations.RemoveConstraint(model_name="plan", name="plan_end_reason_known"),
        migrations.AlterField(
            model_name="plan",
            name="end_reason",
            field=models.CharField(blank=True, choices=ENDS, default="", max_length=16),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_reason__in", [value for value, _ in ENDS])), name="plan_end_reason_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_note", ""), ("end_reason", "stopped-early"), _negated=True),
                name="plan_stopped_early_says_why",
            ),
        ),
    ]
