"""A backup that is made while people work, and the way back into an empty place."""

import io
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from pyrage.x25519 import Identity

from taper_app.actions import ciphers, patients
from taper_app.backups import make, postgresql, restore
from taper_app.backups.keys import Keys
from taper_app.backups.refused import BackupRefused
from taper_app.models import AuditEvent, Patient, Revision
from tests.actions.visits import begin
from tests.backups.disk import at_most
from tests.clinic import first_clinician, first_patient, on_monday

AT = datetime(2027, 1, 4, 10, tzinfo=UTC)
IDENTITY = Identity.generate()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan():
    """A plan that was issued, so that there is a seal to compare."""
    with on_monday():
        by = first_clinician()
        return begin(first_patient(by), by)


@pytest.fixture
def place(tmp_path):
    """The settings of an empty place for a database like the one of the tests."""
    database = connections["default"].settings_dict
    if connection.vendor == "sqlite":
        yield database | {"NAME": str(tmp_path / "new.sqlite3")}
        return
    name = f"test_taper_{os.getpid()}_restored"
    with postgresql.connect(database | {"NAME": "postgres"}) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        server.execute(f"CREATE DATABASE {name}".encode())
        yield database | {"NAME": name}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def kept(folder):
    """A backup of the database of the tests, read to its end."""
    database = connections["default"].settings_dict
    made = make.make(database=database, into=folder, recipient=IDENTITY.to_public(), at=AT, keep_days=35)
    return restore.look_through(made.path, IDENTITY)


def typed(command, *arguments):
    """What a command answers."""
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def left_in(place):
    """What there is in a place where nothing was restored."""
    if connection.vendor == "sqlite":
        return [each.name for each in Path(place["NAME"]).parent.glob("new.sqlite3*")]
    with postgresql.connect(place) as server:
        return server.execute(postgresql.TABLES).fetchall() + server.execute(postgresql.ROUTINES).fetchall()


def estimated(place):
    """Whether PostgreSQL knows what stands in its tables when it chooses a way to it; not knowing it, lists are slow."""
    if connection.vendor == "sqlite":
        return True
    with postgresql.connect(place) as server:
        return server.execute("SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'taper_app_patient'").fetchone()[0]


def test_while_people_work(plan, place, tmp_path, monkeypatch):
    """What is recorded while a backup is made waits for nothing and is not in it; all else is there again, sealed as it was."""
    by = plan.patient.clinic.users.get()
    usual = make.head_of

    def with_a_patient_more(snapshot, vendor, at):
        patients.add_patient(clinic=by.clinic, name="Late, Ann", born_on=date(1980, 1, 2), sex="female", identifier="L1", by=by)
        return usual(snapshot, vendor, at)

    events = AuditEvent.objects.count()
    monkeypatch.setattr(make, "head_of", with_a_patient_more)
    backup = kept(tmp_path / "kept")
    assert (Patient.objects.count(), AuditEvent.objects.count()) == (2, events + 1)
    assert restore.restore(backup, database=place, keys_into=None) == []
    assert estimated(place)
    with restore.opened(place):
        assert Patient.objects.using(restore.ALIAS).get().name == "Example, Rowan"
        assert AuditEvent.objects.using(restore.ALIAS).count() == events
        assert Revision.objects.using(restore.ALIAS).get().snapshot == Revision.objects.get().snapshot
    with pytest.raises(BackupRefused, match="empty"):
        restore.restore(backup, database=place, keys_into=None)


def test_nothing_half_done(plan, place, tmp_path):
    """Where a table is not what it was, a key differs or the file was changed meanwhile, the place is as empty as before."""
    backup = kept(tmp_path / "kept")
    was = backup.foot.tables["taper_app_patient"]
    other = replace(backup.foot, tables=backup.foot.tables | {"taper_app_patient": replace(was, sha256="0" * 64)})
    with pytest.raises(BackupRefused, match="taper_app_patient is not what it was"):
        restore.restore(replace(backup, foot=other), database=place, keys_into=None)
    assert left_in(place) == []
    with pytest.raises(BackupRefused, match="changed while it was read"):
        restore.restore(replace(backup, foot=replace(backup.foot, data_sha256="0" * 64)), database=place, keys_into=None)
    assert left_in(place) == []
    with pytest.raises(BackupRefused, match="--keys"):
        restore.restore(replace(backup, keys=Keys(["another" * 10], backup.keys.secret)), database=place, keys_into=None)
    assert left_in(place) == []


