"""The clinicians of `script/bench load` do what people do, and come to what people come to."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from taper_app.models import Revision
from tests import bench_load
from tests.actions.visits import TODAY, begin
from tests.load_clinician import FIRST_PAPER, KEPT_PAPER, PAGES, READING, SAVES, Answer, Clinician, Wrong


class Desk:
    """Django's client in place of Locust's."""

    def __init__(self, client):
        self.client, self.asked = client, Counter()

    def ask(self, kind, name, address, sent=None):
        came = self.client.get(address) if sent is None else self.client.post(address, sent)
        self.asked[kind, name] += 1
        is_page = came.headers.get("Content-Type", "").startswith("text/html")
        return Answer(came.status_code, came.content.decode() if is_page else "", came.headers.get("Location", address))

    def think(self, least, most):
        """Not at all."""


@pytest.fixture
def desk(client):
    return Desk(client)


@pytest.fixture
def at_work(desk, patient, clinician, monday):
    """A clinician with one plan, who comes two weeks later."""
    plan = begin(patient, clinician)
    monday.move_to(f"{TODAY + timedelta(days=14)}T10:00Z")
    desk.client.force_login(clinician)
    born = str(patient.born_on.year)
    return Clinician(desk, random.Random(1), [(plan.code, patient.code, patient.name, patient.identifier, born)])


def test_a_clinician_reads_every_page_there_is_to_read(at_work, desk):
    """Today, the list, searches, patients, plans and timelines answer, whichever comes up."""
    for _ in range(60):
        at_work.read()
    assert {name for _, name in desk.asked} == set(READING)


def test_a_visit_issues_a_revision_and_prints_it_twice(at_work, desk):
    """From the form to the paper each step is taken once, and its answer is counted under its kind."""
    at_work.see(*at_work.plans[0])
    assert Revision.objects.count() == 2
    assert {name for kind, name in desk.asked if kind == SAVES} >= {"preview", "visit", "revision"}
    assert (desk.asked[FIRST_PAPER, "handout"], desk.asked[KEPT_PAPER, "handout"]) == (1, 1)


def test_a_form_that_comes_back_is_an_error_that_says_why(at_work):
    """What the page says is wrong is told, and nothing is counted as done."""
    plan, patient, name, identifier, _ = at_work.plans[0]
    with pytest.raises(Wrong, match="revision: the form came back"):
        at_work.see(plan, patient, name, identifier, "1800")
    assert Revision.objects.count() == 1


def test_what_misses_a_mark_is_named(capsys):
    """An error, 95 of a hundred above the mark, and memory that grows are each said; what is at its mark is not."""
    fast = [[PAGES, "today", 300.0, ""]] * 99 + [[PAGES, "today", 9000.0, ""]]
    assert bench_load.shown(fast, [100.0, 300.0, 330.0]) == []
    slow = [[SAVES, "visit", 501.0, ""], [PAGES, "plan", 0, "503"]]
    assert bench_load.shown(slow, [100.0, 300.0, 331.0]) == [
        "pages: plan: 503",
        "95 of 100 saves took up to 501 ms",
        "memory grew",
    ]
    assert "300 in the middle" in capsys.readouterr().out
