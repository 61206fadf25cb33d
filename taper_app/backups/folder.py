"""The folder of the backups: their names, one at a time, and which of them are kept."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .files import PART, own_folder
from .refused import BackupRefused

NAME = "taper-%Y%m%dT%H%M%SZ.age"
ALL_FOR = timedelta(days=1)
HOURLY_FOR = timedelta(days=7)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Inside, nobody else makes a backup here, and what one that was stopped has left is gone. Raises BackupRefused."""
    own_folder(folder)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(f"Another backup into {folder} is not done yet: nothing was started.") from error
        for left in folder.glob("taper-*.age" + PART):
            left.unlink()
        yield


def path_of(folder: Path, at: datetime) -> Path:
    """The file of the backup of this moment."""
    return folder / at.astimezone(UTC).strftime(NAME)


def made(folder: Path) -> dict[datetime, Path]:
    """The backups in a folder by their moments: what has a name of ours."""
    found = {}
    for path in folder.glob("taper-*.age"):
        try:
            found[datetime.strptime(path.name, NAME).replace(tzinfo=UTC)] = path
        except ValueError:
            continue  # somebody's own
    return found


def to_drop(moments: Iterable[datetime], now: datetime, days: int) -> set[datetime]:
    """Those of these backups that are no longer kept: every one stays for a day, the first of each hour for a week, the first of
    each day for so many days. The newest stays whatever its age, and one of the future is nothing to judge by.
    """
    ordered = sorted(moments)
    hours, dates, dropped = set(), set(), set()
    for moment in ordered:
        age, day = now - moment, moment.date()
        hour = day, moment.hour
        kept = (
            age <= ALL_FOR
            or (age <= HOURLY_FOR and hour not in hours)
            or (age <= timedelta(days=days) and day not in dates)
            or moment == ordered[-1]
        )
        hours.add(hour)
        dates.add(day)
        if not kept:
            dropped.add(moment)
    return dropped
