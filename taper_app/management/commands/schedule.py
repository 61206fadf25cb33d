"""`manage.py schedule`: the engine from the command line, JSON in and JSON out. It needs no database."""

import json
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from taper_app.engine import answer, load_catalogue

MALFORMED = 2


class Command(BaseCommand):
    """Answer one request, or with --lines one a line."""

    help = (
        "Read a request as JSON from FILE or standard input and print its answer as JSON. Exit 0 with an answer, 3 with a"
        " refusal and what would work instead, 2 where the request is malformed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="the request; standard input without it")
        parser.add_argument("--lines", action="store_true", help="one request a line, one answer a line, exit 0")

    def handle(self, *args: Any, file: str | None, lines: bool, **options: Any) -> None:
        catalogue = load_catalogue()
        try:
            # Bytes that are no text become lone surrogates, so that one bad line does not end the others.
            text = StringIO(Path(file).read_text("utf-8", "surrogateescape")) if file else sys.stdin
        except OSError as error:
            self.say({"error": {"code": "BadRequest", "field": "FILE", "message": f"cannot be read: {error.strerror}"}})
            sys.exit(MALFORMED)
        if lines:
            for line in text:
                self.say(answer(line, catalogue)[0])
            return
        found, status = answer(text.read(), catalogue)
        self.say(found)
        if status:
            sys.exit(status)

    def say(self, told: dict[str, Any]) -> None:
        """One line of JSON; what cannot be written as text keeps its escape."""
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        self.stdout.write(line.encode(errors="backslashreplace").decode())
