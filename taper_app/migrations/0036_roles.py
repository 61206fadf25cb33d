"""What each account may. Whoever had one before could do everything, and still can: prescribe, and administer the clinic."""

from django.db import migrations, models
from django.db.models import Q

ROLES = [("prescriber", "Prescriber"), ("pharmacist", "Pharmacist"), ("reader", "Reader"), ("none", "No patients")]


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0035_earlier_events_chained")]

    operations = [
        migrations.AddField("user", "role", models.CharField(choices=ROLES, default="prescriber", max_length=12)),
        migrations.AddField("user", "is_administrator", models.BooleanField(default=True)),
        migrations.AlterField("user", "is_administrator", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(condition=Q(role__in=[role for role, _ in ROLES]), name="user_role_known"),
        ),
        migrations.AddConstraint(
            "user", models.CheckConstraint(condition=~Q(role="none") | Q(is_administrator=True), name="user_may_something")
        ),
    ]
