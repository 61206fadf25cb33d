"""The sheet to decide by together: one page that a patient understands, with nothing on it to follow."""

from dataclasses import replace
from datetime import date

import pymupdf
import pytest

from taper_app.engine import load_care
from taper_app.forms.weighing import HELPER_CHARACTERS, WORDS_CHARACTERS
from taper_app.handouts import render_pdf
from taper_app.handouts.weighing import Talk, weighing_paper, weighing_text
from taper_app.handouts.weighing_words import REASONS, SETTINGS
from taper_app.languages import LANGUAGES
from taper_app.record import Clinic, Patient

CLINIC = Clinic("Willow Surgery", "020 7946 0000", "NHS 111", "Europe/London", "uk", "A4", 28, "safe-order")
WREN = Patient("Wren Vale", date(1948, 5, 3), "Z-1234", "female", None)
NOTHING = Talk(CLINIC, WREN, ("lorazepam",), date(2027, 1, 4), (), "", "", None, "", "", "", None)
LONG = " ".join(["I want to be awake when my grandchildren come on Sunday"] * 6)[:WORDS_CHARACTERS]
MANY = ("helps-less", "older", "falls", "opioid", "sleep-only", "untreated", "alcohol", "bad-time")
"""More reasons than a patient has as a rule."""
EVERYTHING = replace(
    NOTHING,
    drugs=("chlordiazepoxide", "lormetazepam"),
    reasons=MANY,
    wants=LONG,
    fears=LONG,
    readiness=6,
    own_words=LONG,
    helper=LONG[:HELPER_CHARACTERS],
    setting="specialist-clinic",
    ask_again_on=date(2027, 2, 1),
)


def test_every_reason_and_place_has_its_words():
    """What can be ticked can be printed."""
    care = load_care()
    assert list(REASONS) == [each.id for side in ("for", "against") for each in care.weighed_on(side)]
    assert list(SETTINGS) == [each.id for each in care.weighed_on("setting")]


@pytest.mark.printed
@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_page_whatever_is_on_it(language, size):
    """Eight reasons, long names of medicines, and the most that can be typed, still fit on one page."""
    talk = replace(EVERYTHING, clinic=replace(CLINIC, paper_size=size))
    assert pymupdf.open(stream=render_pdf(weighing_paper(talk, language))).page_count == 1


def test_it_says_what_was_weighed_and_nothing_else():
    """What speaks on each side is that of the record, in the patient's own words where there are some."""
    talk = replace(NOTHING, reasons=("falls", "bad-time"), wants="To drive again.", readiness=6, ask_again_on=date(2027, 2, 1))
    text = weighing_text(talk)
    for each in ("It can make you fall.", "It is a hard time for you.", "You want: To drive again.", "from 0 to 10: 6"):
        assert each in text
    assert "We ask you again on Monday 1 February 2027." in text
    assert "You take an opioid too." not in text
    assert "You fear:" not in text


def test_where_nothing_speaks_it_says_so():
    """An empty side is no hole on the paper."""
    assert weighing_text(NOTHING).count("Nothing that we found.") == 2


def test_a_name_cannot_write_on_the_page():
    """What a clinician or patient types is text, never markup."""
    talk = replace(NOTHING, wants="<script>x</script>", patient=replace(WREN, name="<b>Wren</b>"))
    page = weighing_paper(talk)
    assert "<script>" not in page
    assert "<b>Wren" not in page


def test_it_holds_no_dose():
    """There is nothing on it to follow: no mg, no tablet."""
    text = weighing_text(EVERYTHING)
    assert "mg" not in text
    assert "tablet" not in text


@pytest.mark.parametrize(("language", "said"), [("", "Monday 4 January"), ("es", "Lunes 4 de enero"), ("pl", "Poniedziałek")])
def test_its_day_begins_as_a_sentence_does(language, said):
    """After the full stop of the day of birth, in languages that write days small too."""
    assert f". {said}" in weighing_text(replace(NOTHING, weighed_on=date(2027, 1, 4)), language)
