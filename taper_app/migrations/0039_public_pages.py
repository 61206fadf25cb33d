"""The pages that codes on handouts open: whether a clinic wants them, what is void, and that one was opened by nobody known."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from taper_app.triggers import kept_unchanged

BY_SOMEBODY = models.CheckConstraint(
    condition=models.Q(
        models.Q(
            ("by__isnull", False),
            ("clinic__isnull", False),
            models.Q(("action__in", ["fail_sign_in", "open_public_page"]), _negated=True),
        ),
        models.Q(("action", "fail_sign_in"), ("by__isnull", True)),
        models.Q(("action", "open_public_page"), ("by__isnull", True), ("clinic__isnull", False)),
        _connector="OR",
    ),
    name="auditevent_by_somebody",
)


def count(model: str) -> list[Operation]:
    bounds = models.CheckConstraint(
        condition=models.Q(("public_pages_withdrawn__range", (0, 1_000_000))),
        name=f"{model}_public_pages_withdrawn_range",
        violation_error_message="The public pages withdrawn must be from 0 to 1000000.",
    )
    field = models.PositiveIntegerField(default=0)
    return [migrations.AddField(model, "public_pages_withdrawn", field), migrations.AddConstraint(model, bounds)]


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0038_invitations")]

    operations = [
        migrations.AddField("clinic", "public_pages", models.BooleanField(default=False)),
        *count("clinic"),
        *count("patient"),
        *kept_unchanged(
            [
                migrations.RemoveConstraint("auditevent", "auditevent_by_somebody"),
                migrations.AddConstraint("auditevent", BY_SOMEBODY),
            ]
        ),
    ]
