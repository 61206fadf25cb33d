"""The files of SQLite are their owner's alone, whatever the umask, also where they were made before that."""

import os
import sqlite3

import pytest

from tests.test_settings import PRODUCTION, run

pytestmark = pytest.mark.any_database
NAMED = {"DJANGO_SETTINGS_MODULE": "taper_app.settings"}
OPEN = """
import django; django.setup()
from django.db import connection
connection.cursor().execute("CREATE TABLE IF NOT EXISTS a (b)")
import os, sys
print(*(oct(os.stat(sys.argv[1] + end).st_mode & 0o777) for end in ("", "-wal", "-shm")))
"""


def opened(path):
    """The modes of the database and the two files beside it while the application has it open, under a loose umask."""
    before = os.umask(0o000)
    try:
        answer = run("-c", OPEN, str(path), **PRODUCTION | NAMED | {"DATABASE_URL": f"sqlite:///{path}"})
    finally:
        os.umask(before)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()


@pytest.mark.long
def test_new_files(tmp_path):
    """A database that the application makes can be read by nobody else, nor can what SQLite puts beside it."""
    assert opened(tmp_path / "db.sqlite3") == ["0o600"] * 3


@pytest.mark.long
def test_files_of_before(tmp_path):
    """A database that everybody could read, left open by another process, is its owner's from the next start on."""
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE a (b)")
        for each in tmp_path.iterdir():
            each.chmod(0o644)
        assert opened(path) == ["0o600"] * 3
    other.close()
