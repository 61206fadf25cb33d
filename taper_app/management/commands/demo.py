"""`manage.py demo`: an empty database becomes a clinic in which everything can be tried."""

import os
import secrets
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from taper_app.actions import clinicians, clinics, copies
from taper_app.actions.codes import ALPHABET
from taper_app.management import demo_patients, made_up
from taper_app.models import Clinic, Patient, User

USERNAME = "demo"
WITHOUT_A_PLAN = 4
CLINIC = "Demo Clinic (not a real one)"


class Command(BaseCommand):
    help = "Fill an empty database with a demo clinic, a clinician and a dozen patients, and say how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ready",
            action="store_true",
            help="Migrate first; where there is a clinic already, only say how to sign in",
        )

        parser.add_argument(
            "--patients",
            type=int,
            default=0,
            help="Add so many more, with copies of these records, to see how it goes in a large clinic",
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["ready"]:
            migrate()
        if not Clinic.objects.exists():
            fill(options["patients"])
        elif not options["ready"]:
            raise CommandError("This database holds a clinic already: demo fills an empty one only.")
        self.stdout.write(sign_in())


def migrate() -> None:
    """Bring the database up to date. Raises CommandError where it does not answer."""
    try:
        call_command("migrate", verbosity=0)
    except OperationalError as error:
        why = " ".join(str(error).split())
        raise CommandError(f"The database does not answer: look at DATABASE_URL. ({why})") from error


@transaction.atomic
def fill(more: int) -> None:
    """A clinic, its clinician with a password that only this machine knows, and patients who do not exist, and so many more."""
    password = new_password()
    keep(password)
    user = clinics.create_clinic(
        name=CLINIC,
        phone="020 7946 0000",  # of the numbers that are kept for fiction
        out_of_hours="020 7946 0999",
        time_zone="Europe/London",
        market="uk",
        paper_size=Clinic.PaperSize.A4,
        account=clinicians.Account(USERNAME, password, "Dr Demo Clinician"),
    )
    clinics.mark_demo(by=user)
    demo_patients.add_all(user, timezone.localdate(timezone=ZoneInfo(user.clinic.time_zone)))
    if more:
        copies.copy_patients(templates=templates(user.clinic), people=made_up.people(more, secrets.SystemRandom()), by=user)


def templates(clinic: Clinic) -> list[Patient]:
    """The demo's patients, and between them those without a plan, so that one of five has one as in a clinic."""
    planned = list(clinic.patients.filter(plans__isnull=False).distinct())
    others = list(clinic.patients.filter(plans=None))
    return [each for one in planned for each in (one, *islice(cycle(others), WITHOUT_A_PLAN))]


def new_password() -> str:
    """Fifteen random characters in three groups: about 73 bits, and easy to type."""
    return "-".join("".join(secrets.choice(ALPHABET.lower()) for _ in range(5)) for _ in range(3))


def password_file() -> Path:
    """Where this database's demo password is kept: beside the code, out of version control, for its owner only."""
    name = str(connection.settings_dict["NAME"]).replace("/", "_")
    return settings.LOCAL_DIR / f"demo-password-{connection.vendor}-{name}"


def keep(password: str) -> None:
    """Write the password down for the next start."""
    settings.LOCAL_DIR.mkdir(exist_ok=True)
    descriptor = os.open(password_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password)


def close_account() -> bool:
    """Close the demo's account in a database that becomes a real clinic's: its password stands in a file. Whether it was open."""
    opened = clinicians.demo_accounts(CLINIC, USERNAME)
    for user in opened:
        clinicians.close_clinician(user=user, last=True)
    return bool(opened)


def forget_password() -> str:
    """Remove the file with the demo's password, and say so."""
    try:
        password_file().unlink(missing_ok=True)
    except OSError as error:
        return f"Remove the file with its password yourself, {password_file()}: {error.strerror}."
    return "Its password is removed from this machine; its patients, who do not exist, stay in their own clinic."


def sign_in() -> str:
    """The line that says how to sign in; the password only where it is the demo clinician's still."""
    user = User.objects.filter(username=USERNAME).first()
    password = password_file().read_text(encoding="utf-8") if password_file().exists() else ""
    if user and user.is_active and user.check_password(password):
        return f"Sign in as {USERNAME} with password {password}"
    return "Sign in with an account of a clinic here (manage.py create_clinic makes one)."
