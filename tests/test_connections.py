"""How the database is reached: nothing is waited for for ever, and what cannot be written is read."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from taper_app.faults import Fault, fault_of
from taper_app.postgresql import base as postgresql
from taper_app.sqlite import base as sqlite
from tests.backups.disk import at_most
from tests.test_settings import PRODUCTION

ROOT = Path(__file__).parent.parent
NOBODY = 65534


class Proxy:
    """Stands before a server; while it `hangs` it takes what comes and hands nothing on."""

    def __init__(self, host, port):
        self.to, self.hangs, self.lines, self.port = (host, port), threading.Event(), [], 0
        self.start()

    def start(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()

    def stop(self):
        """Refuse whoever comes, and leave whoever is there."""
        for each in (self.listener, *self.lines):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.lines.clear()

    def serve(self, listener):
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            server = socket.create_connection(self.to)
            self.lines += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.hand_on, args=(one, other), daemon=True).start()

    def hand_on(self, one, other):
        """Until one of them is closed."""
        while True:
            try:
                part = one.recv(65536)
                if self.hangs.is_set():
                    continue
                other.sendall(part)
            except OSError:
                return
            if not part:
                other.close()
                return


@contextmanager
def opened(wrapper):
    try:
        yield wrapper
    finally:
        wrapper.close()


def asked(wrapper):
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()


def failed(wrapper):
    """What ails the database when it is asked, and how long that took."""
    began = time.monotonic()
    with pytest.raises(OperationalError) as caught:
        asked(wrapper)
    return fault_of(caught.value), time.monotonic() - began


@pytest.mark.django_db
def test_a_postgresql_that_hangs_is_given_up():
    """A server that stops to answer in the midst, or before anybody is connected, is given up soon and said; when it answers
    again it is asked again, without a start. One that refuses is said at once."""
    usual = connections["default"]
    if usual.vendor != "postgresql":
        return
    proxy = Proxy(usual.settings_dict["HOST"], int(usual.settings_dict["PORT"] or 5432))
    options = usual.settings_dict["OPTIONS"] | {"answer_seconds": 0.5}
    reached = usual.settings_dict | {"HOST": "127.0.0.1", "PORT": proxy.port, "OPTIONS": options}
    with opened(postgresql.DatabaseWrapper(reached, "proxied")) as wrapper:
        assert asked(wrapper) == (7,)
        proxy.hangs.set()
        fault, seconds = failed(wrapper)
        assert (fault, seconds < 2.9) == (Fault.SILENT, True)
        wrapper.close_if_unusable_or_obsolete()
        fault, seconds = failed(wrapper)
        assert (fault, seconds < 2.9) == (Fault.SILENT, True)  # no connection is made
        proxy.hangs.clear()
        assert asked(wrapper) == (7,)
        proxy.stop()
        wrapper.close_if_unusable_or_obsolete()
        fault, seconds = failed(wrapper)
        assert (fault, seconds < 1) == (Fault.GONE, True)


@pytest.fixture
def served(settings, tmp_path, django_db_blocker):
    """A database of SQLite with one row, as a server opens it."""
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as made:
        made.executescript("PRAGMA journal_mode=WAL; CREATE TABLE a (b); INSERT INTO a VALUES (7);")
    made.close()
    settings.SERVES = True
    options = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", "timeout": 0.1}
    wanted = connections["default"].settings_dict | {"NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": None}
    with django_db_blocker.unblock(), opened(sqlite.DatabaseWrapper(wanted, "served")) as wrapper:
        yield wrapper, path


def rows(wrapper):
    with wrapper.cursor() as cursor:
        return cursor.execute("SELECT b FROM a").fetchall()


def written(wrapper):
    """What ails the database when a row is written; None where it takes it."""
    try:
        with wrapper.cursor() as cursor:
            cursor.execute("INSERT INTO a VALUES (8)")
    except OperationalError as error:
        return fault_of(error)
    return None


def test_a_full_disk_goes_on_reading(served):
    """A connection that is kept reads while nothing can be written, and writes again when there is room."""
    wrapper, _path = served
    assert rows(wrapper) == [(7,)]
    with at_most(0):
        assert written(wrapper) is Fault.FULL
        wrapper.close_if_unusable_or_obsolete()
        assert rows(wrapper) == [(7,)]
    assert (written(wrapper), rows(wrapper)) == (None, [(7,), (8,)])


def test_a_file_that_is_locked_or_gone_is_said(served):
    """Another writer is waited for, for a moment; a file that is gone is not made anew, nor is what was opened before it went
    written to; the one that is put back is read."""
    wrapper, path = served
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert (written(wrapper), rows(wrapper)) == (Fault.BUSY, [(7,)])
        other.rollback()
    other.close()
    aside = path.rename(path.with_name("aside"))
    wrapper.close_if_unusable_or_obsolete()
    assert failed(wrapper)[0] is Fault.GONE
    assert not path.exists()
    aside.rename(path)
    assert (rows(wrapper), written(wrapper)) == ([(7,)], None)


READS = """
import os, sys, django
django.setup()
from django.db import DatabaseError, connection
from taper_app.faults import fault_of
from taper_app.sqlite import base
if os.geteuid() == 0:  # who may write everywhere; Python itself may lie where only root reads
    os.setgroups([])
    os.setuid(NOBODY)
with connection.cursor() as cursor:
    print(cursor.execute("SELECT b FROM a").fetchall())
    try:
        cursor.execute("INSERT INTO a VALUES (8)")
    except DatabaseError as error:
        print(fault_of(error))
"""


@pytest.mark.long
@pytest.mark.parametrize("is_open", [False, True])
def test_a_folder_that_takes_nothing_is_read(served, tmp_path, is_open):
    """A server that starts where nothing can be written reads what is there, also what waits beside it for its place."""
    wrapper, path = served
    if is_open:
        assert written(wrapper) is None
    folders = [path.parent, *list(path.parent.parents)[: -len(Path("/tmp").parents) - 1]]
    for each in folders[1:]:
        each.chmod(0o755)
    for each in path.parent.iterdir():
        each.chmod(0o444)
    path.parent.chmod(0o555)
    given = {"DJANGO_SETTINGS_MODULE": "taper_app.settings", "SERVES": "true", "DATABASE_URL": f"sqlite:///{path}"}
    run = [sys.executable, "-c", READS.replace("NOBODY", str(NOBODY))]
    system = {"PATH": os.environ["PATH"]}
    answer = subprocess.run(run, cwd=ROOT, env=system | PRODUCTION | given, capture_output=True, text=True, check=False)
    path.parent.chmod(0o755)
    assert answer.stdout.splitlines() == [str([(7,), (8,)] if is_open else [(7,)]), "Fault.READ_ONLY"], answer.stderr
