"""`manage.py restore`: put a backup into an empty place."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, connections, transaction

from taper_app import grants
from taper_app.backups import keys
from taper_app.backups.refused import BackupRefused
from taper_app.backups.restore import Backup, look_through, restore
from taper_app.chart.restored import ahead, to_erase_again
from taper_app.release import version


class Command(BaseCommand):
    help = (
        "Put a backup into the database that DATABASE_URL names, which has to be empty. The backup is read to its end before"
        " anything is written, and what was written is compared with what was kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The backup")
        parser.add_argument("--key", type=Path, help="The file with the private key; without it, it is asked for")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="A new folder for the keys that are in the backup")
        parser.add_argument("--role", help="PostgreSQL: the application's role, which gets its rights to what was restored")
        parser.add_argument("--check", action="store_true", help="Only read the backup to its end, and say what it holds")

    def handle(self, **options: Any) -> None:
        try:
            backup = look_through(options["file"], keys.private_key(key_from(options["key"])))
            self.stdout.write(told(backup))
            if options["check"]:
                return
            found = restore(backup, database=connections["default"].settings_dict, keys_into=options["keys"])
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Restored: every table is what it was. Everybody has to sign in again.")
        for line in found:
            self.stderr.write(f"It was so when the backup was made: {line}")
        self.give_rights(options["role"])
        self.say_what_is_known_outside(in_use=options["keys"] is None)

    def give_rights(self, role: str | None) -> None:
        """A backup holds no rights: the role gets them, or it is said how."""
        if connection.vendor != "postgresql":
            return
        if role is None:
            self.stdout.write(
                "Where the server has a role of its own: manage.py database_role NAME --no-password gives it its rights."
            )
            return
        try:
            with transaction.atomic():
                grants.make_role(connection, role, None)
        except (DatabaseError, ImproperlyConfigured) as error:
            raise CommandError(f"Restored, but without the rights of {role} ({error}): run manage.py database_role.") from error

    def say_what_is_known_outside(self, *, in_use: bool) -> None:
        """What the anchor and the list of erasures know that the backup did not; they are read with the keys in use here."""
        if not in_use:
            self.stdout.write("Set the keys, then run manage.py after_restore: it says what is known outside of the backup.")
            return
        try:
            for said in (*ahead(), *to_erase_again()):
                self.stderr.write(said)
        except (OSError, ImproperlyConfigured) as error:
            self.stderr.write(f"Run manage.py after_restore: what is known outside of the backup could not be read ({error}).")


def key_from(path: Path | None) -> str:
    """The text of the private key's file, or what is typed. Raises BackupRefused where there is neither."""
    if path is None:
        if not sys.stdin.isatty():
            raise BackupRefused("Nobody is here to ask for the private key: name its file with --key.")
        return getpass("Private key: ")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BackupRefused(f"The private key could not be read from {path}.") from error


def told(backup: Backup) -> str:
    """What a backup holds, in words."""
    head, rows = backup.head, sum(each.rows for each in backup.foot.tables.values())
    by = head.version if head.version == version() else f"{head.version}, here it is {version()}"
    return (
        f"{backup.path} is whole: {head.vendor} as it was at {head.made_at}, {len(backup.foot.tables)} tables, {rows} rows,"
        f" newest audit event {backup.foot.events.newest}, Taper {by}."
    )
