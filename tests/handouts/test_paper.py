"""The handout as a PDF: read back from the file, not from the page that it was made of."""

import re
from functools import cache
from itertools import combinations, takewhile

import pymupdf
import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.child import STATIC
from taper_app.handouts.standing import Standing
from tests.handouts.from_stored import patient_handout
from tests.handouts.lengths import of_length, printed
from tests.handouts.paper import Paper, kids_of
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, planned, short
from tests.text_gates import hits_in

pytestmark = pytest.mark.printed

LONG_NAME = "Maximiliana-Alexandrina Featherstonehaugh-Cholmondeley Smyth"
UNBROKEN_NAME = "W" * 60
CHLORDIAZEPOXIDE = {"drug": "chlordiazepoxide", "morning": "10", "midday": "10", "evening": "10", "night": "20"}
PLANS = {
    "short": (lambda: short(), None),
    "crossover": (lambda: planned(LORAZEPAM, weeks=3, strategy={"method": "crossover"}, number=2, replaces=1), None),
    "Letter": (lambda: planned(NIGHTLY_20, market="us"), None),
    "Letter, superseded": (lambda: planned(NIGHTLY_20, market="us", number=2, replaces=1), 3),
    "long name": (lambda: crossing(patient={"name": LONG_NAME}), None),
    "four times a day": (lambda: planned(CHLORDIAZEPOXIDE, strategy={"method": "crossover"}), None),
    "104 rows": (lambda: of_length(104), None),
    "unbroken name": (lambda: planned(NIGHTLY_20, patient={"name": UNBROKEN_NAME}, clinic={"name": "M" * 60}), 2),
}
every_plan = pytest.mark.parametrize("plan", PLANS)


@cache
def paper(plan):
    """The paper of one of PLANS, made once for all tests."""
    snapshot, superseded_by = PLANS[plan]
    if plan == "104 rows":
        return Paper(printed("handout", 104))
    return Paper(render_pdf(patient_handout(snapshot(), Standing(superseded_by=superseded_by))))


def texts(plan):
    """Each page's words."""
    read = paper(plan)
    return [read.text(page) for page in range(len(read.pages))]


@every_plan
def test_every_page_says_whose_and_which_it_is(plan):
    """Name, born, plan code and revision stand on every page, and page x of y."""
    snapshot = PLANS[plan][0]()
    name = snapshot["patient"]["name"].replace(" ", "")
    pages = texts(plan)
    for number, page in enumerate(pages, start=1):
        assert name in page.replace(" ", "")
        assert re.search(r"born (17 May 1970|May 17, 1970)", page)
        assert f"Plan K7QX-4M2P, revision {snapshot['number']}" in page
        assert f"Page {number} of {len(pages)}" in page


@every_plan
def test_every_page_says_until_when_it_holds_and_whom_to_call(plan):
    """The footer has the day until which the paper may be used (not at all when it is superseded), and the clinic's phone."""
    days = ("Monday 25 January 2027", "Monday 1 February 2027", "Monday, February 1, 2027")
    holds = ["Do not use this plan. Call"] if PLANS[plan][1] else [f"Use this plan until {day}. Call" for day in days]
    for page in texts(plan):
        assert any(words in page for words in holds)
        assert "Call us on 020\u00a07946\u00a00001." in page or "Call us at (212)\u00a0555-0100." in page


def test_what_a_revision_replaces_stands_on_every_page():
    """A later revision names the one that it replaces on every page."""
    assert all("revision 2, replaces revision 1" in page for page in texts("crossover"))


@pytest.mark.parametrize(("plan", "by"), [("Letter, superseded", 3), ("unbroken name", 2)])
def test_a_superseded_plan_says_so_on_every_page(plan, by):
    """A reprint of an old revision cannot be mistaken for the one that holds, whichever page is left."""
    assert all(f"SUPERSEDED. Do not use this plan. Revision {by} has taken its place." in page for page in texts(plan))
    assert not any("Use this plan until" in page for page in texts(plan))
    assert not any("SUPERSEDED" in page for page in texts("crossover"))


