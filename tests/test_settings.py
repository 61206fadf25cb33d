"""Settings, as they are in production and as bad values are answered."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from taper_app import settings

ROOT = Path(__file__).parent.parent
PRODUCTION = {
    "SECRET_KEY": "kept-outside-of-the-code-" * 3,
    "ALLOWED_HOSTS": "taper.example.org",
    "DATABASE_URL": "postgres://taper:secret@db.example.org:5432/taper?sslmode=verify-full",
}
LOOK = """
import json, sys
from taper_app import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()}, default=str))
"""


def run(*arguments, **environment):
    """A fresh Python with this environment and nothing else of ours."""
    system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(command, cwd=ROOT, env=system | environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def production():
    """The settings of a production machine, by name."""
    answer = run("-c", LOOK, **PRODUCTION)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("name", "value"),
    {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["taper.example.org"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 43200,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_ENGINE": "taper_app.actions.browser_sessions",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "X_FRAME_OPTIONS": "DENY",
        "PASSWORD_RESET_TIMEOUT": 3600,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 262144,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 400,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 0,
        "USE_TZ": True,
        "USE_THOUSAND_SEPARATOR": False,
        "LANGUAGE_CODE": "en-gb",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }.items(),
)
def test_in_production(production, name, value):
    """A machine that is told nothing but its key, hosts and database runs with the strict values."""
    assert production[name] == value


def test_connections_to_postgresql_are_kept_with_the_options_of_its_address(production):
    """The address's sslmode arrives, and a connection is looked at before it is used again. A command waits for what it asks."""
    database = production["DATABASES"]["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (None, True)
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["OPTIONS"]["options"] == "-c jit=off" and "answer_seconds" not in database["OPTIONS"]


def test_a_server_gives_up_what_does_not_come():
    """Nothing of a database that hangs is waited for longer than somebody who is to be told within three seconds; what the
    address asks for stays."""
    asked = {"SERVES": "true", "DATABASE_URL": "postgres://taper@db:5432/taper?options=-c%20work_mem%3D64MB"}
    options = json.loads(run("-c", LOOK, **PRODUCTION | asked).stdout)["DATABASES"]["default"]["OPTIONS"]
    limits = dict(each.removeprefix("-c ").split("=") for each in re.findall(r"-c \S+", options["options"]))
    assert (limits.pop("jit"), limits.pop("work_mem")) == ("off", "64MB")  # compiled, a list of 50 patients took two seconds
    assert limits.keys() == {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"}
    assert max(int(limits["statement_timeout"]), int(limits["lock_timeout"]), 1000 * options["answer_seconds"]) <= 2500
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == (2, 3000)
    url = {"DATABASE_URL": "sqlite:////srv/taper.sqlite3"}
    assert json.loads(run("-c", LOOK, **PRODUCTION | asked | url).stdout)["DATABASES"]["default"]["OPTIONS"]["timeout"] < 2.5


def test_the_database_may_stand_in_files(tmp_path):
    """Address and password are read from files, so that no list of processes and no unit has them; a file that is not there, or
    is empty, is named, and nothing else is tried."""
    url, password, empty = (tmp_path / name for name in ("url", "password", "empty"))
    url.write_text("postgres://taper@127.0.0.1/kept\n")
    password.write_text("p@ss/word:%41\n")
    empty.touch()
    said = PRODUCTION | {"DATABASE_URL": "", "DATABASE_URL_FILE": str(url), "DATABASE_PASSWORD_FILE": str(password)}
    database = json.loads(run("-c", LOOK, **said).stdout)["DATABASES"]["default"]
    assert [database[name] for name in ("NAME", "USER", "PASSWORD")] == ["kept", "taper", "p@ss/word:%41"]
    for name in ("DATABASE_URL_FILE", "DATABASE_PASSWORD_FILE"):
        for path in (empty, tmp_path / "none"):
            assert str(path) in run("manage.py", "version", **said | {name: str(path)}).stderr


@pytest.mark.long
def test_nothing_of_djangos_deployment_check_is_open():
    """`check --deploy` finds nothing, with nothing silenced."""
    answer = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (answer.returncode, "no issues (0 silenced)" in answer.stdout) == (0, True), answer.stderr


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HTTPS", "maybe", "HTTPS must be true or false, not 'maybe'."),
        ("DEBUG", "2", "DEBUG must be true or false, not '2'."),
        (
            "ALLOWED_HOSTS",
            "a.example.org,*.example.org",
            "ALLOWED_HOSTS must name each host: a * or a leading . is not accepted.",
        ),
        ("ALLOWED_HOSTS", ".org", "ALLOWED_HOSTS must name each host: a * or a leading . is not accepted."),
        ("PUBLIC_ADDRESS", "http://taper.example.org", "PUBLIC_ADDRESS must look like https://taper.example.org, without"),
        ("PUBLIC_ADDRESS", "https://taper.example.org/p", "PUBLIC_ADDRESS must look like"),
        ("PUBLIC_ADDRESS", "https://other.example.org", "PUBLIC_ADDRESS names other.example.org, and ALLOWED_HOSTS does not"),
        ("SECRET_KEY", "short", "The secret key is too short: it needs at least 50 random characters."),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES must be a whole number, not '-1'."),
        ("TRUSTED_PROXIES", "\u00b2", "TRUSTED_PROXIES must be a whole number, not '\u00b2'."),
        ("DATABASE_URL", "mysql://user:hunter2@host/name", "DATABASE_URL must look like"),
        ("DATABASE_URL", "postgres://user:hunter2@host:port/name", "DATABASE_URL must look like"),
        ("DATABASE_URL", "postgres://user:hunter2@host", "DATABASE_URL must look like"),
        ("DATABASE_URL", "sqlite:///", "DATABASE_URL must look like"),
    ],
)
def test_a_bad_value_is_named_in_one_sentence(name, value, says):
    """A value that cannot be meant stops everything with a sentence that names it, and repeats no password."""
    answer = run("manage.py", "check", **PRODUCTION | {name: value})
    assert answer.returncode == 1
    assert answer.stderr.startswith(says)
    assert answer.stderr.count("\n") == 1
    assert "hunter2" not in answer.stderr + answer.stdout


