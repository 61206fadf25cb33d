"""Hostile inputs over every form, every address and the command line: `script/hostile 50000`.

Each form of the site is opened as its user finds it (every_form.py) and sent again and again with some of its fields changed;
between them any address is sent or asked anything, and so is the command line. What an input did is taken back before the next.
None may end in an error of ours, come back as live markup, or take long. The seed and the number of an input make it again.
"""

import json
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.db import transaction
from django.urls import reverse

from taper_app.engine import answer, load_catalogue
from taper_app.models import Patient, Plan
from tests.engine.requests import random_request
from tests.hostile_inputs import ASKED, MARKS, Hostile, changed
from tests.test_doors import GROUPS, routes
from tests.views.every_form import EVERY_FORM, every_form
from tests.views.page_forms import fields_in

FORM = "application/x-www-form-urlencoded"
LONG_SECONDS = 3.0


@dataclass
class Report:
    """What was seen of all inputs."""

    count: int = 0
    kinds: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    slowest: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def keep(self, number: int, kind: str, status: object, seconds: float) -> None:
        self.count += 1
        self.kinds[kind] += 1
        self.statuses[status] += 1
        self.slowest = sorted([*self.slowest, (seconds, number, kind)], reverse=True)[:5]

    def wrong(self, number: int, kind: str, what: str) -> None:
        self.faults.append(f"input {number}, {kind}: {what}")


class Attack:
    """Sends inputs from a browser that is signed in, and judges what comes back."""

    def __init__(self, client, seed: int, again: int | None = None) -> None:
        self.client, self.seed, self.again, self.number = client, seed, again, 0
        self.report, self.codes = Report(), {}

    @contextmanager
    def taken_back(self):
        """What is done inside is not done: neither in the database nor in the browser."""
        cookies = self.client.cookies.output(header="", sep="\r\n")
        kept = SimpleCookie()
        kept.load(cookies)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self.client.cookies = kept

    def one(self, kind: str, send) -> None:
        """One input: `send` is given what draws it, and gives back what came of it."""
        self.number += 1
        if self.again not in (None, self.number):
            return
        drawn, began = Hostile(self.seed, self.number), time.process_time()
        self.client.raise_request_exception = self.again is not None
        try:
            with self.taken_back():
                status, body, asked = send(drawn)
        except Exception as error:
            if self.again is not None:
                raise
            status, body, asked = type(error).__name__, b"", str(error)[:200]
        seconds = time.process_time() - began
        self.report.keep(self.number, kind, status, seconds)
        if self.again is not None:
            print(kind, asked, status, sep="\n")
        if not isinstance(status, int) or status >= 500:
            self.report.wrong(self.number, kind, f"{status} {asked[:300]}")
        if any(mark in body for mark in MARKS):
            self.report.wrong(self.number, kind, f"live markup: {asked[:300]}")
        if seconds > LONG_SECONDS:
            self.report.wrong(self.number, kind, f"{seconds:.1f} s: {asked[:300]}")

    def form(self, name: str, address: str, fields: dict[str, list[str]]) -> None:
        """A form with some of its fields changed."""

        def send(drawn):
            body = drawn.body(drawn.fields(fields))
            more = {"HTTP_HX_REQUEST": "true"} if drawn.chance.random() < 0.1 else {}
            return answered(self.client.generic("POST", address, body, content_type=FORM, **more), f"{address} {body[:2000]!r}")

        self.one(f"form {name}", send)

    def any_address(self, fields: dict[str, list[str]]) -> None:
        """Any address of the site, sent the fields of another form or asked anything."""

        def send(drawn):
            name = drawn.chance.choice(sorted(self.codes))
            address = self.codes[name]
            if drawn.chance.random() < 0.5:
                body = drawn.body(drawn.fields(fields))
                return answered(self.client.generic("POST", address, body, content_type=FORM), f"POST {address} {body[:2000]!r}")
            names = drawn.chance.sample(ASKED, drawn.chance.randint(1, 4))
            query = drawn.body([*((each, drawn.value([])) for each in names), *drawn.fields(fields)[:3]]).decode("latin-1")
            method = drawn.chance.choice(("GET", "GET", "GET", "HEAD"))
            answer = self.client.generic(method, address, QUERY_STRING=query[:6000])
            return answered(answer, f"{method} {address}?{query[:2000]}")

        self.one("any address", send)

    def line(self) -> None:
        """A request of the command line, with some of its values changed."""

        def send(drawn):
            text = json.dumps(changed(drawn, random_request(drawn.chance)))
            if drawn.chance.random() < 0.2:
                at = drawn.chance.randrange(len(text))
                text = text[:at] + drawn.value([]) + text[at:]
            told, status = answer(text, load_catalogue())
            said = json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
            return {0: 200, 2: 400, 3: 422}.get(status, status), b"" if said else said, text

        self.one("command line", send)


def answered(response, asked: str):
    """The status and what was answered, and what was asked."""
    page = response.get("Content-Type", "").startswith("text/html")
    return response.status_code, response.content if page and not response.streaming else b"", asked


def addresses(patient_code: str, plan_code: str) -> dict[str, str]:
    """Every address of the site by its name, for one patient and plan."""
    found = {}
    for route, name in routes():
        of = {"code": plan_code if route.startswith("plans/") else patient_code} if "<code:code>" in route else {}
        of |= (
            GROUPS.get(name, {})
            | ({"number": 1} if "<int:number>" in route else {})
            | ({"review": 1} if "<int:review>" in route else {})
        )
        found[name] = reverse(name, kwargs=of)
    return found


def attack(client, clinician, take, monday, *, count: int, seed: int, again: int | None = None) -> Report:
    """So many inputs, the same number to each form."""
    attacking = Attack(client, seed, again)
    each_form = max(1, count // len(EVERY_FORM))
    for name, address, page in every_form(client, clinician, take, monday):
        fields = fields_in(page.content.decode(), address) or fields_in(page.content.decode())
        plan = Plan.objects.order_by("pk").last()
        attacking.codes = addresses(Patient.objects.get().code, plan.code if plan else "2222-2222")
        for _ in range(each_form):
            kind = attacking.number % 10
            if kind < 6:
                attacking.form(name, address, fields)
            elif kind < 8:
                attacking.any_address(fields)
            else:
                attacking.line()
    return attacking.report


def told(report: Report, seconds: float) -> str:
    """The lines of a report."""
    lines = [f"{report.count} inputs in {seconds:.0f} s, {report.count / max(seconds, 0.001):.1f} a second."]
    lines += ["By kind: " + ", ".join(f"{kind} {count}" for kind, count in sorted(report.kinds.items())) + "."]
    lines += ["Answered: " + ", ".join(f"{status} {count}" for status, count in sorted(report.statuses.items(), key=str)) + "."]
    lines += ["Slowest: " + ", ".join(f"{each:.2f} s (input {number}, {kind})" for each, number, kind in report.slowest) + "."]
    return "\n".join([*lines, *report.faults, f"{len(report.faults)} faults."])
