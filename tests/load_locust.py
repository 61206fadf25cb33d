"""Clinicians in Locust: what `tests.bench_load` runs in an environment of its own. LOAD_CLINICIANS names a file with their
sessions and plans, LOAD_ANSWERS one to which each answer is written as a line, LOAD_THINK how many times as long as people they
think."""

import json
import os
import random
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import gevent
from locust import HttpUser, constant, task

from tests.load_clinician import PAGES, Answer, Clinician, Wrong

TOLD = json.loads(Path(os.environ["LOAD_CLINICIANS"]).read_text(encoding="utf-8"))
ANSWERS = Path(os.environ["LOAD_ANSWERS"]).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - open as long as it runs
THINK = float(os.environ["LOAD_THINK"])
TOKEN = "a" * 32
FIRST_S = 10
"""Within so many seconds all have begun, each at another moment."""
ONE_AFTER_THE_OTHER = count()


class AtWork(HttpUser):
    """A clinician at the server, with a session and plans of their own."""

    wait_time = constant(0)  # a clinician thinks between any two requests, not only between two tasks

    def on_start(self):
        number = next(ONE_AFTER_THE_OTHER) % len(TOLD)
        told = TOLD[number]
        self.client.headers["Cookie"] = f"session={told['session']}; csrf={TOKEN}"
        self.chance = random.Random(number)
        self.clinician = Clinician(self, self.chance, told["plans"])
        self.think(0, FIRST_S)

    @task
    def work(self):
        """One page, or one visit; where an answer was not what it should have been, that is an error, and work goes on."""
        try:
            self.clinician.work()
        except Wrong as error:
            told(PAGES, "what came", 0, str(error))
            self.think(3, 12)

    def ask(self, kind, name, address, sent=None):
        """What comes, and a line about it."""
        there = urlsplit(address)
        address = f"{there.path}?{there.query}" if there.query else there.path
        how = {"data": sent | {"csrfmiddlewaretoken": TOKEN}} if sent is not None else {}
        with self.client.request(
            "GET" if sent is None else "POST", address, name=f"{kind}: {name}", allow_redirects=False, catch_response=True, **how
        ) as came:
            wrong = "" if came.status_code in (200, 302) else str(came.status_code or came.error)
            came.failure(wrong) if wrong else came.success()
        told(kind, name, came.request_meta["response_time"], wrong)
        is_page = came.headers.get("Content-Type", "").startswith("text/html")
        return Answer(came.status_code, came.text if is_page else "", came.headers.get("Location", address))

    def think(self, least, most):
        """Nothing for a while."""
        gevent.sleep(self.chance.uniform(least, most) * THINK)


def told(kind, name, ms, wrong):
    ANSWERS.write(json.dumps([kind, name, ms, wrong]) + "\n")
