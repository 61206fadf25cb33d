"""A check of open plans: what the data files say otherwise by now is found, and nothing else."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from taper_app.actions import audit, chain, jobs
from taper_app.chart.audit_trail import check
from taper_app.chart.recheck import differs
from taper_app.engine import load_catalogue
from taper_app.engine.text import mg
from taper_app.jobs import making, queue
from taper_app.jobs.turn import take_turn
from taper_app.models import AuditEvent, Content, Job
from taper_app.pages.who_saw import ITSELF
from tests.actions.test_plans import start
from tests.clinic import give_lorazepam
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(patient, clinician, monday):
    return start(give_lorazepam(patient, clinician, TODAY), clinician).issued()


def otherwise(**changes):
    """The data files of another release."""
    return replace(load_catalogue(), digest="0" * 64, **changes)


def with_product(id_, **changes):
    """The same with one product that is another by then."""
    known = load_catalogue()
    uk = dict(known.by_market["uk"])
    uk[id_] = replace(uk[id_], **changes)
    return otherwise(by_market={**known.by_market, "uk": uk})


def found(issued, clinic, catalogue, today=TODAY):
    return [(each.what, each.name, each.was, each.now, each.on) for each in differs(issued, clinic, catalogue, today)]


def first_product(issued):
    """A product of the schedule, and the first day on which it is needed."""
    return next((piece.product, step.starts_on) for step in issued.schedule.steps for dose in step.doses for piece in dose.pieces)


def test_nothing_is_otherwise(issued, clinic):
    """Under the same data files, and under others that say the same, no plan is touched."""
    assert found(issued, clinic, load_catalogue()) == found(issued, clinic, otherwise()) == []


def test_a_product_that_is_withdrawn(issued, clinic):
    """It is named, with the first day from today on which the plan needs it; not where no step to come needs it."""
    id_, on = first_product(issued)
    label = issued.products[id_].label
    assert found(issued, clinic, with_product(id_, status="withdrawn")) == [("gone", label, "", "", on)]
    after = issued.schedule.steps[-1].starts_on + timedelta(days=1)
    assert found(issued, clinic, with_product(id_, status="withdrawn"), after) == []


def test_a_strength_that_was_wrong(issued, clinic):
    """A product of another strength is named with both."""
    id_, on = first_product(issued)
    was = issued.products[id_]
    other = with_product(id_, strength_mg=was.strength + 1)
    said = (f"{was.form} {mg(was.strength)}", f"{was.form} {mg(was.strength + 1)}")
    assert found(issued, clinic, other) == [("product", was.label, *said, on)]


def test_a_product_that_is_not_to_be_divided(issued, clinic):
    """A tablet of which the plan has halves, and that is whole by now, is named; one that it has whole is not."""
    pieces = [piece for step in issued.schedule.steps for dose in step.doses for piece in dose.pieces]
    halved = {each.product for each in pieces if each.count and each.count % 1}
    whole = {each.product for each in pieces} - halved
    kinds = {id_: [each[0] for each in found(issued, clinic, with_product(id_, splits="none"))] for id_ in halved | whole}
    assert halved and kinds == {id_: ["split"] * (id_ in halved) for id_ in halved | whole}


def test_a_figure_that_was_corrected(issued, clinic):
    """The figure of the plan's own table is named with both; that of another table touches no plan."""
    tables, table = load_catalogue().tables, issued.request.equivalence
    cell = tables[table].cells["lorazepam"]
    corrected = replace(cell, low=Decimal("0.5"), high=Decimal("0.5"))

    def with_cell(id_):
        return otherwise(tables={**tables, id_: replace(tables[id_], cells={**tables[id_].cells, "lorazepam": corrected})})

    ((what, name, was, now, on),) = found(issued, clinic, with_cell(table))
    assert (what, "orazepam" in name, was, now, on) == ("figure", True, mg(cell.low), mg("0.5"), None)
    other = next(each for each in tables if each != table and "lorazepam" in tables[each].cells)
    assert found(issued, clinic, with_cell(other)) == []


