"""Files that are whole or not there, and that their owner alone can read."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part"  # what is not whole yet; left behind only where the machine stopped


@contextmanager
def appears_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which has its name once it is on the disk whole; where anything goes wrong it is not there.

    Raises FileExistsError where there is one already, and OSError as the disk does.
    """
    part = path.with_name(path.name + PART)
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    to_disk(path.parent)


def write_new(path: Path, text: str) -> None:
    """A small file as `appears_whole` makes it."""
    with appears_whole(path) as file:
        file.write(text.encode())


def to_disk(folder: Path) -> None:
    """The names in a folder reach the disk too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def own_folder(folder: Path) -> None:
    """Makes it where it is missing, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
