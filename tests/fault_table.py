"""What a clinician sees while something fails: `script/faults`. A server is started as script/server starts it, on a SQLite and
on a PostgreSQL of its own; each fault is made, four requests are sent, it is mended, and a table is printed. It ends with 1 where
an answer took longer than three seconds, or where the server had to be started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg

from tests.test_connections import Proxy
from tests.test_server import command, free_port

ROOT = Path(__file__).parent.parent
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
MOST_SECONDS = 3.0
PREPARE = """
import django
django.setup()
from django.test import Client
from taper_app.models import Plan, User
client = Client()
client.force_login(User.objects.get())
plan = Plan.objects.filter(state="open").first()
print(client.cookies["session"].value, plan.code, plan.patient.code)
"""
PAUSE = threading.Event()


class Clinic:
    """A server, and somebody who is signed in to it."""

    def __init__(self, url, folder):
        given = {"DATABASE_URL": url, "HTTPS": "false", "STATIC_ROOT": f"{folder}/static", "OPENINGS_FILE": f"{folder}/openings"}
        given |= {"DJANGO_SETTINGS_MODULE": "taper_app.settings", "ALLOWED_HOSTS": "127.0.0.1,testserver"}
        self.environment, self.folder, self.process = os.environ | given, folder, None

    def python(self, *arguments):
        said = [sys.executable, *arguments]
        answer = subprocess.run(said, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return answer.stdout

    def begin(self, **changed):
        """Fill the database, sign in, and serve it, reached as `changed` says."""
        self.python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        self.python("manage.py", "demo", "--ready")
        self.session, self.plan, self.patient = self.python("-c", PREPARE).split()
        self.changed = changed
        self.serve()

    def serve(self):
        self.port = free_port()
        log = (self.folder / "log").open("a")
        self.process = subprocess.Popen(command(self.port), cwd=ROOT, env=self.environment | self.changed, stdout=log, stderr=log)
        wait = [sys.executable, "script/wait_until_served.py", str(self.port), str(self.process.pid), "/health/"]
        subprocess.run(wait, cwd=ROOT, check=True)

    def end(self):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def asked(self, address, sent=None):
        """What came, in words, and after how many seconds."""
        began, line = time.monotonic(), HTTPConnection("127.0.0.1", self.port, timeout=70)
        token = "a" * 32
        headers = {"Cookie": f"session={self.session}; csrf={token}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            if sent is None:
                line.request("GET", address, headers=headers)
            else:
                line.request("POST", address, f"csrfmiddlewaretoken={token}&{sent}", headers)
            answer = line.getresponse()
            return told(answer, answer.read().decode(errors="replace")), time.monotonic() - began
        except (OSError, HTTPException) as error:
            return type(error).__name__, time.monotonic() - began
        finally:
            line.close()

    def row(self, name, paper):
        """A line of the table, and the longest time."""
        taken = [
            self.asked(f"/plans/{self.plan}/"),
            self.asked(f"/plans/{self.plan}/1/{paper}"),
            self.asked(f"/patients/{self.patient}/edit/", f"patient={self.patient}&name=typed"),
            self.asked("/ready/"),
        ]
        longest = max(seconds for _, seconds in taken)
        return [name, *(words for words, _ in taken), f"{longest:.1f} s"], longest

    def recovers(self):
        """After how many seconds the plan is shown as ever; None where it is not for a minute."""
        began = time.monotonic()
        while time.monotonic() - began < 60:
            if self.asked(f"/plans/{self.plan}/")[0] == "200":
                return time.monotonic() - began
            PAUSE.wait(0.2)
        return None


def told(answer, page):
    """An answer in a few words."""
    kept = ", typed text kept" if "Send again</button>" in page else ""
    bar = ", read only" if "<strong>Read only.</strong>" in page else ""
    again = f", again in {answer.headers['Retry-After']} s" if "Retry-After" in answer.headers else ""
    return f"{answer.status}{bar}{kept}{again}"


@contextmanager
def on_a_disk_of_its_own(folder):
    """A small disk, where this account may mount one."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m,mode=0700", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(folder):
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def only_read(clinic, folder):
    """No disk becomes so while a file on it is open to be written: the server is started on it, and is not started after."""
    clinic.end()
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    try:
        clinic.serve()
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


