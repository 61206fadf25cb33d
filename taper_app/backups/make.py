"""A backup: the database at one moment and the keys that it needs, encrypted, whole or not there."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from pyrage.x25519 import Recipient

from . import archive, folder, postgresql, sqlite
from .files import appears_whole
from .keys import keys_here
from .manifest import as_json, foot_of, head_of
from .refused import OF_A_DATABASE, BackupRefused
from .snapshot import Snapshot


@dataclass(frozen=True)
class Made:
    """A backup that was made, and how many earlier ones were dropped by the rule."""

    path: Path
    size: int
    dropped: int


def make(*, database: dict[str, Any], into: Path, recipient: Recipient, at: datetime, keep_days: int) -> Made:
    """Makes one, then drops those that are no longer kept.

    Raises BackupRefused, and leaves nothing, where anything stands in the way.
    """
    try:
        with folder.alone_in(into):
            path = folder.path_of(into, at)
            with appears_whole(path) as file:
                archive.write(file, parts(database, at), recipient)
            there = folder.made(into)
            dropped = folder.to_drop(there, at, keep_days)
            for moment in dropped:
                there[moment].unlink()
            return Made(path, path.stat().st_size, len(dropped))
    except FileExistsError as error:
        raise BackupRefused(f"There is a backup of this second already: {error.filename}.") from error
    except OSError as error:
        raise BackupRefused(f"Nothing was kept: {error.strerror or error} ({error.filename or into}).") from error
    except (ImproperlyConfigured, *OF_A_DATABASE) as error:
        raise BackupRefused(f"Nothing was kept: {error}".strip()) from error


def parts(database: dict[str, Any], at: datetime) -> Iterator[archive.Part]:
    """What a backup consists of, in its order."""
    with snapshot_of(database) as snapshot:
        head = head_of(snapshot, vendor_of(database), at)
        yield "head.json", as_json(head)
        yield "keys.json", as_json(keys_here())
        summed = sha256()
        for number, piece in enumerate(snapshot.data()):
            summed.update(piece)
            yield f"data/{number:08}", piece
        yield "foot.json", as_json(foot_of(snapshot, head, summed.hexdigest()))


def vendor_of(database: dict[str, Any]) -> str:
    """Which program keeps the database of these settings."""
    return "PostgreSQL" if database["ENGINE"].endswith("postgresql") else "SQLite"


def snapshot_of(database: dict[str, Any]) -> AbstractContextManager[Snapshot]:
    """The database of these settings at this moment."""
    return postgresql.one_moment(database) if vendor_of(database) == "PostgreSQL" else sqlite.one_moment(database)
