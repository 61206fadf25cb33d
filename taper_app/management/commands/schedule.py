"""`manage.py schedule`: the engine from the command line, JSON in and JSON out. It needs no database."""

import json
import sys
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand

from taper_app.engine import BadRequest, Catalogue, Refusal, load_catalogue, parse_request, propose

REFUSED, MALFORMED = 3, 2


class Command(BaseCommand):
    """Answer one request, or with --lines one a line."""

    help = (
        "Read a request as JSON from FILE or standard input and print its schedule as JSON. Exit 0 with a schedule, 3 with a"
        " refusal and what would work instead, 2 where the request is malformed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="the request; standard input without it")
        parser.add_argument("--lines", action="store_true", help="one request a line, one answer a line, exit 0")

    def handle(self, *args: Any, file: str | None, lines: bool, **options: Any) -> None:
        catalogue = load_catalogue()
        try:
            source = open(file, encoding="utf-8") if file else sys.stdin
        except OSError as error:
            self.stdout.write(_json(_malformed("FILE", f"cannot be read: {error.strerror}")))
            sys.exit(MALFORMED)
        with source:
            if lines:
                for line in source:
                    self.stdout.write(_json(answer(line, catalogue)[0]))
                return
            found, status = answer(source.read(), catalogue)
        self.stdout.write(_json(found))
        if status:
            sys.exit(status)


def answer(text: str, catalogue: Catalogue) -> tuple[dict[str, Any], int]:
    """The answer to a request in JSON, and the exit status that goes with it. Numbers are read exactly, never as floats."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return _malformed("request", f"is not JSON: {error}"), MALFORMED
    try:
        return propose(parse_request(data, catalogue), catalogue).to_json(), 0
    except BadRequest as error:
        return _malformed(error.field, error.message), MALFORMED
    except Refusal as refusal:
        offers = [each.to_json() for each in refusal.alternatives]
        return {"error": {"code": refusal.code, "message": refusal.message, "alternatives": offers}}, REFUSED


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _malformed(field: str, message: str) -> dict[str, Any]:
    return {"error": {"code": "BadRequest", "field": field, "message": message}}


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
