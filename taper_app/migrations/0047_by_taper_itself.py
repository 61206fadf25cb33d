"""What Taper does by itself is an event too: it asks for checks of open plans, and finds those that new data files touch."""

from django.db import migrations, models

from taper_app.triggers import kept_unchanged

BY_SOMEBODY = models.CheckConstraint(
    condition=models.Q(
        models.Q(
            ("by__isnull", False),
            ("clinic__isnull", False),
            models.Q(("action__in", ["fail_sign_in", "open_public_page"]), _negated=True),
        ),
        models.Q(("action", "fail_sign_in"), ("by__isnull", True)),
        models.Q(
            ("action__in", ["open_public_page", "ask_job", "find_touched"]), ("by__isnull", True), ("clinic__isnull", False)
        ),
        _connector="OR",
    ),
    name="auditevent_by_somebody",
)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0046_jobs")]

    operations = kept_unchanged(
        [
            migrations.RemoveConstraint("auditevent", "auditevent_by_somebody"),
            migrations.AddConstraint("auditevent", BY_SOMEBODY),
        ]
    )
