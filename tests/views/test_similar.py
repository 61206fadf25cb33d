"""Similar patients: told of on every page of theirs, in the list, and before a second record is made."""

from datetime import date

import pytest

from taper_app.actions import patients
from taper_app.models import Patient
from tests.actions.test_plans import start
from tests.views.page_forms import fields_of
from tests.views.payloads import date_parts, form_errors, patient_fields, text_of

pytestmark = pytest.mark.each_on_any_database

FLAG = "Similar name to TEST-0009"


@pytest.fixture
def namesake(clinician, patient):
    """Another patient of nearly the same name, and a birthday of which a digit is another."""
    own = {"name": "Exampel, Rowan", "born_on": date(1970, 5, 11), "sex": "male", "identifier": "TEST-0009"}
    return patients.add_patient(clinic=clinician.clinic, by=clinician, **own)


def test_every_page_of_a_patient_tells_of_one_who_is_similar(visit, lorazepam_patient, clinician, namesake):
    """In words with a sign, by identifier alone: no name and no date of birth of somebody else is in the banner."""
    plan = start(lorazepam_patient, clinician).plan
    pages = [f"/patients/{lorazepam_patient.code}/{page}" for page in ("", "edit/", "medications/")]
    for address in [*pages, *(f"/plans/{plan.code}/{page}" for page in ("", "review/", "timeline/"))]:
        page = visit.get(address)
        assert FLAG in text_of(page), address
        assert "Exampel" not in page.content.decode() and "11-May-1970" not in page.content.decode(), address


def test_a_patient_like_nobody_has_no_such_sign(visit, lorazepam_patient):
    """Nothing is said where there is nothing to say."""
    assert "sign-similar" not in visit.get(f"/patients/{lorazepam_patient.code}/").content.decode()


def test_the_list_tells_of_both(visit, namesake):
    """Each of the two has the sign in the list, and in what a search finds."""
    text = text_of(visit.get("/patients/"))
    assert any(FLAG in line for line in text)
    assert any("Similar name to TEST-0001" in line for line in text)
    assert any(FLAG in line for line in text_of(visit.post("/patients/", {"text": "Exampl"})))


def test_many_similar_patients_are_counted(visit, patient, clinician, namesake):
    """The first three are named, the others counted."""
    for number in range(4):
        own = {"name": "Example, Rowan", "born_on": date(1968 + number, 6, 15), "sex": "male", "identifier": f"X{number}"}
        patients.add_patient(clinic=clinician.clinic, by=clinician, **own)
    text = " ".join(text_of(visit.get(f"/patients/{patient.code}/")))
    assert "Similar name to TEST-0009, X0, X1 and 2 more" in text


def test_a_second_record_is_not_made_unasked(visit, patient):
    """A name and a date of birth like those of a patient lead to the question, with the way to that patient; nobody is added."""
    twice = patient_fields(name="rowan example", **date_parts("born_on", "17 5 1970"))
    page = visit.post("/patients/new/", twice)
    assert page.status_code == 409
    assert "Is it this patient?" in text_of(page)
    assert f'href="/patients/{patient.code}/"' in page.content.decode()
    assert Patient.objects.count() == 1
    added = visit.post("/patients/new/", fields_of(page, "/patients/new/"))
    assert added.status_code == 302
    assert Patient.objects.latest("pk").name == "rowan example"
    assert Patient.objects.latest("pk").born_on == date(1970, 5, 17)


def test_the_answer_is_about_those_who_were_shown(visit, patient, clinician):
    """Somebody else adds the same person meanwhile: the question is asked again, with both."""
    twice = patient_fields(name="Rowan Example", **date_parts("born_on", "17 5 1970"))
    page = visit.post("/patients/new/", twice)
    own = {"name": "Example, Rowan", "born_on": date(1970, 5, 18), "sex": "female", "identifier": "TEST-0009"}
    patients.add_patient(clinic=clinician.clinic, by=clinician, **own)
    again = visit.post("/patients/new/", fields_of(page, "/patients/new/"))
    assert again.status_code == 409
    assert Patient.objects.count() == 2


@pytest.mark.parametrize("changes", [{"name": "Example, Mary"}, date_parts("born_on", "1 1 1984")], ids=["twin", "namesake"])
def test_a_twin_or_a_namesake_is_added_at_once(visit, patient, changes):
    """Only the name and the date of birth together ask: another given name, or another day, is another person."""
    fields = patient_fields(name="Example, Rowan", **date_parts("born_on", "17 5 1970")) | changes
    response = visit.post("/patients/new/", fields)
    assert response.status_code == 302, form_errors(response)
