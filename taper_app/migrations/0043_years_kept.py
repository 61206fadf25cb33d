"""How many years a clinic keeps records, where it says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0042_lists_of_plans")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="keep_years",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("keep_years__range", (1, 100))),
                name="clinic_keep_years_range",
                violation_error_message="The keep years must be from 1 to 100.",
            ),
        ),
    ]
