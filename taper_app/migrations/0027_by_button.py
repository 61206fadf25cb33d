"""Which answers of a risk picture one button gave; of those before it is not known, and they read as asked."""

from django.db import migrations, models

from taper_app.triggers import kept_unchanged


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0026_plan_checks")]

    operations = kept_unchanged(
        [migrations.AddField(model_name="riskpicture", name="by_button", field=models.JSONField(blank=True, default=list))]
    )
