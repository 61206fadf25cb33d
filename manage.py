#!/usr/bin/env python3
"""Taper's commands: `python manage.py help` lists them."""

import os
import secrets
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taper_app.settings")
    if sys.argv[1:2] == ["schedule"]:
        # It signs nothing and stores nothing, so it runs where nothing has been set up.
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
