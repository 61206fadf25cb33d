"""The page of adjunct medicines, and what the care plan and the questions about risks say of them."""

import pytest

from taper_app.models import AdjunctEntry
from tests.actions.risks import ask
from tests.actions.test_adjuncts import give
from tests.actions.visits import TODAY, begin
from tests.text_gates import hits_in_html
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, form_errors, text_of, value_of


@pytest.fixture
def address(patient):
    return f"/patients/{patient.code}/adjuncts/"


def said(response):
    assert hits_in_html(response.content.decode()) == []
    return " ".join(text_of(response))


def test_each_adjunct_speaks_of_this_patient(visit, patient, clinician, monday, address):
    """On the care plan and on its own page: avoid or take care, because of what; what has to be asked, and what is not known."""
    plan = begin(patient, clinician, risks={"opioid": "yes", "pregnancy": "unknown"})
    for page in (f"/plans/{plan.code}/care/", address):
        text = said(visit.get(page))
        assert "Avoid It adds to an opioid: breathing may stop." in text
        assert "Ask first: Asthma, or a slow heart?" in text
        assert "Not known: pregnancy and breastfeeding" in text
        assert "Avoid Not where sedatives were misused." not in text


def test_one_that_is_begun_is_recorded(visit, patient, clinician, address):
    """It stands in the list with its day; stopped, it says so."""
    ask(patient, clinician, TODAY)
    response = visit.post(address, fields_of(visit.get(address), address, adjunct="clonidine"))
    assert response.url == address
    assert "Clonidine, from 04-Jan-2027" in said(visit.get(address))
    give(patient, clinician, "clonidine", stopped_on=TODAY)
    assert "Clonidine, from 04-Jan-2027 to 04-Jan-2027 Stopped" in said(visit.get(address))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"adjunct": ""}, "Choose the medicine."),
        ({"adjunct": "water"}, "Choose a medicine from the list."),
        ({"adjunct": "propranolol"}, "Ask first: Asthma, or a slow heart? Tick it once that does not stand against it."),
        (
            {"adjunct": "gabapentin"},
            "It is to be avoided for this patient: It adds to an opioid: breathing may stop. Write why it is given all the same.",
        ),
        (
            {"adjunct": "clonidine", "stopped_on_0": "3", "stopped_on_1": "1", "stopped_on_2": "2027"},
            "It stops before it starts. Check both days.",
        ),
    ],
)
def test_what_stands_against_it_is_said_at_its_box(visit, patient, clinician, address, changes, words):
    """Nothing is kept."""
    ask(patient, clinician, TODAY, opioid="yes")
    response = visit.post(address, fields_of(visit.get(address), address, **changes))
    assert response.status_code == 422
    assert words in form_errors(response)
    assert not AdjunctEntry.objects.exists()


def test_one_click_fills_it_in_among_the_risks(visit, patient, clinician, monday):
    """Plan, care plan and risks say that it was begun; the link fills in the answer, and saving it is the clinician's."""
    plan = begin(patient, clinician)
    give(patient, clinician, "carbamazepine")
    give(patient, clinician, "mirtazapine")
    risks = f"/patients/{patient.code}/risks/"
    assert "Carbamazepine was begun and is not among the risks" in said(visit.get(f"/plans/{plan.code}/"))
    for page in (f"/plans/{plan.code}/care/", risks, f"/patients/{patient.code}/adjuncts/"):
        html = visit.get(page).content.decode()
        assert f'"{risks}?add=carbamazepine"' in html and f'"{risks}?sedating=mirtazapine"' in html
    page = visit.get(f"{risks}?add=carbamazepine")
    assert [each["value"] for each in controls(page, "interacting") if "checked" in each] == ["yes"]
    assert [value_of(page, name) for name in ("started_0_0", "started_0_1", "started_0_2")] == ["4", "1", "2027"]
    assert 'value="carbamazepine" selected' in page.content.decode()
    assert patient.risk_pictures.count() == 1
    assert visit.post(risks, fields_of(page, risks)).status_code == 302
    assert patient.risk_pictures.latest("number").interacting[0]["medicine"] == "carbamazepine"
    assert "carbamazepine was begun" not in said(visit.get(risks)).lower()
    page = visit.get(f"{risks}?sedating=mirtazapine")
    assert [each["value"] for each in controls(page, "sedatives") if "checked" in each] == ["yes"]


def test_a_link_fills_in_nothing_that_was_not_begun(visit, patient, clinician):
    """Whatever the address says."""
    ask(patient, clinician, TODAY)
    page = visit.get(f"/patients/{patient.code}/risks/?add=rifampicin&sedating=clonidine")
    assert [each["value"] for each in controls(page, "interacting") if "checked" in each] == ["no"]
