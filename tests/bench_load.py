"""A clinic at work: `script/bench load`. A server of its own, started as script/server does, on a database of its own, and so
many clinicians who read, think and send, by Locust: 10 on SQLite, 50 on PostgreSQL. It ends with 1 where a mark was missed.

Between two pages a clinician thinks for 3 to 12 seconds, over a form for 8 to 30, before what is confirmed for 5 to 20
(`--think 0.5` halves all of them). Of five requests four read: Today, the list, searches, patients, plans, timelines; one is of a
visit: its form, a preview, the check, the next revision, and its handout twice.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import psycopg

from tests.fault_table import ROOT, SERVER, Clinic
from tests.load_clinician import FIRST_PAPER, KEPT_PAPER, PAGES, SAVES

MARKS_MS = {PAGES: 300, SAVES: 500, FIRST_PAPER: 2000, KEPT_PAPER: 300}
"""What 95 of 100 answers of each kind take at most."""
FLAT = 1.1
"""So many times what it was in the middle the memory may be at the end."""
CLINICIANS = {"sqlite": 10, "postgresql": 50}
NAME = f"taper_load_{os.getpid()}"
PREPARE = """
import django, json, sys
django.setup()
from django.contrib.auth.hashers import make_password
from django.test import Client
from taper_app.models import Plan, User
first, count = User.objects.get(), int(sys.argv[1])
plans = Plan.objects.filter(state="open", patient__identifier__startswith="COPY").select_related("patient").order_by("pk")
told = [(p.code, p.patient.code, p.patient.name, p.patient.identifier, str(p.patient.born_on.year)) for p in plans]
sessions = []
for number in range(count):
    name = f"load-{number}"
    user = User(clinic=first.clinic, username=name, full_name=f"Dr {name}", role=first.role, password=make_password(None))
    user.save()
    client = Client()
    client.force_login(user)
    sessions.append({"session": client.cookies["session"].value, "plans": told[number::count]})