def test_a_database_that_says_no(plan, place, tmp_path, monkeypatch):
    """A disk that is full while a backup is put back, and a database that is none of Taper's, are refused in their own words."""
    backup = kept(tmp_path / "kept")
    full = OperationalError("database or disk is full")
    monkeypatch.setattr(restore, "compared", Mock(side_effect=full))
    with pytest.raises(BackupRefused, match="disk is full"):
        restore.restore(backup, database=place, keys_into=None)
    assert left_in(place) == []
    if connection.vendor == "sqlite":
        with at_most(200_000), pytest.raises(BackupRefused, match=r"disk is full|disk I/O"):
            restore.restore(backup, database=place, keys_into=None)
        assert left_in(place) == []
        Path(place["NAME"]).touch()
    with pytest.raises(BackupRefused, match="django_migrations"):
        make.make(database=place, into=tmp_path / "none", recipient=IDENTITY.to_public(), at=AT, keep_days=35)
    assert list((tmp_path / "none").glob("taper*")) == []


def test_under_other_keys(plan, place, tmp_path, settings):
    """Where other keys are in use, those of the backup go into a new folder, their owner's alone, and fit the record."""
    backup = kept(tmp_path / "kept")
    was, settings.RECORD_KEYS = settings.RECORD_KEYS, ["the key of a new machine " * 3]
    folder = tmp_path / "keys"
    assert restore.restore(backup, database=place, keys_into=folder) == []
    assert {each.name: each.read_text().strip() for each in folder.iterdir()} == {
        "record-key": was[0],
        "secret-key": settings.SECRET_KEY,
    }
    assert {each.stat().st_mode & 0o777 for each in (folder, *folder.iterdir())} == {0o700, 0o600}


def test_as_it_is_typed(plan, tmp_path, settings):
    """The commands say what they did; without a folder, a key or somebody to ask they say what to set."""
    settings.BACKUP_FOLDER, settings.BACKUP_KEY = str(tmp_path / "kept"), str(IDENTITY.to_public())
    (tmp_path / "private").write_text(str(IDENTITY))
    assert "Kept" in typed("backup")
    (made,) = (tmp_path / "kept").glob("*.age")
    said = typed("restore", made, "--key", tmp_path / "private", "--check")
    assert "is whole" in said and f"newest audit event {AuditEvent.objects.latest('pk').pk}" in said
    for command, options, words in (
        ("backup", ["--folder", ""], "BACKUP_FOLDER"),
        ("backup", ["--to", ""], "--new-key"),
        ("restore", [made], "Nobody is here"),
        ("restore", [made, "--key", tmp_path / "private"], "empty place only"),
    ):
        with pytest.raises(CommandError, match=words):
            typed(command, *options)


def test_second_factors_come_with_the_record(plan, place, tmp_path, settings):
    """On a new machine the secret of somebody's app is read with the keys that the backup brought, and with no other."""
    by = plan.patient.clinic.users.get()
    TOTP.activate(by, "JBSWY3DPEHPK3PXP")
    backup = kept(tmp_path / "kept")
    settings.RECORD_KEYS = ["the key of a new machine " * 3]
    assert restore.restore(backup, database=place, keys_into=tmp_path / "keys") == []
    with restore.opened(place):
        (restored,) = Authenticator.objects.using(restore.ALIAS).filter(type=Authenticator.Type.TOTP)
    secret = restored.data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in secret
    with pytest.raises(ciphers.InvalidToken):
        ciphers.decrypted(secret)
    settings.RECORD_KEYS = [(tmp_path / "keys" / "record-key").read_text().strip()]
    assert ciphers.decrypted(secret) == "JBSWY3DPEHPK3PXP"
