"""Names of people on paper: in any script, of any length, each in its own direction, and never an empty box."""

import re
import unicodedata
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from taper_app.handouts import large_handout, patient_handout, plain_handout, render_pdf
from taper_app.handouts.letter import prescriber_letter
from taper_app.handouts.names import isolated, unbroken
from taper_app.handouts.render import Unprintable
from taper_app.handouts.standing import Standing
from taper_app.handouts.summary import clinician_summary
from taper_app.record import Issued
from tests.handouts.clinical import SHA
from tests.handouts.snapshots import crossing
from tests.handouts.test_checkers import CHECKERS
from tests.handouts.test_font import NAMES

SUPERSEDED = Standing(superseded_by=3)
PAPERS = {
    "handout": patient_handout,
    "large print, superseded": lambda issued: large_handout(issued, SUPERSEDED),
    "summary, superseded": lambda issued: clinician_summary(issued, SHA, SUPERSEDED),
    "letter": lambda issued: prescriber_letter(issued, SHA),
}
EDGE = 8
"""Points, not quite 3 mm, nearer to the edge of a page than which nothing stands."""


def named(patient, clinic="Riverside Practice", by="Dr Ash Marlow"):
    """A plan for this patient."""
    return Issued.from_json(crossing(patient={"name": patient}, clinic={"name": clinic}, issued_by=by, number=2, replaces=1))


def letters(text):
    """A text without blanks, nor what joins letters and is drawn as nothing."""
    return "".join(text.split()).replace("\u200c", "")


def words_of(page):
    """The words of a page, each with the place of its letters: left, top, right, bottom."""
    return [(pymupdf.Rect(each[:4]), each[4]) for each in page.get_text("words")]


@pytest.mark.parametrize("paper", ["handout", "summary, superseded"])
def test_names_in_eight_scripts_are_printed(tmp_path, paper):
    """Three checkers find nothing, no empty box, and the text of the file has each name, on every page the patient's."""
    half = len(NAMES) // 2
    patient, clinic = (" ".join(list(NAMES.values())[part]) for part in (slice(half), slice(half, None)))
    file = tmp_path / "paper.pdf"
    file.write_bytes(render_pdf(PAPERS[paper](named(patient, clinic, by=NAMES["Thai"]))))
    assert {name: says(file, paper.partition(",")[0]) for name, says in CHECKERS.items()} == {name: set() for name in CHECKERS}
    with pymupdf.open(file) as read:
        pages = [letters(page.get_text()) for page in read]
    assert [name for page in pages for name in list(NAMES.values())[:half] if letters(name) not in page] == []
    assert letters(NAMES["Chinese"]) in "".join(pages) and letters(NAMES["Devanagari"]) in "".join(pages)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_long_name_is_inside_the_margins_of_every_page(paper):
    """Of 120 letters, with blanks or without: the header grows, all of it is on the paper, and it lies on no other words."""
    name = "Wilhelmina-Alexandra Zoë " + "M" * 95
    with pymupdf.open(stream=render_pdf(PAPERS[paper](named(name, clinic=name, by=name)))) as read:
        for page in read:
            words, paper_inside = words_of(page), page.rect + pymupdf.Rect(EDGE, EDGE, -EDGE, -EDGE)
            assert "".join(name.split()) in "".join(word for _place, word in words)
            assert [word for place, word in words if place not in paper_inside] == []
            assert [(one, two) for (here, one), (there, two) in combinations(words, 2) if lies_on(here, there)] == []


def lies_on(here, there):
    """Whether two words cover each other by more than what lines of a paragraph do."""
    both = here & there
    return not both.is_empty and both.height > here.height / 3 and both.width > 2


@pytest.mark.parametrize(
    "name",
    ["বীণা রায় চৌধুরী", "लक्ष्मी शर्मा", "יִצְחָק כֹּהֵן", "שִׁמְעוֹן", "شَدَّاد"],
    ids=["Bengali", "Devanagari", "pointed Hebrew", "the dot of shin", "pointed Arabic"],
)
def test_a_name_whose_letters_carry_marks_is_read_out_of_the_paper(name):
    """Copied and searched as it is written, though its glyphs are parts of letters or stand in another order."""
    with pymupdf.open(stream=render_pdf(PAPERS["handout"](named(name)))) as read:
        for page in read:
            assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", page.get_text())


def test_a_name_from_right_to_left_turns_round_nothing_beside_it():
    """It stands between marks of its own direction in every format; a name that needs none has none."""
    arabic = f"\u2068{NAMES['Arabic']}\u2069"
    assert isolated(NAMES["Arabic"]) == arabic
    assert isolated("Rowan Example") == "Rowan Example"
    said = plain_handout(named(NAMES["Arabic"], NAMES["Hebrew"], NAMES["Arabic"]))
    assert f"{arabic}, born 17 May 1970" in said
    assert f"by {arabic}, \u2068{NAMES['Hebrew']}\u2069." in said


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("020 7946 0001 ext. 3", "020\u00a07946\u00a00001 ext. 3"),
        ("(212) 555-0199, 24 h", "(212)\u00a0555-0199, 24 h"),
        ("NHS 111", "NHS 111"),
        ("+44 (0)20 7946 0001", "+44\u00a0(0)20\u00a07946\u00a00001"),
    ],
)
def test_a_telephone_number_is_never_broken_over_a_line(number, kept):
    """No blank inside it is one at which a line ends; blanks beside it are."""
    assert unbroken(number) == kept
    issued = named("Rowan Example")
    assert kept in plain_handout(replace(issued, clinic=replace(issued.clinic, phone=number)))


def test_what_no_font_has_is_not_printed():
    """There is no PDF, before any work, and it says which characters these are."""
    with pytest.raises(Unprintable) as caught:
        render_pdf("<html lang='en'><title>x</title><p>Ann \u0378, Bo \u0379, \u0378")
    assert caught.value.characters == "\u0378\u0379"


def test_every_part_in_another_language_says_so():
    """The English sentence on top of a Spanish paper has English as its language in the file."""
    issued = Issued.from_json(crossing())
    with pikepdf.open(pymupdf.io.BytesIO(render_pdf(patient_handout(issued, Standing(language="es"))))) as pdf:
        told = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Lang" in each]
        assert [(str(each.Lang), str(each.get("/S"))) for each in told if "/S" in each] == [("en-GB", "/P")]
        assert str(pdf.Root.Lang) == "es"


ON_A_PAGE = re.compile(r"(?<!<bdi>)\{\{ (?:\w+\.)*(?:patient(?:_before)?\.name|get_full_name|clinic\.name) \}\}")
ALONE = re.compile(r'class="(?:who|banner-name)[^>]*>$|\{% block title %\}.*$|<[^>]*$')


def test_every_name_on_a_page_is_isolated():
    """Between `bdi`, unless it stands in a box of its own, in the title of the page or in an attribute."""
    for template in Path("templates").rglob("*.html"):
        if template.parent.name != "handouts":  # those are given names as they are printed
            text = template.read_text(encoding="utf-8")
            found = [each[0] for each in ON_A_PAGE.finditer(text) if not ALONE.search(text[: each.start()].rpartition("\n")[2])]
            assert found == [], template
