"""The engine of settings.DATABASES: Django's own, with the files kept to their owner, whatever the umask.

Where a server runs, a file that is gone is not made anew, and one that cannot be written is read.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base

BESIDE = ("-wal", "-shm", "-journal")  # SQLite makes these with the mode of the database itself


class DatabaseWrapper(base.DatabaseWrapper):
    opened: tuple[int, int] | None = None
    """Which file the connection has open, where it is one."""
    only_reads = False
    init_commands: list[str]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.opened, self.only_reads = None, False
        if conn_params["database"].startswith("file:"):
            return super().get_new_connection(conn_params)
        path = Path(conn_params["database"])
        if not settings.SERVES:
            with suppress(OSError):
                path.touch(mode=0o600)
        keep_to_owner(path)
        self.opened = which(path)
        if not settings.SERVES:
            return super().get_new_connection(conn_params)
        try:
            return self.looked_at(super().get_new_connection(conn_params | {"database": address(path, "mode=rw")}))
        except sqlite3.OperationalError as error:
            if self.opened is None or error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise
            return self.to_read(path, conn_params)

    def to_read(self, path: Path, conn_params: dict[str, Any]) -> Any:
        """A connection that only reads, made anew for each request, for what keeps others from writing may pass at any time.

        Where nothing waits beside the database for its place in it, SQLite need not look for changes, which it could not without
        writing; where something does, it is read too.
        """
        waiting = path.with_name(f"{path.name}-wal")
        way = "mode=ro" if waiting.exists() and waiting.stat().st_size else "mode=ro&immutable=1"
        self.only_reads, self.init_commands = True, []
        return self.looked_at(super().get_new_connection(conn_params | {"database": address(path, way)}))

    def looked_at(self, made: sqlite3.Connection) -> sqlite3.Connection:
        """The connection. Raises OperationalError where nothing can be read by it."""
        made.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        return made

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks before and after each request: a connection to a file that is there no more keeps what nobody finds."""
        is_of_a_file = self.connection is not None and not self.in_atomic_block and self.opened is not None
        if is_of_a_file and (self.only_reads or self.opened != which(Path(self.settings_dict["NAME"]))):
            self.close()
            return
        super().close_if_unusable_or_obsolete()


def address(path: Path, how: str) -> str:
    """The file as SQLite's own address, with how it is opened."""
    return f"{path.absolute().as_uri()}?{how}"


def which(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None where there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def keep_to_owner(database: Path) -> None:
    """Takes the file and those beside it from everybody else who may read them now."""
    with suppress(OSError):  # SQLite says itself what it cannot open; another owner's file is reported at start
        for path in (database, *(database.with_name(database.name + ending) for ending in BESIDE)):
            if path.exists() and path.stat().st_mode & 0o077:
                path.chmod(0o600)
