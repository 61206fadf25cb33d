"""The empty database of the tests on SQLite: made once, which takes seconds, and copied while what makes it is as it was."""

import fcntl
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db.backends.base.creation import BaseDatabaseCreation

from tests.reach import digest

MADE_OF = ("taper_app/migrations", "taper_app/models", "taper_app/triggers.py", "taper_app/settings.py", "requirements.txt")
STORED = Path(".local")


def made_of() -> str:
    """What tells whether it would be made as it was."""
    folders = [Path(each) for each in MADE_OF]
    return digest(path for each in folders for path in ([each] if each.is_file() else each.rglob("*.py")))


def stored() -> Path:
    """Where the one of now is, or will be."""
    return STORED / f"made-{made_of()[:16]}.sqlite3"


def copied(make, creation, *args, **kwargs):
    """What Django does, but of a database that is there already: the name of the new one."""
    connection = creation.connection
    if connection.vendor != "sqlite":
        return make(creation, *args, **kwargs)
    STORED.mkdir(exist_ok=True)
    there = stored()
    with (STORED / "made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be making it
        if not there.exists():
            name = make(creation, *args, **kwargs)
            for old in STORED.glob("made-*.sqlite3"):
                old.unlink()
            half = STORED / f"half-made-{os.getpid()}.sqlite3"  # a run that is stopped leaves no half of it behind
            with connection.cursor() as cursor:
                cursor.execute("vacuum into %s", [str(half)])
            half.rename(there)
            return name
        name = creation._get_test_db_name()
        connection.close()
        shutil.copy(there, name)
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def copy_instead() -> None:
    """From here on a database of the tests is a copy."""
    make = BaseDatabaseCreation.create_test_db
    BaseDatabaseCreation.create_test_db = lambda creation, *args, **kwargs: copied(make, creation, *args, **kwargs)