print(json.dumps(sessions))
"""
PAUSE = threading.Event()


class AtWork(Clinic):
    """A server with the worker of its jobs, and clinicians who are signed in to it."""

    def begin_with(self, patients, clinicians):
        """Fill the database, sign everybody in, and serve it."""
        self.environment["AUDIT_ANCHOR_FILE"] = f"{self.folder}/anchor"
        self.python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        self.python("manage.py", "migrate", "--verbosity", "0")
        self.python("manage.py", "demo", "--patients", str(patients))
        (self.folder / "clinicians").write_text(self.python("-c", PREPARE, str(clinicians)), encoding="utf-8")
        self.changed = {}
        self.serve()
        command = [sys.executable, "manage.py", "work", "--beside", str(self.process.pid)]
        self.worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=(self.folder / "work").open("a"))

    def end(self):
        super().end()
        if self.process:
            self.worker.terminate()
            self.worker.wait()

    def megabytes(self):
        """What all processes of the server and of its worker hold, what they share counted once; None where that is not told."""
        try:
            return sum(held(each) for each in family(self.process.pid) | family(self.worker.pid)) / 1000
        except FileNotFoundError:
            return None

    def worked_at(self, locust, clinicians, seconds, think):
        """Every answer as (kind, name, milliseconds, what was wrong), and the memory at the start, in the middle, at the end."""
        answers = self.folder / "answers"
        given = {"LOAD_CLINICIANS": f"{self.folder}/clinicians", "LOAD_ANSWERS": str(answers), "LOAD_THINK": str(think)}
        given |= {"PYTHONPATH": str(ROOT)}
        command = [locust, "--locustfile", "tests/load_locust.py", "--headless", "--only-summary", "--users", str(clinicians)]
        command += ["--spawn-rate", str(clinicians), "--run-time", f"{seconds}s", "--host", f"http://127.0.0.1:{self.port}"]
        memory = [self.megabytes()]
        with (self.folder / "locust").open("w") as log:
            at_work = subprocess.Popen(command, cwd=ROOT, env=os.environ | given, stdout=log, stderr=log)
            try:
                PAUSE.wait(seconds / 2)
                memory.append(self.megabytes())
                at_work.wait(seconds / 2 + 120)
            finally:
                at_work.kill()
                at_work.wait()
        memory.append(self.megabytes())
        if not answers.exists():
            sys.exit((self.folder / "locust").read_text(encoding="utf-8"))
        return [json.loads(each) for each in answers.read_text(encoding="utf-8").splitlines()], memory


def family(process):
    """The numbers of a process and of all that it started."""
    found = {process}
    for each in Path(f"/proc/{process}/task").iterdir():
        for child in (each / "children").read_text().split():
            found |= family(int(child))
    return found


def held(process):
    """The kilobytes of a process, with its part of what it shares; 0 of one that has just ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def share(sorted_ms, of_100):
    """What so many of a hundred take at most."""
    return sorted_ms[min(len(sorted_ms) - 1, len(sorted_ms) * of_100 // 100)]


def shown(answers, memory):
    """Print a line for each kind and the memory; what was missed, in words."""
    missed = []
    print(f"    {'':12}{'requests':>10}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'mark':>9}{'of it':>8}")
    for kind, mark in MARKS_MS.items():
        taken = sorted(ms for each, _, ms, wrong in answers if each == kind and not wrong)
        wrong = [f"{name}: {said}" for each, name, _, said in answers if each == kind and said]
        at = [share(taken, each) for each in (50, 95, 99)] if taken else [float("nan")] * 3
        cells = "".join(f"{each:9.0f}" for each in at)
        print(f"    {kind:12}{len(taken):10,}{len(wrong):8}{cells}{mark:9}{at[1] / mark:8.2f}")
        missed += [f"{kind}: {each}" for each in sorted(set(wrong))]
        missed += [f"95 of 100 {kind} took up to {at[1]:.0f} ms"] if taken and at[1] > mark else []
    missed += [] if memory_shown(memory) else ["memory grew"]
    return missed


def memory_shown(memory):
    """Print the memory; whether it is flat, or cannot be known."""
    if None in memory:
        print("    memory: not told on this machine")
        return True
    first, middle, last = memory
    print(f"    memory of the server's processes: {first:.0f} MB at the start, {middle:.0f} in the middle, {last:.0f} at the end")
    return last <= middle * FLAT


def slowest(answers):
    """Print what took longest of each page, for whoever looks for it."""
    names = sorted({(kind, name) for kind, name, _, _ in answers})
    for kind, name in names:
        taken = sorted(ms for *of, ms, wrong in answers if of == [kind, name] and not wrong)
        if taken:
            print(f"      {kind + ': ' + name:32}{len(taken):6}{share(taken, 50):9.0f}{share(taken, 95):9.0f}{taken[-1]:9.0f}")


def main(asked):
    """Each database in turn; what was missed."""
    missed = []
    for kind in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        clinicians = asked.clinicians or CLINICIANS[kind]
        with tempfile.TemporaryDirectory() as folder:
            url = f"{SERVER.rpartition('/')[0]}/{NAME}" if kind == "postgresql" else f"sqlite:///{folder}/load.sqlite3"
            if kind == "postgresql":
                served(f"CREATE DATABASE {NAME}")
            clinic = AtWork(url, Path(folder))
            try:
                clinic.begin_with(asked.patients, clinicians)
                print(f"{kind}: {clinicians} clinicians, {asked.seconds} s, {asked.patients:,} patients", flush=True)
                answers, memory = clinic.worked_at(asked.locust, clinicians, asked.seconds, asked.think)
                missed += [f"{kind}: {each}" for each in shown(answers, memory)]
                slowest(answers)
                missed += [f"{kind}: the log: {each}" for each in said(Path(folder) / "log", Path(folder) / "work")]
            finally:
                clinic.end()
                if kind == "postgresql":
                    served(f"DROP DATABASE {NAME} WITH (FORCE)")
    return missed


def said(*logs):
    """Lines of the log that tell of a fault, each once and without what differs from one to the other."""
    lines = {line for log in logs for line in log.read_text(encoding="utf-8").splitlines() if '"level": "ERROR"' in line}
    return sorted({json.loads(line)["message"] + " " + str(json.loads(line).get("error", "")) for line in lines})


def served(statement):
    """One statement on the server itself."""
    with closing(psycopg.connect(SERVER, autocommit=True)) as server:
        server.execute(statement.encode())


if __name__ == "__main__":
    read = argparse.ArgumentParser(prog="script/bench load")
    read.add_argument("--locust", required=True, help=argparse.SUPPRESS)
    read.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    read.add_argument("--clinicians", type=int, help="how many; 10 on SQLite, 50 on PostgreSQL")
    read.add_argument("--seconds", type=int, default=600)
    read.add_argument("--patients", type=int, default=2000, help="in the clinic; of five one has a plan")
    read.add_argument("--think", type=float, default=1.0, help="how many times as long as people they think")
    if missed := main(read.parse_args()):
        print(*(f"missed: {each}" for each in missed), sep="\n")
        sys.exit(1)
