"""How a decision is called is said in one place, which is not the table: the column knows the words that it may hold."""

from django.db import migrations, models

from taper_app.triggers import kept_unchanged

DECIDED = ["", "continue", "hold", "slow", "step-back", "adjust", "switch", "maintain", "end", "urgent"]


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0012_sealed")]

    operations = kept_unchanged(
        [
            migrations.AlterField(
                model_name="review",
                name="decision",
                field=models.CharField(blank=True, choices=[(each, each) for each in DECIDED], default="", max_length=12),
            ),
        ]
    )
