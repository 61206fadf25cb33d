"""An account that somebody may make for themself, once and for a few days."""

from django.db import models
from django.db.models import Q

from taper_app.roles import ROLES, Role

from .clinic import Clinic
from .constraints import Written, filled, one_of
from .user import User


class Invitation(Written):
    """Who is invited to a clinic, as what, by whom, and what became of it. Of its code only the hash is kept."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="invitations")
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=[(each.value, name) for each, name in ROLES.items()])
    is_administrator = models.BooleanField()
    sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(User, on_delete=models.PROTECT, related_name="invitation", null=True, blank=True)

    class Meta:
        constraints = [
            *filled("full_name", "sha256"),
            one_of("role", [each.value for each in Role]),
            models.CheckConstraint(condition=~Q(role=Role.NONE.value) | Q(is_administrator=True), name="invitation_to_something"),
            models.CheckConstraint(condition=Q(revoked_at=None) | Q(accepted_by=None), name="invitation_revoked_or_accepted"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("invited_at")), name="invitation_ends_later"),
        ]
