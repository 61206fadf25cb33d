"""SQLite: the statements that make a database again, read in one transaction while others write.

They are text, gzipped, in pieces: `gunzip` and `sqlite3` run them where Taper is not there. A copy of the file's pages would need
as much memory as the file, or a second file on the disk that can be read.
"""

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from .refused import BackupRefused
from .snapshot import PIECE, Content, Snapshot

GZIP = 31  # zlib's number for its format
NOT_IN_A_QUOTE = re.compile("[\0\ud800-\udfff]")  # what ends a statement, and bytes that are no text
MADE_LATER = "SELECT sql FROM sqlite_master WHERE type != 'table' AND sql IS NOT NULL ORDER BY rowid"
TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"


@contextmanager
def one_moment(config: dict[str, Any]) -> Iterator[Snapshot]:
    """The database of these settings as it is now. Raises BackupRefused where there is none."""
    path = Path(config["NAME"])
    if not path.exists():
        raise BackupRefused(f"There is no database at {path}.")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=30)
    connection.text_factory = as_text
    with closing(connection):
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it is one moment
        yield Snapshot(
            lambda asked: connection.execute(asked).fetchall(), lambda: gzipped(connection), lambda: contents(connection)
        )


def as_text(stored: bytes) -> str:
    """Text as it is, also where it is none: then `quoted` writes its bytes."""
    return stored.decode(errors="surrogateescape")


def gzipped(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The statements, a line or more each, in pieces."""
    pack, kept = zlib.compressobj(1, wbits=GZIP), bytearray()
    for statement in statements(connection):
        kept += pack.compress(f"{statement};\n".encode())
        if len(kept) >= PIECE:
            yield bytes(kept)
            kept.clear()
    yield bytes(kept) + pack.flush()


def statements(connection: sqlite3.Connection) -> Iterator[str]:
    """What makes all tables, then fills them, then makes the indexes and triggers, which would stand in the way."""
    yield "BEGIN"
    made = connection.execute(TABLES).fetchall()
    yield from (statement for _, statement in made)
    for table, _ in made:
        yield from rows(connection, table)
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone():
        yield "DELETE FROM sqlite_sequence"  # no number is given twice, not even that of a row that is gone
        yield from rows(connection, "sqlite_sequence")
    yield from (statement for (statement,) in connection.execute(MADE_LATER))
    yield "COMMIT"


def rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The statement that puts each row of a table there, in the order of their numbers."""
    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):
        yield f'INSERT INTO "{table}" VALUES({",".join(map(quoted, row))})'


def quoted(value: object) -> str:
    """A value as SQL writes it, exactly."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, str):
        if NOT_IN_A_QUOTE.search(value):
            return f"CAST(X'{value.encode(errors='surrogateescape').hex()}' AS TEXT)"
        return "'" + value.replace("'", "''") + "'"
    return repr(value).replace("inf", "9e999")


def contents(connection: sqlite3.Connection) -> dict[str, Content]:
    """What each table holds."""
    found = {}
    for table, _ in connection.execute(TABLES).fetchall():
        number, summed = 0, sha256()
        for row in rows(connection, table):
            number += 1
            summed.update(row.encode() + b"\n")
        found[table] = Content(number, summed.hexdigest())
    return found


def is_empty(config: dict[str, Any]) -> bool:
    """Whether there is no database yet, or one without a table, and nothing beside it that SQLite would read into a new one."""
    path = Path(config["NAME"])
    if not path.exists():
        return not any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal"))
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,))
    except sqlite3.DatabaseError:
        return False


def fill(connection: Any, pieces: Iterable[bytes]) -> None:
    """Runs the statements in an empty database. `connection` is Django's, which knows the functions of its constraints."""
    connection.ensure_connection()
    connection.disable_constraint_checking()
    connection.connection.execute("PRAGMA journal_mode=OFF")  # where it fails the file is thrown away
    for statement in whole_statements(pieces):
        connection.connection.execute(statement)
    connection.enable_constraint_checking()


def whole_statements(pieces: Iterable[bytes]) -> Iterator[str]:
    """The statements of gzipped pieces, one after the other."""
    pending = ""
    for line in lines(pieces):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """The lines of gzipped text, with what ends them."""
    unpack, rest = zlib.decompressobj(wbits=GZIP), b""
    for piece in pieces:
        *whole, rest = (rest + unpack.decompress(piece)).split(b"\n")
        yield from (line.decode() + "\n" for line in whole)


def faults(connection: Any) -> list[str]:
    """What SQLite itself finds wrong with a database: nothing where it is sound."""
    found = [said for (said,) in connection.connection.execute("PRAGMA integrity_check") if said != "ok"]
    return found + [
        f"a row of {table} refers to nothing" for table, *_ in connection.connection.execute("PRAGMA foreign_key_check")
    ]
