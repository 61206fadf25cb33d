"""HTML → PDF, in long-lived child processes.

WeasyPrint keeps native memory and may crash or hang in native code, so it lives in processes of its own (`child.py`). A server
starts some before its first request, and all its workers share them. Where none are shared, or they are gone, a process starts
one for itself when it first needs it, keeps it warm, kills it when it hangs, and takes it along when it ends.
"""

import atexit
import logging
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from taper_app.printable import unprintable

from .asking import CHILD, LENGTH, OK, Died, RenderFailed, command, environment, frame, made, new_home, read, seconds_for
from .shared import Shared
from .turns import TURNS, asked_by

START_SECONDS = 30.0
AGAIN_WITHIN = 5.0
"""Seconds after which a child that dies may have been ended because it hung: then the page is not tried again."""

logger = logging.getLogger(__name__)


class Unprintable(RenderFailed):
    """No font of this machine has these `characters` of the page: they would be empty boxes, so there is no PDF."""

    def __init__(self, characters: str) -> None:
        super().__init__("it has a character that no font here can print")
        self.characters = characters


class Renderer:
    """One render child and the lock that gives it one page at a time; `limit` is as `seconds_for`."""

    def __init__(
        self, child: Path = CHILD, *, start_seconds: float = START_SECONDS, limit: Callable[[int], float] = seconds_for
    ) -> None:
        self._child = child
        self._start_seconds = start_seconds
        self._limit = limit
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._home: Path | None = None

    def render(self, html: str) -> bytes:
        """The page as PDF. Raises RenderFailed; the next call has a working child again."""
        page = html.encode()
        seconds = self._limit(len(page))
        with self._lock:
            # The child's own alarm comes after ours: it ends a render that hangs when nobody is there to kill it.
            answer = self._asked(self._running(), frame(page, seconds + 1), seconds)
        return made(answer)

    def close(self) -> None:
        """Ends the child and waits for it, so that no zombie stays."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None

    def forget(self) -> None:
        """Called in a forked process: the child belongs to the parent, so only our copies of its pipes are closed."""
        self._lock = threading.Lock()
        process, self._process, self._home = self._process, None, None
        if process is not None:
            process.returncode = 0  # It is not ours to wait for.
            _close_pipes(process)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = self._started()
        return self._process

    def _started(self) -> subprocess.Popen[bytes]:
        self._home = new_home()
        process = subprocess.Popen(
            command(self._child), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environment(self._home)
        )
        self._process = process
        ready = self._asked(process, b"", self._start_seconds)
        if ready[:1] != OK:
            self.close()
            raise RenderFailed(ready[1:].decode(errors="replace"))
        return process

    def _asked(self, process: subprocess.Popen[bytes], sent: bytes, seconds: float) -> bytes:
        """Sends this and reads the answer. A child that takes longer is killed, which ends the reading; so is a broken one."""
        began = time.monotonic()
        try:
            with _killed_after(process, seconds):
                to_child, from_child = _pipes(process)
                _write(to_child, sent)
                (length,) = LENGTH.unpack(read(from_child, LENGTH.size))
                return read(from_child, length)
        except OSError as error:
            self.close()
            late = time.monotonic() - began >= seconds
            if late:
                raise RenderFailed(f"no answer in {seconds:g} seconds") from error
            raise Died("the render child died") from error
        except BaseException:
            # Half a frame may be in a pipe, whatever happened: this child cannot be asked again.
            self.close()
            raise


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Into the child and out of it; every child was started with both."""
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout


def _write(to_child: IO[bytes], data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[to_child.write(rest) :]


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in _pipes(process):
        pipe.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    _close_pipes(process)
    process.wait()


_RENDERER = Renderer()
_SHARED: Shared | None = None
atexit.register(_RENDERER.close)
os.register_at_fork(after_in_child=_RENDERER.forget)


def share_children() -> None:
    """Starts a child for each processor, for this process and all that are forked from it. For a server, before it serves.

    Called again, as for workers that follow others, it starts new ones; those of before serve who was forked before, and end.
    """
    global _SHARED
    before, _SHARED = _SHARED, None
    if before:
        before.leave()
    try:
        _SHARED = Shared(os.cpu_count() or 1)
    except OSError:
        logger.exception("no render children can be shared: each worker starts its own")


def wait_for_children() -> None:
    """Waits until one of those that were shared last is warm, for a server that is about to serve."""
    if _SHARED and not _SHARED.wait_until_warm(START_SECONDS):
        logger.warning("no render child was ready within %g seconds: first papers may come late", START_SECONDS)


def render_pdf(html: str) -> bytes:
    """The page as tagged PDF (PDF/UA-1), the same bytes for the same page.

    Raises RenderFailed, Unprintable before any work, Late, and TooMany. A child that dies at once is not the page's fault: the
    page is printed once more by another.
    """
    if characters := unprintable(html):
        raise Unprintable(characters)
    with TURNS.turn(who := asked_by.get()):
        began = time.monotonic()
        try:
            return printed(html, who)
        except Died:
            if time.monotonic() - began > AGAIN_WITHIN:  # the page may be what hangs it
                raise
            logger.warning("a render child died, and the page is printed once more")
            return printed(html, who)


def printed(html: str, who: str) -> bytes:
    """The page as PDF, by a child that is shared, or by our own."""
    paper = _SHARED.render(html, who) if _SHARED else None
    return _RENDERER.render(html) if paper is None else paper
