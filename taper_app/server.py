"""The worker of gunicorn that serves Taper: requests in threads, and no thread for a client that sends or takes nothing.

A connection waits without a thread until something comes. From then on its whole request has to come within READ_SECONDS, and
each part of its answer has to be taken within WRITE_SECONDS. So neither silent connections nor a slow client keep others waiting,
also where no proxy stands before it that buffers.
"""

import errno
import socket
from concurrent.futures import Future
from time import monotonic
from typing import Any

from gunicorn.workers import gthread

READ_SECONDS, WRITE_SECONDS = 15.0, 30.0


class Line(socket.socket):
    """A connection with a client. Raises ConnectionResetError, as where the client is gone, for one that is too slow."""

    ends = 0.0

    def setblocking(self, flag: bool) -> None:
        """True is how gunicorn says that a thread begins with a request."""
        self.settimeout(READ_SECONDS if flag else 0.0)
        self.ends = monotonic() + READ_SECONDS

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.gettimeout():
            self.settimeout(max(self.ends - monotonic(), 0.001))
        try:
            return super().recv(size, flags)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the request did not come in time") from error

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.settimeout(WRITE_SECONDS)
        try:
            super().sendall(data, flags)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the answer was not taken in time") from error


class Worker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own with threads, on such lines."""

    def enqueue_req(self, conn: Any) -> None:
        """A connection that is new waits for its first octet beside the threads; one that has something to read gets a thread."""
        if isinstance(conn.sock, Line):
            super().enqueue_req(conn)
            return
        conn.sock = Line(fileno=conn.sock.detach())
        waits: Future[Any] = Future()
        waits.set_result(gthread._DEFER)
        self.finish_request(conn, waits)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Stops at once, but not in the middle of anything: the main thread may hold the lock of its threads as the signal comes,
        which whoever stops them asks for too."""
        self.method_queue.defer(super().handle_quit, sig, frame)
