"""A database at one moment, whatever is written to it meanwhile: what SQLite and PostgreSQL each make in their own way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

PIECE = 1024 * 1024  # bytes of the database in one part of a backup


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and the SHA-256 of all that they say."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Snapshot:
    """What can be asked of it, again and again with the same answer."""

    ask: Callable[[str], list[tuple[Any, ...]]]
    data: Callable[[], Iterator[bytes]]  # all of it, as a backup keeps it
    contents: Callable[[], dict[str, Content]]  # by table
