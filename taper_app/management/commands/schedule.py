"""`manage.py schedule` for whoever calls it as a command of Django's, and in Django's list of commands."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from taper_app.management.answers import HELP, add_arguments, answer_all


class Command(BaseCommand):
    """Answer one request, or with --lines one a line."""

    help = HELP
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, file: str | None, lines: bool, **options: Any) -> None:
        status = answer_all(file, lines=lines, say=self.stdout.write)
        if status:
            sys.exit(status)
