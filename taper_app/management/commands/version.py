"""`manage.py version`: which release this is, and whether the database is of it."""

import platform
from importlib.metadata import version as version_of
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from taper_app import release
from taper_app.checks import pending
from taper_app.engine import load_catalogue


class Command(BaseCommand):
    help = "Says which release this is, of which day, with which catalogue, and whether the database is of it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--short", action="store_true", help="The version alone; no database is asked")

    def handle(self, *args: object, **options: Any) -> None:
        if options["short"]:
            self.stdout.write(release.version())
            return
        day = dict(release.releases()).get(release.version(), "a day that CHANGELOG.md does not name")
        self.stdout.write(f"Taper {release.version()} of {day}")
        self.stdout.write(f"Catalogue {load_catalogue().digest}")
        packages = ", ".join(f"{name} {version_of(name)}" for name in ("Django", "WeasyPrint", "gunicorn"))
        self.stdout.write(f"Python {platform.python_version()}, {packages}")
        self.stdout.write(f"Database: {connection.display_name}, {state_of_the_database()}")


def state_of_the_database() -> str:
    """Whether it answers, and whether it is as this release wants it."""
    try:
        return "older than this release: run manage.py migrate" if pending() else "as this release wants it"
    except DatabaseError:
        return "does not answer"
