"""A revision as a PDF."""

import re
from datetime import timedelta

import pytest

from taper_app.handouts import RenderFailed, render
from taper_app.handouts.asking import CHILD
from taper_app.handouts.render import Renderer
from taper_app.handouts.shared import Late
from taper_app.models import Plan
from taper_app.views import handouts
from tests.actions.test_plans import start
from tests.actions.visits import TODAY, begin
from tests.actions.visits import visit as visited
from tests.text_gates import texts_of
from tests.views.payloads import text_of

# The ends of the addresses of all papers, and words that only that paper has.
PAPERS = {
    "handout.pdf": "Your plan to come off",
    "handout-large.pdf": "Your plan to come off",
    "summary.pdf": "Clinician summary",
    "supply.pdf": "Supply sheet for the pharmacist",
    "letter.pdf": "This replaces the repeat prescription",
    "own.pdf": "Your own pages",
}
every_paper = pytest.mark.parametrize("file", PAPERS)


@pytest.fixture
def plan(visit, lorazepam_patient, clinician):
    return start(lorazepam_patient, clinician).plan


@pytest.fixture
def rendered(monkeypatch):
    """Every page that is rendered from now on, which here stands for its own PDF."""
    pages = []

    def printed(html):
        pages.append(html)
        return html.encode()

    monkeypatch.setattr(handouts, "render_pdf", printed)
    return pages


