"""What every patient's paper says of alcohol and of a new medicine that is too strong: the same to all, with its sources."""

import re

import pytest

from taper_app.engine import EVIDENCE, load_catalogue
from taper_app.handouts.medicine_words import DRINKING, RESTS_ON, TOO_MUCH, TOO_MUCH_FIRST
from taper_app.handouts.standing import Standing
from tests.handouts.clinical import listed, revised
from tests.handouts.from_stored import (
    calendar_handout,
    expect_page,
    expect_paper,
    expect_text,
    large_handout,
    page_to_send,
    patient_handout,
    plain_handout,
    web_handout,
)
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, crossing, planned, short
from tests.text_gates import texts_of

HANDOUTS = [patient_handout, large_handout, web_handout, page_to_send, plain_handout]
SHEETS = [expect_paper, expect_page, expect_text]
CROSS = {"method": "crossover"}
DRINK = {
    "en-gb": "Do not drink alcohol with this medicine. If you drink every day, do not stop at once. Call us first.",
    "en-us": "Do not drink alcohol with this medicine. If you drink every day, do not stop at once. Call us first.",
    "es": "No beba alcohol con este medicamento. Si bebe todos los días, no lo deje de golpe. Llámenos primero.",
}
SIGNS = ["are very sleepy", "have slurred speech", "are unsteady when you walk", "feel confused"]
WAKE = "Are you hard to wake, or is your breathing slow? Then they must call {} now."


def words_of(written, snapshot, language="en-gb"):
    said = written(snapshot, Standing(language=language))
    return (
        said if written in (plain_handout, expect_text, calendar_handout) else "\n".join(texts_of(said[said.index("<main>") :]))
    )


# Alcohol -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", DRINK)
@pytest.mark.parametrize("written", HANDOUTS + SHEETS)
def test_nobody_is_told_to_stop_drinking_at_once(written, language):
    """Each paper says not to drink with the medicine, and that whoever drinks every day calls before stopping; none says no more
    alcohol without that."""
    for snapshot in (short(), crossing(), planned(NIGHTLY_20, market="us")):
        said = words_of(written, snapshot, language)
        assert said.count(DRINK[language]) == 1
        assert not re.search(r"Do not drink alcohol\.|no alcohol|No beba alcohol\.|ni alcohol", said)


@pytest.mark.parametrize("id_", [part.id for part in (DRINKING, TOO_MUCH_FIRST, *TOO_MUCH.parts)])
def test_what_is_said_of_alcohol_and_of_too_much_rests_on_sources(id_):
    """Each statement names publications of sources.toml, and whether they were read."""
    assert RESTS_ON[id_]
    assert all(each.source in load_catalogue().sources and each.evidence in EVIDENCE for each in RESTS_ON[id_])


# Nothing of what was recorded ----------------------------------------------------------------------------------------

RECORDED = {
    "alcohol": {"question": "alcohol", "kind": "noted", "named": "alcohol dependence", "name": "alcohol"},
    "opioid": {"question": "opioid", "kind": "noted", "named": "methadone", "name": "opioids"},
    "pregnant": {"question": "pregnant", "kind": "noted", "named": "pregnant", "name": "pregnancy"},
    "suicidal": {"question": "suicidal", "kind": "noted", "named": "thoughts of suicide", "name": "suicide"},
    "driving": {"question": "driving", "kind": "noted", "named": "drives for a living", "name": "driving"},
}
ANSWERED = {"words": "And this?", "answer": "yes", "said": "yes"}
DECLINED = {"kind": "cbt", "name": "CBT", "status": "declined", "since": MONDAY.isoformat(), "note": "drinks at night"}
DECLINED |= {"offered_on": None, "reviewed_on": None, "referred_to": "", "referred_on": None, "answered_on": None}
NEEDS = {"large_print": False, "easy_read": False, "interpreter": True, "language": "", "other_language": ""}


