"""`manage.py schedule`: the engine from the command line, JSON in and JSON out, without a database, settings or Django."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from taper_app.engine import answer, load_catalogue

HELP = (
    "Read a request as JSON from FILE or standard input and print its answer as JSON. Exit 0 with an answer, 3 with a"
    " refusal and what would work instead, 2 where the request is malformed."
)
MALFORMED = 2


def add_arguments(parser: ArgumentParser) -> None:
    """What the command is told."""
    parser.add_argument("file", nargs="?", help="the request; standard input without it")
    parser.add_argument("--lines", action="store_true", help="one request a line, one answer a line, exit 0")


def answer_all(file: str | None, *, lines: bool, say: Callable[[str], object]) -> int:
    """Say the answer to the request of a file or of standard input, or to that of each line; the status to exit with."""
    catalogue = load_catalogue()
    try:
        # Bytes that are no text become lone surrogates, so that one bad line does not end the others.
        text = StringIO(Path(file).read_text("utf-8", "surrogateescape")) if file else sys.stdin
    except OSError as error:
        say(_line({"error": {"code": "BadRequest", "field": "FILE", "message": f"cannot be read: {error.strerror}"}}))
        return MALFORMED
    if lines:
        for each in text:
            say(_line(answer(each, catalogue)[0]))
        return 0
    found, status = answer(text.read(), catalogue)
    say(_line(found))
    return status


def _line(told: dict[str, Any]) -> str:
    """One line of JSON; what cannot be written as text keeps its escape."""
    line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"{line.encode(errors='backslashreplace').decode()}\n"


def main(arguments: Sequence[str]) -> int:
    """Answer what the arguments of a process say; the status to exit with."""
    parser = ArgumentParser(prog=f"{Path(arguments[0]).name} schedule", description=HELP)
    add_arguments(parser)
    told = parser.parse_args(arguments[2:])
    return answer_all(told.file, lines=told.lines, say=sys.stdout.write)
