"""A revision as a PDF."""

import pytest

from taper_app.handouts import RenderFailed
from tests.actions.test_plans import start
from tests.views.payloads import text_of


@pytest.fixture
def plan(visit, lorazepam_patient, clinician):
    return start(lorazepam_patient, clinician).plan


def test_the_handout_is_a_pdf_whose_name_says_nothing_about_the_patient(visit, plan):
    """It opens in the browser, nothing keeps it, and a download folder shows the plan's code alone."""
    response = visit.get(f"/plans/{plan.code}/1/handout.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == f'inline; filename="plan-{plan.code}-revision-1.pdf"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("file", ["handout.pdf", "handout-large.pdf"])
def test_a_handout_that_cannot_be_made_says_what_to_do(visit, plan, monkeypatch, file):
    """The page says that the plan is safe, and offers the same words as a web page, and to try again."""

    def fails(html):
        raise RenderFailed("the child is gone")

    monkeypatch.setattr("taper_app.views.handouts.render_pdf", fails)
    response = visit.get(f"/plans/{plan.code}/1/{file}")
    assert response.status_code == 503
    assert "The plan is safe: nothing was lost or changed." in " ".join(text_of(response))
    assert "Open the web page Try again Back to the plan" in text_of(response)
    for address in (f"/plans/{plan.code}/1/handout/", f"/plans/{plan.code}/1/{file}"):
        assert f'href="{address}"' in response.content.decode()
    assert visit.get(f"/plans/{plan.code}/1/handout/").status_code == 200


def test_a_revision_that_there_is_not_is_not_found(visit, plan):
    """Number 2 of a plan with one revision is no page."""
    assert visit.get(f"/plans/{plan.code}/2/handout.pdf").status_code == 404
