"""Which markets there are is said in the data, not in the table: the column holds to the form of a code."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from taper_app.models.clinic import market_choices

FORMED = Q(
    GreaterThanOrEqual(Length("market"), 2),
    LessThanOrEqual(Length("market"), 8),
    Q(market=Lower("market")),
    ~Q(market__contains=" "),
)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0014_usual_diazepam")]

    operations = [
        migrations.RemoveConstraint(model_name="clinic", name="clinic_market_known"),
        migrations.AlterField(model_name="clinic", name="market", field=models.CharField(choices=market_choices, max_length=8)),
        migrations.AddConstraint(
            model_name="clinic", constraint=models.CheckConstraint(condition=FORMED, name="clinic_market_formed")
        ),
    ]
