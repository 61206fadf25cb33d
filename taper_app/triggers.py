"""The triggers that keep the record: a table of NEVER_CHANGED takes a new row, and nothing else is let through.

A migration that touches one of these tables wraps its operations in `kept_unchanged`: to alter a table SQLite makes it anew, and
the triggers of the old one are gone with it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import NotSupportedError, migrations

NEVER_CHANGED = (
    "taper_app_revision",
    "taper_app_review",
    "taper_app_auditevent",
    "taper_app_auditlink",
    "taper_app_careentry",
    "taper_app_riskpicture",
    "taper_app_notaper",
    "taper_app_enteredinerror",
    "taper_app_weighing",
    "taper_app_relapseplan",
    "taper_app_adjunctentry",
    "taper_app_plancheck",
    "taper_app_erasure",
)
FUNCTION = "taper_never_changed"  # of PostgreSQL
FUNCTION_BODY = (
    """BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END"""
)
POSTGRESQL_EVENTS = {"changed": "UPDATE", "deleted": "DELETE", "emptied": "TRUNCATE"}
ENDINGS = ("changed", "deleted", "emptied", "replaced")


def kept_unchanged(operations: Iterable[Any]) -> list[Any]:
    """The operations of a migration of such a table: without triggers while they run, and with all of them afterwards."""
    off_then_on = migrations.RunPython(let_change, keep_unchanged), migrations.RunPython(keep_unchanged, let_change)
    return [off_then_on[0], *operations, off_then_on[1]]


def keep_unchanged(apps: Any, schema_editor: Any) -> None:
    """Makes every trigger of every such table that there is, also those that are there already. For migrations.RunPython."""
    put_on(schema_editor.connection)


def let_change(apps: Any, schema_editor: Any) -> None:
    """Takes the triggers away, so that a migration can fill a new column. For migrations.RunPython, inside `kept_unchanged`."""
    take_off(schema_editor.connection)


def put_on(connection: Any) -> None:
    """Makes every trigger of every such table that this database has."""
    take_off(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION_BODY}$$")
        for table in tables(connection):
            for name, statement in triggers(connection, table).items():
                cursor.execute(statement)
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def take_off(connection: Any) -> None:
    """Takes away every trigger of every such table."""
    with connection.cursor() as cursor:
        for table in tables(connection):
            of = f" ON {table}" if connection.vendor == "postgresql" else ""
            for ending in ENDINGS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never_{ending}{of}")


def missing(connection: Any) -> list[str]:
    """The triggers that this database should have and has not, or not as they are made here."""
    there = triggers_there(connection)
    wanted = (each for table in tables(connection) for each in triggers(connection, table).items())
    return [name for name, statement in wanted if there.get(name) != statement]


def triggers_there(connection: Any) -> dict[str, str]:
    """By name the statement that makes a trigger; on PostgreSQL of those that are always on and whose function is ours."""
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        asked = (
            "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE NOT tgisinternal AND tgenabled = 'A' AND prosrc = %s AND tgrelid = ANY (%s::regclass[])"
        )
    with connection.cursor() as cursor:
        cursor.execute(asked, [FUNCTION_BODY, tables(connection)] if connection.vendor == "postgresql" else [])
        return dict(cursor.fetchall())


def tables(connection: Any) -> list[str]:
    """Those of NEVER_CHANGED that there are: an early migration runs before the later ones are made."""
    there = set(connection.introspection.table_names())
    return [table for table in NEVER_CHANGED if table in there]


def triggers(connection: Any, table: str) -> dict[str, str]:
    """The triggers of one table by name, each as the statement that makes it."""
    if connection.vendor == "postgresql":
        return dict(postgresql_triggers(table))
    return dict(sqlite_triggers(table, list(unique_keys(connection, table))))


def postgresql_triggers(table: str) -> Iterator[tuple[str, str]]:
    """Against UPDATE, also that of ON CONFLICT, DELETE and TRUNCATE; its unique keys refuse a second row themselves."""
    for ending, event in POSTGRESQL_EVENTS.items():
        name, each = f"{table}_never_{ending}", "STATEMENT" if event == "TRUNCATE" else "ROW"
        yield name, f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"


def sqlite_triggers(table: str, keys: list[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Against UPDATE and DELETE, and against INSERT of a row that is there by any of its keys.

    INSERT OR REPLACE deletes the row that stands in its way without a word to any trigger of DELETE.
    """
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
    yield f"{table}_never_changed", f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} {stop}"
    yield f"{table}_never_deleted", f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} {stop}"
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {each})" for each in same)
    yield f"{table}_never_replaced", f"CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table} WHEN {there} {stop}"


def unique_keys(connection: Any, table: str) -> Iterator[tuple[str, ...]]:
    """The columns of each unique key of a table of SQLite, the primary key first.

    Raises NotSupportedError for a key over an expression or over some rows only: a trigger made of its columns would not fit it.
    """
    yield ("id",)
    with connection.cursor() as cursor:
        cursor.execute('SELECT name, partial FROM pragma_index_list(%s) WHERE "unique" = 1 ORDER BY name', [table])
        for index, partial in cursor.fetchall():
            cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
            columns = tuple(name for (name,) in cursor.fetchall())
            if partial or None in columns:
                raise NotSupportedError(f"{table} is never changed: its key {index} must be over whole columns of all rows.")
            yield columns
