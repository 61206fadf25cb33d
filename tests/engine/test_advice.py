"""What guidelines say beside a decision: data with sources, shown and never acting."""

import re
import shutil

import pytest

from taper_app.engine import SIGNS, CatalogueError, Decision, advice_for, load_catalogue
from taper_app.engine.catalogue.load import DATA
from taper_app.engine.rules.patient import suicide_answer

CATALOGUE = load_catalogue()


def said(decision, *signs):
    return [each.id for each in advice_for(CATALOGUE, decision, signs)]


@pytest.mark.parametrize("decision", Decision)
def test_a_red_flag_comes_first(decision):
    """With a red flag, whatever is decided, the first thing said is that this is an emergency."""
    assert said(decision, "red-flag", "severe-symptoms", "low-mood")[0] == "emergency"
    assert "emergency" not in said(decision, "severe-symptoms", "low-mood")


def test_with_symptoms_the_dose_is_held_first():
    """ASAM 2025: with symptoms, hold or slow first; going back a step is the rare one."""
    assert "hold_first" in said("continue", "mild-symptoms")
    assert "hold_first" not in said("continue")
    assert said("step-back")[:2] == ["smaller_afterwards", "step_back_rarely"]


def test_one_sign_of_several_is_enough():
    """Advice for alcohol, opioids or sedatives is given for any of them, once."""
    assert said("continue", "sedative").count("several_substances") == 1
    assert said("continue", "sedative", "alcohol", "opioid").count("several_substances") == 1


def test_after_the_end():
    """Ending a plan says that symptoms may come or stay a month later."""
    assert "after_the_end" in said("end")


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_has_advice(decision):
    """No decision stands without a word from a guideline, even on a quiet visit."""
    assert said(decision, *SIGNS)
    assert said(decision) or decision == "adjust"


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_is_answered(sign):
    """Each finding of a visit brings something up at one decision at least."""
    assert any(sign in each.when for each in CATALOGUE.advice.values())


@pytest.mark.parametrize("advice", CATALOGUE.advice.values(), ids=lambda each: each.id)
def test_advice_is_short_and_has_a_source(advice):
    """Plain sentences of at most 50 words in all with a source, and no dose or percentage that would look like a prescription."""
    assert advice.source in CATALOGUE.sources
    assert advice.words.endswith(".")
    assert len(advice.words.split()) <= 50
    assert not re.search(r"\bmg\b|%", advice.words)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"red-flag"', '"bad-sign"', "emergency: when must be some of"),
        ('decisions = ["continue", ', 'decisions = ["carry-on", ', "emergency: decisions must be some of"),
        ('when = ["red-flag"]', "when = []", "emergency: when must be some of"),
        ('source = "asam-2025"', 'source = "hearsay"', "emergency: source 'hearsay'"),
        ('evidence = "seen"', 'evidence = "sure"', "emergency: evidence"),
        ('evidence = "seen"', 'evidence = "seen"\ncolour = "red"', "emergency: unknown key: colour"),
    ],
)
def test_wrong_data_is_named(tmp_path, old, new, key):
    """The loader names the file and the key of advice that cannot be read."""
    copy = shutil.copytree(DATA, tmp_path / "data")
    path = copy / "advice.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(f"advice.toml: {key}")):
        load_catalogue(copy)


@pytest.mark.parametrize(
    ("answers", "found"), [((), 0), ((3,) * 8, 0), ((3,) * 8 + (0,), 0), ((0,) * 8 + (1,), 1), (range(9), 8)]
)
def test_the_answer_about_suicide_is_the_one_to_its_item(answers, found):
    """The ninth of the PHQ-9, whatever the others are; not asked is none."""
    assert suicide_answer({"phq9": tuple(answers)}, CATALOGUE) == found
    assert suicide_answer({"gad7": (3,) * 7}, CATALOGUE) == 0
