"""What ails a database, by what it says."""

import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from taper_app import faults
from taper_app.faults import Fault, NoAnswer


def raised(error, *causes):
    """The error as it is caught, with what it came from."""
    at = error
    for cause in causes:
        at.__cause__ = cause
        at = cause
    return error


def of_sqlite(code):
    """An error of SQLite with this number."""
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (raised(OperationalError(), of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)), Fault.BUSY),
        (raised(OperationalError(), of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED)), Fault.READ_ONLY),
        (raised(OperationalError(), of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE)), Fault.FULL),
        (raised(OperationalError(), of_sqlite(sqlite3.SQLITE_CANTOPEN)), Fault.GONE),
        (raised(OperationalError(), psycopg.OperationalError("gone")), Fault.GONE),
        (raised(OperationalError(), psycopg.OperationalError(), NoAnswer()), Fault.SILENT),
        (raised(OperationalError(), psycopg.errors.QueryCanceled()), Fault.SILENT),
        (raised(OperationalError(), psycopg.errors.LockNotAvailable()), Fault.BUSY),
        (raised(OperationalError(), psycopg.errors.DiskFull()), Fault.FULL),
        (raised(ValueError(), psycopg.errors.ReadOnlySqlTransaction()), Fault.READ_ONLY),
        (InterfaceError("connection already closed"), Fault.GONE),
        (raised(IntegrityError(), psycopg.errors.UniqueViolation()), None),
        (raised(OperationalError(), of_sqlite(sqlite3.SQLITE_ERROR)), None),
        (ValueError(), None),
        (None, None),
    ],
)
def test_what_ails_it(error, fault):
    """The number of an error says it, wherever in the row of causes it stands; what is no fault of the database is none."""
    assert faults.fault_of(error) is fault


def test_that_nothing_can_be_written_is_known_for_a_moment(monkeypatch):
    """Nobody waits again for what was just refused; after a moment it is tried again."""
    now = [1000.0]
    monkeypatch.setattr(faults.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(faults.Noticed, "at", None)
    assert faults.unwritable_now() is None
    faults.notice(raised(OperationalError(), psycopg.OperationalError("gone")))
    assert faults.unwritable_now() is None
    faults.notice(raised(OperationalError(), of_sqlite(sqlite3.SQLITE_FULL)))
    assert faults.unwritable_now() is Fault.FULL
    now[0] += faults.AGAIN_AFTER
    assert faults.unwritable_now() is None
