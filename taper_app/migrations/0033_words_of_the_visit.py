"""The day up to which a handout is printed first is called a visit, as everywhere else."""

from django.db import migrations, models

ROWS = [
    ("safe-order", "To the next visit, then what comes after"),
    ("to-review", "To the next visit only"),
    ("alike", "All rows alike"),
]


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0032_led_to_the_first_plan")]

    operations = [
        migrations.AlterField("clinic", "handout_rows", models.CharField(choices=ROWS, default="safe-order", max_length=12)),
    ]
