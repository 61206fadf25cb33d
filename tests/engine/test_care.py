"""Care beside the dose: what is offered and what is said of adjunct medicines has a source each, and no dose stands in it."""

import re
import shutil
import tomllib
from dataclasses import replace

import pytest

from taper_app.engine import CatalogueError, load_care, load_catalogue
from taper_app.engine.catalogue.load import DATA

CARE = load_care()
KINDS = ["education", "cbt", "cbt-i", "motivation", "mindfulness", "peers", "family", "lifestyle", "illness", "referral"]
KINDS += ["adjunct", "relapse", "protracted"]
NAMED = ["carbamazepine", "pregabalin", "gabapentin", "trazodone", "antidepressants", "flumazenil", "buspirone", "propranolol"]
NAMED += ["valproate", "z-drugs", "melatonin", "phenobarbital"]
STATEMENTS = [each.why for each in CARE.kinds.values()]
STATEMENTS += [said for each in CARE.adjuncts.values() for said in (*each.pros, *each.cons)]
STATEMENTS += [each.says for adjunct in CARE.adjuncts.values() for each in adjunct.patient]
STATEMENTS += [each.why for each in CARE.follow_ups.values()]
STATEMENTS += [said for each in CARE.phases.values() for said in each.says]


def test_kinds():
    """These kinds of care are offered, in this order; records keep their ids, so none is ever renamed or deleted."""
    assert list(CARE.kinds) == KINDS


def test_care_is_read_as_its_files_have_it():
    """Every kind of care and every adjunct medicine says what its table says, word for word."""
    care = load_care()
    told = {
        "care.toml": {
            each.id: {"name": each.name, **statement_told(each.why)} | {"review_by": each.review_by} | flag(each)
            for each in care.kinds.values()
        },
        "adjuncts.toml": {
            each.id: {"name": each.name, "review_by": each.review_by}
            | {key: [statement_told(one) for one in said] for key, said in (("for", each.pros), ("against", each.cons)) if said}
            | ({"patient": [patient_told(one) for one in each.patient]} if each.patient else {})
            | ({"interacts": list(each.interacts)} if each.interacts else {})
            | ({"sedating": True} if each.sedating else {})
            for each in care.adjuncts.values()
        },
    }
    for file, rows in told.items():
        assert rows == tomllib.loads((DATA / file).read_text(encoding="utf-8"))


def statement_told(said):
    return {"words": said.words, "source": said.source, "evidence": said.evidence, "confidence": said.confidence}


def patient_told(said):
    told = {"level": said.level, "from_age": said.from_age, "ask": said.ask}
    told |= {"on": {question: list(given) for question, given in said.on.items()}}
    return {name: value for name, value in told.items() if value} | statement_told(said.says)


def flag(kind):
    return {"after_last_dose": kind.after_last_dose} if kind.after_last_dose is not False else {}


def test_what_comes_after_the_last_dose():
    """Relapse prevention and protracted symptoms come up once nothing is taken any more."""
    assert [each.id for each in CARE.kinds.values() if each.after_last_dose] == ["relapse", "protracted"]


def test_adjuncts():
    """The medicines that clinicians ask about are in the table, and of each something is said."""
    assert set(NAMED) <= set(CARE.adjuncts)
    assert all(each.pros + each.cons for each in CARE.adjuncts.values())


def test_every_kind_of_end_has_its_series():
    """1, 3, 6 and 12 months after a plan was completed; once where it was handed over; never after a death."""
    months = {each.id: each.months for each in CARE.follow_ups.values()}
    assert months == {
        "completed": (1, 3, 6, 12),
        "stopped-early": (1, 3, 6, 12),
        "transferred": (1,),
        "declined": (3, 6, 12),
        "died": (),
    }


