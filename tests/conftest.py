"""Fixtures, built through actions only: no test holds a state that the application could not have made."""

import os
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from taper_app import triggers
from taper_app.actions import clinics, medications, patients
from tests.actions.risks import ask

BROWSERS = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
PASSWORD = "correct horse battery"
TODAY = date(2027, 1, 4)  # a Monday

hypothesis_settings.register_profile("suite", max_examples=100, deadline=None, derandomize=True)
hypothesis_settings.register_profile("deep", max_examples=5000, deadline=None)


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="also the long runs, and many more random examples")
    parser.addoption("--database-only", action="store_true", help="only what touches a database, and not in a browser")


def pytest_configure(config):
    hypothesis_settings.load_profile("deep" if config.getoption("--deep") else "suite")
    # What is slow on purpose, and what needs files collected first; test_settings.py looks at the real ones.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def pytest_collection_modifyitems(config, items):
    """Leave out what was not asked for or cannot run; the last line counts it as deselected."""
    left_out = {id(item) for item in items if not is_wanted(item, config)}
    config.hook.pytest_deselected(items=[item for item in items if id(item) in left_out])
    items[:] = [item for item in items if id(item) not in left_out]


def is_wanted(item, config) -> bool:
    """Whether to run it: a long run with --deep, a browser's where one is, with --database-only what another one may break."""
    fixtures = set(getattr(item, "fixturenames", ()))
    database = fixtures & {"db", "transactional_db", "live_server"} or item.get_closest_marker("django_db")
    indifferent = "page" in fixtures or item.get_closest_marker("any_database")
    return (
        (config.getoption("--deep") or item.get_closest_marker("deep") is None)
        and (CHROMIUM is not None or "page" not in fixtures)
        and ((database and not indifferent) or not config.getoption("--database-only"))
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, that talks to nobody but us."""
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium does not start as root with one
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags, "headless": True}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A database of this process alone: on SQLite a real file, so that it is in WAL as it is in use."""
    connection = connections["default"]
    name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    if connection.vendor == "postgresql":
        name = f"test_taper_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """On PostgreSQL, end the sessions that a browser's open connections still hold: it drops no database in use."""
    yield
    if connections["default"].vendor == "postgresql":
        with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )


@contextmanager
def outside_the_application():
    """The triggers of the record are off inside, and on again afterwards, whatever happened."""
    connection.check_constraints()  # PostgreSQL alters no table that waits for the end of a transaction to be checked
    triggers.take_off(connection)
    try:
        yield
        connection.check_constraints()
    finally:
        triggers.put_on(connection)


@pytest.fixture(scope="session", autouse=True)
def emptied():
    """What a test committed is taken away after it, which the triggers of the record would refuse."""
    flush = TransactionTestCase._fixture_teardown

    def flush_outside(case):
        with outside_the_application():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_outside)
        yield


@pytest.fixture
def unguarded(db):
    """What a database operator can do: `with unguarded(): …` has no trigger in its way."""
    return outside_the_application


@pytest.fixture(autouse=True)
def empty_cache(request):
    """Rate limits start from nothing where the database is not rolled back."""
    yield
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        cache.clear()


@pytest.fixture
def monday():
    """It is ten in the morning on TODAY, a Monday."""
    with time_machine.travel(datetime(2027, 1, 4, 10, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def clinician(db):
    """A clinician of a clinic in the United Kingdom that stocks all the market has."""
    return clinics.create_clinic(
        name="Riverside Practice",
        phone="020 7946 0001",
        out_of_hours="NHS 111",
        time_zone="Europe/London",
        market="uk",
        paper_size="A4",
        username="ash",
        password=PASSWORD,
        full_name="Dr Ash Marlow",
    )


@pytest.fixture
def clinic(clinician):
    return clinician.clinic


@pytest.fixture
def other_clinician(db):
    """A clinician of another clinic, in the United States."""
    return clinics.create_clinic(
        name="Harbor Clinic",
        phone="(212) 555-0100",
        out_of_hours="(212) 555-0199",
        time_zone="America/New_York",
        market="us",
        paper_size="Letter",
        username="blake",
        password=PASSWORD,
        full_name="Blake Fenwick, MD",
    )


@pytest.fixture
def patient(clinic, clinician):
    """A patient of the clinic, of whom nobody has asked yet what is taken."""
    return patients.add_patient(
        clinic=clinic,
        name="Example, Rowan",
        born_on=date(1970, 5, 17),
        sex="female",
        identifier="TEST-0001",
        by=clinician,
    )


@pytest.fixture
def lorazepam_patient(patient, clinician):
    """The same patient, who takes lorazepam 1 mg three times a day as prescribed and nothing else, with no risk to note."""
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=date(2026, 12, 1), by=clinician)
    ask(patient, clinician, max(date(2026, 12, 1), date.today()))
    patient.refresh_from_db()
    return patient


@pytest.fixture
def take(patient, clinician):
    """Let the patient take other medicines, with no risk to note: `take({"drug": …, "taken_night": …})`."""

    def takes(*rows):
        rows = [{"indication": "anxiety", "as_needed": False, "since_on": None} | row for row in rows]
        medications.set_medications(patient=patient, rows=rows, others_asked_on=None, by=clinician)
        ask(patient, clinician, max(date(2026, 12, 1), date.today()))
        return patient

    return takes


def lorazepam_row(**changes):
    """A row of set_medications: lorazepam 1 mg in the morning, at midday and at night."""
    doses = {f"{kind}_{time}": Decimal(1) for kind in ("prescribed", "taken") for time in ("morning", "midday", "night")}
    row = {"drug": "lorazepam", "indication": "anxiety", "as_needed": False, "since_on": date(2019, 3, 1)}
    return row | doses | changes
