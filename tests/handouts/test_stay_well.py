"""The patient's own plan to stay well on the patient's papers, in every format and language."""

from datetime import date

import pytest

from taper_app.engine import load_catalogue
from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from taper_app.handouts.stay_well import RESTS_ON, STAY_WELL
from taper_app.record import RelapsePlan
from tests.handouts.from_stored import (
    expect_page,
    expect_paper,
    expect_text,
    large_handout,
    patient_handout,
    plain_handout,
    web_handout,
)
from tests.handouts.snapshots import short
from tests.handouts.test_checkers import CHECKERS

pytestmark = pytest.mark.printed

WRITTEN = RelapsePlan(date(2027, 1, 4), ("A row at home", "50% {dose} <b>"), ("Awake three nights",), (), ("Ana, 07700 900123",))
FORMATS = [patient_handout, large_handout, web_handout, plain_handout, expect_paper, expect_page, expect_text]


@pytest.mark.parametrize("written", FORMATS)
def test_each_paper_prints_what_the_patient_wrote(written):
    """Word for word, whatever signs are in it, below our own lines, near the end; a part without a word is left out."""
    said = written(short(), Standing(relapse_plan=WRITTEN))
    for words in ("Your own plan to stay well", "This can make it hard for you:", "Awake three nights", "Ana, 07700 900123"):
        assert said.count(words) == 1
    assert "50% {dose} <b>" in said or "50% {dose} &lt;b&gt;" in said
    assert "This helps you then:" not in said
    assert "You wrote this with us on Monday 4 January 2027." in said
    assert said.index("Your own plan to stay well") > len(said) / 2


@pytest.mark.parametrize("written", FORMATS)
def test_nothing_is_printed_where_nothing_was_written(written):
    """No heading and no empty part."""
    assert "Your own plan to stay well" not in written(short(), Standing())


@pytest.mark.parametrize("written", FORMATS)
def test_our_lines_are_translated_and_the_patients_words_are_not(written):
    """In Spanish the lines above are Spanish, and what was written stays as it is."""
    said = written(short(), Standing(language="es", relapse_plan=WRITTEN))
    assert "Su propio plan para seguir bien" in said and "Esto puede ponérselo difícil:" in said and "A row at home" in said
    assert "el lunes 4 de enero de 2027" in said


def test_a_superseded_handout_prints_it_no_more():
    """A paper that is to be thrown away has nothing to keep."""
    old = Standing(superseded_by=3, relapse_plan=WRITTEN)
    assert "Your own plan" not in patient_handout(short(number=2, replaces=1), old)


@pytest.mark.parametrize("written", [patient_handout, large_handout, expect_paper])
def test_it_passes_the_checkers_of_pdfs(tmp_path, written):
    """Its headings and lists are tagged, with eight long lines in each part too."""
    longest = ("Something that makes it hard, said at some length so that the line has to turn",) * 8
    standing, file = Standing(relapse_plan=RelapsePlan(date(2027, 1, 4), *[longest] * 4)), tmp_path / "paper.pdf"
    file.write_bytes(render_pdf(written(short(), standing)))
    kind = "large" if written is large_handout else "handout"
    assert {name: says(file, kind) for name, says in CHECKERS.items()} == {name: set() for name in CHECKERS}


def test_what_is_asked_rests_on_a_source():
    """Each part names a publication of sources.toml."""
    assert set(RESTS_ON) | {"heading", "written"} == set(STAY_WELL)
    assert all(each.source in load_catalogue().sources for rests in RESTS_ON.values() for each in rests)
