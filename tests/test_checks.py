"""What is looked at when a server starts: the record's triggers and key, and who can read the files."""

import logging
from io import StringIO

import pytest
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from taper_app import checks, triggers
from tests.actions.test_plans import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def local(tmp_path, settings):
    """A folder for this machine's own files, as the set-up makes it, and a database of its owner's."""
    settings.LOCAL_DIR = tmp_path / ".local"
    settings.LOCAL_DIR.mkdir(mode=0o700)
    settings.SECRET_KEY_FILE, settings.RECORD_KEY_FILE = (settings.LOCAL_DIR / name for name in ("secret-key", "record-key"))
    return settings.LOCAL_DIR


def found():
    """The messages of the application's own look at the database, by id."""
    messages = run_checks(tags=[Tags.database], databases=["default"])
    return [(each.id, each.msg) for each in messages if each.id.startswith("taper_app")]


def take_away(name, table):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def test_nothing_is_wrong_with_a_new_database(local):
    """A database as the migrations leave it, with a key and files of its owner's alone, is passed over in silence."""
    assert found() == []


def test_each_missing_trigger_is_said(local):
    """The look names every trigger that is gone, and `restore_triggers` makes them again."""
    for table in triggers.NEVER_CHANGED:
        take_away(f"{table}_never_deleted", table)
    said = found()
    assert {id for id, _ in said} == {"taper_app.W001"}
    assert [f"{table}_never_deleted" in words for table, (_, words) in zip(triggers.NEVER_CHANGED, said, strict=True)] == [
        True
    ] * len(triggers.NEVER_CHANGED)
    told = StringIO()
    call_command("restore_triggers", stdout=told)
    assert told.getvalue().count("_never_deleted") == len(triggers.NEVER_CHANGED)
    assert found() == []


def test_a_key_that_no_trigger_can_hold_is_said(local):
    """A unique key over some rows only, by which a row could be replaced, is named; it does not silence the look."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("CREATE UNIQUE INDEX some_rows ON taper_app_revision (sha256) WHERE number > 0")
        assert [id for id, words in found() if "some_rows must be over whole columns" in words] == ["taper_app.W001"]


def test_a_database_older_than_the_release_is_left_to_migrate(local, monkeypatch):
    """Before `migrate` has run, nothing is missing yet."""
    take_away("taper_app_review_never_deleted", "taper_app_review")
    monkeypatch.setattr(checks, "pending", lambda: True)
    assert found() == []


def test_a_key_that_fits_nothing_is_said(local, lorazepam_patient, clinician, settings):
    """Whoever starts with another key than the record was sealed with is told so, and what to do."""
    start(lorazepam_patient, clinician)
    assert found() == []
    settings.RECORD_KEYS = ["another-key-" * 6]
    assert [id for id, _ in found()] == ["taper_app.W002"]


def test_without_a_key_no_server_starts(settings):
    """There is no key to fall back on: the server stops with the sentence that says where to put one."""
    settings.RECORD_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="There is no record key: set RECORD_KEY, or put one into the file"):
        checks.look_at_start()
    assert [id for id, _ in found()] == ["taper_app.E001"]


def test_a_server_does_not_start_on_an_open_way_to_the_database(local, monkeypatch):
    """What is an error stops the start, with the sentence that says what to write."""
    error = checks.Error("sslmode is prefer.", "End DATABASE_URL with ?sslmode=verify-full.", id="taper_app.E005")
    monkeypatch.setattr(checks, "ways_for_others", lambda: iter([error]))
    monkeypatch.setattr(checks, "close_connections", lambda: None)
    with pytest.raises(ImproperlyConfigured, match=r"sslmode is prefer\. End DATABASE_URL with"):
        checks.look_at_start()


def test_a_server_says_at_start_what_is_wrong(local, monkeypatch, caplog):
    """The log has what is wrong, the folder of keys is its owner's again, and no connection is left open to be shared."""
    local.chmod(0o755)
    take_away("taper_app_review_never_deleted", "taper_app_review")
    closed = []
    monkeypatch.setattr(checks, "close_connections", lambda: closed.append(True))
    with caplog.at_level(logging.CRITICAL):
        checks.look_at_start()
    said = [each.getMessage() for each in caplog.records if "owns the database" not in each.getMessage()]  # the tests do
    assert ["taper_app_review_never_deleted" in each for each in said] == [True]
    assert "manage.py restore_triggers" in caplog.text
    assert (local.stat().st_mode & 0o777, closed) == (0o700, [True])


