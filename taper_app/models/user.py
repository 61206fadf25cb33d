"""Who signs in: a clinician of one clinic."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from .clinic import Clinic
from .constraints import Written, filled


class User(Written, AbstractUser):
    """A clinician, who sees the patients of one clinic."""

    REQUIRED_FIELDS = ["clinic", "full_name"]
    first_name = None  # type: ignore[assignment]  # how Django is told that there is no such column
    last_name = None  # type: ignore[assignment]  # the same
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="users")
    full_name = models.CharField(max_length=120)  # as printed: "Dr A Name"
    slash_searches = models.BooleanField(default=True)  # the key / goes to the search; some speak to their computer

    is_led = models.BooleanField(default=True)  # until the first plan is issued, each page of the way to it says what comes

    class Meta:
        constraints = [
            *filled("username", "full_name"),
            models.UniqueConstraint(Lower("username"), name="user_username_unique"),
        ]

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