def recorded(snapshot):
    """The same revision of a patient of whom everything was recorded that can be."""
    answers = [each | ANSWERED for each in RECORDED.values()]
    risks = {"asked_on": MONDAY.isoformat(), "asked_by": "Dr Who", "answers": answers, "interacting": [], "found": []}
    medicines = [each | {"indication": "alcohol withdrawal"} for each in snapshot["medications"]]
    finding = {"rule": "alcohol", "severity": "caution", "message": "Alcohol dependence.", "source": "asam-2025", "step": None}
    patient = snapshot["patient"] | {"sex": "male", "identifier": "OTHER-9", "needs": NEEDS}
    told = {"risks": risks, "care": [DECLINED], "medications": medicines, "findings": [finding], "patient": patient}
    return snapshot | told | {"override_reason": "Drinks every day.", "specialist": "Dr Drake", "answered": []}


@pytest.mark.parametrize("language", DRINK)
@pytest.mark.parametrize("written", [*HANDOUTS, *SHEETS, calendar_handout])
def test_no_sentence_tells_what_was_recorded(written, language):
    """Risks, care, reasons, indications and needs change no word of any paper of the patient, so no paper gives one away."""
    doses = {time: mg for time, mg in LORAZEPAM.items() if time != "drug"}
    listing = {"medications": [listed("lorazepam", doses, doses)]}
    for snapshot in (planned(LORAZEPAM, strategy=CROSS) | listing, revised(NIGHTLY_20)):
        assert written(recorded(snapshot), Standing(language=language)) == written(snapshot, Standing(language=language))


# Too much of the new medicine ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("market", "emergency"), [("uk", "999"), ("us", "911")])
@pytest.mark.parametrize("written", HANDOUTS)
def test_a_crossover_says_how_too_much_looks_and_whom_to_call(written, market, emergency):
    """Very sleepy, slurred, unsteady, confused: call us today. Hard to wake or slow breathing: the emergency number, now."""
    said = words_of(written, planned(LORAZEPAM, market=market, strategy=CROSS))
    after = said[said.index("Is the new medicine too strong for you?") :]
    assert "Call us today if you" in after
    assert [after.index(sign) for sign in SIGNS] == sorted(after.index(sign) for sign in SIGNS)
    assert WAKE.format(emergency) in after


FIRST = {
    "en-gb": ("Very sleepy, slurred speech or unsteady? Call us today.", "What you need"),
    "es": ("¿Tiene mucho sueño o la lengua pesada, o se tambalea? Llámenos hoy mismo.", "Lo que necesita"),
}


@pytest.mark.parametrize("language", FIRST)
@pytest.mark.parametrize("written", HANDOUTS)
def test_the_first_warnings_of_a_crossover_say_it_in_a_line(written, language):
    """Before what is needed and the steps, for a reader who gets no further; in no other plan."""
    first, needed = FIRST[language]
    said = words_of(written, planned(LORAZEPAM, strategy=CROSS), language)
    assert said.count(first) == 1
    assert said.index(first) < said.index(needed)
    assert first not in words_of(written, planned(LORAZEPAM, strategy={"coarse_tail": True}), language)


def test_only_a_crossover_says_so():
    """So does one that is held in mid-crossover. A direct taper has no new medicine, and after a reduction it has settled."""
    over = crossing(number=2, replaces=1, issued_on="2027-02-01")
    settling = crossing(number=2, replaces=1, issued_on="2027-01-20")
    held = revised(LORAZEPAM, strategy=CROSS, after=9, days=None)
    shown = [str(TOO_MUCH.heading) in plain_handout(each) for each in (crossing(), settling, held, over, short())]
    assert shown == [True, True, True, False, False]


def test_spanish_says_it_too():
    """The Spanish paper has the signs and the number of the country."""
    said = plain_handout(planned(LORAZEPAM, strategy=CROSS), Standing(language="es"))
    for words in ("tiene mucho sueño", "se tambalea al caminar", "Entonces deben llamar al 999 de inmediato."):
        assert words in said
