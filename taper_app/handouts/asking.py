"""What is said to a render child and what it answers: a page with its length and the seconds that it may take; then a PDF, or why
there is none."""

import math
import os
import struct
import sys
import tempfile
from pathlib import Path
from typing import IO

CHILD = Path(__file__).with_name("child.py")
SHORT_SECONDS, SECONDS_A_KILOBYTE, LONG_SECONDS = 15.0, 0.4, 45.0
"""How long a page may take. A kilobyte costs some 10 ms of processor time; where many others want the processors, thirty to forty
times that by the clock."""
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
"""The child sees these and no secret of ours."""
HOME_PREFIX = "taper-papers-"  # as in child.py
OK = b"+"
LENGTH, ASKED = struct.Struct(">Q"), struct.Struct(">QQ")  # as in child.py, which runs by itself


def seconds_for(octets: int) -> float:
    """How long the render of a page of this length may take before it counts as hung: more for more steps, to a limit."""
    return min(SHORT_SECONDS + SECONDS_A_KILOBYTE * octets / 1000, LONG_SECONDS)


class RenderFailed(Exception):
    """There is no PDF: the page asked for a file that is not ours, or the child failed, hung or died."""


class Died(RenderFailed):
    """The child died or was ended, through no fault of the page that is known."""


def command(child: Path) -> list[str]:
    """What runs a child."""
    return [sys.executable, "-I", str(child)]


def new_home() -> Path:
    """A folder for what a child writes, which are fonts for those who draw them: it goes with the child, however that ends."""
    return Path(tempfile.mkdtemp(prefix=HOME_PREFIX))


def environment(home: Path) -> dict[str, str]:
    """What a child sees; all that it writes is in its home."""
    return {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | {"TMPDIR": str(home)}


def frame(page: bytes, seconds: float) -> bytes:
    """A page as a child is asked for it."""
    return ASKED.pack(len(page), math.ceil(seconds)) + page


def made(answer: bytes) -> bytes:
    """The PDF of an answer. Raises RenderFailed with what the child says."""
    if answer[:1] != OK:
        raise RenderFailed(answer[1:].decode(errors="replace"))
    return answer[1:]


def read(from_child: IO[bytes], length: int) -> bytes:
    """Exactly so many bytes. Raises BrokenPipeError where the child ends before them."""
    parts = []
    while length:
        part = from_child.read(length)
        if not part:
            raise BrokenPipeError("the render child closed its output")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
