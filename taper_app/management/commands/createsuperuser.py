"""`manage.py createsuperuser`: there is none here, and the way to an account is said instead."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    help = "Taper has no superuser. create_clinic makes a clinic with its first clinician, add_clinician one more."
    requires_system_checks = ()
    requires_migrations_checks = False

    def execute(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Taper has no superuser: every account is a clinician's, of one clinic. Make a clinic with its first clinician by "
            "manage.py create_clinic, or one more clinician of a clinic by manage.py add_clinician."
        )
