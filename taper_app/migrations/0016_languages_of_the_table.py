"""Which languages there are is said in the code, not in the table: the column holds to the form of a code."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from taper_app.models.patient import language_choices

FORMED = Q(
    GreaterThanOrEqual(Length("language"), 2),
    LessThanOrEqual(Length("language"), 8),
    Q(language=Lower("language")),
    ~Q(language__contains=" "),
)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0015_market_of_the_data")]

    operations = [
        migrations.RemoveConstraint(model_name="patient", name="patient_language_known"),
        migrations.AlterField(
            model_name="patient",
            name="language",
            field=models.CharField(choices=language_choices, default="en", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="patient", constraint=models.CheckConstraint(condition=FORMED, name="patient_language_formed")
        ),
    ]
