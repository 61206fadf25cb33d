#!/usr/bin/env python3
"""Taper's commands: `python manage.py help` lists them."""

import os
import secrets
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")
    if sys.argv[1:2] == ["schedule"]:
        # It signs nothing and stores nothing, so it runs where nothing has been set up.
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    try:
        if sys.argv[1:2] == ["version"]:
            tell_version()
        else:
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


def tell_version() -> None:
    """Taper's own command of that name: Django keeps the word for itself, and would answer with its own version."""
    django.setup()
    ManagementUtility(sys.argv).fetch_command("version").run_from_argv(sys.argv)


if __name__ == "__main__":
    main()
