"""In a browser with scripts, what somebody typed runs nowhere: no dialog opens, and nothing of it is an element."""

import pytest

from taper_app.actions import clinics, patients
from taper_app.models import Patient
from tests.actions.visits import begin

RUNS = """<img src=x onerror=alert(1)><script>alert(2)</script>'"onfocus=alert(3) autofocus><svg onload=alert(4)>"""
"""The images, scripts and events by which a text would run."""


@pytest.fixture(params=[{"width": 1280, "height": 800}], ids=["desk"])
def browser_context_args(request):
    """Scripts are on: without them nothing could run."""
    return {"viewport": request.param}


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_typed_runs(site, clinician, patient, asked_on, live_server):
    """On the pages of a patient and of a clinic with such names, and where a form is refused and live parts are drawn anew."""
    opened = []
    site.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, name=RUNS[:120])
    patients.change_patient(patient=patient, by=clinician, name=RUNS[:120])
    plan = begin(Patient.objects.get(), clinician, today=asked_on, reason=f"Agreed with {RUNS} in the room.")
    of = f"/patients/{patient.code}/"
    for at in ("/patients/", of, f"{of}edit/", f"{of}events/", f"/plans/{plan.code}/", f"/plans/{plan.code}/timeline/"):
        site.goto(f"{live_server.url}{at}")
        site.locator("h1").first.wait_for()
        assert site.locator("img[onerror], svg[onload], [onfocus]").count() == 0, at
    for at in (f"/plans/{plan.code}/1/handout/", f"/plans/{plan.code}/review/", "/clinic/"):
        site.goto(f"{live_server.url}{at}")
        site.locator("h1").first.wait_for()
    site.goto(f"{live_server.url}/patients/new/")
    site.locator("[name=name]").fill(RUNS[:120])
    site.get_by_role("button", name="Add patient").click()
    site.get_by_role("alert").first.wait_for()
    assert opened == []