@pytest.mark.parametrize(
    ("days", "short", "phase"),
    [
        (0, True, "early"),
        (1, True, "acute"),
        (2, False, "early"),
        (3, False, "acute"),
        (30, True, "acute"),
        (31, False, "protracted"),
    ],
)
def test_phases_by_the_day_and_the_half_life(days, short, phase):
    """Withdrawal shows a day after the last dose where the half-life is short, after three where it is long."""
    assert CARE.phase(days, short=short).id == phase


def test_what_guidelines_advise_against_is_said():
    """Flumazenil and z-drugs are advised against; whatever leads to dependence is said to do so."""
    assert "Avoid" in CARE.adjuncts["flumazenil"].cons[0].words
    assert "Not recommended" in CARE.adjuncts["z-drugs"].cons[0].words
    assert all("dependence" in CARE.adjuncts[each].cons[-1].words for each in ("pregabalin", "gabapentin"))


@pytest.mark.parametrize("said", STATEMENTS, ids=lambda each: each.words[:30])
def test_every_statement_is_short_and_has_a_source(said):
    """Plain sentences of at most 30 words with a source that exists; no dose, in whatever unit, stands in them."""
    assert said.source in load_catalogue().sources
    assert said.words.endswith(".")
    assert len(said.words.split()) <= 30
    assert not re.search(r"\b(?:mg|mL|micrograms?|grams?|tablets?)\b|\d\s*m?[gL]\b", said.words)


def test_names_hold_no_dose():
    """A medicine is named without a strength."""
    assert not [each.name for each in CARE.adjuncts.values() if re.search(r"\d", each.name)]


@pytest.mark.parametrize("file", ["kinds", "adjuncts", "follow_ups", "phases", "plan_checks"])
def test_every_row_is_to_be_read_again(file):
    """Every table names the day by which it is to be read against its sources again."""
    assert {each.review_by.year for each in getattr(CARE, file).values()} == {2027}


FOR_PATIENTS = [
    ("hydroxyzine", 64, {}, []),
    ("hydroxyzine", 65, {}, ["avoid"]),
    ("hydroxyzine", None, {}, []),
    ("antihistamines", 65, {}, ["avoid"]),
    ("doxepin", 65, {"suicidality": "no"}, ["care"]),
    ("doxepin", 30, {"suicidality": "yes"}, ["avoid"]),
    ("gabapentin", 30, {"opioid": "yes"}, ["avoid"]),
    ("pregabalin", 30, {"opioid": "yes"}, ["avoid"]),
    ("pregabalin", 30, {"opioid": "no"}, []),
    ("propranolol", 30, {"breathing": "moderate"}, ["avoid"]),
    ("propranolol", 30, {"breathing": "no"}, []),
    ("carbamazepine", 30, {"pregnancy": "yes"}, ["avoid"]),
    ("valproate", 30, {"pregnancy": "yes"}, ["avoid"]),
    ("valproate", 30, {"pregnancy": "breastfeeding"}, []),
    ("flumazenil", 30, {"seizure": "yes"}, ["avoid"]),
]


@pytest.mark.parametrize(("adjunct", "age", "answers", "levels"), FOR_PATIENTS, ids=str)
def test_what_is_said_of_an_adjunct_for_a_patient(adjunct, age, answers, levels):
    """By the age and the answers about risks, on both sides of each; what has to be asked is never true by itself."""
    assert [each.level for each in CARE.adjuncts[adjunct].patient if each.is_true(age, answers)] == levels


def test_what_nobody_answered_is_named():
    """An answer that is not known, or was never asked, does not count as no."""
    first = CARE.adjuncts["pregabalin"].patient[0]
    assert (first.unknown({}), first.unknown({"opioid": "unknown"}), first.unknown({"opioid": "no"})) == (
        ("opioid",),
        ("opioid",),
        (),
    )


def test_every_adjunct_that_interacts_names_it():
    """Each that is among the medicines which change the level of a benzodiazepine by its own name is tied to it."""
    named = {each.id for each in CARE.adjuncts.values() if each.id in load_catalogue().interactions}
    assert {each.id for each in CARE.adjuncts.values() if each.interacts} == named | {"antidepressants"}


