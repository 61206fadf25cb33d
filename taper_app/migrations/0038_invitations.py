"""Somebody is invited, and makes an account for themself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

ROLES = [("prescriber", "Prescriber"), ("pharmacist", "Pharmacist"), ("reader", "Reader"), ("none", "No patients")]
KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0037_erasures")]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("full_name", models.CharField(max_length=120)),
                ("role", models.CharField(choices=ROLES, max_length=12)),
                ("is_administrator", models.BooleanField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=KEPT, related_name="invitation", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("clinic", models.ForeignKey(on_delete=KEPT, related_name="invitations", to="taper_app.clinic")),
                ("invited_by", models.ForeignKey(on_delete=KEPT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(full_name=""), name="invitation_full_name_filled"),
                    models.CheckConstraint(condition=~Q(sha256=""), name="invitation_sha256_filled"),
                    models.CheckConstraint(condition=Q(role__in=[role for role, _ in ROLES]), name="invitation_role_known"),
                    models.CheckConstraint(condition=~Q(role="none") | Q(is_administrator=True), name="invitation_to_something"),
                    models.CheckConstraint(
                        condition=Q(revoked_at=None) | Q(accepted_by=None), name="invitation_revoked_or_accepted"
                    ),
                    models.CheckConstraint(condition=Q(ends_at__gt=F("invited_at")), name="invitation_ends_later"),
                ],
            },
        ),
    ]
