"""Every English text that a patient gets is easy to read: as it stands among the words, and as it is printed."""

import re
from pathlib import Path

import pytest

from taper_app.handouts import (
    agreement_words,
    choice_words,
    expect_words,
    medicine_words,
    own_words,
    stay_well,
    week_words,
    weighing_words,
    words,
)
from taper_app.handouts.blocks import Block, Part
from taper_app.handouts.standing import Standing
from tests.handouts import weeks
from tests.handouts.calendars import events
from tests.handouts.from_stored import (
    calendar_handout,
    expect_page,
    expect_paper,
    expect_text,
    large_handout,
    patient_handout,
    plain_handout,
    web_handout,
)
from tests.handouts.readers import DATED
from tests.handouts.reading import faults, grade, sentences, syllables, word_faults
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, planned, short
from tests.text_gates import texts_of

LIQUID = {"products": ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]}
CAPSULES = {"drug": "chlordiazepoxide", "morning": "10", "night": "20"}
PLANS = {
    "short": lambda: short(),
    "crossover": lambda: crossing(),
    "superseded": lambda: short(number=2, replaces=1),
    "liquid": lambda: planned({"drug": "diazepam", "night": "6"}, strategy=LIQUID),
    "capsules": lambda: planned(CAPSULES, strategy={"method": "crossover"}),
    "to a dose": lambda: planned(NIGHTLY_20, strategy={"target_mg": "10"}),
    "nights without": weeks.zopiclone,
    "by day of the week": weeks.lorazepam,
    "American": lambda: planned(LORAZEPAM, market="us", strategy={"method": "crossover"}),
}
NOT_PROSE = {"LANGUAGE", "SIZE", "DATE", "BIRTHDAY", "DAY", "RESTS_ON", "PATIENT_GUIDE", "GUIDELINE", "CUTTING", "TRAVELLING"}
"""What programs read."""
TEMPLATES = Path(__file__).parents[2] / "templates" / "handouts"
PATIENTS_TEMPLATES = ["patient", "large", "web", "expect", "expect_web", "_top", "_now", "_now_rows", "_takes", "_next", "_reach"]
PATIENTS_TEMPLATES += ["_warning", "_needed", "_block", "_advice", "_about", "_ticks", "_expect", "_grid", "_cards"]
PATIENTS_TEMPLATES += ["_dose", "_web_steps", "_cell", "_sum", "_totals", "own", "_own", "_own_part", "agreement"]


def block_text(block):
    """A block with its heading, a line for each sentence and each point."""
    lines = [block.heading, *(line for part in block.parts for line in (part.text, *part.points))]
    return "\n".join(filter(None, map(str, lines)))


def texts_within(value):
    """Every text of a table of words, however deep."""
    if isinstance(value, Block | Part):
        return [block_text(value if isinstance(value, Block) else Block("", "", (value,)))]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_within(each)]
    if isinstance(value, tuple):
        return [text for each in value for text in texts_within(each)]
    return [str(value)]


def blocks_within(value):
    """Every block of a table of words, however deep."""
    if isinstance(value, Block):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return [block for each in inside for block in blocks_within(each)]


def texts_of_module(module):
    """Every text among a module's words, once."""
    tables = [value for name, value in vars(module).items() if name.isupper() and name not in NOT_PROSE]
    return list(dict.fromkeys(text for table in tables for text in texts_within(table) if re.search("[a-z]{2}", text)))


MODULES = (words, agreement_words, choice_words, expect_words, medicine_words, own_words, stay_well, week_words, weighing_words)
LITERALS = [text for module in MODULES for text in texts_of_module(module)]


@pytest.mark.parametrize("text", LITERALS, ids=[text[:40] for text in LITERALS])
def test_every_text_is_easy_to_read(text):
    """Each block and each text by itself is of grade 6 or below, its sentences are short, and its words are a patient's."""
    assert faults(text) == []


@pytest.mark.parametrize("plan", PLANS)
def test_every_paragraph_is_easy_to_read_as_it_is_printed(plan):
    """With drugs, dates and names put in, each paragraph of either paper is of grade 6 or below. Steps and
    the box on top are lists of doses."""
    snapshot, superseded_by = PLANS[plan](), 3 if plan == "superseded" else None
    printed = plain_handout(snapshot, Standing(superseded_by=superseded_by)) + "\n" + expect_text(snapshot)
    printed = re.sub(r"^(?:Plan K7QX|.*\bDOSE \d).*\n?", "", printed, flags=re.MULTILINE)
    paragraphs = [each for each in printed.split("\n\n") if not DATED.match(each)]
    assert [(found, each) for each in paragraphs if (found := faults(each))] == []


