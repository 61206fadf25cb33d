"""The commands that Django finds and runs."""

import os
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, execute_from_command_line


def main(arguments: Sequence[str]) -> None:
    """Run the command that the arguments of a process name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")
    try:
        if arguments[1:2] == ["version"]:
            _tell_version(arguments)
        else:
            execute_from_command_line(list(arguments))
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


def _tell_version(arguments: Sequence[str]) -> None:
    """Taper's own command of that name: Django keeps the word for itself, and would answer with its own version."""
    django.setup()
    ManagementUtility(list(arguments)).fetch_command("version").run_from_argv(list(arguments))
