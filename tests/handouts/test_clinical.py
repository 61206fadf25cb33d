"""The papers for clinicians as PDF, read back from the file: what every one of them must be."""

import re
from functools import cache

import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from taper_app.record import FORMAT, UnknownFormat
from tests.handouts.clinical import PAPERS, SHA, issued, revised
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, planned
from tests.text_gates import hits_in

pytestmark = pytest.mark.printed

LONG_NAME = "Maximiliana-Alexandrina Featherstonehaugh-Cholmondeley Smyth"
CROSSOVER = {"method": "crossover"}
UNBROKEN = {"patient": {"name": "W" * 60, "identifier": "M" * 40}, "clinic": {"name": "M" * 60}, "issued_by": "W" * 60}
FOUR_TIMES = {"drug": "chlordiazepoxide", "morning": "10", "midday": "10", "evening": "10", "night": "20"}
PLANS = {
    "first": (lambda: issued(LORAZEPAM, strategy=CROSSOVER), {}),
    "revised": (lambda: revised(NIGHTLY_20, decision="step-back"), {}),
    "ended": (lambda: revised(LORAZEPAM, strategy=CROSSOVER), {"ended": True}),
    "Letter": (lambda: issued(FOUR_TIMES, market="us", strategy=CROSSOVER), {}),
    "Letter, superseded": (lambda: revised(NIGHTLY_20, market="us", patient={"name": LONG_NAME}), {"superseded_by": 4}),
    "unbroken name": (lambda: issued(NIGHTLY_20, **UNBROKEN), {"superseded_by": 2}),
    "unbroken name, in force": (lambda: issued(NIGHTLY_20, **UNBROKEN), {}),
    "old snapshot": (lambda: crossing(), {}),
}
every_paper = pytest.mark.parametrize("kind", PAPERS)
every_plan = pytest.mark.parametrize("plan", PLANS)


@cache
def paper(kind, plan):
    """The paper of one of PLANS, made once for all tests."""
    made, standing = PLANS[plan]
    return Paper(render_pdf(PAPERS[kind](made(), SHA, Standing(**standing))))


def texts(kind, plan):
    """Each page's words."""
    read = paper(kind, plan)
    return [read.text(page) for page in range(len(read.pages))]


@every_paper
@every_plan
def test_every_page_says_whose_and_which_it_is(kind, plan):
    """Name, born, identifier, plan code, revision, the hash of the content and page x of y stand on every page."""
    snapshot, pages = PLANS[plan][0](), texts(kind, plan)
    patient = snapshot["patient"]
    for number, page in enumerate(pages, start=1):
        unbroken = page.replace(" ", "")
        assert patient["name"].replace(" ", "") in unbroken
        assert f"born17-May-1970,identifier{patient['identifier']}" in unbroken
        assert f"Plan K7QX-4M2P, revision {snapshot['number']}, content hash 0123456789ab" in page
        assert "0123456789abc" not in page
        assert f"Page {number} of {len(pages)}" in page


@every_paper
def test_a_paper_that_must_not_be_used_says_so_on_every_page(kind):
    """A superseded or ended plan's papers carry their stamp on every page; one in force has none."""
    assert all("SUPERSEDED. Do not use this paper. Revision 4 has taken" in page for page in texts(kind, "Letter, superseded"))
    assert all("This plan has ended. Do not use this paper." in page for page in texts(kind, "ended"))
    assert not any(re.search("SUPERSEDED|has ended", page) for page in texts(kind, "revised"))


@every_paper
@every_plan
def test_the_file_is_tagged_and_tells_what_it_is(kind, plan):
    """The PDF claims PDF/UA-1, has a structure tree, its language, and a title without a name in it, which it shows."""
    read = paper(kind, plan)
    assert read.root["/MarkInfo"]["/Marked"]
    assert read.root["/StructTreeRoot"]["/ParentTree"]
    assert re.search(rb'pdfuaid:part(="1"|>1<)', read.root["/Metadata"].get_data())
    assert re.fullmatch(r"[A-Z][a-z ]+, plan K7QX-4M2P, revision \d", read.reader.metadata.title)
    assert read.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.root["/Lang"] == ("en-US" if "Letter" in plan else "en-GB")


@every_paper
@every_plan
def test_headers_of_tables_have_a_scope(kind, plan):
    """Every table header says what it heads: its column, or its row."""
    read = paper(kind, plan)
    assert read.elements("/Table")
    for head in read.elements("/THead"):
        assert {cell["/A"]["/Scope"] for cell in read.elements("/TH", head)} == {"/Column"}
    for body in read.elements("/TBody"):
        assert {cell["/A"]["/Scope"] for cell in read.elements("/TH", body)} == {"/Row"}


