"""Render children that all workers of a server share. Who asks is not kept waiting for a page that takes long: it is made all the
same, and given to them when they ask again."""

import socket
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from .asking import CHILD, LENGTH, Died, RenderFailed, command, environment, frame, made, new_home, read, seconds_for

WAIT_SECONDS = 50.0
"""What a page waits for shared children at most, its turn included: less than the 60 s after which a server ends a worker."""
ANSWER_SECONDS, ANSWER_A_KILOBYTE = 2.5, 0.02
"""After how long whoever asks a server for a page is told that it takes longer: twice its processor time, or more."""
FIRST = b'<!DOCTYPE html><html lang="en"><title>warm</title><p>warm'
"""A page that costs nothing but the start of a child."""
WAITING = 64
"""How many may wait for shared children."""


def answered_after(octets: int) -> float:
    """How many seconds whoever asks for a page of this length is kept waiting; it is made all the same."""
    return max(ANSWER_SECONDS, ANSWER_A_KILOBYTE * octets / 1000)


class Late(RenderFailed):
    """It is still being made: whoever asks for the same page again is given it as soon as it is there."""

    is_late = True


class Shared:
    """Render children for this process and all that are forked from it; they end when the last of these does.

    They are reached by a socket that only this account can open. Raises OSError where they cannot be started.
    """

    def __init__(
        self,
        count: int,
        child: Path = CHILD,
        *,
        limit: Callable[[int], float] = seconds_for,
        patience: Callable[[int], float] = answered_after,
    ) -> None:
        self._limit, self._patience = limit, patience
        self._late: dict[str, tuple[bytes, Future[bytes]]] = {}
        home = new_home()
        self.address = f"{home}/socket"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            Path(self.address).chmod(0o600)
            listener.listen(WAITING)
            number = listener.fileno()
            # They live as long as anybody holds the other end of their input.
            self.process = subprocess.Popen(
                [*command(child), str(number), str(count)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[number],
                env=environment(home),
            )

    def close(self) -> None:
        """Ends them and waits for it."""
        self.leave()
        self.process.wait()

    def leave(self) -> None:
        """Asks nothing of them any more: they end when nobody else who was forked from us may ask them."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def wait_until_warm(self, seconds: float) -> bool:
        """Whether one of them has answered within so many seconds: from then on nobody waits for what starting them takes."""
        answer = self._asked(FIRST)
        with suppress(TimeoutError, RenderFailed):
            return answer is not None and bool(made(answer.result(seconds)))
        return False

    def line(self) -> socket.socket | None:
        """A line to the next child that is free; None where they are gone."""
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(WAIT_SECONDS)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            return None
        return line

    def render(self, html: str, who: str = "") -> bytes | None:
        """The page as PDF; None where the children are gone. Raises RenderFailed, and Late for a page that is still being made,
        or where another of the same user is: `who` is the one to whom it is given when they ask again."""
        page = html.encode()
        before, answer = self._late.pop(who, (b"", None))
        if answer and before != page:
            if not answer.done():
                self._late[who] = before, answer
                raise Late("an earlier page of the same user is still being made")
            answer = None
        is_again, answer = answer is not None, answer or self._asked(page)
        if answer is None:
            return None
        try:
            return made(answer.result(self._patience(len(page))))
        except TimeoutError:
            self._late[who] = page, answer
            raise Late("it is still being made") from None
        except Died as error:
            if is_again:  # the page may be what hung it
                raise RenderFailed("the render child was ended") from error
            raise

    def _asked(self, page: bytes) -> Future[bytes] | None:
        """What a child will answer, read in a thread, so that it is there also when nobody waits; None where they are gone."""
        if (line := self.line()) is None:
            return None
        answer: Future[bytes] = Future()
        threading.Thread(target=answered, args=(line, frame(page, self._limit(len(page))), answer), daemon=True).start()
        return answer


def answered(line: socket.socket, asked: bytes, answer: Future[bytes]) -> None:
    """Asks this on a line, which is closed, and sets the answer, RenderFailed or Died."""
    try:
        with line, line.makefile("rb") as answers:
            line.sendall(asked)
            (length,) = LENGTH.unpack(read(answers, LENGTH.size))
            answer.set_result(read(answers, length))
    except TimeoutError:
        answer.set_exception(RenderFailed(f"no answer in {WAIT_SECONDS:g} seconds"))
    except OSError:
        answer.set_exception(Died("the render child died"))