def test_files_that_others_can_read_are_said(local):
    """A folder of keys that everybody can read is named."""
    local.chmod(0o755)
    assert found() == [("taper_app.W003", f"{local} can be read by others on this machine.")]


def test_a_key_that_others_can_read_is_said_wherever_it_lies(local, tmp_path, settings):
    """A key that lies elsewhere is named where everybody can read it, and not where it is its owner's."""
    for name in ("SECRET_KEY_FILE", "RECORD_KEY_FILE", "DATABASE_URL_FILE", "DATABASE_PASSWORD_FILE"):
        path = tmp_path / name
        path.touch(mode=0o600)
        setattr(settings, name, path)
    assert found() == []
    path.chmod(0o644)
    assert found() == [("taper_app.W003", f"{path} can be read by others on this machine.")]


def test_a_database_that_does_not_answer_stops_no_start(local, monkeypatch, caplog):
    """A database that is down when the server starts is the log's business; the server answers when it is back."""

    def down(_connection):
        raise OperationalError("no connection")

    monkeypatch.setattr(triggers, "missing", down)
    assert found() == []
    assert "the database could not be looked at" in caplog.text


def test_connections_are_closed_before_a_fork(monkeypatch):
    """Every connection that the look had opened is closed."""
    closed = []
    monkeypatch.setattr(connections, "close_all", lambda: closed.append("all"))
    checks.close_connections()
    assert closed == ["all"]


def test_a_postgresql_that_may_lose_what_it_confirmed_is_not_served(local, monkeypatch):
    """With fsync or synchronous_commit off no server starts, and each is named with what to do."""

    class Careless:
        vendor = "postgresql"
        settings_dict = {"HOST": "", "OPTIONS": {}}
        off = ["synchronous_commit"]

        def cursor(self):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def execute(self, sql):
            assert all(f"'{name}'" in sql for name in ("fsync", "synchronous_commit", "off"))

        def fetchall(self):
            return [(name,) for name in self.off]

    monkeypatch.setattr(checks, "connection", Careless())
    monkeypatch.setattr(checks, "pending", lambda: True)
    for others in ("files_of_others", "too_many_rights"):
        monkeypatch.setattr(checks, others, list)
    with pytest.raises(ImproperlyConfigured, match=r"synchronous_commit = off.*may be gone.*Set synchronous_commit = on"):
        checks.look_at_start()
    Careless.off = ["fsync"]
    with pytest.raises(ImproperlyConfigured, match="fsync = off"):
        checks.look_at_start()
    Careless.off = []
    checks.look_at_start()


def test_a_proxy_that_is_not_counted_is_said(local, settings):
    """With TLS, which a proxy ends, nobody starts unwarned with settings by which anybody shuts everybody out."""
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 0
    assert [id for id, _ in found()] == ["taper_app.W004"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert found() == []


@pytest.mark.parametrize(
    ("host", "mode", "is_said"),
    [
        ("db.example.org", {}, True),
        ("db.example.org", {"sslmode": "prefer"}, True),
        ("db.example.org", {"sslmode": "require"}, True),  # encrypted to whoever answers
        ("db.example.org", {"sslmode": "verify-full"}, False),
        ("127.0.0.1", {}, False),
        ("/var/run/postgresql", {}, False),
    ],
)
def test_an_open_way_to_the_database_is_said(monkeypatch, host, mode, is_said):
    """A database on another machine is refused unless its certificate is looked at; one on this machine needs none."""

    class Elsewhere:
        vendor, settings_dict = "postgresql", {"HOST": host, "OPTIONS": mode}

    monkeypatch.setattr(checks, "connection", Elsewhere)
    assert [each.id for each in checks.ways_for_others()] == ["taper_app.E005"] * is_said
