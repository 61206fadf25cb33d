"""`manage.py close_clinician`: nobody signs in or signs with an account any more."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from taper_app.actions import clinicians
from taper_app.models import Purpose, User, refuse_unseen

from .create_clinic import ask, plainly


class Command(BaseCommand):
    help = (
        "Close the account of a clinician who has left or lost the password to somebody. Sessions end at once, half-filled forms "
        "are thrown away, and what was signed stays. A closed account is not opened again: add_clinician makes another."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", help="Name to sign in with; asked for where it is not given")
        parser.add_argument("--last", action="store_true", help="Close it though nobody of the clinic can sign in any more then")

    def handle(self, *args: object, **options: Any) -> None:
        username = options["username"] or ask("Name to sign in with, of the account to close")
        try:
            refuse_unseen(username)
        except ValidationError as error:
            raise CommandError(plainly(error)) from error
        username = User.normalize_username(username)
        user = User.objects.select_related("clinic").filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        if not user.is_active:
            raise CommandError(f"The account {user.username} is closed already.")
        try:
            gone = clinicians.close_clinician(user=user, last=options["last"])
        except clinicians.LastClinician as error:
            raise CommandError(f"{error} Add a clinician first (manage.py add_clinician), or say --last.") from error
        self.stdout.write(f"Closed the account {user.username} of {user.full_name}, {user.clinic.name}.")
        self.stdout.write(f"Sessions ended: {gone.sessions}. What {user.full_name} signed stays as it is.")
        for purpose, code in gone.drafts:
            of = f" of patient {code}" if code else ""
            self.stdout.write(f"Half filled in and thrown away: {Purpose(purpose).label}{of}.")
