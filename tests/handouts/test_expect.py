"""The sheet "Why and what to expect": what it says, on what that rests, and that it holds nothing to follow."""

import re
from functools import cache
from pathlib import Path

import pytest

from taper_app.engine import EVIDENCE, load_catalogue
from taper_app.handouts import expect_words, render_pdf
from taper_app.handouts.blocks import Block
from taper_app.handouts.expect_words import CALM, MOVE, PEOPLE, RESTS_ON, SLEEP
from taper_app.handouts.names import unbroken
from taper_app.handouts.standing import Standing
from tests.handouts.from_stored import expect_page, expect_paper, expect_text, patient_handout
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, planned, short
from tests.handouts.test_checkers import CHECKERS
from tests.text_gates import hits_in_html, texts_of

pytestmark = pytest.mark.printed

STATIC = Path(__file__).parents[2] / "static"
FOUR_TIMES = {"drug": "chlordiazepoxide", "morning": "10", "midday": "10", "evening": "10", "night": "20"}
FAR = {"name": "The Riverside and Harbour Practice for Family and Community Health", "phone": "(212) 555-0100, extension 12345"}
PLANS = {
    "A4": lambda: planned(NIGHTLY_20),
    "Letter": lambda: planned(LORAZEPAM, market="us", strategy={"method": "crossover"}),
    "Letter, long names": lambda: planned(FOUR_TIMES, market="us", strategy={"method": "crossover"}, clinic=FAR),
    "A4, to a dose": lambda: planned(NIGHTLY_20, strategy={"target_mg": "10"}),
}
every_plan = pytest.mark.parametrize("plan", PLANS)
every_format = pytest.mark.parametrize("written", [expect_paper, expect_page, expect_text])
PARTS = [part for block in vars(expect_words).values() if isinstance(block, Block) for part in block.parts]
STATEMENTS = sorted({part.id for part in PARTS} - {"crisis"})
HANDOUTS_OWN = ["HO-01", "HO-09", "HO-03", "HO-05", "HO-12", "HO-04", "HO-07"]


@cache
def paper(plan):
    """The sheet of one of PLANS, printed once for all tests."""
    return Paper(render_pdf(expect_paper(PLANS[plan]())))


def without_picture(page):
    return re.sub(r"<figure>.*?</figure>", "", page, flags=re.DOTALL)


def main_texts(page):
    return texts_of(without_picture(page[page.index("<main>") :]))


# On what it rests ----------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", STATEMENTS)
def test_every_statement_rests_on_a_source(id_):
    """Each part of the sheet names at least one publication of sources.toml, and whether it was read there or is from memory."""
    assert RESTS_ON[id_]
    for each in RESTS_ON[id_]:
        assert each.source in load_catalogue().sources
        assert each.evidence in EVIDENCE


def test_nothing_rests_on_a_part_that_is_not_there():
    """The list of what each statement rests on has no statement that the sheet has lost."""
    assert sorted(RESTS_ON) == STATEMENTS


# What it says --------------------------------------------------------------------------------------


@every_format
def test_it_holds_no_dose_no_day_and_no_name(written):
    """There is nothing to follow in it, so nothing can be out of date: no mg, no date, no step, and nobody's name."""
    said = without_picture(written(crossing()))
    assert not re.search(r"\d\s*m[gL]\b|\b20\d\d\b|January|Rowan|1970|TEST-0001", said)


@every_format
def test_what_became_of_the_revision_changes_nothing(written):
    """A superseded or ended plan leaves the sheet as it was."""
    assert written(short(), Standing(superseded_by=3)) == written(short(), Standing(ended=True)) == written(short())


@every_format
def test_it_names_the_clinic_its_phone_and_the_plan(written):
    """Whoever finds the sheet knows whom to call, when the clinic is closed too, and of which plan it is."""
    said = written(short())
    assert "Riverside Practice: 020\u00a07946\u00a00001. When closed: 020\u00a07946\u00a00999, or NHS 111." in said
    assert "Call us on 020\u00a07946\u00a00001. Plan K7QX-4M2P." in said


def parts_of(page):
    """The texts of each of the handout's own parts."""
    found = re.findall(r'<(p|div|ul) id="(HO-\d\d)">(.*?)</\1>', page, re.DOTALL)
    return {id_: texts_of(inside) for _, id_, inside in found}


