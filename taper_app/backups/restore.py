"""The way back: into an empty place only, read once to its end before anything is written, and compared with what it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.utils import load_backend
from pyrage.x25519 import Identity

from taper_app import seals, triggers
from taper_app.models import Revision

from . import archive, postgresql, sqlite
from .files import PART, own_folder, to_disk
from .keys import Keys, are_good_here, write_keys
from .make import snapshot_of, vendor_of
from .manifest import Events, Foot, Head, refuse_unfitting, what_is_sealed
from .refused import OF_A_DATABASE, BackupRefused

ALIAS = "restored"


@dataclass(frozen=True)
class Backup:
    """One that was read to its end, so that it is known to be whole."""

    path: Path
    identity: Identity
    head: Head
    keys: Keys
    foot: Foot

    def data(self) -> Iterator[bytes]:
        """The database in pieces, read again from the file. Raises BackupRefused where that is another by now."""
        summed = sha256()
        for name, piece in archive.read(self.path, self.identity):
            if name.startswith("data/"):
                summed.update(piece)
                yield piece
        if summed.hexdigest() != self.foot.data_sha256:
            raise BackupRefused(f"{self.path} was changed while it was read.")


def look_through(path: Path, identity: Identity) -> Backup:
    """Reads a backup to its end and writes nothing. Raises BackupRefused where it is not whole, or not what its seal is of."""
    small, summed = {}, sha256()
    for name, piece in archive.read(path, identity):
        if name.startswith("data/"):
            summed.update(piece)
        else:
            small[name] = piece
    try:
        head, foot, keys = Head.read(small["head.json"]), Foot.read(small["foot.json"]), Keys.read(small["keys.json"])
    except (KeyError, TypeError, ValueError) as error:
        raise BackupRefused(f"{path} opens with the key, and is no backup of Taper.") from error
    fits = seals.fits_under(keys.record, foot.seal, *what_is_sealed(head, foot))
    if summed.hexdigest() != foot.data_sha256 or not fits:
        raise BackupRefused(f"{path} does not hold what was put into it.")
    return Backup(path, identity, head, keys, foot)


def restore(backup: Backup, *, database: dict[str, Any], keys_into: Path | None) -> list[str]:
    """Puts a backup into the empty place of these settings, and its keys into a new folder where they are not those in use here.

    What is returned is what was wrong in the database already when the backup was made, in words.
    Raises BackupRefused, and leaves the place empty, where anything stands in the way.
    """
    refuse_unfitting(backup.head, vendor_of(database))
    if keys_into is None and not are_good_here(backup.keys):
        raise BackupRefused(
            "This backup was made under other keys than those in use here: name a new folder for its keys with --keys,"
            " then set RECORD_KEY_FILE and SECRET_KEY_FILE to the files in it."
        )
    if keys_into is not None and keys_into.exists() and any(keys_into.iterdir()):
        raise BackupRefused(f"{keys_into} is not empty: name a new folder for the keys.")
    try:
        found = into_postgresql(backup, database) if vendor_of(database) == "PostgreSQL" else into_sqlite(backup, database)
        if keys_into is not None:
            own_folder(keys_into)
            write_keys(backup.keys, keys_into)
    except OSError as error:
        raise BackupRefused(f"It was not restored: {error.strerror or error} ({error.filename or backup.path}).") from error
    except OF_A_DATABASE as error:
        raise BackupRefused(f"It was not restored, the database says: {error}".strip()) from error
    return found


def into_sqlite(backup: Backup, database: dict[str, Any]) -> list[str]:
    """As `restore`: made beside its place, and moved there when it was compared."""
    place = Path(database["NAME"])
    if not sqlite.is_empty(database):
        raise BackupRefused(f"There is something at {place}: a backup is restored into an empty place only.")
    made = place.with_name(place.name + PART)
    made.unlink(missing_ok=True)
    try:
        with opened(database | {"NAME": str(made)}) as connection:
            sqlite.fill(connection, backup.data())
            refuse(sqlite.faults(connection))
            found = compared(backup, connection)
        made.replace(place)
        to_disk(place.parent)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            made.with_name(made.name + ending).unlink(missing_ok=True)
    return found


def into_postgresql(backup: Backup, database: dict[str, Any]) -> list[str]:
    """As `restore`: in one transaction, and taken away again where it is not what it was."""
    if not postgresql.is_empty(database):
        raise BackupRefused(f"The database {database['NAME']} is not empty: a backup is restored into an empty place only.")
    there_before = postgresql.routines(database)
    try:
        postgresql.fill(database, backup.data())
        with opened(database) as connection:
            return compared(backup, connection)
    except BaseException:
        postgresql.empty_again(database, there_before)
        raise


@contextmanager
def opened(database: dict[str, Any]) -> Iterator[Any]:
    """A connection of Django's to the database that is being restored, closed at the end."""
    connections[ALIAS] = load_backend(database["ENGINE"]).DatabaseWrapper(database, ALIAS)
    try:
        yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]


def compared(backup: Backup, connection: Any) -> list[str]:
    """Compares every table with what it held, and ends all sessions, for some were ended since. Raises BackupRefused.

    What is returned was wrong already when the backup was made: revisions that are not as they were issued, triggers that miss.
    """
    with snapshot_of(connection.settings_dict) as now:
        held, found = backup.foot.tables, now.contents()
        refuse([f"{name} is not what it was" for name in sorted({*held, *found}) if held.get(name) != found.get(name)])
        refuse([] if Events.of(now) == backup.foot.events else ["the audit events end otherwise"])
    changed = [each for each in Revision.objects.using(ALIAS).iterator(200) if not each.is_as_issued(backup.keys.record)]
    said = [f"Revision {each.number} of plan number {each.plan_id} is not as it was issued." for each in changed]
    said += [f"The trigger {name} is missing." for name in triggers.missing(connection)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM taper_app_browsersession")
    return said


def refuse(faults: list[str]) -> None:
    """Raises BackupRefused where there is any."""
    if faults:
        raise BackupRefused(f"What was restored is not what was kept ({'; '.join(faults[:5])}): nothing of it was left.")
