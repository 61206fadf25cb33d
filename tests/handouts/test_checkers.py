"""Three checkers of accessible PDFs, each by somebody else, pass our papers, and notice when one of them is broken.

They are young: together they say that nothing known is wrong, which is not the same as a certificate.
"""

import io
import re
from itertools import pairwise

import outloud
import page
import pdfua
import pikepdf
import pymupdf
import pytest
from pikepdf import Array, Name

from tests.handouts.lengths import printed
from tests.handouts.paper import Paper
from tests.handouts.readers import DATED

pytestmark = pytest.mark.printed

FILES = [("handout", 6), ("handout", 26), ("handout", 52), ("handout", 104)]
FILES += [("large", 26), ("summary", 26), ("supply", 26), ("letter", 26), ("draft", 6), ("draft", 26), ("draft", 52)]
# What outloud takes for a likely slip in other people's files, and is meant in these kinds of ours, and in no other.
MEANT = {
    "TBL-010": {"handout", "summary", "supply"},  # every step and every supply has a header row of its own in a table
    "TBL-014": {"handout", "supply"},  # a table goes on over the page, and is one table
    "TBL-012": {"own"},  # a diary is a table that is to be filled in
    # A picture of pieces, and a box to fill in, has no words: they stand beside it.
    "TAG-020": {"large", "own", "agreement", "choice", "weighing"},
    "TAG-002": {"choice", "draft"},  # the foot says shorter what stands under the title
    "LNK-010": {"summary", "draft"},  # the address of a source is printed in full, for whoever holds the paper
}


def page_says(file, kind=""):
    """The rules of PDF/UA-1 that a file breaks, by page-validation."""
    return {each.rule_id for each in page.validate_pdf(file, profile="ua1").failures}


def outloud_says(file, kind=""):
    """The rules that outloud finds broken, errors and warnings, but for what is meant in this kind of paper.

    What stands at one place of three pages and more is meant where it is the heads of a table's columns or the days of a step.
    """
    result = outloud.check(str(file))
    assert result.error is None
    found = [each for each in result.findings if each.severity != "info" and kind not in MEANT.get(each.rule, ())]
    again = [each for each in found if each.rule == "PAG-001"]
    read = Paper(file.read_bytes()) if again else None
    heads = {read.words(each) for each in read.elements("/THead")} if read else set()
    return {each.rule for each in found if each not in again or not all(meant(line, heads) for line in each.evidence.split("; "))}


def meant(line, heads):
    """Whether a line that stands at the same place on several pages is the heads of columns, or the days of a step."""
    return line in heads or bool(DATED.match(line))


def pdfua_says(file, kind=""):
    """The rules of PDF/UA-1 that a file breaks, by pdfua."""
    return {each.rule_id for each in pdfua.validate(str(file)).findings}


CHECKERS = {"page-validation": page_says, "outloud": outloud_says, "pdfua": pdfua_says}


