"""The papers for clinicians, from the plan's page to the file."""

from datetime import timedelta

import pytest

from taper_app.models import Plan
from tests.actions.test_plans import start
from tests.actions.visits import TODAY, begin
from tests.actions.visits import visit as review
from tests.handouts.paper import Paper

every_paper = pytest.mark.parametrize("kind", ["summary", "supply", "letter"])


@pytest.fixture
def plan(visit, lorazepam_patient, clinician):
    return start(lorazepam_patient, clinician).plan


@every_paper
def test_the_paper_is_a_pdf_with_the_hash_of_its_revision(visit, plan, kind):
    """Each of the three papers carries the hash that was stored with its revision, and its name says nothing of the patient."""
    response = visit.get(f"/plans/{plan.code}/1/{kind}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="plan-{plan.code}-revision-1-{kind}.pdf"'
    assert "no-store" in response["Cache-Control"]
    said = Paper(response.content).text(0)
    assert f"content hash {plan.revisions.get().sha256[:12]}" in said
    assert "Example, Rowan" in said


@every_paper
def test_the_plans_page_leads_to_it(visit, plan, kind):
    """The list of papers on the plan's page has a link to it."""
    assert f'href="/plans/{plan.code}/1/{kind}.pdf"' in visit.get(f"/plans/{plan.code}/").content.decode()


@every_paper
def test_a_revision_that_there_is_not_is_not_found(visit, plan, kind):
    """Number 2 of a plan with one revision is no paper."""
    assert visit.get(f"/plans/{plan.code}/2/{kind}.pdf").status_code == 404


@every_paper
def test_another_clinic_does_not_find_it(client, plan, other_clinician, kind):
    """A clinician of another clinic is told that there is no such page."""
    client.force_login(other_clinician)
    assert client.get(f"/plans/{plan.code}/1/{kind}.pdf").status_code == 404


@every_paper
def test_an_old_and_an_ended_revision_are_stamped(visit, patient, clinician, kind):
    """After a revision the first one's paper says which took its place; after the end the last one's says that it is over."""
    plan = begin(patient, clinician)
    review(plan, clinician, TODAY + timedelta(days=20), "hold", 14)
    old, new = (Paper(visit.get(f"/plans/{plan.code}/{number}/{kind}.pdf").content).text(0) for number in (1, 2))
    assert "SUPERSEDED. Do not use this paper. Revision 2 has taken its place." in old
    assert "SUPERSEDED" not in new and "has ended" not in new
    assert "It replaces revision 1." in new
    review(Plan.objects.get(), clinician, TODAY + timedelta(days=40), "end")
    assert "This plan has ended. Do not use this paper." in Paper(visit.get(f"/plans/{plan.code}/2/{kind}.pdf").content).text(0)


def test_the_lines_to_copy_are_text_and_a_longer_supply_is_chosen(visit, patient, clinician):
    """The lines are a text file whose name says nothing of the patient; past the review they hold more, where asked for."""
    plan = begin(patient, clinician)
    usual = visit.get(f"/plans/{plan.code}/1/supply.txt")
    assert usual["Content-Type"] == "text/plain; charset=utf-8"
    assert usual["Content-Disposition"] == f'inline; filename="plan-{plan.code}-revision-1-supply.txt"'
    assert "A supply that would run past the visit ends with its day" in usual.content.decode()
    for file in ("supply.txt", "supply.pdf"):
        chosen = visit.get(f"/plans/{plan.code}/1/{file}?supplies=past-review")
        words = chosen.content.decode() if file.endswith("txt") else Paper(chosen.content).text(0)
        assert "Supplies run past the visit, as was chosen for this sheet" in words
    assert "Supplies run past" not in Paper(visit.get(f"/plans/{plan.code}/1/supply.pdf").content).text(0)
