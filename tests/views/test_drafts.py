"""What is not issued yet, on paper: the proposed steps to talk about, which nobody can take for a plan."""

import re

import pytest

from taper_app.engine import HOW, load_catalogue
from taper_app.handouts import RenderFailed, TooMany
from taper_app.models import AuditEvent, KeptPaper, Plan, Revision
from tests.actions.visits import begin
from tests.handouts.paper import Paper
from tests.handouts.test_summary import rows
from tests.text_gates import hits_in, texts_of
from tests.views.payloads import direct_fields, plan_fields, text_of
from tests.views.test_reviews import check

NBSP = "\u00a0"
STAMP = "DRAFT – DO NOT USE"
OF_A_HANDOUT = r"\b[Tt]ake\b|\byou\b|\byour\b|\bDOSE\b|until we have spoken|[Tt]ick|Call us|content hash|Plan [2-9A-Z]{4}-"


@pytest.fixture
def draft(visit, drafted):
    """The paper of the plan that is filled in, read back."""
    return Paper(visit.get(f"/patients/{drafted.code}/plan/draft.pdf").content)


@pytest.fixture
def written(visit, drafted, monkeypatch):
    """The same paper before it is made a PDF."""
    monkeypatch.setattr("taper_app.views.drafts.render_pdf", str.encode)
    return visit.get(f"/patients/{drafted.code}/plan/draft.pdf")


@pytest.fixture
def reviewed(visit, patient, clinician):
    """Gives a plan with a review filled in that decides this, up to the page that is confirmed."""

    def fills(decision, **changes):
        plan = begin(patient, clinician)
        check(visit, plan, decision, **changes)
        return plan

    return fills


def test_every_page_says_that_it_is_a_draft(draft):
    """Each page of a draft says that it is one and not to be used, larger than anything else on it."""
    assert len(draft.pages) > 1
    for page in range(len(draft.pages)):
        assert STAMP in draft.text(page)
        sizes = {each.size: each.text for each in draft.shown if each.page == page}
        assert max(sizes) >= 26 and "DRAFT" in sizes[max(sizes)]


def test_it_holds_the_proposed_steps_with_their_days_doses_and_pieces(draft, visit, drafted):
    """Every step of the page that is confirmed stands on it, with the same first day, whole day and pieces."""
    shown = visit.get(f"/patients/{drafted.code}/plan/check/").context["rows"]
    for cells, row in zip(rows(draft, "Step"), shown, strict=True):
        words = " ".join(cells)
        assert f"{row.number} {row.kind}" in words and f"{row.starts_on:%d-%b-%Y}" in words
        assert all(daily in words for daily in row.daily)
        for slot in row.slots:
            for dose in slot.doses:
                assert f"{dose.mg} ({dose.pieces})" in words


def test_it_is_no_instruction_to_a_patient(written):
    """It has no word of the handout, no box to tick, no picture, no plan code and no hash, and its doses are written safely."""
    said = " ".join(texts_of(written.content.decode()))
    assert re.findall(OF_A_HANDOUT, said.partition("What the rules say")[0]) == []
    assert "content hash" not in said
    assert re.findall("<i |<svg|<img", written.content.decode()) == []
    assert hits_in([re.sub(r"https?://\S+", "", each) for each in texts_of(written.content.decode())]) == []


def test_its_findings_are_those_of_the_page(written, visit, drafted):
    """What must be solved, what needs a reason and what is for information are on the paper to be talked about.

    What every plan has stands with how it was worked out, and not there.
    """
    rules = load_catalogue().rules
    found = visit.get(f"/patients/{drafted.code}/plan/check/").context["stored"].findings
    found = [each for each in found if rules[each.rule].place != HOW]
    said = " ".join(texts_of(written.content.decode()))
    assert found
    for each in found:
        assert each.message.partition(". ")[2] in said


def test_printing_a_draft_issues_nothing(written):
    """No plan and no revision comes of it, it is kept nowhere, and its name says nothing about the patient."""
    assert written["Content-Disposition"] == 'inline; filename="draft.pdf"'
    assert "no-store" in written["Cache-Control"]
    assert (Plan.objects.count(), Revision.objects.count()) == (0, 0)
    assert not AuditEvent.objects.filter(subject__startswith="plan").exists()


