"""Fixtures, built through actions only: no test holds a state that the application could not have made."""

import io
import logging
import os
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import cache as stored
from django.db import connection, connections, transaction
from django.db.models import CheckConstraint, F, Q
from django.test import TransactionTestCase
from django.test import client as test_client

from taper_app import logs, triggers
from taper_app.actions import clinics, medications, patients
from taper_app.actions.clinicians import Account
from taper_app.chart.second_factors import has_second_factor
from taper_app.views import sign_in
from tests import made_once
from tests.actions.risks import ask
from tests.conftest import PASSWORD, TODAY, lorazepam_row

MADE_WITH_THE_TABLES = {"django_content_type", "auth_permission"}


def pytest_configure():
    """What is slow on purpose, and what needs files collected first; test_settings.py looks at the real ones."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made_once.copy_instead()
    sign_in.has_second_factor = lambda user: True  # as whoever got as far as a page has; `own_factors` asks as in earnest
    django_settings.AUDIT_CHAIN_AFTER_SECONDS = 10**9  # a page asks as often, however long the run has taken
    django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session", autouse=True)
def page_context():
    """`response.context` is that of the page, of which no test wants more: Django's client copies one for each of the hundreds
    of templates in it, a tenth of what a page takes."""
    keep = test_client.store_rendered_templates

    def keep_first(store, *args, **kwargs):
        if "context" not in store:
            keep(store, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_client, "store_rendered_templates", keep_first)
        yield


@pytest.fixture
def own_factors(monkeypatch):
    """Who has no second factor is asked for one, as in earnest."""
    monkeypatch.setattr(sign_in, "has_second_factor", has_second_factor)


def read_by(condition):
    """The names of the fields that a condition reads."""
    parts = list(condition.flatten())
    sides = {name for part in parts if isinstance(part, Q) for name, _ in filter(is_pair, part.children)}
    return sorted(name.partition("__")[0] for name in sides | {part.name for part in parts if isinstance(part, F)})


def is_pair(child):
    return isinstance(child, tuple)


@pytest.fixture(scope="session", autouse=True)
def values_judged_once():
    """Before it saves, Django asks the database about every constraint of a row: half of what it takes to make a plan. The answer
    follows from the values, so what was found right is not asked again. Whatever is saved is judged by the database itself."""
    judge, right, names = CheckConstraint.validate, set(), cache(read_by)

    def judge_once(constraint, model, instance, exclude=None, using="default"):
        values = [
            (name, name in (exclude or ()), repr(instance.serializable_value(name))) for name in names(constraint.condition)
        ]
        case = (constraint.name, *values)
        if case not in right:
            judge(constraint, model, instance, exclude, using)
            right.add(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CheckConstraint, "validate", judge_once)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """A database of this process alone: on SQLite a real file, so that it is in WAL as it is in use."""
    connection = connections["default"]
    name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    if connection.vendor == "postgresql":
        name = f"test_taper_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name
    django_settings.AUDIT_ANCHOR_FILE = str(tmp_path_factory.mktemp("anchor") / "anchor")


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

    def empty(case):
        with outside_the_application():
            delete_all_rows()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


def delete_all_rows():
    """Every row but those that Django makes with the tables. Django would make each table anew, which PostgreSQL writes to disk a
    file at a time: seconds for each test."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in set(connection.introspection.django_table_names()) - MADE_WITH_THE_TABLES:
            cursor.execute(f"delete from {connection.ops.quote_name(table)}")


@contextmanager
def kept_for_all(django_db_blocker):
    """What is made inside stands there for every test of a module, which takes back what it changes; then it is gone.

    For what takes longer to make than most of the tests that look at it; no test of that module may commit.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def unguarded(db):
    """What a database operator can do: `with unguarded(): …` has no trigger in its way."""
    return outside_the_application


@pytest.fixture(autouse=True)
def empty_cache(request):
    """Rate limits start from nothing where the database is not rolled back."""
    yield
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        stored.clear()


def on_monday():
    """Inside, it is ten in the morning on TODAY."""
    return time_machine.travel(datetime(2027, 1, 4, 10, tzinfo=UTC), tick=False)


@pytest.fixture
def monday():
    """It is ten in the morning on TODAY, a Monday."""
    with on_monday() as traveller:
        yield traveller


def first_clinician():
    """Dr Ash Marlow of Riverside Practice."""
    return clinics.create_clinic(
        name="Riverside Practice",
        phone="020 7946 0001",
        out_of_hours="NHS 111",
        time_zone="Europe/London",
        market="uk",
        paper_size="A4",
        account=Account("ash", PASSWORD, "Dr Ash Marlow"),
    )


@pytest.fixture
def clinician(db):
    """A clinician of a clinic in the United Kingdom that stocks all the market has."""
    return first_clinician()


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
        account=Account("blake", PASSWORD, "Blake Fenwick, MD"),
    )


def first_patient(clinician):
    """Rowan Example, of this clinician's clinic."""
    return patients.add_patient(
        clinic=clinician.clinic,
        name="Example, Rowan",
        born_on=date(1970, 5, 17),
        sex="female",
        identifier="TEST-0001",
        by=clinician,
    )


def give_lorazepam(patient, clinician, asked_on):
    """Let the patient take lorazepam 1 mg three times a day as prescribed and nothing else, with no risk to note."""
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=date(2026, 12, 1), by=clinician)
    ask(patient, clinician, asked_on)
    patient.refresh_from_db()
    return patient


@pytest.fixture
def patient(clinician):
    """A patient of the clinic, of whom nobody has asked yet what is taken."""
    return first_patient(clinician)


@pytest.fixture
def asked_on(monday):
    """The day on which risks were asked about: today, which is TODAY on whatever day the test is run."""
    return TODAY


@pytest.fixture
def lorazepam_patient(patient, clinician, asked_on):
    """The same patient, who takes lorazepam 1 mg three times a day as prescribed and nothing else, with no risk to note."""
    return give_lorazepam(patient, clinician, asked_on)


@pytest.fixture
def take(patient, clinician, asked_on):
    """Let the patient take other medicines, with no risk to note: `take({"drug": …, "taken_night": …})`."""

    def takes(*rows):
        rows = [{"indication": "anxiety", "use": "regular", "since_on": None} | row for row in rows]
        medications.set_medications(patient=patient, rows=rows, others_asked_on=None, by=clinician)
        ask(patient, clinician, asked_on)
        return patient

    return takes


@pytest.fixture
def log():
    """What a server would write to its log from now on, with a line for each request."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Line())
    listened = [logging.getLogger(name) for name in ("", "django")]
    requests = logging.getLogger("taper_app.requests")
    for each in listened:
        each.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield written
    requests.setLevel(logging.WARNING)
    for each in listened:
        each.removeHandler(handler)