FAULTS = [
    ("adjuncts.toml", "from_age = 65\n", "", "it is true of everybody"),
    ("adjuncts.toml", 'level = "avoid"', 'level = "never"', "level 'never' is not one of: avoid, care"),
    ("adjuncts.toml", 'opioid = ["yes"]', 'opioid = ["often"]', "opioid must be some of: no, yes, unknown"),
    ("adjuncts.toml", 'opioid = ["yes"]', 'luck = ["yes"]', "unknown key: luck"),
    ("adjuncts.toml", 'interacts = ["carbamazepine"]', 'interacts = ["water"]', "interacts must be some of"),
    ("care.toml", 'source = "asam-2025"', 'source = "hearsay"', "education: source 'hearsay' is not in sources.toml"),
    ("care.toml", 'evidence = "seen"', 'evidence = "sure"', "education: evidence 'sure'"),
    ("care.toml", 'confidence = "high"', 'confidence = "total"', "education: confidence 'total'"),
    ("care.toml", "review_by = 2027-11-30", 'colour = "red"', "education: review_by is missing"),
    ("care.toml", 'name = "Education"', 'name = "Education"\ncolour = "red"', "education: unknown key: colour"),
    ("care.toml", "[education]", "[education", "care.toml: "),
    ("adjuncts.toml", "[[any.for]]", '[[any.for]]\ndose = "much"', "any.for[0]: unknown key: dose"),
    ("adjuncts.toml", "[[any.for]]", "[[any.about]]", "any: unknown key: about"),
    ("follow_ups.toml", "[1, 3, 6, 12]", "[1, 3, 2]", "completed: months must be numbers from 1 to 12"),
    ("follow_ups.toml", "[1, 3, 6, 12]", "[1, 13]", "completed: months must be numbers from 1 to 12"),
    ("follow_ups.toml", "[1, 3, 6, 12]", "[true]", "completed: months must be numbers from 1 to 12"),
    ("phases.toml", "from_short = 0", "from_short = -1", "early: its first days must be 0 or more"),
    ("adjuncts.toml", "[any]", "[nothing]\nname = 'x'\nreview_by = 2027-11-30\n[any]", "nothing: nothing is said"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), FAULTS)
def test_wrong_data_is_named(tmp_path, file, old, new, message):
    """The loader names the file and the key of a row that cannot be read."""
    copy = shutil.copytree(DATA, tmp_path / "data")
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(message)) as caught:
        load_care(copy)
    assert str(caught.value).startswith(f"{file}: ")


def test_a_missing_file_is_named(tmp_path):
    """Without its file the loader says which one is missing."""
    copy = shutil.copytree(DATA, tmp_path / "data")
    (copy / "adjuncts.toml").unlink()
    with pytest.raises(CatalogueError, match=r"adjuncts\.toml"):
        load_care(copy)


def test_what_is_recorded_with_a_plan_names_the_register_where_there_is_one():
    """Without a register it is not asked whether that was looked at."""
    assert [each.name for each in CARE.checks_for("PDMP").values()] == ["PDMP checked", "Agreement talked through"]
    assert [*CARE.checks_for("")] == ["agreement"]


@pytest.mark.parametrize(
    ("age", "answers", "known"), [(64, {}, False), (65, {}, True), (40, {"falls": "yes"}, True), (40, {"falls": "no"}, False)]
)
def test_what_is_weighed_is_known_by_an_age_or_by_an_answer(age, answers, known):
    """From the age on that it names, or with one of its answers."""
    row = replace(next(iter(CARE.weighed.values())), age=65, on={"falls": ("yes",)})
    assert row.is_known(age, answers) == known
    assert replace(row, age=None).is_known(90, answers) == (answers == {"falls": "yes"})
