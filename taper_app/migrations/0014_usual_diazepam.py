"""How much diazepam is usual is said in the data, not in the table: no column changes."""

from django.db import migrations, models

from taper_app.models.clinic import usual_diazepam_mg


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0013_decisions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="clinic",
                    name="diazepam_threshold_mg",
                    field=models.DecimalField(decimal_places=4, default=usual_diazepam_mg, max_digits=8),
                ),
            ]
        ),
    ]
