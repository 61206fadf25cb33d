"""What a clinic usually chooses, so that it can be offered first."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from taper_app.models.clinic import weekday_choices

DAYS = ["", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
FORMED = Q(
    GreaterThanOrEqual(Length("usual_table"), 2),
    LessThanOrEqual(Length("usual_table"), 40),
    Q(usual_table=Lower("usual_table")),
    ~Q(usual_table__contains=" "),
)


def constraint(name: str, condition: Q) -> migrations.AddConstraint:
    return migrations.AddConstraint("clinic", models.CheckConstraint(condition=condition, name=f"clinic_{name}"))


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0030_opening_days")]

    operations = [
        migrations.AddField("clinic", "usual_paces", models.JSONField(blank=True, default=list)),
        migrations.AddField(
            "clinic", "usual_start", models.CharField(blank=True, choices=weekday_choices, default="", max_length=9)
        ),
        migrations.AddField("clinic", "usual_table", models.CharField(blank=True, default="", max_length=40)),
        constraint("usual_table_formed", FORMED | Q(usual_table="")),
        constraint("usual_start_known", Q(usual_start__in=DAYS)),
    ]
