"""Which paper is offered first to a patient with information needs, and what the clinician is told of it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from taper_app.actions import patients
from taper_app.models import AuditEvent, Patient
from tests.actions.visits import begin
from tests.text_gates import hits_in_html
from tests.views.payloads import controls, form_errors, patient_fields, text_of, value_of

NEEDS = {"large_print": "on", "interpreter": "on", "language": "es"}
HANDOUTS = ["handout.pdf", "handout-large.pdf", "handout/", "handout.txt", "handout.ics"]


@pytest.fixture
def needing(visit, patient, clinician):
    """Lets the patient have these needs."""
    return lambda **needs: patients.change_patient(patient=patient, by=clinician, **needs)


@pytest.fixture
def plan(visit, patient, clinician):
    return begin(patient, clinician)


@pytest.fixture
def offered(visit, plan, needing):
    """What the list of papers leads to, in its order, with the words of each link, of the page with these needs."""

    def shown(page="", **needs):
        needing(**needs)
        response = visit.get(f"/plans/{plan.code}/{page}")
        html = response.content.decode()
        assert hits_in_html(html) == []
        listed = html[html.index('<details class="paper">') : html.rindex("</details>")]
        listed = listed.partition("</details>")[0]
        links = re.findall(rf'href="/plans/{plan.code}/1/([^"]*)">(.*?)<span', listed)
        return links, " ".join(text_of(response))

    return shown


# Asked and kept ----------------------------------------------------------------------------------


def test_none_are_known_unless_they_are_told(visit):
    """The form of a new patient has nothing ticked and English, and a patient added with it has no needs."""
    page = visit.get("/patients/new/")
    assert [
        each for name in ("large_print", "easy_read", "interpreter") for each in controls(page, name) if "checked" in each
    ] == []
    assert [each["value"] for each in controls(page, "language") if "checked" in each] == ["en"]
    visit.post("/patients/new/", patient_fields())
    patient = Patient.objects.get()
    assert (patient.large_print, patient.easy_read, patient.interpreter) == (False, False, False)
    assert (patient.language, patient.other_language) == ("en", "")
    assert "None known." in text_of(visit.get(f"/patients/{patient.code}/"))


def test_needs_are_kept_with_what_was_there_before_and_shown(visit, patient):
    """Every need of the form is stored with an event, stands in the form when it is opened again, and on the patient's page."""
    seen = patients.seen_patient(patient)
    visit.post(f"/patients/{patient.code}/edit/", patient_fields(patient=patient.code, seen=seen, easy_read="on", **NEEDS))
    event = AuditEvent.objects.get(action="change_patient")
    for name, before, after in (("large_print", False, True), ("interpreter", False, True), ("language", "en", "es")):
        assert (event.before[name], event.after[name]) == (before, after)
    page = visit.get(f"/patients/{patient.code}/edit/")
    ticked = [name for name in ("large_print", "easy_read", "interpreter") if "checked" in controls(page, name)[0]]
    assert ticked == ["large_print", "easy_read", "interpreter"]
    said = " ".join(text_of(visit.get(f"/patients/{patient.code}/")))
    assert "Needs: large print, easy read, Spanish, an interpreter" in said
    assert "There is no easy-read version." in said


def test_another_language_is_named(visit, patient):
    """Another language without its name is refused; with it both are kept, and English again leaves no name behind."""
    edit = f"/patients/{patient.code}/edit/"
    refused = visit.post(edit, patient_fields(patient=patient.code, language="other", other_language=" "))
    assert (refused.status_code, form_errors(refused)) == (422, ["Enter the language, such as Romanian."])
    for language, kept in (("other", "Romanian"), ("en", "")):
        seen = patients.seen_patient(patient)
        visit.post(edit, patient_fields(patient=patient.code, seen=seen, language=language, other_language=" Romanian "))
        patient.refresh_from_db()
        assert (patient.language, patient.other_language) == (language, kept)
    assert value_of(visit.get(edit), "other_language") == ""


@pytest.mark.parametrize("language", ["", "fr"])
def test_a_language_that_there_is_not_is_refused(visit, patient, language):
    """One of the three answers, or nothing is saved."""
    fields = patient_fields(patient=patient.code, language=language, large_print="on")
    assert visit.post(f"/patients/{patient.code}/edit/", fields).status_code == 422
    patient.refresh_from_db()
    assert patient.large_print is False


# Offered -----------------------------------------------------------------------------------------


def test_without_needs_the_pdf_stands_first(offered, plan):
    """The formats in their usual order, none of them in a language, and no word of needs."""
    links, said = offered()
    assert links[:5] == list(zip(HANDOUTS, ["PDF", "Large print", "Web page", "Plain text", "Calendar"], strict=True))
    assert [address for address, _ in links[5:8]] == ["why.pdf", "why/", "why.txt"]
    assert "Print the handout (PDF)" in said
    assert "Needs:" not in said and "interpreter" not in said


