"""The log: JSON, each line with the number of its request, and nothing of a patient in it, whatever goes wrong."""

import json
import logging
import re
import sys

import pytest
from django.db import IntegrityError
from django.test import Client

from taper_app import logs
from tests.views.payloads import text_of

CANARY = "Canarybird"


@pytest.fixture
def noticed(log):
    """The lines of the log so far, each as what it holds."""
    return lambda: [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_line_says_when_what_and_of_which_request():
    """The time is in UTC with its zone, the figures stand beside the sentence, and what is not known is left out."""
    record = logging.LogRecord("taper_app.x", logging.INFO, "x.py", 1, "saw %s", ("two\nlines",), None)
    record.created, record.figures = 1_800_000_000.5, {"ms": 12}
    number = logs.new_request_id()
    line = logs.Line().format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "2027-01-15T08:00:00.500+00:00",
        "level": "INFO",
        "logger": "taper_app.x",
        "message": "saw two\nlines",
        "request": number,
        "ms": 12,
    }


def test_of_an_exception_its_kinds_and_its_places_are_told():
    """What an exception says may quote what was typed, and so may what it came from: neither is in the line."""

    def store():
        try:
            raise ValueError(f"Key (name)=({CANARY})")
        except ValueError as error:
            raise IntegrityError(f"{CANARY} is there") from error

    try:
        store()
    except IntegrityError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    line = logs.Line().format(record)
    said = json.loads(line)
    assert said["error"] == ["django.db.utils.IntegrityError", "ValueError"]
    assert re.fullmatch(r"tests/test_logs\.py:\d+ store", said["where"][-1])
    assert CANARY not in line


def test_what_was_searched_for_is_cut_off_an_address():
    """The server itself names a request by its whole address when it fails: what stands behind the question mark is left out."""
    asked = f"/patients/?q={CANARY}"
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "x.py", 1, "Error handling request %s", (asked,), None)
    assert json.loads(logs.Line().format(record))["message"] == "Error handling request /patients/?…"


def fail(*args, **named):
    raise RuntimeError(f"{CANARY} cannot be shown")


def test_no_error_puts_a_patient_into_the_log(clinician, patient, monday, monkeypatch, log, noticed):
    """A search, a wrong address, a refused form and a fault of ours leave a line each that names nobody."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(clinician)
    assert client.get("/patients/", {"q": CANARY}).status_code == 200
    assert client.get(f"/patients/{CANARY}/?name={CANARY}").status_code == 404
    assert client.post("/patients/new/", {"name": CANARY}).status_code == 403
    form = "application/x-www-form-urlencoded; charset=utf-16"
    assert client.generic("POST", f"/{CANARY}/", f"name={CANARY}".encode("utf-16"), form).status_code == 400
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    monkeypatch.setattr("taper_app.views.patient_lists.listing", fail)
    page = client.get("/patients/", {"q": CANARY})
    number = page.headers["X-Request-ID"]
    assert page.status_code == 500 and f"with this number: {number}." in " ".join(text_of(page))
    *earlier, error, answered = noticed()
    assert (error["logger"], error["error"], error["request"]) == ("django.request", ["RuntimeError"], number)
    assert error["message"] == "Internal Server Error: patient_list"
    assert {name: answered[name] for name in ("message", "route", "status", "request")} == {
        "message": "answered",
        "route": "patient_list",
        "status": 500,
        "request": number,
    }
    assert {400, 403, 404} <= {each.get("status") for each in earlier}
    assert CANARY not in log.getvalue() and "elsewhere" in log.getvalue()


def test_each_request_has_a_number_of_ours(client, log, noticed):
    """What a browser or a proxy calls a request is not taken for its number, and no two have the same."""
    numbers = [client.get("/health/", headers={"x-request-id": CANARY}).headers["X-Request-ID"] for _ in range(2)]
    assert len({*numbers, CANARY}) == 3
    assert [each["request"] for each in noticed()] == numbers


def test_a_stranger_fills_no_disk(monkeypatch):
    """Of one kind of line a stranger causes so many a minute, and the next one says how many were left out; whoever is signed
    in, other kinds, and what is critical are written whatever came before."""
    sparing = logs.Sparing()
    monkeypatch.setattr(logs, "MOST_OF_A_KIND", 3)

    def let_through(seconds, level=logging.WARNING, words="%s: %s"):
        record = logging.makeLogRecord({"name": "django.request", "levelno": level, "msg": words, "created": 1000.0 + seconds})
        return sparing.filter(record) and getattr(record, "figures", {})

    logs.new_request_id()
    assert [let_through(at) for at in range(5)] == [{}, {}, {}, False, False]
    assert (let_through(5, words="another"), let_through(5, logging.CRITICAL)) == ({}, {})
    logs.answers_to("7")
    assert let_through(6) == {}
    logs.new_request_id()
    assert let_through(logs.A_WHILE + 1) == {"left_out_before": 2}


def test_a_line_has_the_number_of_the_account(client, clinician, patient, log):
    """What is written while somebody signed in is answered says whose request it was, by a number and no name."""
    client.force_login(clinician)
    client.get(f"/patients/{patient.code}/")
    client.get("/nowhere")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line.get("user") for line in lines if line["message"] == "answered"] == [str(clinician.pk), None]
