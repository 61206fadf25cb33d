"""On paper a dose that stands as it is taken has its mg and says so: no tablets stand beside it."""

from taper_app.handouts.languages import spoken
from taper_app.handouts.words import TEXT
from tests.handouts.from_stored import draft_paper, patient_sheet, plain_handout
from tests.handouts.snapshots import MONDAY, planned
from tests.text_gates import texts_of

NBSP = "\u00a0"


def odd(**changes):
    """Diazepam 10 mg in the morning, and at night 5.75 mg, which no tablets make."""
    return planned({"drug": "diazepam", "morning": "10", "night": "5.75"}, **changes)


def test_the_handout_says_to_take_it_as_now():
    """In the grid and in the box on top: 5.75 mg, as you take it now."""
    sheet = patient_sheet(odd())
    (dose,) = sheet.dated[0].lines[1].doses
    assert (dose.mg, dose.words, len(dose.pieces)) == (f"5.75{NBSP}mg", "as you take it now", 1)
    assert sheet.now.lines[1].doses == (dose,)


def test_the_plain_text_and_the_draft_say_so_too():
    """Every format has the words in the place of the tablets."""
    assert "as you take it now" in plain_handout(odd())
    draft = " ".join(texts_of(draft_paper(odd(), printed_on=MONDAY, printed_by="Dr Ash Marlow")))
    assert f"5.75{NBSP}mg (as taken now)" in draft


def test_it_is_said_in_spanish():
    """A translation has words of its own for it."""
    with spoken("es"):
        assert str(TEXT["as_now"]) == "como la toma ahora"