@pytest.mark.parametrize("written", [expect_paper, expect_page])
def test_the_picture_has_the_numbers_of_the_three_parts(written):
    """The numbers along the steps are those of the headings right below, and a caption says what they are."""
    figure, _, below = written(short()).partition("</figcaption>")
    assert re.findall(r"<text [^>]*>(.*?)</text>", figure) == re.findall(r"<h2>(\d)\. ", below) == ["1", "2", "3"]
    assert "<figcaption>The way down has three parts." in figure


@pytest.mark.parametrize("written", [expect_paper, expect_page])
def test_each_thing_to_try_has_a_box_to_tick(written):
    """Below the word to tick, each thing to try is a point of a list whose points are boxes."""
    tried = re.findall(r'<section class="try">(.*?)</section>', written(short()), re.DOTALL)
    points = [point for block in (SLEEP, MOVE, CALM, PEOPLE) for part in block.parts for point in part.points]
    assert [point for each in tried for point in re.findall("<li>(.*?)</li>", each)] == list(map(str, points))
    for styles in ("print/print.css", "css/handout.css"):
        assert re.search(r"\.try li::before \{[^}]*tick\.svg", (STATIC / styles).read_text(encoding="utf-8"))


@pytest.mark.parametrize("market", ["uk", "us"])
def test_what_both_papers_say_is_the_same_word_for_word(market):
    """The warning, the common signs, the emergency and same-day lists and the old dose are those of the handout."""
    snapshot = planned(NIGHTLY_20, market=market)
    handout, sheet = parts_of(patient_handout(snapshot)), parts_of(expect_page(snapshot))
    assert {id_: sheet[id_] for id_ in HANDOUTS_OWN} == {id_: handout[id_] for id_ in HANDOUTS_OWN}
    assert sorted(sheet) == sorted(HANDOUTS_OWN)


def test_it_is_read_in_order():
    """Why, the three parts of the way, what passes, what needs help, what to try, and what to do if it goes wrong."""
    heads = [paper("A4").words(each) for each in paper("A4").elements() if each["/S"] in ("/H1", "/H2")]
    assert heads == [
        "Coming off diazepam: what to expect",
        "Do not stop suddenly. Do not go up or down on your own.",
        "Why slowly?",
        "1. At first",
        "2. On the way down",
        "3. Afterwards",
        "Feelings that pass",
        "Call us today if you",
        "Call 999 now if you",
        "What helps: tick what you want to try first",
        "To sleep",
        "To feel stronger",
        "To calm your mind",
        "People at your side",
        "If you took more, or took it again",
        "Never go back to an old dose by yourself",
    ]


def test_every_format_says_the_same():
    """Paper, page and text differ in nothing but the picture, the page's numbers and the clinician's way back."""
    snapshot = crossing()
    lines = [line.removeprefix("- ") for line in expect_text(snapshot).split("\n") if line]
    assert main_texts(expect_page(snapshot)) == lines
    assert main_texts(expect_paper(snapshot)) == lines[:-1]  # the last is in its footer


def test_a_taper_to_a_dose_speaks_of_no_last_dose():
    """Where the plan leads to a dose, the title, the third part and its advice are about staying on it."""
    said = expect_text(PLANS["A4, to a dose"]())
    assert said.startswith("Taking less diazepam: what to expect")
    assert "Stay on your new dose until we have spoken." in said
    assert "last dose" not in said
    assert "After the last dose your brain still needs time." in expect_text(short())


def test_a_crossover_names_both_medicines():
    """Both are come off, so both are in the title."""
    assert expect_text(crossing()).startswith("Taking less lorazepam and diazepam: what to expect")
    assert expect_text(PLANS["Letter"]()).startswith("Coming off lorazepam and diazepam: what to expect")


def test_each_country_has_its_own_numbers():
    """999 and Samaritans in the United Kingdom, 911 and 988 in the United States, and neither in the other."""
    british, american = expect_text(short()), expect_text(planned(NIGHTLY_20, market="us"))
    assert "Call 999 now if you" in british
    assert "Samaritans on 116\u00a0123" in british
    assert "Call 911 now if you" in american
    assert "Call or text 988." in american
    assert not re.search(r"\b(?:911|988)\b", british)
    assert not re.search(r"\b999\b|Samaritans|NHS", american)