@contextmanager
def locked(path):
    # A process of its own: one that has a file of SQLite open twice gives up the locks of both.
    held = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); print(flush=True); input()"
    other = subprocess.Popen([sys.executable, "-c", held, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    other.stdout.readline()
    try:
        yield
    finally:
        other.communicate(b"\n")


@contextmanager
def moved(path):
    aside = path.rename(path.with_name("aside"))
    try:
        yield
    finally:
        aside.rename(path)


@contextmanager
def hanging(proxy):
    proxy.hangs.set()
    try:
        yield
    finally:
        proxy.hangs.clear()


@contextmanager
def refusing(proxy):
    proxy.stop()
    try:
        yield
    finally:
        proxy.start()


@contextmanager
def by_sql(url, before, after):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(before)
        try:
            yield
        finally:
            connection.execute(after)


@contextmanager
def stand_by(url, name):
    with by_sql(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on", f"ALTER DATABASE {name} RESET ALL"):
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(ended)
        yield
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(ended)


@contextmanager
def children(clinic, what):
    """The processes that print are killed, or stopped, all at once."""
    found = subprocess.run(["pgrep", "-f", f"{ROOT}/taper_app/handouts/child.py"], capture_output=True, text=True, check=False)
    for pid in map(int, found.stdout.split()):
        if is_below(pid, clinic.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, what)
    yield


def is_below(pid, ancestor):
    """Whether a process was started by another, or by one that it started; the first of those that print stays."""
    parents = []
    while pid > 1:
        parents.append(pid)
        if pid == ancestor:
            return len(parents) > 2
        with suppress(OSError):
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return False


def tried(clinic, faults):
    """A row for each fault, and whether all was as it should be."""
    good = True
    for name, fault, paper in faults:
        with fault:
            row, longest = clinic.row(name, paper)
        after = clinic.recovers()
        good = good and longest <= MOST_SECONDS and after is not None and clinic.process.poll() is None
        print("|", " | ".join([*row, "no" if after is None else f"after {after:.1f} s"]), "|", flush=True)
    return good


def on_sqlite(folder):
    disk = folder / "disk"
    disk.mkdir()
    with on_a_disk_of_its_own(disk):
        clinic, path = Clinic(f"sqlite:///{disk}/db.sqlite3", folder), disk / "db.sqlite3"
        try:
            clinic.begin()
            faults = [
                ("SQLite: disk full", full(disk), "handout.txt"),
                ("SQLite: disk takes nothing", only_read(clinic, disk), "handout.txt"),
                ("SQLite: locked by another", locked(path), "handout.txt"),
                ("SQLite: file gone", moved(path), "handout.txt"),
                ("printing: processes killed", children(clinic, signal.SIGKILL), "handout.pdf"),
                ("printing: processes stopped", children(clinic, signal.SIGSTOP), "supply.pdf"),
            ]
            return tried(clinic, faults)
        finally:
            clinic.end()


def on_postgresql(folder):
    name = f"taper_faults_{os.getpid()}"
    with by_sql(SERVER, f"CREATE DATABASE {name}", f"DROP DATABASE {name} WITH (FORCE)"):
        own = SERVER.rpartition("/")[0] + f"/{name}"
        where = psycopg.conninfo.conninfo_to_dict(own)
        proxy = Proxy(where["host"], int(where.get("port", 5432)))
        clinic = Clinic(own, folder)
        try:
            clinic.begin(DATABASE_URL=f"postgres://{where['user']}@127.0.0.1:{proxy.port}/{name}")
            taken = "BEGIN; LOCK TABLE taper_app_auditevent IN SHARE ROW EXCLUSIVE MODE"
            faults = [
                ("PostgreSQL: gone", refusing(proxy), "handout.txt"),
                ("PostgreSQL: hangs", hanging(proxy), "handout.txt"),
                ("PostgreSQL: stand-by", stand_by(SERVER, name), "handout.txt"),
                ("PostgreSQL: locked by another", by_sql(own, taken, "ROLLBACK"), "handout.txt"),
            ]
            return tried(clinic, faults)
        finally:
            clinic.end()


def main():
    print("| fault | plan | its paper | a form that is sent | `/ready/` | longest | as ever again |")
    print("|---|---|---|---|---|---|---|")
    good = True
    for each in (on_sqlite, on_postgresql):
        folder = Path(tempfile.mkdtemp(prefix="taper-faults-"))
        try:
            good = each(folder) and good
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
