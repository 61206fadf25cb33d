"""The sheet "Why and what to expect" and the way to each of its formats."""

import pytest

from taper_app.handouts import RenderFailed
from taper_app.middleware import CONTENT_POLICY
from tests.actions.visits import begin
from tests.views.payloads import text_of

FORMATS = {"why.pdf": "application/pdf", "why/": "text/html; charset=utf-8", "why.txt": "text/plain; charset=utf-8"}


@pytest.fixture
def plan(visit, patient, clinician):
    """Diazepam 20 mg at night, going down directly, from today."""
    return begin(patient, clinician)


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_is_what_it_is_and_is_kept_nowhere(visit, plan, format_):
    """Its type is told, no browser or proxy keeps it, and its file's name says nothing about the patient."""
    response = visit.get(f"/plans/{plan.code}/1/{format_}")
    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[format_])
    assert "no-store" in response["Cache-Control"]
    if format_ == "why/":
        assert response["Content-Security-Policy"] == CONTENT_POLICY
    else:
        ending = format_.removeprefix("why")
        assert response["Content-Disposition"] == f'inline; filename="plan-{plan.code}-revision-1-why{ending}"'


def test_the_page_leads_back_to_the_plan_and_to_the_paper(visit, plan):
    """Whoever opened the page finds the way back, and the PDF."""
    page = visit.get(f"/plans/{plan.code}/1/why/").content.decode()
    assert f'href="/plans/{plan.code}/">Back to plan {plan.code}</a>' in page
    assert f'href="/plans/{plan.code}/1/why.pdf">Print as PDF</a>' in page


def test_a_sheet_that_cannot_be_made_is_shown_as_a_page(visit, plan, monkeypatch):
    """Without a PDF the same words are a web page, with what to do above them."""

    def fails(html):
        raise RenderFailed("the child is gone")

    monkeypatch.setattr("taper_app.views.handouts.render_pdf", fails)
    response = visit.get(f"/plans/{plan.code}/1/why.pdf")
    assert response.status_code == 503
    assert "Coming off diazepam: what to expect" in text_of(response)
    assert "The plan is safe: nothing was lost or changed." in " ".join(text_of(response))


@pytest.mark.parametrize("handout", ["handout.pdf", "handout-large.pdf"])
def test_the_own_pages_come_behind_a_handout_where_they_are_asked_for(visit, plan, handout, monkeypatch):
    """One address prints both, and neither paper is served for the other; the page of the plan leads to it."""
    monkeypatch.setattr("taper_app.views.handouts.render_pdf", str.encode)
    both, alone = (visit.get(f"/plans/{plan.code}/1/{handout}{query}").content.decode() for query in ("?pages=own", ""))
    assert "Your diary" in both and "Your plan to come off" in both
    assert "Your diary" not in alone
    said = visit.get(f"/plans/{plan.code}/").content.decode()
    for address in ("handout.pdf?pages=own", "own.pdf", "own-large.pdf", "own.txt", "agreement.pdf"):
        assert f'href="/plans/{plan.code}/1/{address}"' in said
