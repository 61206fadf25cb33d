"""A patient's paper in the language that is asked for."""

import pytest

from tests.actions.visits import begin

WORDS = ["handout/", "handout.html", "handout.txt", "handout.ics", "why/", "why.txt"]
PDFS = ["handout.pdf", "handout-large.pdf", "why.pdf"]
NOTE = "Esta traducción todavía no la ha revisado"


@pytest.fixture
def get(visit, patient, clinician):
    """Gives a paper of a plan: diazepam 20 mg at night, going down directly, from today."""
    plan = begin(patient, clinician)
    return lambda which, query="": visit.get(f"/plans/{plan.code}/1/{which}{query}")


@pytest.fixture
def pages(monkeypatch):
    """What was sent to be printed, in place of printing it."""
    sent = []
    monkeypatch.setattr("taper_app.views.handouts.render_pdf", lambda page: sent.append(page) or b"%PDF")
    return sent


def test_a_paper_is_in_the_language_that_is_asked_for(get):
    """Every format is in Spanish where Spanish is asked for, and in the clinic's English where nothing is."""
    for which in WORDS:
        spanish, english = (get(which, query).content.decode().replace("\r\n ", "") for query in ("?language=es", ""))
        assert (NOTE in spanish, NOTE in english) == (True, False), which


def test_a_pdf_is_in_the_language_that_is_asked_for(get, pages):
    """The page that is printed is in Spanish, and the kept paper of one language is never the other's."""
    for which in PDFS:
        pages.clear()
        assert [get(which, query).status_code for query in ("", "?language=es", "")] == [200] * 3
        assert ['<html lang="es"' in page for page in pages] == [False, True], which


def test_a_language_that_no_paper_has_is_not_found(get, pages):
    """Another language is refused before anything is printed; no paper comes in English in its place."""
    for which in WORDS + PDFS:
        for language in ("de", "ES", "es-mx", "../es", "en"):
            assert get(which, f"?language={language}").status_code == 404, (which, language)
    assert pages == []


def test_a_files_name_tells_its_language(get, pages):
    """In a download folder the Spanish file is told from the English one."""
    for which, ending in [("handout.pdf", "-es.pdf"), ("handout-large.pdf", "-es-large.pdf"), ("handout.txt", "-es.txt")]:
        assert get(which, "?language=es")["Content-Disposition"].endswith(f'-revision-1{ending}"')
    assert get("handout.pdf")["Content-Disposition"].endswith('-revision-1.pdf"')


def test_the_pages_of_the_application_stay_english(get, visit):
    """A browser that prefers Spanish changes no page and no paper."""
    response = visit.get("/", headers={"accept-language": "es"})
    assert 'lang="en-GB"' in response.content.decode()
    assert NOTE not in visit.get(get("handout/").wsgi_request.path, headers={"accept-language": "es"}).content.decode()
