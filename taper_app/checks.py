"""What is looked at when a server starts, by `manage.py migrate`, and by `manage.py check --database default`."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, NotSupportedError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from taper_app import grants, seals, triggers
from taper_app.postgresql.safety import switched_off

logger = logging.getLogger(__name__)


@register(Tags.database)
def record_is_closed(databases: Iterable[str] | None = None, **_more: object) -> list[CheckMessage]:
    """What is wrong with the record (no key, a trigger that is missing, a key that fits nothing), or lets others at it."""
    if not databases or "default" not in databases:
        return []
    try:
        seals.keys()
        of_the_record = [] if pending() else (*lost_triggers(), *another_key())
        return [*unsafe_writes(), *files_of_others(), *ways_for_others(), *of_the_record]
    except ImproperlyConfigured as error:
        return [Error(str(error), id="taper_app.E001")]
    except DatabaseError:
        logger.exception("the database could not be looked at")
        return []


def pending() -> bool:
    """Whether the database is older than this release: then `migrate` makes what is missing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes("taper_app")))


def lost_triggers() -> Iterator[CheckMessage]:
    """A message for each trigger that is missing, or for a key that none can hold."""
    hint = "Find out who or what took it away, then run: manage.py restore_triggers"
    try:
        lost = triggers.missing(connection)
    except NotSupportedError as error:
        yield Warning(str(error), "Find out who made this key, and take it away.", id="taper_app.W001")
        return
    for name in lost:
        yield Warning(f"The trigger {name} is missing or changed: what was issued could be changed.", hint, id="taper_app.W001")


def unsafe_writes() -> Iterator[CheckMessage]:
    """An error for each setting of PostgreSQL by which what was confirmed may be lost when the machine stops."""
    for name in switched_off(connection) if connection.vendor == "postgresql" else []:
        said = f"PostgreSQL runs with {name} = off: what was issued may be gone after a power cut, so nothing is served."
        yield Error(said, f"Set {name} = on for the server, the database and the role.", id="taper_app.E002")


def another_key() -> Iterator[CheckMessage]:
    """A message where the latest revision does not fit the key: it was changed, or was sealed under another key."""
    latest = apps.get_model("taper_app", "Revision").objects.order_by("pk").last()
    if latest and not latest.is_as_issued():
        hint = "If the record key is another one than before, put the earlier one back, or name it in RECORD_KEY_FALLBACKS."
        said = "The latest revision is not as it was issued, or the record key is not the one it had."
        yield Warning(said, hint, id="taper_app.W002")


def files_of_others() -> Iterator[CheckMessage]:
    """A message for each file or folder with patients' data or keys that somebody else on this machine can read."""
    database = connection.settings_dict["NAME"] if connection.vendor == "sqlite" else None
    keys = settings.SECRET_KEY_FILE, settings.RECORD_KEY_FILE, settings.DATABASE_URL_FILE, settings.DATABASE_PASSWORD_FILE
    for path in filter(None, (settings.LOCAL_DIR, *keys, database)):
        if others_can_read(Path(path)):
            yield Warning(f"{path} can be read by others on this machine.", "Its owner takes that away.", id="taper_app.W003")


def ways_for_others() -> Iterator[CheckMessage]:
    """A message for a proxy that is not counted, and for a way to the database of another machine that anybody can listen on."""
    if settings.HTTPS and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        said = "TRUSTED_PROXIES is 0: behind one all have its address, and wrong passwords by anybody shut out every new browser."
        yield Warning(said, "Set it to how many proxies stand before Taper.", id="taper_app.W004")
    database = connection.settings_dict
    mode = database["OPTIONS"].get("sslmode", "prefer")
    if connection.vendor == "postgresql" and not is_here(database["HOST"]) and mode not in ("verify-ca", "verify-full"):
        said = f"The database is on {database['HOST']}, and sslmode is {mode}: anybody on the way could read it or answer for it."
        hint = "End DATABASE_URL with ?sslmode=verify-full, and with &sslrootcert=FILE where its certificate is your own."
        yield Error(said, hint, id="taper_app.E005")


def too_many_rights() -> Iterator[CheckMessage]:
    """A message where a server runs with a role that could change what is kept. Commands may run as the owner."""
    try:
        if grants.may_too_much(connection):
            said = f"The role {connection.settings_dict['USER'] or 'in use'} can change what is kept: it owns the database."
            yield Warning(said, "Make one for the server that cannot: manage.py database_role.", id="taper_app.W006")
    except DatabaseError:
        logger.exception("the rights of the role could not be looked at")


def is_here(host: str) -> bool:
    """Whether a host of a database is this machine: a socket, or its own address."""
    return host.startswith("/") or host in ("", "localhost", "127.0.0.1", "::1")


def others_can_read(path: Path) -> bool:
    """Whether there is such a file or folder, and its mode lets others in; not where it lies out of our own reach."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False


def look_at_start() -> None:
    """What a server does before its first request. Raises ImproperlyConfigured where it must not start; the rest it logs."""
    seals.keys()
    keep_to_owner(settings.LOCAL_DIR)
    found = run_checks(tags=[Tags.database], databases=["default"])
    for message in (*found, *too_many_rights()):
        logger.critical("%s %s", message.msg, message.hint or "")
    close_connections()
    if refused := [message for message in found if message.level >= ERROR]:
        raise ImproperlyConfigured(" ".join(f"{each.msg} {each.hint or ''}".strip() for each in refused))


def keep_to_owner(folder: Path) -> None:
    """Takes the folder from everybody but its owner, if it is there and ours."""
    try:
        if folder.exists() and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError:
        logger.exception("%s could not be kept to its owner", folder)


def close_connections() -> None:
    """A server forks after this, and no worker may share a connection with another."""
    connections.close_all()
