"""`manage.py restore`: put a backup into an empty place."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from taper_app.backups import keys
from taper_app.backups.refused import BackupRefused
from taper_app.backups.restore import Backup, look_through, restore
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