def test_the_handout_is_a_pdf_whose_name_says_nothing_about_the_patient(visit, plan):
    """It opens in the browser, nothing keeps it, and a download folder shows the plan's code alone."""
    response = visit.get(f"/plans/{plan.code}/1/handout.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == f'inline; filename="plan-{plan.code}-revision-1.pdf"'
    assert "no-store" in response["Cache-Control"]


def test_a_revision_that_there_is_not_is_not_found(visit, plan):
    """Number 2 of a plan with one revision is no page."""
    assert visit.get(f"/plans/{plan.code}/2/handout.pdf").status_code == 404


# Made once ---------------------------------------------------------------------------------------


def test_a_paper_is_rendered_once(visit, plan, rendered):
    """A second request for a paper renders nothing and has the same answer."""
    first, second = (visit.get(f"/plans/{plan.code}/1/handout.pdf") for _ in range(2))
    assert len(rendered) == 1
    for answer in (first, second):
        del answer.headers["X-Request-ID"]  # which each request has of its own
    assert (first.content, first.headers) == (second.content, second.headers)


def test_a_paper_that_is_kept_asks_little_of_the_database(visit, plan, rendered, django_assert_max_num_queries):
    """Who asks (session and account), the revision, what became of it (marks, last visit, relapse plan), the paper, the event."""
    visit.get(f"/plans/{plan.code}/1/handout.pdf")
    with django_assert_max_num_queries(8) as asked:
        visit.get(f"/plans/{plan.code}/1/handout.pdf")
    orders = [each["sql"] for each in asked.captured_queries if "ORDER BY" in each["sql"]]
    assert orders == [], "what makes Django sort costs more than all that is read"


def test_each_paper_is_its_own(visit, plan, rendered):
    """No paper of a revision is served for another one."""
    for file, words in PAPERS.items():
        assert f"<h1>{words}" in visit.get(f"/plans/{plan.code}/1/{file}").content.decode()
    assert len(rendered) == len(PAPERS)


def test_a_kept_paper_is_shown_to_its_own_clinic_only(visit, plan, client, other_clinician, rendered):
    """A paper that another clinic has printed is not found."""
    assert visit.get(f"/plans/{plan.code}/1/handout.pdf").status_code == 200
    client.force_login(other_clinician)
    assert client.get(f"/plans/{plan.code}/1/handout.pdf").status_code == 404
    client.logout()
    assert client.get(f"/plans/{plan.code}/1/handout.pdf").status_code == 302


def test_a_kept_paper_never_hides_what_became_of_its_revision(visit, patient, clinician, rendered):
    """After a later visit was set, a new revision was made and the plan has ended, the paper is another one each time."""
    plan = begin(patient, clinician)
    address = f"/plans/{plan.code}/{{}}/handout.pdf"

    def said(number):
        return visit.get(address.format(number)).content.decode()

    on = TODAY + timedelta(days=7)
    assert "Use this plan until" in said(1)
    visited(plan, clinician, on, "continue", next_review_on=on + timedelta(days=28))
    assert "Use this plan until Monday 8 February 2027." in said(1)
    visited(Plan.objects.get(), clinician, on + timedelta(days=28), "hold", 14)
    assert "SUPERSEDED" in said(1)
    assert "SUPERSEDED" not in said(2)
    visited(Plan.objects.get(), clinician, on + timedelta(days=40), "end")
    assert "This plan has ended." in said(2)
    assert len(rendered) == 5


# Not made at all ---------------------------------------------------------------------------------


@pytest.fixture
def no_pdf(monkeypatch):
    """No PDF can be made until this is undone."""

    def fails(html):
        raise RenderFailed("the child is gone")

    with monkeypatch.context() as patched:
        patched.setattr(handouts, "render_pdf", fails)
        yield patched


def test_a_paper_with_letters_that_no_font_has_says_which_and_what_to_do(visit, plan, monkeypatch):
    """Where the fonts of a machine have gone since a name was typed, nothing is printed with empty boxes in it."""
    monkeypatch.setattr(render, "unprintable", lambda html: "佐藤")
    response = visit.get(f"/plans/{plan.code}/1/handout.pdf")
    assert response.status_code == 503
    assert "No font on this machine can print “佐藤”. Write the name in other letters" in " ".join(text_of(response))


@every_paper
def test_a_paper_that_cannot_be_made_is_shown_as_a_page(visit, plan, no_pdf, file, caplog):
    """Where no PDF can be made the answer is the same paper as a web page, made from the plan that is stored, which is safe."""
    address = f"/plans/{plan.code}/1/{file}"
    response = visit.get(address)
    assert (response.status_code, response["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "no-store" in response["Cache-Control"]
    said = text_of(response)
    assert "The plan is safe: nothing was lost or changed. Only the PDF of revision 1 failed." in said
    assert "Try the PDF again Back to the plan" in said
    page = response.content.decode()
    assert page.index("could not be made") < page.index("<main>") < page.index(f"<h1>{PAPERS[file]}")
    assert all(f'href="{each}"' in page for each in (address, f"/plans/{plan.code}/"))
    assert "the child is gone" in caplog.text and "Rowan" not in caplog.text
    no_pdf.undo()
    assert visit.get(address).content.startswith(b"%PDF-")


def test_a_paper_that_takes_longer_is_shown_as_a_page_and_asked_for_again(visit, plan, monkeypatch):
    """Who waits for a paper is shown it as a page, that it is being made, and when a program may ask again."""

    def late(html):
        raise Late("it is still being made")

    monkeypatch.setattr(handouts, "render_pdf", late)
    response = visit.get(f"/plans/{plan.code}/1/handout.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    said = " ".join(text_of(response))
    assert "The PDF of revision 1 takes longer than usual and is still being made." in said
    assert "try the PDF again in some seconds" in said and "failed" not in said


@every_paper
def test_the_page_in_place_of_a_paper_has_every_word_of_it(visit, plan, rendered, no_pdf, file):
    """Each dose, day and name of the steps that the paper would print is on the page, and the page has a look."""
    page = visit.get(f"/plans/{plan.code}/1/{file}").content.decode()
    assert 'rel="stylesheet" href="/static/css/' in page
    no_pdf.undo()
    visit.get(f"/plans/{plan.code}/1/{file}")
    assert words(rendered[0]) <= words(page)
    assert len(words(page) - {plan.code}) >= 18  # so there is something to compare; a code has a figure or not


def words(page):
    """Every day, dose and other word of a page, outside of drawings, that has a figure in it."""
    text = " ".join(texts_of(re.sub("<svg.*?</svg>", "", page[page.index("<main>") :], flags=re.DOTALL)))
    return {word.strip(".,:;()") for word in text.replace("DOSE\u00a0", "").split(" ") if any(map(str.isdigit, word))}


def test_a_render_that_hangs_is_ended_and_stops_nothing_else(visit, plan, monkeypatch, tmp_path):
    """A render that does not end is killed, the clinician has the page, and the next paper is made."""
    program = tmp_path / "hanging.py"
    hanging = "honest = child.answer; child.answer = lambda html: signal.pause() if 'id=\"now\"' in html else honest(html)"
    program.write_text(f"import signal, sys; sys.path.insert(0, {str(CHILD.parent)!r}); import child; {hanging}; child.main()")
    renderer = Renderer(program, limit=lambda _: 0.5)
    with monkeypatch.context() as patched:
        patched.setattr(handouts, "render_pdf", renderer.render)
        assert visit.get(f"/plans/{plan.code}/1/handout.pdf").status_code == 503
        assert renderer._process is None
        assert visit.get("/").status_code == 200
    assert visit.get(f"/plans/{plan.code}/1/handout.pdf").status_code == 200
