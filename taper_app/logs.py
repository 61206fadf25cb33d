"""The log: one JSON object a line on standard error, each with the number of the request that it belongs to.

No patient's data gets into it. Addresses are named by their route, without what was searched for; of an exception only its kind
and its place are told, for its words may quote what was typed or stored.
"""

import json
import logging
import re
import secrets
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

from django.http import HttpRequest

ROOT = Path(__file__).parent.parent
PLACES = 8
"""How many places of an exception are told, the innermost last."""
ASKED = re.compile(r"\?\S*")

MOST_OF_A_KIND, A_WHILE = 20, 60.0
"""So many lines of one kind are written in so many seconds about those whom nobody knows."""

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_user: ContextVar[str] = ContextVar("user", default="")


def new_request_id() -> str:
    """The number of the request that begins here: until the next one, every line of this thread has it."""
    made = secrets.token_hex(8)
    _request_id.set(made)
    _user.set("")
    return made


def answers_to(user: str) -> None:
    """From here on this request is of the account with this number, and its lines say so."""
    _user.set(user)


def request_id() -> str:
    """The number of the request that is answered, or was answered last; empty outside of one."""
    return _request_id.get()


class Line(logging.Formatter):
    """A record as one line of JSON: `at` (UTC), `level`, `logger`, `message`, and what is known of request and exception."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message(record),
            "request": request_id(),
            "user": _user.get(),
            **getattr(record, "figures", {}),
            **(exception(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}),
        }
        return json.dumps({name: value for name, value in said.items() if value not in ("", None)}, ensure_ascii=False)


class Sparing(logging.Filter):
    """Lets only so many lines of a kind through where nobody is signed in, for a stranger may ask for as many as there is room.

    What was left out is said by the next line of that kind, a while later. What is CRITICAL is never left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[tuple[object, ...], list[float]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        if _user.get() or record.levelno >= logging.CRITICAL or record.name == "taper_app.requests":
            return True
        kind = record.name, record.levelno, str(record.msg), getattr(record, "status_code", None)
        with self._lock:
            began, count = self._kinds.get(kind, (0.0, 0.0))
            if record.created - began >= A_WHILE:
                left_out = int(count) - MOST_OF_A_KIND
                self._kinds[kind] = [record.created, 1]
                if left_out > 0:
                    record.figures = getattr(record, "figures", {}) | {"left_out_before": left_out}
                return True
            self._kinds[kind] = [began, count + 1]
            return count < MOST_OF_A_KIND


class Surely(logging.StreamHandler[Any]):
    """Writes, or raises OSError, where every other handler passes over what it could not write."""

    def handleError(self, record: logging.LogRecord) -> None:
        raise


def message(record: logging.LogRecord) -> str:
    """The sentence of a record: where it names the path of a request, its route stands instead, and no search is quoted."""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
        said = str(record.msg) % tuple(route(request) if each == request.path else each for each in record.args)
    else:
        said = record.getMessage()
    return ASKED.sub("?…", said)


def route(request: HttpRequest) -> str:
    """The name of the address that was asked for. One that there is not may hold anything, so it has none."""
    match = request.resolver_match
    return match.url_name or "unnamed" if match else "no address of ours"


def exception(error: BaseException) -> dict[str, Any]:
    """The kinds of an exception and of what it came from, and the last places of the first; never what it says."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < PLACES:
        kinds.append(f"{type(cause).__module__}.{type(cause).__qualname__}".removeprefix("builtins."))
        cause = cause.__cause__ or cause.__context__
    frames = extract_tb(error.__traceback__)[-PLACES:]
    return {"error": kinds, "where": [f"{place(each.filename)}:{each.lineno} {each.name}" for each in frames]}


def place(path: str) -> str:
    """A file by its path in the checkout, and one of a package below the folder of packages."""
    shown = Path(path).as_posix().rpartition("/site-packages/")[2]
    return shown.removeprefix(f"{ROOT.as_posix()}/")
