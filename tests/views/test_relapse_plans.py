"""The page of the relapse plan, and where it is shown and printed."""

import pytest

from taper_app.models import RelapsePlan
from tests.actions.test_relapse_plans import SAID, write
from tests.actions.visits import TODAY, begin
from tests.text_gates import hits_in_html
from tests.views.page_forms import fields_of
from tests.views.payloads import form_errors, text_of, value_of


@pytest.fixture
def address(patient):
    return f"/patients/{patient.code}/relapse/"


def said(response):
    assert hits_in_html(response.content.decode()) == []
    return " ".join(text_of(response))


def test_it_is_written_from_the_patients_page(visit, patient, address):
    """An empty plan is offered there; what is saved stands there with who wrote it and when, and in the boxes."""
    assert f'href="{address}"' in visit.get(f"/patients/{patient.code}/").content.decode()
    response = visit.post(address, fields_of(visit.get(address), address, **SAID))
    assert response.url == f"/patients/{patient.code}/"
    text = said(visit.get(response.url))
    assert "A row at home" in text and "Ana, 07700 900123" in text and "Written on 04-Jan-2027 by" in text
    assert "Awake three nights" in visit.get(address).content.decode()


def test_care_leads_to_it_and_it_leads_back(visit, patient, clinician, monday):
    """Beside the kinds of care; saved or left, one is at care again, and from there at the visit from which one had come."""
    plan = begin(patient, clinician)
    care = f"/plans/{plan.code}/care/"
    page = visit.get(f"{care}?then=review")
    to = f"/patients/{patient.code}/relapse/?then=care"
    left = visit.post("/drafts/", fields_of(page, care, leave=to))
    assert f'value="{to}"' in page.content.decode() and left.url == to
    form = visit.get(to)
    assert f'name="leave" value="{care}"' in form.content.decode()
    address = to.partition("?")[0]
    assert visit.post(address, fields_of(form, address, **SAID)).url == care
    assert f'name="leave" value="/plans/{plan.code}/review/"' in visit.get(care).content.decode()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("what_helps", "diazepam 5 mg", "Leave doses out: it is printed beside the plan, and the plan alone says what to take."),
        ("triggers", "a\n" * 9, "Write 8 lines at the most, so that it can be read when it is needed."),
        ("contacts", "x" * 601, "Enter at most 600 characters. These are 601."),
    ],
)
def test_what_cannot_be_printed_is_said_at_its_box(visit, address, name, text, words):
    """Nothing is kept, and what was typed stays."""
    response = visit.post(address, fields_of(visit.get(address), address, **SAID | {name: text}))
    assert response.status_code == 422
    assert words in form_errors(response)
    assert not RelapsePlan.objects.exists()


def test_who_comes_second_sees_what_the_first_wrote(visit, patient, clinician, address):
    """Nothing is saved; the second time it is, over what was seen."""
    page = visit.get(address)
    write(patient, clinician)
    mine = fields_of(page, address, triggers="Mine")
    response = visit.post(address, mine)
    assert response.status_code == 409 and "A row at home" in said(response) and "Mine" in response.content.decode()
    assert visit.post(address, mine | {"seen": value_of(response, "seen")}).status_code == 302
    assert RelapsePlan.objects.last().triggers == "Mine"


def test_the_patients_papers_print_it_as_it_stands(visit, patient, clinician, monday):
    """The handout and the sheet that explains print the newest, in every format that is read here; the clinicians' do not."""
    plan = begin(patient, clinician)
    papers = [f"/plans/{plan.code}/1/{each}" for each in ("handout.txt", "why.txt", "handout/", "why/")]
    assert not any("Your own plan to stay well" in visit.get(each).content.decode() for each in papers)
    write(patient, clinician)
    for each in papers:
        page = visit.get(each).content.decode()
        assert "Your own plan to stay well" in page and "Ana, 07700 900123" in page
    write(patient, clinician, seen=1, **dict.fromkeys(SAID, ""), today=TODAY)
    assert not any("Your own plan to stay well" in visit.get(each).content.decode() for each in papers)