@every_plan
def test_the_file_tells_what_it_is(plan):
    """The PDF has a title without a name in it, shows that title, and says its language."""
    read = paper(plan)
    assert read.reader.metadata.title.startswith("Your plan to come off") or "take less" in read.reader.metadata.title
    assert read.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.root["/Lang"] == ("en-US" if "Letter" in plan else "en-GB")


@every_plan
def test_the_file_is_tagged_and_says_so(plan):
    """The PDF has a structure tree and claims PDF/UA-1."""
    read = paper(plan)
    assert read.root["/MarkInfo"]["/Marked"]
    assert read.root["/StructTreeRoot"]["/ParentTree"]
    assert re.search(rb'pdfuaid:part(="1"|>1<)', read.root["/Metadata"].get_data())


@every_plan
def test_headers_of_tables_have_a_scope(plan):
    """Every table header says what it heads: its column, or the row of the step."""
    read = paper(plan)
    for head in read.elements("/THead"):
        assert {cell["/A"]["/Scope"] for cell in read.elements("/TH", head)} == {"/Column"}
    for body in read.elements("/TBody"):
        assert {cell["/A"]["/Scope"] for cell in read.elements("/TH", body)} <= {"/Row"}


@every_plan
def test_a_dose_is_read_with_its_days_and_its_time(plan):
    """Each cell of a step points to the header with its days, and to the column's time of day, and to no other."""
    read = paper(plan)
    for table in read.elements("/Table"):
        named = {str(cell["/ID"]): read.words(cell) for cell in read.elements("/TH", table)}
        columns = [read.words(cell) for cell in read.elements("/TH", read.elements("/THead", table)[0])]
        for body in read.elements("/TBody", table):
            cells = read.elements("/TD", body)
            when = [read.words(cell) for cell in read.elements("/TH", body)]
            if len(cells) == len(columns):
                heard = [[named[str(id_)] for id_ in cell["/A"]["/Headers"]] for cell in cells]
                assert heard == [[*when, column] for column in columns]


@every_plan
def test_only_our_font_is_in_the_file(plan):
    """Every font is the bundled one, and embedded."""
    for page in paper(plan).pages:
        for font in page["/Resources"]["/Font"].values():
            assert re.fullmatch(r"/[A-Z]{6}\+Atkinson-Hyperlegible-Next(-Bold)?", font["/BaseFont"])
            assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


@every_plan
def test_what_is_taken_is_large_and_nothing_is_small(plan):
    """All that is taken up to the visit is 14 points or larger, and no word is smaller than 11, as what is only planned is."""
    read = paper(plan)
    shown = [each for each in read.shown if each.text.strip()]
    assert min(each.size for each in shown) >= 11
    to_follow = takewhile(lambda each: not read.words(each).startswith("What comes after"), read.elements())
    box, *tables = [each for each in to_follow if each["/S"] == "/Table"]
    dated = [table for table in tables if "Total for the day" in read.words(read.elements("/THead", table)[0])]
    assert dated
    for table in (box, *dated):
        marks = set(read.marks(table))
        assert min(each.size for each in shown if (read.numbers[each.page], each.mark) in marks) >= 14


@every_plan
def test_nothing_runs_off_the_paper(plan):
    """Long names wrap; every word ends inside the page's margins."""
    read = paper(plan)
    width = float(read.pages[0].mediabox.width)
    assert [each.text for each in read.shown if each.left < 20 or each.right > width - 20] == []


@every_plan
def test_no_word_runs_into_the_next_column(plan):
    """The words of each cell end before the next column begins."""
    read = paper(plan)
    for table in read.elements("/Table"):
        begins = [read.edges(cell)[0] for cell in read.elements("/TH", read.elements("/THead", table)[0])]
        for body in read.elements("/TBody", table):
            cells = read.elements("/TD", body)
            if len(cells) == len(begins):
                assert all(read.edges(cell)[1] < begin for cell, begin in zip(cells, begins[1:], strict=False))


def test_the_paper_is_the_clinics():
    """A4 or Letter, as the clinic prints, on every page."""
    sizes = {plan: {tuple(round(float(side)) for side in page.mediabox[2:]) for page in paper(plan).pages} for plan in PLANS}
    american = {plan: size for plan, size in sizes.items() if "Letter" in plan}
    assert set(map(frozenset, american.values())) == {frozenset({(612, 792)})}
    assert set(map(frozenset, (sizes[plan] for plan in sizes.keys() - american))) == {frozenset({(595, 842)})}