@pytest.mark.long
def test_without_a_key_nothing_runs(tmp_path):
    """There is no key to fall back on: the sentence says where to put one."""
    path = tmp_path / "no-such-file"
    answer = run("manage.py", "check", SECRET_KEY_FILE=str(path))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"There is no secret key: set SECRET_KEY, or put one into the file {path}")


@pytest.mark.long
def test_the_key_may_stand_in_a_file(tmp_path):
    """A key that a machine keeps in a file is read from there."""
    path = tmp_path / "key"
    path.write_text("k" * 50 + "\n")
    assert run("-c", "from taper_app import settings; print(settings.SECRET_KEY)", SECRET_KEY_FILE=str(path)).stdout == (
        "k" * 50 + "\n"
    )


RECORD = "from taper_app import settings; print(settings.RECORD_KEYS)"


@pytest.mark.long
def test_the_record_has_a_key_of_its_own(tmp_path):
    """It comes from its variable or from a file, is never the secret key, and earlier ones stay good behind it."""
    path = tmp_path / "key"
    path.write_text("f" * 50 + "\n")
    given = PRODUCTION | {"RECORD_KEY_FILE": str(path)}
    assert run("-c", RECORD, **given).stdout == f"{['f' * 50]}\n"
    assert run("-c", RECORD, **given | {"SECRET_KEY": "another-" * 10}).stdout == f"{['f' * 50]}\n"
    given |= {"RECORD_KEY": "v" * 50, "RECORD_KEY_FALLBACKS": f"{'f' * 50}, {'e' * 50}"}
    assert run("-c", RECORD, **given).stdout == f"{['v' * 50, 'f' * 50, 'e' * 50]}\n"
    answer = run("manage.py", "check", **given | {"RECORD_KEY": "short"})
    assert answer.stderr == "The record key is too short: it needs at least 50 random characters.\n"
    answer = run("manage.py", "check", **given | {"RECORD_KEY_FALLBACKS": f"{'f' * 50}, x"})
    said = "The record key of RECORD_KEY_FALLBACKS is too short: it needs at least 50 random characters.\n"
    assert answer.stderr == said, "whatever is sealed with a key that can be guessed would be taken for issued"


