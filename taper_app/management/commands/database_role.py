"""`manage.py database_role`: a role of PostgreSQL for the application, which can change nothing that is kept."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connection, transaction

from taper_app import grants

LEAST = 20


class Command(BaseCommand):
    help = (
        "Makes a role of PostgreSQL that can read everything, add to the record, and change nothing of it, and gives it its"
        " rights anew where it is there. Run it as the owner of the database; the server then runs with the role."
        " Migrations give the roles that are there the rights to new tables; a database that was restored needs it once more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="Its name, such as taper_app")
        parser.add_argument("--password-file", type=Path, help="A file with its password; else it is asked for")
        parser.add_argument("--no-password", action="store_true", help="Leave its password as it is")

    def handle(self, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: keep its file to the account that runs Taper.")
        password = None if options["no_password"] else password_of(options["password_file"])
        try:
            with transaction.atomic():
                grants.make_role(connection, options["role"], password)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        except ProgrammingError as error:
            raise CommandError(f"DATABASE_URL has to name the owner of the database, who may make roles: {error}") from error
        self.stdout.write(
            f"The role {options['role']} can read everything, add to the record, and change nothing of it."
            " Let DATABASE_URL of the server name it, and keep the owner's address for migrate, restore and erase_patient."
        )


def password_of(path: Path | None) -> str:
    """The password in a file, or what is typed. Raises CommandError for none, or one that could be guessed."""
    try:
        password = path.read_text(encoding="utf-8").strip() if path else getpass("Password of the role: ")
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise CommandError(f"The password could not be read{f' from {path}' if path else ''}.") from error
    if len(password) < LEAST:
        raise CommandError(f"The password needs at least {LEAST} random characters.")
    return password