def test_large_print_stands_first_where_it_is_needed(offered):
    """Then the list, and the button beside it, lead to the large print first, and the usual PDF is a click away."""
    links, said = offered(large_print=True)
    assert links[:2] == [("handout-large.pdf", "Large print"), ("handout.pdf", "PDF")]
    assert "Needs: large print" in said
    assert "Print the handout (Large print)" in said


def test_every_format_follows_the_language(offered, plan, visit):
    """All that the patient reads is asked for in Spanish, English is a click away, and that nobody has checked it yet is said."""
    links, said = offered(language="es")
    papers = [*HANDOUTS, "why.pdf", "why/", "why.txt"]
    assert [address for address, _ in links[:8]] == [f"{each}?language=es" for each in papers]
    assert [words for _, words in links[:2]] == ["PDF in Spanish", "Large print in Spanish"]
    assert ("handout.pdf", "PDF in English") in links
    assert "The Spanish has not yet been checked by a clinician who speaks it." in said
    button = re.search(r'href="([^"]*)">Print the handout', visit.get(f"/plans/{plan.code}/").content.decode())
    assert button[1] == f"/plans/{plan.code}/1/handout.pdf?language=es"


def test_what_is_not_translated_is_said(offered):
    """For another language the paper is in English, and the page says so instead of printing something else in silence."""
    links, said = offered(language="other", other_language="Romanian")
    assert links[0] == ("handout.pdf", "PDF")
    assert "Needs: Romanian" in said
    assert "Nothing is translated into Romanian: this paper is in English." in said
    _, said = offered(language="other", other_language="Polish")  # typed before there were papers in it
    assert "The patient’s papers are there in Polish now: choose it in the patient’s details." in said


def test_that_there_is_no_easy_read_is_said(offered):
    """Easy read is answered with the large print and the sheet in plain words, and with the advice to go through them."""
    links, said = offered(easy_read=True)
    assert links[:2] == [("handout-large.pdf", "Large print"), ("why.pdf", "Why and what to expect")]
    assert "There is no easy-read version. Print the large print and “Why and what to expect”" in said


def test_an_interpreter_is_booked_for_the_next_visit(offered):
    """Beside the next review stands that one is to be booked, and for which language."""
    _, said = offered(interpreter=True, language="es")
    assert "Needs: Spanish, an interpreter" in said
    assert "Book an interpreter: Spanish" in said


def test_the_timeline_offers_the_same(offered, visit, plan):
    """Each revision's list on the timeline, and the link beside it, begin with what suits the patient."""
    links, said = offered("timeline/", large_print=True, language="es")
    assert links[0] == ("handout-large.pdf?language=es", "Large print in Spanish")
    assert "Handout of revision 1 (Large print in Spanish)" in said
    beside = re.search(r'href="([^"]*)">Handout of', visit.get(f"/plans/{plan.code}/timeline/").content.decode())
    assert beside[1] == f"/plans/{plan.code}/1/handout-large.pdf?language=es"


# From anywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("needs", "paper"), [({}, "handout.pdf"), ({"large_print": True}, "handout-large.pdf")])
def test_the_handout_is_one_click_from_today_and_from_the_patient(visit, clinician, plan, monday, needing, needs, paper):
    """Whoever waits has the paper that suits beside the review, and so has the page of the patient."""
    needing(**needs)
    monday.move_to(datetime.combine(plan.next_review_on, time(10), UTC))
    visit.force_login(clinician)
    for page in ("/", f"/patients/{plan.patient.code}/"):
        assert f'href="/plans/{plan.code}/1/{paper}">Print' in visit.get(page).content.decode()


def test_after_issue_to_print_comes_first_and_later_to_review(visit, clinician, plan, monday):
    """The one button that stands out on the page of a plan is what is done next."""
    primary = re.compile(r'class="btn btn-primary" href="([^"]*)"')
    assert primary.findall(visit.get(f"/plans/{plan.code}/").content.decode()) == [f"/plans/{plan.code}/1/handout.pdf"]
    monday.shift(timedelta(days=1))
    visit.force_login(clinician)
    assert primary.findall(visit.get(f"/plans/{plan.code}/").content.decode()) == [f"/plans/{plan.code}/review/"]


def test_papers_stand_by_whom_they_are_for(visit, plan):
    """The patient's first, then those for clinicians, then the pharmacy's."""
    page = visit.get(f"/plans/{plan.code}/").content.decode()
    order = ["For the patient", "handout.txt", "For clinicians", "summary.pdf", "letter.pdf", "For the pharmacy", "supply.pdf"]
    at = [page.rindex(each) for each in order]
    assert at == sorted(at)