@pytest.mark.long
@pytest.mark.parametrize("name", ["SECRET_KEY_FILE", "RECORD_KEY_FILE"])
def test_a_key_file_that_is_no_text_is_said(tmp_path, name):
    """Bytes that are no text end in a sentence that names the file."""
    path = tmp_path / "key"
    path.write_bytes(b"\xb5" * 100)
    own = {each: value for each, value in PRODUCTION.items() if not name.startswith(each)}
    answer = run("manage.py", "check", **own | {name: str(path)})
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert f"in {path} is not text: write random characters into it." in answer.stderr


@pytest.mark.long
def test_no_server_starts_without_the_key_of_the_record(tmp_path):
    """There is none to fall back on: the sentence says where to put one."""
    path = tmp_path / "no-such-file"
    answer = run("-c", "import taper_app.wsgi", **PRODUCTION | {"RECORD_KEY_FILE": str(path)})
    assert answer.returncode == 1
    assert f"There is no record key: set RECORD_KEY, or put one into the file {path}" in answer.stderr


@pytest.mark.long
def test_a_server_reads_what_papers_are_made_of_before_its_workers_are_there(tmp_path):
    """No worker reads a thousand files while somebody waits for its first paper."""
    here = {"SECRET_KEY": PRODUCTION["SECRET_KEY"], "ALLOWED_HOSTS": "127.0.0.1", "RECORD_KEY": "k" * 60}
    asked = "import taper_app.wsgi; from taper_app.release import release_digest as d; print(d.cache_info().currsize)"
    answer = run("-c", asked, **here, DATABASE_URL=f"sqlite:///{tmp_path}/served.sqlite3")
    assert answer.stdout == "1\n", answer.stderr


def test_behind_a_proxy_the_browsers_address_and_scheme_are_taken_from_it():
    """Only a machine that says how many proxies stand before it believes what they say."""
    answer = run(
        "-c",
        "from taper_app import settings as s; print(s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT)",
        **PRODUCTION,
        TRUSTED_PROXIES="1",
    )
    assert answer.stdout == "('HTTP_X_FORWARDED_PROTO', 'https') 1\n"


@pytest.mark.long
def test_static_files_are_collected_under_hashed_names(tmp_path):
    """Every file that a style sheet names is there, compressed, under a name that changes with it."""
    answer = run("manage.py", "collectstatic", "--noinput", **PRODUCTION, STATIC_ROOT=str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.django_db
def test_sqlite_waits_and_loses_nothing():
    """On SQLite: readers beside a writer, every commit on the disk, writers that wait five seconds, keys that hold."""
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_MAX_AGE"] is None  # kept, and looked at before it is used again
        return
    with connection.cursor() as cursor:
        values = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        values += [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("busy_timeout", "foreign_keys")]
    assert values == ["wal", 2, 5000, 1]
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize(("value", "means"), [("yes", True), ("0", False), ("TRUE", True), ("", True)])
def test_flag(monkeypatch, value, means):
    """A flag is true or false however it is written; an empty one is the default."""
    monkeypatch.setenv("SOME_FLAG", value)
    assert settings.flag("SOME_FLAG", True) is means


def test_words(monkeypatch):
    """A list is written with commas, blanks round them or not."""
    monkeypatch.setenv("SOME_WORDS", " a, b ,,c")
    assert settings.words("SOME_WORDS") == ["a", "b", "c"]


def test_a_bad_flag_is_refused(monkeypatch):
    """What is neither true nor false is not taken for either."""
    monkeypatch.setenv("SOME_FLAG", "on and off")
    with pytest.raises(ImproperlyConfigured):
        settings.flag("SOME_FLAG", True)