@pytest.mark.parametrize(("kind", "rows"), FILES)
def test_three_checkers_find_nothing(tmp_path, kind, rows):
    """Every kind of paper, short and long, passes all three."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(printed(kind, rows))
    assert {name: says(file, kind) for name, says in CHECKERS.items()} == {name: set() for name in CHECKERS}


@pytest.mark.parametrize(("kind", "rows"), FILES)
def test_no_words_lie_on_each_other(kind, rows):
    """Every letter of a line ends before the next one begins, but for what kerning draws together."""
    with pymupdf.open(stream=printed(kind, rows)) as paper:
        for each in paper:
            letters = sorted(letters_of(each))
            assert len(letters) > 100
            assert [two for one, two in pairwise(letters) if one[0] == two[0] and one[2] - two[1] > 3] == []


def letters_of(page):
    """Each letter that is no blank: how high it stands, its left and right edge, and the letter."""
    spans = [span for block in page.get_text("rawdict")["blocks"] for line in block.get("lines", ()) for span in line["spans"]]
    for each in (letter for span in spans for letter in span["chars"] if letter["c"].strip()):
        yield round(each["origin"][1]), each["bbox"][0], each["bbox"][2], each["c"]


# The same paper, broken in one way -----------------------------------------------------------------


def elements(pdf, tag):
    """The structure elements of a tag."""
    return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == tag]


def take_away(objects, *keys):
    """Each of these objects without these keys."""
    for each in objects:
        for key in keys:
            del each[key]


def named(tag, other):
    """Makes elements of one tag into those of another."""

    def breaks(pdf):
        for each in elements(pdf, tag):
            each.S = Name(other)

    return breaks


def metadata_without(pattern):
    """Takes a piece out of what the file says about itself."""

    def breaks(pdf):
        told = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(re.sub(pattern, b"", told, flags=re.DOTALL))

    return breaks


def fonts_without(key):
    """Takes a part out of every font."""
    return lambda pdf: take_away([each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and key in each], key)


def without_scope(pdf):
    """Neither header nor cell says what belongs to what."""
    take_away([each.A for each in elements(pdf, "/TH")], "/Scope")
    take_away([each.A for each in elements(pdf, "/TD")], "/Headers")


def without_margins(pdf):
    """Header and footer of the pages are no longer marked as such."""
    for each in pdf.pages:
        drawn = each.Contents.read_bytes()
        each.Contents.write(drawn.replace(b"/Artifact\n<</Type/Pagination>>\nBDC", b"/Span BMC"))


def backwards(pdf):
    """The main parts are read from the last to the first."""
    (part, *_) = elements(pdf, "/Part")
    part.K = Array(list(part.K)[::-1])


def without_display(pdf):
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


ALL = set(CHECKERS)
BROKEN = {
    "no tags": (lambda pdf: take_away([pdf.Root], "/StructTreeRoot", "/MarkInfo"), ALL),
    "not said to be tagged": (lambda pdf: take_away([pdf.Root], "/MarkInfo"), ALL),
    "no claim to be PDF/UA": (metadata_without(rb"<rdf:Description[^>]*pdfuaid.*?(/>|</rdf:Description>)"), ALL - {"pdfua"}),
    "no title": (metadata_without(rb"<dc:title>.*?</dc:title>"), ALL - {"pdfua"}),
    "a title that is not shown": (without_display, ALL),
    "no language": (lambda pdf: take_away([pdf.Root], "/Lang"), ALL),
    "headers without scope": (without_scope, ALL),
    "cells in place of headers": (named("/TH", "/TD"), {"pdfua"}),
    "a rank of headings skipped": (named("/H2", "/H4"), ALL - {"pdfua"}),
    "no first heading": (named("/H1", "/P"), ALL - {"pdfua"}),
    "rows that are none": (named("/TR", "/Div"), ALL),
    "a list that is none": (named("/L", "/Div"), ALL - {"pdfua"}),
    "a tag that there is not": (named("/P", "/Paragraph"), ALL - {"pdfua"}),
    "a drawing without words": (lambda pdf: take_away(elements(pdf, "/Figure"), "/Alt"), ALL),
    "margins read as text": (without_margins, ALL - {"pdfua"}),
    "read backwards": (backwards, ALL - {"pdfua"}),
    "fonts left out": (fonts_without("/FontFile2"), ALL - {"pdfua"}),
    "letters without meaning": (fonts_without("/ToUnicode"), ALL - {"pdfua"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_paper_is_noticed(tmp_path, name):
    """A handout that is broken in one way is noticed by the checkers named beside it, so that their silence means something."""
    breaks, notice = BROKEN[name]
    file = tmp_path / "broken.pdf"
    with pikepdf.open(io.BytesIO(printed("handout", 6))) as pdf:
        breaks(pdf)
        pdf.save(file)
    assert {each for each, says in CHECKERS.items() if says(file, "handout")} == notice
