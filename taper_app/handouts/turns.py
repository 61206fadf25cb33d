"""Whose turn it is to have a paper made: each user has one made at a time, so that ten papers of one keep nobody else waiting.

It holds in each process of the server; the children that all of them share take what is asked for in the order in which it comes.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 4
"""So many papers of one user are made or wait in a process; more are refused, for each of them holds a thread."""
WAIT_SECONDS = 30.0

asked_by: ContextVar[str] = ContextVar("asked_by", default="")
"""Who asks in this request; empty where nobody is known, as in a command."""


class TooMany(Exception):
    """One user asked for more papers at once than are made for one."""


class Line:
    """The papers of one user that are made or wait."""

    def __init__(self) -> None:
        self.length = 0
        self.turn = threading.Lock()


class Turns:
    """The lines of all users that have one."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, who: str) -> Iterator[None]:
        """Inside it is the turn of this user's paper. Raises TooMany. Where nobody is known nobody waits."""
        if not who:
            yield
            return
        line = self._joined(who)
        try:
            if not line.turn.acquire(timeout=WAIT_SECONDS):
                raise TooMany
            try:
                yield
            finally:
                line.turn.release()
        finally:
            self._left(who, line)

    def _joined(self, who: str) -> Line:
        with self._lock:
            line = self._lines.setdefault(who, Line())
            if line.length >= MOST:
                raise TooMany
            line.length += 1
            return line

    def _left(self, who: str, line: Line) -> None:
        with self._lock:
            line.length -= 1
            if not line.length:
                del self._lines[who]


TURNS = Turns()
