"""Which decisions there are is said by the engine, not in the table: the column holds to the form of a code."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from taper_app.models.review import decision_choices
from taper_app.triggers import kept_unchanged

FORMED = Q(
    GreaterThanOrEqual(Length("decision"), 2),
    LessThanOrEqual(Length("decision"), 12),
    Q(decision=Lower("decision")),
    ~Q(decision__contains=" "),
)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0017_medicine_as_it_is")]

    operations = kept_unchanged(
        [
            migrations.RemoveConstraint(model_name="review", name="review_decision_known"),
            migrations.AlterField(
                model_name="review",
                name="decision",
                field=models.CharField(blank=True, choices=decision_choices, default="", max_length=12),
            ),
            migrations.AddConstraint(
                model_name="review",
                constraint=models.CheckConstraint(condition=FORMED | Q(decision=""), name="review_decision_formed"),
            ),
        ]
    )