def contrast(ink, ground):
    """The contrast of two greys as WCAG has it, from 1 to 21."""
    dark, light = sorted(each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in (ink, ground))
    return (light + 0.05) / (dark + 0.05)


@every_plan
def test_any_printer_will_do(plan):
    """Every colour is a grey. Words have a contrast of 7 to 1 and more: dark ones on the darkest ground there is for them, and
    white ones, which are the heading of the emergency box and what is taken no more, on black."""
    read = paper(plan)
    assert [colour for colour in read.colours() if len(set(colour)) > 1] == []
    inks = {each.colour[0] for each in read.shown if each.text.strip()}
    grounds = {colour[0] for colour in read.filled()} - inks
    assert min(grounds) > 0.85
    assert all(contrast(ink, ground) >= 7 for ink in inks - {1} for ground in grounds | {1})
    assert "Call" in {each.text.split()[0] for each in read.shown if each.text.strip() and each.colour[0] == 1}
    assert contrast(1, max(inks - {1})) >= 7


PICTURES = ("morning", "midday", "evening", "night", "half", "quarter", "tick")


def test_shapes_are_told_apart_on_a_copier():
    """In the size they are printed in, with every grey turned to black or white, each picture has ink and is like no other."""
    images = "".join(f'<img alt="x" src="{(STATIC / "print" / f"{each}.svg").as_uri()}">' for each in PICTURES)
    styles = "<style>@page { size: 40mm 8mm; margin: 0 } p { line-height: 0 } p, body { margin: 0 } img { width: 8mm }</style>"
    pdf = render_pdf(f'<html lang="en"><title>x</title>{styles}<p>{images}')
    with pymupdf.open(stream=pdf) as copied:
        grey = copied[0].get_pixmap(dpi=150, colorspace=pymupdf.csGRAY)
    side = grey.width // len(PICTURES)
    rows = [grey.samples[at : at + grey.width] for at in range(0, grey.stride * grey.height, grey.stride)]
    shapes = [[[value < 128 for value in row[n * side : (n + 1) * side]] for row in rows] for n in range(len(PICTURES))]
    ink = [sum(map(sum, shape)) for shape in shapes]
    assert min(ink) > 100
    for (one, black), (other, too) in combinations(zip(shapes, ink, strict=True), 2):
        differs = sum(a != b for row, line in zip(one, other, strict=True) for a, b in zip(row, line, strict=True))
        assert differs > min(black, too) / 3


def pushed_down(lines):
    """The paper of a long plan with so many lines put in at its beginning, so that its pages end elsewhere."""
    page = patient_handout(planned(NIGHTLY_20, weeks=2))
    return Paper(render_pdf(page.replace("<header>", f"<header>{'<p>x</p>' * lines}", 1)))


@pytest.mark.parametrize("lines", range(12))
def test_no_step_is_split_over_two_pages(lines):
    """Wherever a page ends, the days of a step stand above its doses, and the words to stay on a dose below that dose."""
    _box, *bodies = pushed_down(lines).elements("/TBody")
    rows = [[[cell["/S"] for cell in kids_of(row)] for row in kids_of(body)] for body in bodies]
    pages = [{each.raw_get("/Pg").idnum for each in [body, *kids_of(body)]} for body in bodies]
    heads = [cells for cells in rows if cells[0] == ["/TH"]]
    stop = [["/TH", "/TD"]]  # on its day nothing is taken, and that stands beside it
    assert [cells for cells in rows if cells not in heads] == [[["/TD"]], stop]  # the words to stay on a dose, and the end
    assert {len(cells) for cells in heads} == {2}
    stay = rows.index([["/TD"]])
    assert pages[stay] == pages[stay - 1]
    assert max(map(len, pages)) == 1


@every_plan
def test_no_row_is_split_over_two_pages(plan):
    """All that belongs to a step stands on one page, in a short plan and in one of 104 rows."""
    read = paper(plan)
    for body in read.elements("/TBody"):
        assert len({each.raw_get("/Pg").idnum for each in [body, *read.elements("", body)]}) == 1


