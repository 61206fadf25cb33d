"""What was opened while the database took nothing: put aside under a seal, and brought among the events once it takes them.

Each opening goes to two places: the log, which is another machine's where it is sent there, and a file that only the account of
the server reads. A line of either holds the whole event, its true time, and the seal of the record's key, so that nobody can slip
in another. The next event that can be kept brings those of the file with it; `manage.py bring_in_openings` reads a log.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from taper_app.models import AuditEvent
from taper_app.seals import fits, seal

from .chain import extend

logger = logging.getLogger(__name__)
stream = logging.getLogger("taper_app.openings")


class NotKept(Exception):
    """An opening could be written down nowhere, so nothing may be shown."""


class Opening(NamedTuple):
    """What an event says of something that was only read; `clinic` and `by` are row numbers, `at` is in ISO 8601."""

    clinic: int | None
    by: int | None
    action: str
    subject: str
    after: dict[str, Any]
    at: str = ""  # now, where it is not said

    def sealed(self) -> dict[str, Any]:
        """What a line says of it. Raises ImproperlyConfigured without a key."""
        return {"opening": self._asdict(), "seal": seal("opening", *self)}

    @classmethod
    def read(cls, line: bytes | str) -> Self | None:
        """The opening of a line; None where it holds none, or not as it was sealed."""
        try:
            said = json.loads(line)
            found = cls(*(said["opening"][name] for name in cls._fields))
            return found if fits(said["seal"], "opening", *found) else None
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            return None

    def event(self) -> AuditEvent:
        """The event that it becomes."""
        at = datetime.fromisoformat(self.at)
        return AuditEvent(clinic_id=self.clinic, by_id=self.by, at=at, action=self.action, subject=self.subject, after=self.after)


def place() -> Path:
    """The file: OPENINGS_FILE, else one beside the database of SQLite, else one of this machine for the database's name."""
    if settings.OPENINGS_FILE:
        return Path(settings.OPENINGS_FILE)
    name = f"{connection.settings_dict['NAME']}.openings"
    return Path(name) if connection.vendor == "sqlite" else Path(settings.LOCAL_DIR) / name


def put_aside(opening: Opening) -> None:
    """Write it to the log and to the file, with the time that it is. Raises NotKept where neither took it."""
    said = opening._replace(at=timezone.now().isoformat(timespec="microseconds")).sealed()
    kept = [to_the_log(said), to_the_file(said)]
    if not any(kept):
        raise NotKept


def to_the_log(said: Mapping[str, Any]) -> bool:
    """Whether the log took it: its handler raises, where others pass over what they could not write."""
    try:
        stream.warning("opened while the database took nothing", extra={"figures": said})
    except OSError:
        return False
    return bool(stream.handlers)


def to_the_file(said: Mapping[str, Any]) -> bool:
    """Whether it is in the file, and on the disk."""
    try:
        place().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            # A line that a full disk cut before stays by itself and is told from ours.
            line = f"\n{json.dumps(said)}\n".encode()
            if os.write(file, line) < len(line):
                return False
            os.fsync(file)
        finally:
            os.close(file)
    except OSError:
        logger.exception("an opening could not be put aside in %s", place())
        return False
    return True


def bring_in_if_any() -> int:
    """Bring the openings of the file among the events, where there are any; how many. What fails is logged, and stays there."""
    try:
        if not place().stat().st_size:
            return 0
    except OSError:
        return 0
    try:
        return bring_in_file()
    except (OSError, DatabaseError):
        logger.exception("openings could not be brought in from %s", place())
        return 0


def bring_in_file() -> int:
    """Bring the openings of the file in and empty it; how many. Raises OSError and DatabaseError, and then it is as it was."""
    with place().open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = [line for line in file.read().splitlines() if line.strip()]
        found = [Opening.read(line) for line in lines]
        if strange := [line for line, opening in zip(lines, found, strict=True) if opening is None]:
            logger.critical("%s lines of %s are no openings of ours, and are put beside it", len(strange), place())
            with place().with_name(f"{place().name}.strange").open("ab") as beside:
                beside.write(b"\n".join([*strange, b""]))
        brought = bring_in(opening for opening in found if opening is not None)
        file.truncate(0)
    return brought


@transaction.atomic
def bring_in(openings: Iterable[Opening]) -> int:
    """Make events of those that are none yet, with their own time, and give them their places; how many."""
    made = [opening.event() for opening in openings if not is_there(opening)]
    for event in made:
        event.save(force_insert=True)
    for clinic in sorted({event.clinic_id or 0 for event in made}):
        extend(clinic)
    return len(made)


def is_there(opening: Opening) -> bool:
    """Whether the event of it was made: log and file hold the same ones, and a file may be read twice."""
    event = opening.event()
    same = AuditEvent.objects.filter(clinic=event.clinic_id, subject=event.subject, at=event.at, by=event.by_id)
    return any(each.after == opening.after for each in same.filter(action=event.action))
