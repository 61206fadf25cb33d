"""Drops are counted: whole drops with the dropper of the bottle on every paper, and never a volume with a syringe."""

import re

import pytest

from taper_app.engine import Piece, Schedule, load_catalogue, text
from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from tests.handouts.clinical import SHA, issued, laid_over
from tests.handouts.from_stored import (
    calendar_handout,
    clinician_summary,
    large_handout,
    page_to_send,
    patient_handout,
    plain_handout,
    prescriber_letter,
    printed_products,
    supply_sheet,
    web_handout,
)
from tests.handouts.paper import Paper
from tests.handouts.snapshots import planned
from tests.handouts.test_truth import doses
from tests.text_gates import hits_in_html, texts_of

pytestmark = pytest.mark.printed

NBSP = "\u00a0"
DROPS = "clonazepam-2p5mg-per-ml-oral-drops"
TWICE = {"drug": "clonazepam", "morning": "1", "night": "1"}
IN_DROPS = {"products": [DROPS], "coarse_tail": True}
FORMATS = [patient_handout, large_handout, web_handout, page_to_send, plain_handout, calendar_handout]
WORDS = {
    "en-gb": (f"eight{NBSP}drops of the 2.5{NBSP}mg in 1{NBSP}mL oral drops", "syringe. Do not use a spoon"),
    "en-us": (f"eight{NBSP}drops of the 2.5{NBSP}mg in 1{NBSP}mL oral drops", "syringe. Do not use a spoon"),
    "es": (f"ocho{NBSP}gotas de las gotas orales de 2.5{NBSP}mg en 1{NBSP}mL", "con la jeringa"),
}
SOLD = [each for products in load_catalogue().by_market.values() for each in products.values() if each.form == "oral drops"]


def drops():
    return planned(TWICE, strategy=IN_DROPS)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("written", FORMATS)
def test_drops_are_printed_as_drops(written, language):
    """Every format and language counts the drops of a dose in words and names no volume of them and no oral syringe to use."""
    counted, syringe = WORDS[language]
    said = written(drops(), Standing(language=language)).replace("\r\n ", "").replace("&nbsp;", NBSP)
    assert counted in said
    assert syringe not in said
    assert not re.search(rf"\d{NBSP}mL (?:of the|de las gotas)", said)


def test_what_to_do_with_drops():
    """The dropper of the bottle counts them; how much is in one is said, in English and in Spanish."""
    count = f"Count the drops with the dropper of the bottle. One drop holds 0.1{NBSP}mg. Do not use a syringe or a spoon."
    assert count in plain_handout(drops())
    assert f"Cuente las gotas con el cuentagotas del frasco. Cada gota tiene 0.1{NBSP}mg." in plain_handout(
        drops(), Standing(language="es")
    )


def test_one_drop_is_one():
    """The last steps have a single drop, in English and in Spanish."""
    assert f"DOSE 0.1{NBSP}mg, one{NBSP}drop of the" in plain_handout(drops())
    assert f"DOSIS 0.1{NBSP}mg, una{NBSP}gota de las" in plain_handout(drops(), Standing(language="es"))


def test_every_dose_of_drops_is_a_whole_count():
    """In a whole plan each printed count times the dose of a drop is the dose, on the PDF; and the gates find nothing."""
    snapshot = drops()
    steps = Schedule.from_json(snapshot["schedule"]).steps
    rows = [cells for when, cells in Paper(render_pdf(patient_handout(snapshot))).steps() if when]
    read = [[dose[1:] for cell in cells[:-1] for dose in doses(cell)] for cells in rows if len(cells) == 3]
    assert read == [[(dose.mg, dose.mg) for dose in step.doses] for step in steps if step.doses]
    assert hits_in_html(patient_handout(snapshot)) == []


def test_what_is_no_whole_count_of_drops_is_refused():
    """A volume between two drops has no words: it is refused and never rounded. One drop is one, and figures begin at 17."""
    (product,) = SOLD
    said = [text.piece(Piece(DROPS, ml=product.ml_per_drop * count), product).partition(" of the")[0] for count in (1, 16, 17)]
    assert said == [f"one{NBSP}drop", f"sixteen{NBSP}drops", f"17{NBSP}drops"]
    with pytest.raises(ValueError, match="whole count of drops"):
        text.piece(Piece(DROPS, ml=product.ml_per_drop / 2), product)


def test_every_product_in_drops_says_what_one_holds():
    """Both markets: each product that is sold as drops has the dose of a drop, and its revision keeps it."""
    assert [each.id for each in SOLD] == [DROPS]
    assert all(each.drop_mg for each in SOLD)
    assert drops()["products"][DROPS]["drop_mg"] == "0.1"


def test_an_earlier_revision_counts_its_drops_too():
    """A revision from before the dose of a drop was kept takes it from the catalogue; without it there is no paper."""
    old = drops()
    del old["products"][DROPS]["drop_mg"]
    assert plain_handout(old) == plain_handout(drops())
    unknown = laid_over(old, {"products": {DROPS: old["products"][DROPS] | {"mg_per_ml": "2"}}})
    with pytest.raises(ValueError, match="what one drop holds is not known"):
        printed_products(unknown)


def test_the_supply_sheet_counts_drops():
    """Two weeks at 18 drops and two at 17 are 490 drops: the sheet counts them, says what they are in mL and mg, and that whole
    bottles are handed out."""
    paper = Paper(render_pdf(supply_sheet(issued(TWICE, strategy=IN_DROPS), SHA)))
    said = [paper.words(cell) for cell in paper.elements("/TD", paper.elements("/TBody")[0])]
    assert said[0] == f"490{NBSP}drops"
    assert said[1] == f"490{NBSP}drops four hundred and ninety drops, 19.6{NBSP}mL; whole bottles that hold it"
    assert said[2:] == ["rest of the bottle", "none"]
    heads = " ".join(paper.words(cell) for cell in paper.elements("/TH", paper.elements("/TBody")[0]))
    assert f"2.5{NBSP}mg in 1{NBSP}mL oral drops, 0.1{NBSP}mg in a drop" in heads


@pytest.mark.parametrize("written", [supply_sheet, clinician_summary, prescriber_letter])
def test_clinicians_papers_can_be_made_of_drops(written):
    """No paper speaks of a syringe, and each can be made."""
    said = " ".join(texts_of(written(issued(TWICE, strategy=IN_DROPS), SHA)))
    assert "syringe" not in said
    assert "clonazepam" in said
