"""Backups under load: `script/backups 30`. Two processes record patients as fast as they can and are killed at every backup, for
so many seconds, on a SQLite of their own; then each is restored. It fails where anything acknowledged is missing or torn."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import tests.environment

if __name__ == "__main__" and sys.argv[1] != "write":
    FOLDER = tempfile.TemporaryDirectory()
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/load.sqlite3"

import django

django.setup()

from django.core.management import call_command
from django.db import OperationalError, connections
from pyrage.x25519 import Identity

from taper_app.actions import patients
from taper_app.backups import make, restore
from taper_app.models import AuditEvent, Patient, User
from tests.clinic import first_clinician


def write(name):
    """Records patients until it is killed, and prints a dot for each that was acknowledged; one that the other kept waiting for
    too long was refused, and is not. No two are alike: each of thousands of namesakes would be kept as like all."""
    by = User.objects.get()
    for number in range(10**6):
        drawn = Random(f"{name}-{number}")
        called = ["".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(2)]
        born_on = date(1930, 1, 1) + timedelta(days=drawn.randrange(25_000))
        told = {"name": ", ".join(called), "born_on": born_on, "sex": "female", "identifier": f"{name}-{number}"}
        with suppress(OperationalError):
            patients.add_patient(clinic=by.clinic, by=by, **told)
            os.write(1, b".")


def load(seconds, folder, identity):
    """Makes backups under load; each with how many patients had been acknowledged when it began."""
    made, acknowledged, at = [], 0, datetime.now(UTC)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        outs = [folder / f"{len(made)}-{each}" for each in range(2)]
        writers = [
            subprocess.Popen([sys.executable, "-m", "tests.backup_load", "write", out.name], stdout=out.open("wb"))
            for out in outs
        ]
        while not all(out.stat().st_size for out in outs) and all(each.poll() is None for each in writers):
            with suppress(subprocess.TimeoutExpired):
                writers[0].wait(0.1)
        before = acknowledged + sum(out.stat().st_size for out in outs)
        at += timedelta(seconds=1)
        database = connections["default"].settings_dict
        began = time.monotonic()
        path = make.make(database=database, into=folder / "kept", recipient=identity.to_public(), at=at, keep_days=35).path
        print(f"{path.name}: {before} acknowledged before, {time.monotonic() - began:.2f} s")
        for each in writers:
            each.send_signal(signal.SIGKILL)
            each.wait()
        acknowledged += sum(out.stat().st_size for out in outs)
        made.append((path, before))
    assert Patient.objects.count() >= acknowledged, "something acknowledged was lost"
    return made


def main(seconds):
    folder, identity = Path(FOLDER.name), Identity.generate()
    call_command("migrate", verbosity=0)
    first_clinician()
    for path, before in load(seconds, folder, identity):
        place = connections["default"].settings_dict | {"NAME": str(folder / f"{path.name}.sqlite3")}
        restore.restore(restore.look_through(path, identity), database=place, keys_into=None)
        with restore.opened(place):
            there = Patient.objects.using(restore.ALIAS).count()
            events = AuditEvent.objects.using(restore.ALIAS).filter(action="add_patient").count()
        assert there == events >= before, (path.name, there, events, before)
        print(f"{path.name}: {there} patients restored, as many events")


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        main(float(sys.argv[1]))