@every_format
def test_names_are_text_and_never_markup(written):
    """Whatever is in a clinic's name or number is printed as it was typed, and as one line."""
    said = written(short(clinic={"name": "<img src=x> {closed}\nRiverside", "phone": "{crisis}"}))
    if written is not expect_text:
        assert "<img" not in said
        said = " ".join(texts_of(said))
    assert "<img src=x> {closed} Riverside: {crisis}." in said


@every_plan
def test_the_gates_find_nothing_in_it(plan):
    """No unsafe way of writing stands in it."""
    assert hits_in_html(expect_paper(PLANS[plan]())) == []


# On paper ------------------------------------------------------------------------------------------


@every_plan
def test_it_is_two_pages(plan):
    """One sheet, printed on both sides, on either paper, with the longest names of drugs and clinics too."""
    assert len(paper(plan).pages) == 2


@pytest.mark.parametrize("language", ["es", "pl"])
def test_it_is_two_pages_in_longer_words(language):
    """So it is in Spanish and in Polish."""
    made = planned(LORAZEPAM, strategy={"method": "crossover"})
    assert len(Paper(render_pdf(expect_paper(made, Standing(language=language)))).pages) == 2


@every_plan
def test_every_page_says_whom_to_call_and_which_it_is(plan):
    """Both pages have the phone, the plan's code, and page x of y."""
    phone = unbroken(PLANS[plan]()["clinic"]["phone"])
    for number in (1, 2):
        assert phone in paper(plan).text(number - 1)
        assert "Plan K7QX-4M2P." in paper(plan).text(number - 1)
        assert f"Page {number} of 2" in paper(plan).text(number - 1)


def test_the_paper_is_the_clinics():
    """A4 or Letter, as the clinic prints."""
    sizes = {plan: {tuple(round(float(side)) for side in page.mediabox[2:]) for page in paper(plan).pages} for plan in PLANS}
    assert {plan: size for plan, size in sizes.items() if "A4" in plan} == {"A4": {(595, 842)}, "A4, to a dose": {(595, 842)}}
    assert {size for plan in PLANS if "Letter" in plan for size in sizes[plan]} == {(612, 792)}


@every_plan
def test_everything_is_at_least_13_points(plan):
    """All is at least 13 pt, the footer 12 pt."""
    shown = [each for each in paper(plan).shown if each.text.strip()]
    assert min(each.size for each in shown) >= 12
    small = " ".join(each.text.strip() for each in shown if each.size < 13)
    assert re.fullmatch(r"(?:Call us (?:on|at) .{10,60}? Plan K7QX-4M2P\. Page \d of \d ?){2}", small)


@every_plan
def test_any_printer_will_do(plan):
    """Every colour is a grey; words are nearly black, or white on nearly black: a contrast of at least 7 to 1."""
    read = paper(plan)
    assert [colour for colour in read.colours() if len(set(colour)) > 1] == []
    light = [each.text for each in read.shown if each.text.strip() and each.colour[0] > 0.3]
    assert {text.split()[0] for text in light} == {"Call"}  # the black heading of the emergency box


@every_plan
def test_nothing_runs_off_the_paper(plan):
    """Long names wrap; every word ends inside the page's margins, and in its own column."""
    read = paper(plan)
    width = float(read.pages[0].mediabox.width)
    assert [each.text for each in read.shown if each.left < 20 or each.right > width - 20] == []


def test_the_file_tells_what_it_is():
    """It is tagged, has its title without a name in it and its language, and words for those who do not see its picture."""
    read = paper("A4")
    assert read.root["/MarkInfo"]["/Marked"]
    assert read.reader.metadata.title == "Coming off diazepam: what to expect"
    assert (read.root["/Lang"], paper("Letter").root["/Lang"]) == ("en-GB", "en-US")
    (figure,) = read.elements("/Figure")
    assert figure["/Alt"] == "Steps that lead down. 1 is at the top, 2 is on the way down, 3 is at the bottom."


def test_three_checkers_of_accessible_pdfs_find_nothing(tmp_path):
    """The sheet passes the checkers that the plan passes: among much else, it is read in the order in which it stands."""
    file = tmp_path / "why.pdf"
    file.write_bytes(render_pdf(expect_paper(PLANS["Letter"]())))
    assert {name: says(file) for name, says in CHECKERS.items()} == {name: set() for name in CHECKERS}
