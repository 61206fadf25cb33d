"""`manage.py backup`: keep the database as it is now, while people work."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from taper_app.backups import keys
from taper_app.backups.files import write_new
from taper_app.backups.make import make
from taper_app.backups.refused import BackupRefused

ON_THE_SCREEN = "-"


class Command(BaseCommand):
    help = (
        "Keep the database and the keys of the record as they are now, encrypted, while people work. Every backup is kept for a"
        " day, the first of each hour for a week, the first of each day for as long as --keep says."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", default=settings.BACKUP_FOLDER, help="Where backups are kept; else BACKUP_FOLDER")
        parser.add_argument("--to", default=settings.BACKUP_KEY, help="The public key to encrypt to; else BACKUP_KEY")
        parser.add_argument("--keep", type=days, default=35, metavar="DAYS", help="How many days one of each day is kept (35)")
        parser.add_argument(
            "--new-key",
            nargs="?",
            const=ON_THE_SCREEN,
            metavar="FILE",
            help="Make a key pair and print it, or put the private key into a new file",
        )

    def handle(self, **options: Any) -> None:
        try:
            said = new_key(options["new_key"]) if options["new_key"] else kept(options)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(said)


def days(said: str) -> int:
    """A number of days, one or more."""
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= 36500:
        raise ArgumentTypeError("it is a number of days, such as 35")
    return int(said)


def kept(options: dict[str, Any]) -> str:
    """Makes a backup, and says which."""
    if not options["folder"]:
        raise BackupRefused("There is no folder to keep backups in: set BACKUP_FOLDER, or add --folder.")
    recipient = keys.public_key(options["to"])
    database = connections["default"].settings_dict
    into, now = Path(options["folder"]), timezone.now()
    made = make(database=database, into=into, recipient=recipient, at=now, keep_days=options["keep"])
    dropped = f" Earlier ones that were dropped: {made.dropped}." if made.dropped else ""
    return f"Kept {made.path} ({made.size} bytes).{dropped}"


def new_key(where: str) -> str:
    """Makes a key pair, and says what to do with each half of it."""
    private, public = keys.new_pair()
    told = f"The public key, for BACKUP_KEY here:\n{public}\n"
    if where == ON_THE_SCREEN:
        return (
            f"{told}The private key, which opens every backup. Keep it away from this machine; it is not shown again:\n{private}"
        )
    try:
        write_new(Path(where), private + "\n")
    except OSError as error:
        raise BackupRefused(f"The private key could not be written to {where}: {error.strerror}.") from error
    return f"{told}The private key, which opens every backup, is in {where}. Take it away from this machine."
