"""Killed writers: `script/kills 100`. So many times two processes record patients as fast as they can, a backup is begun beside
them, and both are killed in the middle, on a SQLite of its own or on the PostgreSQL of TEST_DATABASE_URL. It fails where anything
acknowledged is missing, an event is torn from its patient, the chain does not stand, or the backup does not open again."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

import tests.environment

FOLDER = tempfile.TemporaryDirectory()
NAME = f"taper_kills_{os.getpid()}"
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
if __name__ == "__main__":
    own = f"sqlite:///{FOLDER.name}/kills.sqlite3"
    os.environ["DATABASE_URL"] = f"{SERVER.rpartition('/')[0]}/{NAME}" if "postgresql" in sys.argv else own
    os.environ["AUDIT_ANCHOR_FILE"] = f"{FOLDER.name}/anchor"

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from pyrage.x25519 import Identity

from taper_app.backups import make, restore
from taper_app.chart.audit_trail import check
from taper_app.models import AuditEvent, Patient
from tests import made_once
from tests.clinic import first_clinician

LIMIT_S = 120  # in which both writers have begun, also on a machine where much else runs
WRITER = [sys.executable, "-m", "tests.backup_load", "write"]


def for_a_while(writer, seconds):
    """So many seconds, or until the writer ends, which it does not by itself."""
    with suppress(subprocess.TimeoutExpired):
        writer.wait(seconds)


def one_round(folder, number, identity, acknowledged):
    """Two writers and a backup beside them; the writers are killed at any moment. How many were acknowledged by then, in all."""
    outs = [folder / f"{number}-{each}" for each in range(2)]
    writers = [subprocess.Popen([*WRITER, out.name], stdout=out.open("wb")) for out in outs]
    try:
        began = time.monotonic()
        while not all(out.stat().st_size for out in outs):
            assert time.monotonic() - began < LIMIT_S, f"a writer was given nothing in {LIMIT_S} s"
            assert all(each.poll() is None for each in writers), "a writer ended by itself"
            for_a_while(writers[0], 0.05)
        before = acknowledged + sum(out.stat().st_size for out in outs)
        for_a_while(writers[0], random.random() / 4)
        at = datetime(2027, 1, 4, tzinfo=UTC) + timedelta(seconds=number)
        database = connections["default"].settings_dict
        path = make.make(database=database, into=folder / "kept", recipient=identity.to_public(), at=at, keep_days=35).path
    finally:
        for each in writers:
            each.send_signal(signal.SIGKILL)
            each.wait()
    acknowledged += sum(out.stat().st_size for out in outs)
    patients, events = Patient.objects.count(), AuditEvent.objects.filter(action="add_patient").count()
    assert patients == events >= acknowledged >= before, (number, patients, events, acknowledged)
    held = restore.look_through(path, identity).foot.tables["taper_app_patient"].rows
    assert before <= held <= patients, (number, before, held, patients)
    return acknowledged


def main(count):
    folder, identity, began, acknowledged = Path(FOLDER.name), Identity.generate(), time.monotonic(), 0
    if "postgresql" not in sys.argv and (there := made_once.stored()).exists():
        shutil.copy(there, folder / "kills.sqlite3")
    else:
        call_command("migrate", verbosity=0)
    first_clinician()
    for number in range(count):
        acknowledged = one_round(folder, number, identity, acknowledged)
    call_command("anchor_audit", verbosity=0)
    assert check().faults == [], check().faults[:5]
    vendor, kept = connections["default"].vendor, Patient.objects.count()
    seconds = time.monotonic() - began
    print(
        f"{vendor}: {2 * count} writers killed, {acknowledged} acknowledged, {kept} kept, nothing lost or torn, {seconds:.0f} s"
    )
    connections.close_all()


def served(statement):
    """One statement on the server itself."""
    with closing(psycopg.connect(SERVER, autocommit=True)) as server:
        server.execute(statement.encode())


if __name__ == "__main__":
    if "postgresql" not in sys.argv:
        main(int(sys.argv[1]))
    else:
        served(f"CREATE DATABASE {NAME}")
        try:
            main(int(sys.argv[1]))
        finally:
            served(f"DROP DATABASE {NAME} WITH (FORCE)")
