"""What pages say about medicines follows the rules for safe medicine text, on every page and in every state of it."""

import pytest

from taper_app.actions import patients
from taper_app.engine import Interacting
from taper_app.models import Plan
from tests.actions.risks import ask
from tests.conftest import TODAY, lorazepam_row
from tests.text_gates import hits_in_html
from tests.views.payloads import direct_fields, medicine_fields, patient_fields, plan_fields, text_of
from tests.views.test_clinics import FIELDS as CLINIC_FIELDS
from tests.views.test_plans import at, check, issue


def clean(response):
    """Assert that no cell, paragraph or label of the page breaks a rule, and that there is something on it."""
    assert len(text_of(response)) > 5
    assert hits_in_html(response.content.decode()) == []
    return response


def test_pages_of_patients(visit, patient, take):
    """The list, a search, the forms with and without errors, and a patient with medicines of every sort."""
    for address in (
        "/patients/",
        "/patients/new/",
        "/clinic/",
        at(patient, ""),
        at(patient, "edit/"),
        at(patient, "medications/"),
        at(patient, "risks/"),
    ):
        clean(visit.get(address))
    clean(visit.post("/patients/", {"text": "nobody"}))
    clean(visit.post("/patients/new/", {}))
    clean(visit.post("/patients/new/", patient_fields(born_on_2="2090")))
    clean(visit.post("/clinic/", CLINIC_FIELDS | {"diazepam_threshold_mg": "0,5", "phone": ""}))
    take(lorazepam_row(taken_night=0), {"drug": "zopiclone", "taken_night": "3.75", "use": "as-needed", "indication": "insomnia"})
    clean(visit.get(at(patient, "")))
    clean(visit.get(at(patient, "medications/")))


@pytest.mark.parametrize("typed", ["0,5", ".5", "1e1", "-1", "500mcg", "½", "100", "5000", ""])
def test_pages_of_medicines_with_errors(visit, patient, typed):
    """Every sentence about a refused dose."""
    row = {"drug": "diazepam", "prescribed": f"1 - - {typed or '-'}", "taken": f"{typed or '-'} - - -"}
    clean(visit.post(at(patient, "medications/"), medicine_fields(row, {}, {}, patient=patient, others_asked="")))


def test_pages_of_risks(visit, patient, clinician):
    """The questions with every error, with the rest answered, and what is said of the answers."""
    clean(visit.post(at(patient, "risks/"), {"patient": patient.code, "interacting": "yes", "started_0_0": "1"}))
    clean(visit.post(at(patient, "risks/"), {"patient": patient.code, "rest": "1"}))
    ask(patient, clinician, TODAY, Interacting("st-johns-wort", TODAY), opioid="yes", alcohol="unknown")
    clean(visit.get(at(patient, "risks/")))
    clean(visit.get(at(patient, "")))


REGIMENS = [
    [{"drug": "lorazepam", "taken_morning": "1", "taken_midday": "0.5", "taken_night": "2.5"}],
    [{"drug": "clonazepam", "taken_night": "0.5"}],
    [{"drug": "zopiclone", "taken_night": "7.5"}, {"drug": "diazepam", "taken_morning": "5", "taken_night": "10"}],
    [{"drug": "temazepam", "taken_night": "40"}, {"drug": "nitrazepam", "taken_night": "5"}],
    [{"drug": "chlordiazepoxide", "taken_morning": "30", "taken_evening": "30"}],
    [{"drug": "lormetazepam", "taken_night": "1.5"}],
]


@pytest.mark.parametrize("rows", REGIMENS, ids=lambda rows: "-".join(row["drug"] for row in rows))
@pytest.mark.parametrize("fields", [direct_fields, plan_fields])
def test_pages_of_a_plan(visit, take, rows, fields):
    """The gates find nothing on any page of a plan: the empty form, preview or refusal, check, and the issued plan."""
    patient = take(*rows)
    clean(visit.get(at(patient)))
    clean(visit.post(at(patient), {"patient": patient.code}))
    clean(visit.post(at(patient), fields(patient, starts_on_2="2020", stop_from_mg="3", own_percent="50"), follow=True))
    visit.post(at(patient), fields(patient, differs_seen="on"))
    page = clean(visit.get(at(patient)))
    if not page.context["stands"]:
        offered = next(each.id for each in page.context["ways"] if each.fits)
        page = clean(visit.post(at(patient), {"patient": patient.code, "change": offered}, follow=True))
    if page.context["stands"]:
        clean(visit.get(at(patient, "plan/check/"), follow=True))
        clean(visit.post(at(patient, "plan/cautions/"), {"patient": patient.code}, follow=True))
        clean(check(visit, patient))
        clean(visit.post(at(patient, "plan/check/"), {"patient": patient.code}))
        issue(visit, patient)
        clean(visit.get(f"/plans/{Plan.objects.get().code}/"))
        clean(visit.get(f"/plans/{Plan.objects.get().code}/1/how/"))
        clean(visit.get(at(patient, "")))
        clean(visit.get("/patients/"))


def test_pages_of_the_united_states(client, other_clinician, monday):
    """The same in a market that names products otherwise."""
    client.force_login(other_clinician)
    patient = patients.add_patient(
        clinic=other_clinician.clinic, name="Doe, Jo", born_on="1950-01-01", sex="male", identifier="1", by=other_clinician
    )
    row = {"drug": "alprazolam", "prescribed": "1 1 - 2", "use": "regular"}
    client.post(at(patient, "medications/"), medicine_fields(row, patient=patient))
    ask(patient, other_clinician, TODAY)
    clean(client.get(at(patient)))
    client.post(at(patient), plan_fields(patient, equivalence="vadod-2021"))
    assert clean(client.get(at(patient))).context["stands"]
