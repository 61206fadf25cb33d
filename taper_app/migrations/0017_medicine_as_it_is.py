"""A medicine is kept as it is: its release or product, how it is used, and what has no figure in any table by its name."""

from typing import Any

from django.db import migrations, models


def said_as_use(apps: Any, schema_editor: Any) -> None:
    """What was taken only as needed still is."""
    apps.get_model("taper_app", "Medication").objects.filter(as_needed=True).update(use="as-needed")


def said_as_needed(apps: Any, schema_editor: Any) -> None:
    """The same, back."""
    apps.get_model("taper_app", "Medication").objects.filter(use="as-needed").update(as_needed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0016_languages_of_the_table"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="medication",
            name="medication_drug_filled",
        ),
        migrations.RemoveConstraint(
            model_name="medication",
            name="medication_drug_unique",
        ),
        migrations.AddField(
            model_name="medication",
            name="days_a_week",
            field=models.PositiveSmallIntegerField(default=7),
        ),
        migrations.AddField(
            model_name="medication",
            name="last_taken_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="medication",
            name="other",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="medication",
            name="product",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="medication",
            name="release",
            field=models.CharField(
                choices=[("plain", "Plain"), ("modified", "Modified release")], default="plain", max_length=12
            ),
        ),
        migrations.AddField(
            model_name="medication",
            name="taken_as",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="medication",
            name="use",
            field=models.CharField(
                choices=[("regular", "Every day"), ("days", "On some days"), ("as-needed", "Only as needed")],
                default="regular",
                max_length=12,
            ),
        ),
        migrations.RunPython(said_as_use, said_as_needed),
        migrations.RemoveField(
            model_name="medication",
            name="as_needed",
        ),
        migrations.AddField(
            model_name="medication",
            name="usual_week_mg",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="medication",
            name="weekdays",
            field=models.CharField(blank=True, max_length=27),
        ),
        migrations.AlterField(
            model_name="medication",
            name="drug",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("drug", ""), _negated=True), ("other", "")),
                    models.Q(("drug", ""), models.Q(("other", ""), _negated=True)),
                    _connector="OR",
                ),
                name="medication_drug_or_other",
                violation_error_message="A medicine is one of the catalogue, or another by its name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("other", ""), ("taken_as", "")),
                    models.Q(models.Q(("other", ""), _negated=True), models.Q(("taken_as", ""), _negated=True), ("product", "")),
                    _connector="OR",
                ),
                name="medication_other_as_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other", ""),
                    models.Q(
                        ("prescribed_morning", 0),
                        ("prescribed_midday", 0),
                        ("prescribed_evening", 0),
                        ("prescribed_night", 0),
                        ("taken_morning", 0),
                        ("taken_midday", 0),
                        ("taken_evening", 0),
                        ("taken_night", 0),
                    ),
                    _connector="OR",
                ),
                name="medication_other_no_dose",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(("release__in", ["plain", "modified"])), name="medication_release_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(("use__in", ["regular", "days", "as-needed"])), name="medication_use_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_a_week__range", (1, 7))),
                name="medication_days_a_week_range",
                violation_error_message="The days a week must be from 1 to 7.",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days_a_week__lt", 7), ("use", "days")),
                    models.Q(models.Q(("use", "days"), _negated=True), ("days_a_week", 7), ("weekdays", "")),
                    _connector="OR",
                ),
                name="medication_days_of_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(("usual_week_mg__range", (0, 7000))),
                name="medication_usual_week_mg_range",
                violation_error_message="The usual week mg must be from 0 to 7000.",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.CheckConstraint(
                condition=models.Q(("use", "as-needed"), ("usual_week_mg", None), _connector="OR"),
                name="medication_usual_week_of_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="medication",
            constraint=models.UniqueConstraint(
                fields=("patient", "drug", "other", "release", "product", "use", "days_a_week", "weekdays"),
                name="medication_row_unique",
            ),
        ),
    ]