@pytest.mark.parametrize("written", [patient_handout, large_handout, web_handout, expect_paper, expect_page])
@pytest.mark.parametrize("plan", ["crossover", "liquid", "nights without", "by day of the week", "American"])
def test_no_page_has_a_hard_word_or_a_long_sentence(written, plan):
    """Cells, labels and picture texts too: nothing that a page says is long, shortened, passive or hard."""
    texts = [text for text in texts_of(written(PLANS[plan]())) if not DATED.match(text)]
    long = [each for text in texts for each in sentences(text) if len(each.split()) > 20]
    assert (long, [found for text in texts for found in word_faults(text)]) == ([], [])


def test_the_calendar_is_easy_to_read():
    """So are the events of the calendar."""
    found = [each[key] for each in events(calendar_handout(short())) for key in ("SUMMARY", "DESCRIPTION")]
    assert [text for text in found if word_faults(text) or any(len(each.split()) > 20 for each in sentences(text))] == []


def test_templates_have_no_words_of_their_own():
    """What a patient reads stands among the words; a template has none, but for the clinician's way back to the plan."""
    for name in PATIENTS_TEMPLATES:
        page = re.sub(r"<nav.*?</nav>", "", (TEMPLATES / f"{name}.html").read_text(encoding="utf-8"), flags=re.DOTALL)
        page = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", "", page, flags=re.DOTALL)
        assert [text for text in texts_of(page) if re.search("[A-Za-z]", text)] == [], name


PARTS = [part for module in MODULES for block in blocks_within(vars(module)) for part in block.parts]


@pytest.mark.parametrize("part", PARTS, ids=[part.id for part in PARTS])
def test_every_text_comes_in_small_pieces(part):
    """At most six sentences stand together, and at most six points."""
    assert len(sentences(str(part.text))) <= 6
    assert len(part.points) <= 6


@pytest.mark.parametrize("written", [plain_handout, expect_text])
def test_both_papers_speak_to_the_reader(written):
    """The reader is "you", more often than there is a "we"."""
    said = written(short()).lower()
    assert len(re.findall(r"\byour?\b", said)) > len(re.findall(r"\b(?:we|us|our)\b", said)) > 0


# The scorer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Gradual reduction minimises physiological withdrawal. Anxiety necessitates reassurance.", "grade"),
        ("You take " + "one more " * 10 + "pill.", "23 words"),
        ("Do not discontinue it. Call us.", "discontinue"),
        ("Never cease. Call us.", "cease"),
        ("A nurse administers it. Call us.", "administers"),
        ("Keep to your dosage. Call us.", "dosage"),
        ("This is a hypnotic. Call us.", "hypnotic"),
        ("Take it prn. Call us.", "prn"),
        ("Take it BD. Call us.", "BD"),
        ("It should be taken at night. Call us.", "should be taken"),
        ("The patient may call. Call us.", "patient"),
        ("The person may call. Call us.", "The person"),
    ],
)
def test_what_is_hard_to_read_is_found(text, fault):
    """Each kind of fault is found in a text that has it."""
    assert any(fault in each for each in faults(text))


def test_the_scorer_tells_plain_from_hard():
    """Plain words are far below grade 6, a label's far above; a drug's name counts for nothing."""
    assert grade("Do not drink alcohol. Call us if you feel unwell.") < 5
    assert grade("Concomitant administration of benzodiazepines may precipitate profound respiratory depression.") > 15
    assert faults("Take your chlordiazepoxide. Take your chlordiazepoxide.") == []


HEARD = {"medicine": 3, "brain": 1, "seizure": 2, "withdrawal": 3, "don’t": 1, "GABA": 2, "18": 1, "unwellness": 3}


@pytest.mark.parametrize(("word", "count"), HEARD.items())
def test_syllables_are_those_that_are_heard(word, count):
    """From the dictionary, with or without capitals; else as the word is divided at a hyphen."""
    assert syllables(word) == count


def test_hard_words_are_explained():
    """mg, withdrawal, taper and GABA are explained where they stand."""
    page, sheet = patient_handout(short()), expect_text(short())
    assert "mg means milligrams." in page
    assert "You may feel unwell when the dose drops. This is called withdrawal." in page
    assert "A plan like this, in small steps, is called a taper." in page
    assert "You may feel unwell after a step. This is called withdrawal." in sheet
    assert "Your brain has its own brake. It is called GABA." in sheet
