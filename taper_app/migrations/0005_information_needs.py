"""How a patient needs to be given information, and the rows that a clinic wants on its handouts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0004_reviews_never_changed"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="handout_rows",
            field=models.CharField(
                choices=[
                    ("safe-order", "To the next review, then what comes after"),
                    ("to-review", "To the next review only"),
                    ("alike", "All rows alike"),
                ],
                default="safe-order",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="easy_read",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="patient",
            name="interpreter",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="patient",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish"), ("other", "Another language")], default="en", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="large_print",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="patient",
            name="other_language",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("handout_rows__in", ["safe-order", "to-review", "alike"])), name="clinic_handout_rows_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["en", "es", "other"])), name="patient_language_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("language", "other"), models.Q(("other_language", ""), _negated=True)),
                    models.Q(models.Q(("language", "other"), _negated=True), ("other_language", "")),
                    _connector="OR",
                ),
                name="patient_other_language_named",
                violation_error_message="Name the language where it is another one, and only there.",
            ),
        ),
    ]
