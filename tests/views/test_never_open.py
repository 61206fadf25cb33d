"""What guards a record refuses when it fails itself: no page, paper or change gets past a guard that cannot be asked."""

import inspect
from contextlib import contextmanager
from datetime import date
from types import FunctionType

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from taper_app import seals
from taper_app.actions import audit, identity, patients, sign_ins, unseen
from taper_app.chart import in_error
from taper_app.desk import keeping
from taper_app.engine import propose
from taper_app.forms import dates, doses
from taper_app.models import Revision, constraints
from taper_app.views import access, events, outside, struck_out
from tests.actions.visits import begin
from tests.clinic import give_lorazepam
from tests.conftest import PASSWORD, TODAY
from tests.test_doors import everything
from tests.views.page_forms import own_fields
from tests.views.payloads import medicine_fields, plan_fields
from tests.views.test_plans import at, check, check_fields

pytestmark = pytest.mark.long
MODULES = (access, events, outside, struck_out, identity, sign_ins, unseen)
"""Rooms' modules that say who may, what may be changed, and what is written down of it."""
ALONE = (
    audit.append,
    audit.record,
    seals.keys,
    seals.sha256,
    keeping.keeping_of,
    doses.read_dose,
    constraints.refuse_unseen,
    propose,
)
ALONE += (
    Revision.is_as_issued,
    Revision.issued,
    dates.DateField.clean,
    in_error.refuse_struck_patient,
    in_error.refuse_struck_plan,
)
"""Single functions that compare, convert or bound."""
NOT_ASKED = {
    "access.kept",  # turns a refusal into words
    "access.conflict_page",  # says why nothing was done
    "access.wrong_status",
    "events.with_bar",  # says above a page that nothing can be written
    "outside.outside_page",  # these two say that it is refused
    "struck_out.struck_page",
    "access.refuse_from_outside",  # of another clinic: tests/test_doors_apart.py asks it at every address
    "unseen.refuse_unseen_on_paper",  # of what was kept before, on the way to the guard beside it
}


def guards():
    """Every guard by its name."""
    for module in MODULES:
        for name, each in inspect.getmembers(module, inspect.isfunction):
            is_own = each.__module__ == module.__name__ and not name.startswith("_") and not each.__code__.co_freevars
            if is_own and "get_response" not in each.__code__.co_varnames:  # what is put round every request once, at the start
                yield f"{module.__name__.rpartition('.')[2]}.{name}", each
    yield from ((f"{each.__module__.rpartition('.')[2]}.{each.__name__}", each) for each in ALONE)


GUARDS = {name: each for name, each in guards() if name not in NOT_ASKED}


@contextmanager
def failing(guard: FunctionType):
    """Inside, the guard fails whoever asks it, by whatever name they have it; gives how often that was."""
    asked = []

    def fails(*given, _asked, **named):
        _asked.append(1)
        raise RuntimeError("the guard fails")

    kept = guard.__code__, guard.__kwdefaults__, guard.__defaults__
    guard.__code__, guard.__kwdefaults__, guard.__defaults__ = fails.__code__, {"_asked": asked}, None
    try:
        yield asked
    finally:
        guard.__code__, guard.__kwdefaults__, guard.__defaults__ = kept


@pytest.fixture
def requests_of(client, clinician, lorazepam_patient, monday):
    """What is asked and sent of a patient with a plan, each as a function of a browser."""
    plan, patient = begin(lorazepam_patient, clinician), lorazepam_patient
    client.force_login(clinician)
    edit, risks = reverse("patient_edit", args=[patient.code]), reverse("risks_edit", args=[patient.code])
    review, medicines = reverse("review_new", args=[plan.code]), reverse("medication_list", args=[patient.code])
    sent = {edit: own_fields(client, edit, name="Else, Somebody")}
    sent |= {
        risks: own_fields(client, risks),
        review: own_fields(client, review, decision="continue", check="1"),
    }
    sent |= {medicines: medicine_fields({"taken": "2 - - -"}, patient=patient)}
    sent |= {f"/plans/{plan.code}/entered-in-error/": {"patient": patient.code, "reason": "Entered for somebody else."}}
    sent |= {"/patients/": {"text": "rowan"}}
    sent |= {
        "/accounts/logout/": {},
        "/accounts/password/change/": {"oldpassword": "x", "password1": PASSWORD, "password2": PASSWORD},
    }
    asked = ["/", "/patients/", "/clinic/events.csv", f"/patients/{patient.code}/", edit, f"/patients/{patient.code}/events/"]
    asked += [f"/patients/{patient.code}/record.json"]
    asked += [f"/plans/{plan.code}/{each}" for each in ("", "timeline/", "1/handout.txt", "1/handout/", "1/how/", "review/")]
    found = [lambda browser, at=at: browser.get(at) for at in asked]
    found += [lambda browser, at=at, fields=fields: browser.post(at, fields) for at, fields in sent.items()]
    return [*found, signs_in("wrong"), signs_in(PASSWORD), issues(client, clinician)]


def signs_in(password):
    """Somebody who is not signed in yet sends the form for it."""

    def request(browser):
        browser.logout()
        return browser.post("/accounts/login/", {"login": "ash", "password": password})

    return request


def issues(client, clinician):
    """A second patient's plan, filled in and checked, is issued."""
    told = {"name": "Example, Sasha", "born_on": date(1961, 3, 27), "sex": "male", "identifier": "TEST-0009"}
    patient = give_lorazepam(patients.add_patient(clinic=clinician.clinic, by=clinician, **told), clinician, TODAY)
    client.post(at(patient), plan_fields(patient))
    fields = check_fields(check(client, patient), patient)
    return lambda browser: browser.post(at(patient, "plan/check/"), fields)


def test_a_guard_that_fails_lets_nobody_in(clinician, requests_of):
    """Whichever guard fails, no request that asks it is answered with a page, a paper or a way on, and nothing is kept."""
    before, let_in, met = everything(), [], set()
    for name, guard in GUARDS.items():
        for number, request in enumerate(requests_of):
            browser = Client(raise_request_exception=False)
            with transaction.atomic():
                browser.force_login(clinician)
                with failing(guard) as asked:
                    answer = request(browser)
                    shown = b"".join(answer) if answer.streaming else answer.content
                if asked and (answer.status_code < 400 or b"Example, " in shown or everything() != before):
                    let_in.append((name, number, answer.status_code))
                met |= {name} if asked else set()
                transaction.set_rollback(True)
            if asked and number > 3:
                break  # three of its ways are enough, and the first few are asked by most
    assert let_in == []
    assert ", ".join(sorted(GUARDS.keys() - met)) == ""