def heights(page):
    """How high each line of words stands on a page, in points."""
    found = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: found.append(cm[3] * tm[5] + cm[5]) if text.strip() else None)
    return found


@every_paper
@every_plan
def test_nothing_is_small_or_runs_off_the_paper(kind, plan):
    """Every word is at least 12 pt, in our own font, dark, and inside the margins, whatever the names are."""
    read = paper(kind, plan)
    shown = [each for each in read.shown if each.text.strip()]
    width = float(read.pages[0].mediabox.width)
    assert min(each.size for each in shown) >= 12
    assert {each.font.partition("+")[2].removesuffix("-Bold") for each in shown} == {"Atkinson-Hyperlegible-Next"}
    assert max(each.colour[0] for each in shown) < 0.3
    assert [each.text for each in shown if each.left < 20 or each.right > width - 20] == []
    assert {round(width)} == ({612} if "Letter" in plan else {595})
    high = float(read.pages[0].mediabox.height)
    assert all(20 < bottom < high - 20 for page in read.pages for bottom in heights(page))


@every_paper
@every_plan
def test_no_word_runs_into_the_next_column(kind, plan):
    """The words of each cell end before the next column begins."""
    read = paper(kind, plan)
    for table in read.elements("/Table"):
        if heads := read.elements("/THead", table):
            begins = [read.edges(cell)[0] for cell in read.elements("/TH", heads[0])]
            for row in read.elements("/TR", table):
                cells = [each for each in read.elements("", row) if each["/S"] in ("/TH", "/TD")]
                if len(cells) == len(begins):
                    assert all(read.edges(cell)[1] < begin for cell, begin in zip(cells, begins[1:], strict=False))


@every_paper
@every_plan
def test_the_gates_find_nothing(kind, plan):
    """No number is run together with its unit or parted from it in any paragraph or cell, nor written in another unsafe way."""
    said = [re.sub(r"https?://\S+", "", text) for text in paper(kind, plan).paragraphs()]
    assert hits_in(said) == []


@every_paper
@every_plan
def test_dates_are_a_clinicians_and_stay_whole(kind, plan):
    """Every date has its month in letters, 05-Jan-2027; none is written as for patients, and none breaks over two lines."""
    said = " ".join(paper(kind, plan).paragraphs())
    assert re.search(r"\b\d{2}-[A-Z][a-z]{2}-20\d\d\b", said)
    assert not re.search(r"\b(January|February|March|April|June|July|August|September|October|November|December)\b", said)
    lines = [each.text.strip() for each in paper(kind, plan).shown]
    assert [text for text in lines if re.search(r"\b\d{2}-$|\b\d{2}-[A-Z][a-z]{2}-$", text)] == []


@every_paper
def test_a_name_with_markup_is_printed_as_it_is(kind):
    """Names, phone numbers and reasons with angle brackets are text."""
    typed = {"patient": {"name": "<b>Rowan</b> & {Co}"}, "clinic": {"name": "<img src=x>", "phone": "{closed}"}}
    said = PAPERS[kind](issued(NIGHTLY_20, **typed, override_reason="<i>why</i>", specialist="{Dr}"), SHA)
    assert "<b>Rowan" not in said and "<img" not in said and "<i>why" not in said
    read = Paper(render_pdf(said))
    pages = [read.text(page) for page in range(len(read.pages))]
    assert all("<b>Rowan</b> & {Co}" in page and "Questions: {closed}" in page for page in pages)
    assert "<img src=x>" in pages[0]


@every_paper
def test_the_same_revision_prints_the_same_bytes(kind):
    """The same snapshot gives the same file, whatever language the site speaks."""
    made, standing = PLANS["first"]
    assert render_pdf(PAPERS[kind](made(), SHA, Standing(**standing))) == render_pdf(
        PAPERS[kind](made(), SHA, Standing(**standing))
    )


@every_paper
@pytest.mark.parametrize("language", ["es", "de"])
def test_numbers_and_months_do_not_follow_the_language_of_the_site(kind, language, settings):
    """Another language of the site changes no number and no date."""
    made, english = PLANS["first"][0](), PAPERS[kind](PLANS["first"][0](), SHA)
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = language, True
    assert PAPERS[kind](made, SHA) == english


@every_paper
def test_an_unknown_format_is_refused(kind):
    """A snapshot of another format is not guessed at."""
    with pytest.raises(UnknownFormat, match=f"Format {FORMAT + 1}"):
        PAPERS[kind](planned(NIGHTLY_20, format=FORMAT + 1), SHA)
