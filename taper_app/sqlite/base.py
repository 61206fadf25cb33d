"""The engine of settings.DATABASES: Django's own, with the files kept to their owner, whatever the umask."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

BESIDE = ("-wal", "-shm", "-journal")  # SQLite makes these with the mode of the database itself


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not conn_params["database"].startswith("file:"):
            keep_to_owner(Path(conn_params["database"]))
        return super().get_new_connection(conn_params)


def keep_to_owner(database: Path) -> None:
    """Makes the file where there is none, and takes it and those beside it from everybody else who may read them now."""
    with suppress(OSError):  # SQLite says itself what it cannot open; another owner's file is reported at start
        database.touch(mode=0o600)
        for path in (database, *(database.with_name(database.name + ending) for ending in BESIDE)):
            if path.exists() and path.stat().st_mode & 0o077:
                path.chmod(0o600)
