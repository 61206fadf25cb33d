"""Room for the frames of calls, so that Python does not map and unmap memory all the while.

CPython keeps the frames of a thread in pieces of 16 kB. It maps the next one when a call no longer fits, and unmaps it when that
call returns: a loop whose calls stand astride an end pays for that each time round, which was up to half of what a page cost. One
large frame at the bottom has it map a large piece, in which all that it calls has room.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any

ROOM = 66_000  # of 8 bytes: just over half of a piece, whose size is a power of two, so that the other half is free


def call(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What the work returns."""
    return work(*args, **kwargs)


with_room: Callable[..., Any] = FunctionType(call.__code__.replace(co_stacksize=ROOM), {}, "with_room")
"""`with_room(work, *args)` is `work(*args)`, with half a megabyte for frames above it."""
