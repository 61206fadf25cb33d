"""HTML → PDF, in one long-lived child process per worker.

WeasyPrint keeps native memory and may crash or hang in native code, so it lives in a process of its own (`child.py`), which is
started when it is first needed, kept warm, killed when it hangs, and ends with its worker.
"""

import atexit
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from taper_app.printable import unprintable

CHILD = Path(__file__).with_name("child.py")
START_SECONDS = 30.0
RENDER_SECONDS = 10.0
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
"""The child sees these and no secret of ours."""
OK = b"+"
LENGTH = struct.Struct(">Q")


class RenderFailed(Exception):
    """There is no PDF: the page asked for a file that is not ours, or the child failed, hung or died."""


class Unprintable(RenderFailed):
    """No font of this machine has these `characters` of the page: they would be empty boxes, so there is no PDF."""

    def __init__(self, characters: str) -> None:
        super().__init__("it has a character that no font here can print")
        self.characters = characters


class Renderer:
    """One render child and the lock that gives it one page at a time."""

    def __init__(self, child: Path = CHILD, *, start_seconds: float = START_SECONDS, render_seconds: float = RENDER_SECONDS):
        self._child = child
        self._start_seconds = start_seconds
        self._render_seconds = render_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def render(self, html: str) -> bytes:
        """The page as PDF. Raises RenderFailed; the next call has a working child again."""
        with self._lock:
            process = self._running()
            payload = html.encode()
            answer = self._asked(process, LENGTH.pack(len(payload)) + payload, self._render_seconds)
        if answer[:1] != OK:
            raise RenderFailed(answer[1:].decode(errors="replace"))
        return answer[1:]

    def close(self) -> None:
        """Ends the child and waits for it, so that no zombie stays."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def forget(self) -> None:
        """Called in a forked process: the child belongs to the parent, so only our copies of its pipes are closed."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
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
        process = subprocess.Popen(
            [sys.executable, "-I", str(self._child)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        )
        self._process = process
        ready = self._asked(process, b"", self._start_seconds)
        if ready[:1] != OK:
            self.close()
            raise RenderFailed(ready[1:].decode(errors="replace"))
        return process

    def _asked(self, process: subprocess.Popen[bytes], frame: bytes, seconds: float) -> bytes:
        """Sends a frame and reads the answer. A child that takes longer is killed, which ends the reading; so is a broken one."""
        began = time.monotonic()
        try:
            with _killed_after(process, seconds):
                _write(process, frame)
                (length,) = LENGTH.unpack(_read(process, LENGTH.size))
                return _read(process, length)
        except OSError as error:
            self.close()
            late = time.monotonic() - began >= seconds
            raise RenderFailed(f"no answer in {seconds:g} seconds" if late else "the render child died") from error
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


def _write(process: subprocess.Popen[bytes], data: bytes) -> None:
    to_child, _from_child = _pipes(process)
    rest = memoryview(data)
    while rest:
        rest = rest[to_child.write(rest) :]


def _read(process: subprocess.Popen[bytes], length: int) -> bytes:
    """Exactly so many bytes. Raises BrokenPipeError where the child ends before them."""
    _to_child, from_child = _pipes(process)
    parts = []
    while length:
        part = from_child.read(length)
        if not part:
            raise BrokenPipeError("the render child closed its output")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in _pipes(process):
        pipe.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    _close_pipes(process)
    process.wait()


_RENDERER = Renderer()
atexit.register(_RENDERER.close)
os.register_at_fork(after_in_child=_RENDERER.forget)


def render_pdf(html: str) -> bytes:
    """The page as tagged PDF (PDF/UA-1), the same bytes for the same page. Raises RenderFailed, Unprintable before any work."""
    if characters := unprintable(html):
        raise Unprintable(characters)
    return _RENDERER.render(html)