def test_a_number_of_a_rule(issued, clinic):
    """A number by which a rule judged the plan, and that is another now, is named with both."""
    rules = load_catalogue().rules
    was = next(each for each in issued.how.rules if set(each.numbers) - {"default_mg"})
    name = next(each for each in was.numbers if each != "default_mg")
    changed = replace(rules[was.rule], numbers={**rules[was.rule].numbers, name: 12345})
    said = ("limit", f"{was.title}: {name.replace('_', ' ')}", str(was.numbers[name]), "12345", None)
    assert found(issued, clinic, otherwise(rules={**rules, was.rule: changed})) == [said]


def checked(clinician, digest):
    """A check of every open plan by the data files of this digest, after a turn of a worker."""
    kind, now = Job.Kind.RECHECK, timezone.now()
    job = jobs.ask_job(clinic=clinician.clinic, by=clinician, kind=kind, enter=queue.enter, now=now, catalogue=digest)
    take_turn(job.ticket, queue.enter)
    return job


def test_a_worker_of_another_release_checks_nothing(issued, clinician, client):
    """By other data files than it was asked for no plan is said to be in order."""
    job = checked(clinician, "0" * 64)
    assert [(each.state, each.said) for each in job.items.all()] == [("failed", making.OTHER_DATA)]
    client.force_login(clinician)
    page = client.get(f"/jobs/{job.code}/").content.decode()
    assert making.OTHER_DATA in page and "what every open plan needs is sold" not in page


def test_the_list_and_the_letter(issued, clinician, client, monkeypatch):
    """A check lists the plan with the reason and a letter that names patient, plan and product, and leaves an event."""
    id_, _ = first_product(issued)
    monkeypatch.setattr(making, "load_catalogue", lambda: with_product(id_, status="withdrawn"))
    job = checked(clinician, "0" * 64)
    told = json.loads(jobs.content_of(job.items.get()))
    label = issued.products[id_].label
    assert [label in each and "not sold" in each for each in told["reasons"]] == [True]
    assert all(each in told["letter"] for each in (label, issued.code, "Example, Rowan", "17-May-1970", "TEST-0001"))
    assert AuditEvent.objects.get(action="find_touched").after["plan"] == issued.code
    client.force_login(clinician)
    page = client.get(f"/jobs/{job.code}/").content.decode()
    assert f"/plans/{issued.code}/" in page and "1 plan to look at" in page


def test_what_taper_does_by_itself_is_an_event(issued, patient, clinician, client, monkeypatch):
    """Its own check, and each plan that it finds, is an event of nobody's in the chain: the page about the patient and the export
    say that it was Taper."""
    id_, _ = first_product(issued)
    for each in (making, queue):
        monkeypatch.setattr(each, "load_catalogue", lambda: with_product(id_, status="withdrawn"))
    assert queue.ask_for_checks() == 1
    job = Job.objects.get()
    asked = AuditEvent.objects.get(action="ask_job")
    assert (asked.by, asked.clinic, asked.subject) == (None, clinician.clinic, f"job {job.code}")
    assert asked.link.digest == Content(*(getattr(asked, name) for name in Content._fields)).digest()
    take_turn(job.ticket, queue.enter)
    found = AuditEvent.objects.get(action="find_touched")
    assert (found.by, found.subject, found.after["job"]) == (None, f"patient {patient.code}", job.code)
    chain.extend_all()
    assert [check().waiting, [each.partition(" in ")[0] for each in check().faults]] == [0, ["There is no anchor"]]
    client.force_login(clinician)
    seen = client.get(f"/patients/{patient.code}/events/").context["seen"]
    assert [each.changes for each in seen if each.by == ITSELF] == [["find touched"]]
    lines = list(csv.DictReader(client.get("/clinic/events.csv").getvalue().decode().splitlines()))
    assert {each["action"] for each in lines if (each["username"], each["name"]) == ("", ITSELF)} == {"ask_job", "find_touched"}


@pytest.mark.parametrize("action", ["start_plan", "open_page", "cancel_job"])
def test_taper_does_nothing_else_by_itself(clinic, action):
    """The database takes no event of nobody's but those that Taper may leave."""
    with pytest.raises(IntegrityError, match="auditevent_by_somebody"):
        audit.record_own(clinic=clinic, action=action, subject="patients", after={})