def test_what_makes_no_plan_makes_no_draft(visit, lorazepam_patient):
    """Nothing filled in, something wrong in it, or a refusal: back to the form, which says what is the matter."""
    code = lorazepam_patient.code
    address, form = f"/patients/{code}/plan/draft.pdf", f"/patients/{code}/plan/"
    assert visit.get(address).url == f"{form}#preview"
    for wrong in ({"crossover_to": "moonstone"}, {"starts_on_2": "2020"}):
        visit.post(form, plan_fields(lorazepam_patient, **wrong))
        assert visit.get(address).url == f"{form}#preview"


def test_a_refusal_has_no_draft(visit, take):
    """What cannot be made in the products of the market is not printed either: back to the form with what would work."""
    patient = take({"drug": "clonazepam", "prescribed_night": "0.5", "taken_night": "0.5"})
    visit.post(f"/patients/{patient.code}/plan/", direct_fields(patient))
    assert visit.get(f"/patients/{patient.code}/plan/draft.pdf").url == f"/patients/{patient.code}/plan/#preview"


def test_once_the_plan_is_open_there_is_no_draft_of_it(visit, patient, clinician):
    """The address leads to the plan that was issued."""
    plan = begin(patient, clinician)
    assert visit.get(f"/patients/{patient.code}/plan/draft.pdf").url == f"/plans/{plan.code}/"


@pytest.mark.parametrize("paper", ["handout.pdf", "handout-large.pdf", "handout/", "handout.html", "handout.txt", "handout.ics"])
def test_there_is_no_handout_of_what_is_not_issued(visit, reviewed, paper):
    """While a revision is only filled in, no handout of it exists."""
    plan = reviewed("hold", hold_length="days", hold_days="14")
    assert visit.get(f"/plans/{plan.code}/2/{paper}").status_code == 404


def test_the_draft_of_a_review_has_the_steps_from_the_change_on(visit, reviewed):
    """A hold that is not confirmed yet stands on the draft with its days, and the plan is as it was."""
    plan = reviewed("hold", hold_length="days", hold_days="14")
    assert f'href="/plans/{plan.code}/review/draft.pdf"' in visit.get(f"/plans/{plan.code}/review/check/").content.decode()
    paper = Paper(visit.get(f"/plans/{plan.code}/review/draft.pdf").content)
    said = " ".join(paper.paragraphs())
    assert STAMP in paper.text(0)
    assert plan.code not in said
    assert re.search(r"\d Hold", said)
    assert plan.revisions.count() == 1


@pytest.mark.parametrize("decision", ["continue", "urgent"])
def test_a_review_that_changes_nothing_has_no_draft(visit, reviewed, decision):
    """The plan's own paper holds; the address leads to the check, which offers no draft."""
    plan = reviewed(decision)
    assert visit.get(f"/plans/{plan.code}/review/draft.pdf").url in (
        f"/plans/{plan.code}/review/check/",
        f"/plans/{plan.code}/review/",
    )
    assert "draft.pdf" not in visit.get(f"/plans/{plan.code}/review/check/").content.decode()


def test_the_check_page_leads_to_the_draft(visit, drafted):
    """Beside the button that issues stands the one that prints a draft."""
    page = visit.get(f"/patients/{drafted.code}/plan/check/").content.decode()
    assert f'href="/patients/{drafted.code}/plan/draft.pdf"' in page


def test_a_draft_that_cannot_be_made_says_so(visit, drafted, monkeypatch):
    """What was filled in is kept, and there is a way to try again."""

    def fails(html):
        raise RenderFailed("the child is gone")

    monkeypatch.setattr("taper_app.views.drafts.render_pdf", fails)
    response = visit.get(f"/patients/{drafted.code}/plan/draft.pdf")
    assert response.status_code == 503
    assert "Nothing was lost or changed: what you filled in is kept." in " ".join(text_of(response))


def test_a_draft_is_printed_once(visit, drafted, monkeypatch):
    """The same draft is not printed a second time; who wants too many papers at once is told to wait."""
    made = []
    monkeypatch.setattr("taper_app.views.drafts.render_pdf", lambda page: made.append(page) or b"%PDF")
    address = f"/patients/{drafted.code}/plan/draft.pdf"
    assert [visit.get(address).content for _ in range(3)] == [b"%PDF"] * 3
    assert len(made) == 1
    KeptPaper.objects.all().delete()

    def refuses(page):
        raise TooMany

    monkeypatch.setattr("taper_app.views.drafts.render_pdf", refuses)
    page = visit.get(address)
    assert (page.status_code, page["Retry-After"]) == (429, "5")
    assert "Wait until those that you opened are there." in " ".join(text_of(page))
