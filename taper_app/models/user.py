"""Who signs in: somebody of one clinic."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from taper_app.roles import CHANGES, ROLES, May, Role, permissions

from .clinic import Clinic
from .constraints import Written, filled, one_of


class User(Written, AbstractUser):
    """Somebody of one clinic, and what they may there (roles.py)."""

    REQUIRED_FIELDS = ["clinic", "full_name"]
    first_name = None  # type: ignore[assignment]  # how Django is told that there is no such column
    last_name = None  # type: ignore[assignment]  # the same
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="users")
    full_name = models.CharField(max_length=120)  # as printed: "Dr A Name"
    slash_searches = models.BooleanField(default=True)  # the key / goes to the search; some speak to their computer

    role = models.CharField(max_length=12, choices=[(each.value, name) for each, name in ROLES.items()], default=Role.PRESCRIBER)
    is_administrator = models.BooleanField(default=False)  # beside the role, whichever that is

    is_led = models.BooleanField(default=True)  # until the first plan is issued, each page of the way to it says what comes

    reads_outside = False  # in the request in which a patient is looked up who is read from outside

    class Meta:
        constraints = [
            *filled("username", "full_name"),
            one_of("role", [each.value for each in Role]),
            models.CheckConstraint(condition=~Q(role=Role.NONE.value) | Q(is_administrator=True), name="user_may_something"),
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
        ]

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def may(self) -> frozenset[May]:
        """What this person may do in their clinic; of a patient of elsewhere nothing is changed (views.access)."""
        may = permissions(self.role, self.is_administrator)
        return may - CHANGES if self.reads_outside else may
