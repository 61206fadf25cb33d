"""The days of the week on which a clinic is open, and single days on which it is closed."""

from django.db import migrations, models

import taper_app.models.clinic
import taper_app.models.constraints


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0029_kept_on_every_page")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="open_weekdays",
            field=models.JSONField(
                default=taper_app.models.clinic.usual_weekdays, validators=[taper_app.models.constraints.weekdays_in_order]
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="closed_on",
            field=models.JSONField(blank=True, default=list, validators=[taper_app.models.constraints.days_in_order]),
        ),
    ]
