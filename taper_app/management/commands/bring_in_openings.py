"""Brings what was opened while the database took nothing among the events, from the file or from a log."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from taper_app.actions.openings import Opening, bring_in, bring_in_if_any


class Command(BaseCommand):
    help = (
        "Brings openings that could not be kept as events into the chain. The next event does it by itself from the file"
        " where they were put aside; from a log: manage.py bring_in_openings LOG, with - for standard input."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("log", nargs="?", type=argparse.FileType("rb"), help="a log of Taper, a line of JSON each")

    def handle(self, *args: Any, **options: Any) -> None:
        brought = bring_in_if_any()
        if options["log"]:
            with options["log"] as log:
                brought += bring_in(filter(None, map(Opening.read, log)))
        self.stdout.write(f"{brought} openings brought in.")
