"""Events of nobody, for failed sign-ins; and the chain that every event is in."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from taper_app.models.audit import KeptJSON
from taper_app.triggers import kept_unchanged


def filled(field: str) -> Operation:
    never_empty = models.CheckConstraint(condition=models.Q((field, ""), _negated=True), name=f"auditlink_{field}_filled")
    return migrations.AddConstraint("auditlink", never_empty)


def within(field: str, low: int) -> Operation:
    condition = models.Q((f"{field}__range", (low, 2**62)))
    said = f"The {field} must be from {low} to {2**62}."
    bounds = models.CheckConstraint(condition=condition, name=f"auditlink_{field}_range", violation_error_message=said)
    return migrations.AddConstraint("auditlink", bounds)


def may_be_null(to: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(to, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="events")


BY_SOMEBODY = models.CheckConstraint(
    condition=models.Q(
        models.Q(("by__isnull", False), ("clinic__isnull", False), models.Q(("action", "fail_sign_in"), _negated=True)),
        models.Q(("action", "fail_sign_in"), ("by__isnull", True)),
        _connector="OR",
    ),
    name="auditevent_by_somebody",
)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0033_words_of_the_visit")]

    operations = kept_unchanged(
        [
            migrations.AlterField("auditevent", "after", KeptJSON(encoder=DjangoJSONEncoder, null=True)),
            migrations.AlterField("auditevent", "before", KeptJSON(encoder=DjangoJSONEncoder, null=True)),
            migrations.AlterField("auditevent", "by", may_be_null(settings.AUTH_USER_MODEL)),
            migrations.AlterField("auditevent", "clinic", may_be_null("taper_app.clinic")),
            migrations.AddIndex("auditevent", models.Index(fields=["clinic", "subject"], name="auditevent_of_subject")),
            migrations.AddConstraint("auditevent", BY_SOMEBODY),
            migrations.CreateModel(
                name="AuditLink",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("chain", models.PositiveBigIntegerField()),
                    ("number", models.PositiveBigIntegerField()),
                    ("digest", models.CharField(max_length=64)),
                    ("hash", models.CharField(max_length=64)),
                    (
                        "event",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT, related_name="link", to="taper_app.auditevent"
                        ),
                    ),
                ],
                options={"ordering": ["chain", "number"]},
            ),
            filled("digest"),
            filled("hash"),
            within("chain", 0),
            within("number", 1),
            migrations.AddConstraint(
                "auditlink", models.UniqueConstraint(fields=["chain", "number"], name="auditlink_number_once")
            ),
        ]
    )
