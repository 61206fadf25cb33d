#!/usr/bin/env python3
"""Taper's commands: `python manage.py help` lists them."""

import sys

if sys.argv[1:2] == ["schedule"]:
    # It asks neither settings nor a database, and Django takes longer to start than an answer does.
    from taper_app.management.answers import main
else:
    from taper_app.management.with_django import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
