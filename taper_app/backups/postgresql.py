"""PostgreSQL: what `pg_dump` says of the database at one moment, and `pg_restore` in one transaction."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from .refused import BackupRefused
from .snapshot import PIECE, Content, Snapshot

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
ROUTINES = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
ANYTHING = (
    "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
)
KEY = (
    "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)"
    " WHERE indisprimary AND indrelid = %s::regclass ORDER BY attnum"
)
ALIKE = "SET datestyle = 'ISO'; SET timezone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = 'hex'"  # text for one value
LIBPQ = ("ssl", "gss", "channel_", "connect_", "target_", "keepalives", "tcp_", "service", "passfile", "options")
NAMES = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}
Command = Sequence[str]


def address(config: dict[str, Any]) -> str:
    """Where the database is, as libpq reads it; without the password, which others on this machine would see."""
    own = {name: config[key] for key, name in NAMES.items() if config.get(key)}
    options = {key: value for key, value in config.get("OPTIONS", {}).items() if key.startswith(LIBPQ)}
    return make_conninfo("", **own | options)


def environment(config: dict[str, Any]) -> dict[str, str]:
    """Ours, with the password."""
    return dict(os.environ) | ({"PGPASSWORD": config["PASSWORD"]} if config.get("PASSWORD") else {})


def connect(config: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of its own. Raises BackupRefused where no server answers."""
    try:
        return psycopg.connect(address(config), password=config.get("PASSWORD") or None, connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        raise BackupRefused(f"The database does not answer: {error}".strip()) from error


@contextmanager
def one_moment(config: dict[str, Any]) -> Iterator[Snapshot]:
    """The database of these settings as it is now. Raises BackupRefused without a server or without pg_dump."""
    program = found("pg_dump")
    with connect(config) as connection:
        connection.execute(ALIKE)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        ((name,),) = connection.execute("SELECT pg_export_snapshot()").fetchall()
        command = [
            program,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={name}",
            f"--dbname={address(config)}",
        ]
        yield Snapshot(
            lambda asked: connection.execute(asked.encode()).fetchall(),
            lambda: said_by(command, environment(config)),
            lambda: contents(connection),
        )
        connection.execute("COMMIT")


def found(program: str) -> str:
    """Where this program of PostgreSQL is. Raises BackupRefused where it is not."""
    path = shutil.which(program)
    if not path:
        raise BackupRefused(f"{program} is not on PATH: install PostgreSQL's client, as new as the server (postgresql-client).")
    return path


def said_by(command: Command, settings: dict[str, str]) -> Iterator[bytes]:
    """What a program prints, in pieces. Raises BackupRefused with what it said where it failed."""
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, env=settings) as program,
    ):
        assert program.stdout is not None  # it is a pipe
        try:
            while piece := program.stdout.read(PIECE):
                yield piece
        except GeneratorExit:  # nobody wants the rest
            program.kill()
            raise
        refuse_failed(program, complaints)


def refuse_failed(program: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
    """Waits for its end. Raises BackupRefused with what it said where that was no good one."""
    if program.wait() != 0:
        complaints.seek(0)
        said = complaints.read(2000).decode(errors="replace").strip().splitlines() or ["it was stopped"]
        raise BackupRefused(" ".join(said[:3]))


def contents(connection: psycopg.Connection[tuple[Any, ...]]) -> dict[str, Content]:
    """What each table holds."""
    return {table: content(connection, table) for (table,) in connection.execute(TABLES).fetchall()}


def content(connection: psycopg.Connection[tuple[Any, ...]], table: str) -> Content:
    """What a table holds, its rows in the order of their keys as text, which is the same by any collation."""
    name = sql.Identifier("public", table)
    key = [column for (column,) in connection.execute(KEY, [name.as_string(connection)]).fetchall()]
    order = sql.SQL(", ").join(sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(column)) for column in key)
    number, summed = 0, sha256()
    with connection.cursor().copy(sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT").format(name, order)) as said:
        for piece in said:
            number += bytes(piece).count(b"\n")  # one ends each row; those within a value are written otherwise
            summed.update(piece)
    return Content(number, summed.hexdigest())


def is_empty(config: dict[str, Any]) -> bool:
    """Whether the database is there and holds nothing. Raises BackupRefused where it is not there."""
    with connect(config) as connection:
        return connection.execute(ANYTHING).fetchone() == (0,)


def routines(config: dict[str, Any]) -> set[str]:
    """The functions that the database has outside of PostgreSQL's own."""
    with connect(config) as connection:
        return {name for (name,) in connection.execute(ROUTINES).fetchall()}


def fill(config: dict[str, Any], pieces: Iterable[bytes]) -> None:
    """Puts what pg_dump said into an empty database, all or nothing. Raises BackupRefused."""
    command = [found("pg_restore"), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            [*command, f"--dbname={address(config)}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=environment(config),
        ) as program,
    ):
        assert program.stdin is not None  # it is a pipe
        try:
            for piece in pieces:
                program.stdin.write(piece)
            program.stdin.close()
        except BrokenPipeError:
            pass  # it gave up, and says why
        except BaseException:
            program.kill()  # what it has by now is undone
            raise
        refuse_failed(program, complaints)
    with connect(config) as filled:
        filled.execute("ANALYZE")  # a dump does not say how many rows there are, and lists are slow until that is known


def empty_again(config: dict[str, Any], kept: set[str]) -> None:
    """Takes away what was put into a database that was empty but for the functions in `kept`."""
    with connect(config) as connection, connection.transaction():
        for (table,) in connection.execute(TABLES).fetchall():
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier("public", table)))
        for (name,) in connection.execute(ROUTINES).fetchall():
            if name not in kept:
                connection.execute(f"DROP ROUTINE IF EXISTS {name}".encode())