@every_plan
def test_column_heads_stand_on_every_page_with_steps(plan):
    """A table that goes on over a page has its heads again."""
    read = paper(plan)
    for table in read.elements("/Table"):
        assert len(read.elements("/THead", table)) == 1
        assert len({each.raw_get("/Pg").idnum for each in read.elements("", table)}) == 1


@every_plan
def test_doses_stand_out(plan):
    """Every dose is labelled DOSE and bold, and so is the name of its drug."""
    doses = [each for each in paper(plan).shown if "DOSE" in each.text and "DOSE is" not in each.text]
    assert doses
    assert {each.font.rpartition("-")[2] for each in doses} == {"Bold"}


@every_plan
def test_the_words_are_read_in_order(plan):
    """The structure tree reads as the page is meant: what to take now, whom to call, steps, advice, and last what comes after."""
    heads = [paper(plan).words(each) for each in paper(plan).elements("/H2")]
    wanted = ["What you take from", "What comes next", "Call us today", "Call ", "Do not stop suddenly", "Your steps until"]
    wanted += ["Tick what you took", "What you need", "How to read", "If you miss", "What comes after"]
    if PLANS[plan][1]:
        wanted = ["Do not follow this", *wanted[2:6], *wanted[7:]]
    found = iter(heads)
    assert all(any(head.startswith(each) for head in found) for each in wanted)
    assert heads[-1].startswith(wanted[-1])


@every_plan
def test_bookmarks_lead_to_the_headings(plan):
    """The title and every main heading is a bookmark, in the order in which they are read, each to its own page."""
    read = paper(plan)
    headings = [each for each in read.elements() if each["/S"] in ("/H1", "/H2")]
    pages = [read.reader.get_page_number(each["/Pg"]) for each in headings]
    told = [(each.title.replace("\u00a0", " "), read.reader.get_destination_page_number(each)) for each in read.bookmarks()]
    assert told == list(zip([read.words(each).replace("\u00a0", " ") for each in headings], pages, strict=True))


@every_plan
def test_header_and_footer_are_not_read_out(plan):
    """What stands on every page belongs to no element, and all other words to exactly one."""
    read = paper(plan)
    outside = {each.text.strip() for each in read.shown if each.mark is None and each.text.strip()}
    assert any(text.startswith("Page") for text in outside)
    assert not any("DOSE" in text for text in outside)
    assert not any(re.search(r"Page \d+ of", text) for text in read.paragraphs())
    marks = [mark for top in kids_of(read.root["/StructTreeRoot"]) for mark in read.marks(top)]
    assert len(marks) == len(set(marks))
    shown = {(read.pages[each.page].indirect_reference.idnum, each.mark) for each in read.shown if each.mark is not None}
    assert shown <= set(marks)


@every_plan
def test_a_dose_never_breaks_over_two_lines(plan):
    """A number and its unit stay together, and the gates find nothing in any paragraph or cell of the PDF."""
    assert hits_in(paper(plan).paragraphs()) == []


def test_the_drawing_is_described():
    """The curve has words for those who do not see it."""
    *ticks, figure = paper("short").elements("/Figure")
    assert [each["/Alt"] for each in ticks][:1] == ["Boxes to tick, from Monday 4 January 2027"]
    assert "Your dose, step by step, from Monday 4 January 2027 until" in figure["/Alt"]


@pytest.mark.parametrize("market", ["uk", "us"])
def test_half_a_year_fits_on_four_pages(market):
    """A plan of 26 weeks with all its advice is at most four pages, on either paper."""
    snapshot = planned({"drug": "diazepam", "morning": "7", "night": "7"}, market=market)
    assert snapshot["schedule"]["weeks"] == "26"
    assert len(Paper(render_pdf(patient_handout(snapshot))).pages) <= 4


def test_the_same_revision_prints_the_same_bytes():
    """The same snapshot gives the same file, byte for byte."""
    assert render_pdf(patient_handout(short())) == render_pdf(patient_handout(short()))


def test_a_name_with_markup_is_printed_as_it_is():
    """Text in angle brackets is printed as text: a name with markup in it is a name."""
    read = Paper(render_pdf(patient_handout(short(patient={"name": "<b>Rowan</b> & Co"}))))
    assert all("<b>Rowan</b> & Co" in read.text(page) for page in range(len(read.pages)))
