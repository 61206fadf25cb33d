"""What a database that fails says, in kinds that a person can be told; and that it takes nothing at the moment."""

import sqlite3
import time
from collections.abc import Iterator
from enum import Enum

from django.db import DatabaseError, InterfaceError, OperationalError

AGAIN_AFTER = 5.0
"""Seconds for which a database that took nothing is not asked to take what an answer can do without."""


class Fault(Enum):
    """What ails the database."""

    GONE = "it cannot be reached"
    SILENT = "it does not answer in time"
    BUSY = "others are writing, and it did not become free in time"
    READ_ONLY = "it can only be read"
    FULL = "its disk is full or broken"


UNWRITABLE = frozenset({Fault.BUSY, Fault.READ_ONLY, Fault.FULL})
"""What can still be read, though nothing was written for certain. One that is gone may have kept what it could not confirm."""
LASTING = UNWRITABLE - {Fault.BUSY}
"""The same, where it does not pass by itself in a moment."""

OF_SQLITE = {
    sqlite3.SQLITE_BUSY: Fault.BUSY,
    sqlite3.SQLITE_LOCKED: Fault.BUSY,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_IOERR: Fault.FULL,
    sqlite3.SQLITE_CANTOPEN: Fault.GONE,
}
OF_POSTGRESQL = {
    "25006": Fault.READ_ONLY,  # read_only_sql_transaction: a stand-by
    "53100": Fault.FULL,  # disk_full
    "58030": Fault.FULL,  # io_error
    "53300": Fault.BUSY,  # too_many_connections
    "40001": Fault.BUSY,  # serialization_failure
    "40P01": Fault.BUSY,  # deadlock_detected
    "55P03": Fault.BUSY,  # lock_not_available: lock_timeout
    "57014": Fault.SILENT,  # query_canceled: statement_timeout
}


class NoAnswer(Exception):
    """Marks an error of the database that no answer came in time."""


def fault_of(error: BaseException | None) -> Fault | None:
    """What ails the database, by the first of its errors among this one and its causes; None where it is no fault of it."""
    for each in causes(error):
        if isinstance(each, NoAnswer):
            return Fault.SILENT
        if (code := getattr(each, "sqlite_errorcode", None)) is not None:
            return OF_SQLITE.get(code & 0xFF)
        if found := OF_POSTGRESQL.get(getattr(each, "sqlstate", None) or ""):
            return found
    return Fault.GONE if any(isinstance(each, OperationalError | InterfaceError) for each in causes(error)) else None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from, the nearest first."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


class Noticed:
    """When this process last saw that the database takes nothing."""

    at: float | None = None
    fault = Fault.READ_ONLY


def notice(error: DatabaseError) -> Fault | None:
    """What ails the database; that it takes nothing is remembered."""
    fault = fault_of(error)
    if fault in UNWRITABLE:
        Noticed.at, Noticed.fault = time.monotonic(), fault
    return fault


def unwritable_now() -> Fault | None:
    """What was noticed a moment ago, so that nobody waits for it again; None where a write is worth a try."""
    return Noticed.fault if Noticed.at is not None and time.monotonic() - Noticed.at < AGAIN_AFTER else None
