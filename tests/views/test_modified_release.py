"""A modified-release medicine from the list to the paper: in its own strengths, or over to the plain form by choice."""

import pytest

from taper_app.actions import patients
from taper_app.models import Plan
from tests.actions.risks import ask
from tests.conftest import TODAY
from tests.text_gates import hits_in_html
from tests.views.payloads import controls, direct_fields, medicine_fields, plan_fields, text_of, value_of
from tests.views.test_plans import at, check, issue

XR = [f"alprazolam-{mg}mg-modified-release-tablet" for mg in ("0p5", "1", "2", "3")]
FINE = {"coarse_tail": "on", "equivalence": "vadod-2021"}


@pytest.fixture
def takes(client, other_clinician, monday):
    """A patient of a clinic of the United States who takes one modified-release medicine as prescribed."""

    def enter(drug, doses):
        client.force_login(other_clinician)
        patient = patients.add_patient(
            clinic=other_clinician.clinic, name="Doe, Jo", born_on="1980-01-01", sex="male", identifier="1", by=other_clinician
        )
        row = {"drug": f"{drug}:modified-release", "prescribed": doses}
        assert client.post(at(patient, "medications/"), medicine_fields(row, patient=patient)).status_code == 302
        ask(patient, other_clinician, TODAY)
        return patient

    return enter


def handout(client):
    """The patient's paper of the plan, as text."""
    return " ".join(text_of(client.get(f"/plans/{Plan.objects.get().code}/1/handout.html")))


def test_it_goes_down_in_its_own_strengths_on_page_and_paper(client, takes):
    """Alprazolam XR 3 mg in the morning: only XR products are offered, none is split, and the paper names the XR box alone."""
    patient = takes("alprazolam", "3 - - -")
    page = client.get(at(patient))
    ticks = controls(page, "products_modified-release-alprazolam")
    assert [each["value"] for each in ticks] == XR and all("checked" in each for each in ticks)
    assert not controls(page, "products_alprazolam") and not [each for each in XR if f"split_{each}" in page.content.decode()]
    client.post(at(patient), direct_fields(patient, **FINE))
    page = client.get(at(patient))
    steps = page.context["stored"].schedule.steps
    assert [f"{step.daily_mg.get('modified-release alprazolam', 0)}" for step in steps] == ["2.5", "2", "1.5", "1", "0.5", "0"]
    assert hits_in_html(page.content.decode()) == []
    issue(client, patient)
    words = handout(client)
    assert "extended-release alprazolam" in words.lower() and "extended-release tablet" in words
    assert "The box may also say Xanax XR." in words
    assert "Swallow" in words or "whole" in words


@pytest.mark.parametrize(
    ("drug", "doses", "table", "first"),
    [
        ("alprazolam", "3 - - -", "vadod-2021", {"morning": "1", "midday": "1", "night": "1"}),
        ("zolpidem", "- - - 12.5", "ashton-2002", {"night": "10"}),
    ],
)
def test_going_over_to_the_plain_form_is_a_caution_that_wants_a_reason(client, takes, drug, doses, table, first):
    """The clinician may choose it: shared out over the day, or for a hypnotic one dose at night at the strength of its label."""
    patient = takes(drug, doses)
    assert f'<option value="{drug}">plain {drug}</option>' in client.get(at(patient)).content.decode()
    fields = FINE | {"crossover_to": drug, "equivalence": table, "pace": "10-28"}
    client.post(at(patient), plan_fields(patient, **fields))
    page = client.get(at(patient))
    step = page.context["stored"].schedule.steps[0]
    assert {each.time: f"{each.mg}" for each in step.doses if each.drug == drug} == first
    asked = client.get(at(patient, "plan/check/"), follow=True)
    assert f"Modified-release {drug} goes over to plain {drug}, which does not" in " ".join(text_of(asked))
    assert value_of(asked, "asked_about")
    check(client, patient)
    issue(client, patient)
    assert f"extended-release {drug}" in handout(client).lower()


def test_plain_products_are_never_taken_in_its_place_unsaid(client, takes):
    """With the plain form chosen to go over to and then reduced directly, the plan stays in XR strengths."""
    patient = takes("alprazolam", "3 - - -")
    client.post(at(patient), direct_fields(patient, **FINE, crossover_to="alprazolam"))
    issued = client.get(at(patient)).context["stored"]
    assert {dose.drug for step in issued.schedule.steps for dose in step.doses} == {"modified-release alprazolam"}
    assert {piece.product for step in issued.schedule.steps for dose in step.doses for piece in dose.pieces} <= {*XR}


def test_the_licensed_dose_of_its_release_is_asked_about(client, takes):
    """Ambien CR 12.5 mg is licensed, though 10 mg is the highest dose of the plain one: nothing is asked on the way to a plan."""
    patient = takes("zolpidem", "- - - 12.5")
    client.post(at(patient), plan_fields(patient, crossover_to="diazepam"))
    found = client.get(at(patient)).context["stored"].findings
    assert "licensed_maximum" not in {each.rule for each in found}
