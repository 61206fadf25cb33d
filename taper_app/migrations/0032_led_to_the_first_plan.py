"""Whether a clinician is led to the first plan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0031_usual_here")]

    operations = [migrations.AddField("user", "is_led", models.BooleanField(default=True))]
