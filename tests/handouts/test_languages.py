"""The languages of the patient's papers: every text is there, says as much, and none is another language's by mistake."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.utils.functional import Promise
from django.utils.translation import trans_real

from taper_app.engine import load_catalogue
from taper_app.handouts.dose_words import DRUGS
from taper_app.handouts.languages import UNCHECKED, NotTranslated
from taper_app.handouts.standing import Standing
from tests.handouts.calendars import unfolded
from tests.handouts.from_stored import calendar_handout, expect_text, patient_handout, patient_sheet, plain_handout, web_handout
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, planned, short
from tests.text_gates import texts_of
from tests.translations import texts_of_papers, updated

APP = Path(django_settings.BASE_DIR) / "taper_app"
FOLDERS = {"es": "es", "en-us": "en_US"}
THE_SAME = {"Plan", *map(str, DRUGS)}
"""Words that may be the same in Spanish: the INNs of many drugs are."""
SPANISH_NOTE = "Esta traducción todavía no la ha revisado un profesional de la salud que hable español."
NOTE = "This translation has not yet been checked by a clinician who speaks the language."


def in_the_code():
    """Every text of the papers as (context, text)."""
    return set(texts_of_papers())


def catalogue(language, read=read_po, ending="po"):
    """The messages of a language, of its text file or of its compiled one."""
    with (APP / "locale" / FOLDERS[language] / "LC_MESSAGES" / f"django.{ending}").open("rb") as file:
        return [message for message in read(file) if message.id]


def translated(language):
    """A language's texts by (context, text)."""
    return {(each.context, each.id): each.string for each in catalogue(language)}


def names(text):
    """The placeholders of a text. The form of a medicine is one of three, as the grammar of the language asks."""
    found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return {"form" if name in ("one", "many") else name for name in found}


# The texts -------------------------------------------------------------------------------------------------------


def test_every_text_has_a_spanish_translation():
    """None is missing, none is empty or in doubt, and none is left of a text that is no more."""
    spanish = catalogue("es")
    assert {(each.context, each.id) for each in spanish} == in_the_code()
    assert [each.id for each in spanish if each.fuzzy or not each.string.strip()] == []


def test_american_english_has_only_what_differs():
    """Each American text stands for a British one and is another."""
    american = translated("en-us")
    assert set(american) <= in_the_code()
    assert [text for (_context, text), said in american.items() if said == text] == []


@pytest.mark.parametrize("language", FOLDERS)
def test_a_translation_has_the_same_placeholders(language):
    """Whatever is filled into a text is filled into its translation."""
    assert [text for (_, text), said in translated(language).items() if names(text) != names(said)] == []


def test_no_english_is_left_over():
    """No Spanish text is the English one, nor has it words that are English alone."""
    english = re.compile(r"\b(?:the|you|your|of|and|is|are|we|with|for|take|dose|until|each|day|not)\b")
    for (context, text), said in translated("es").items():
        assert said != text or text in THE_SAME, text
        assert context == "date format" or not english.search(re.sub(r"\{\w+\}", "", said)), said


def test_spanish_sentences_are_short():
    """No sentence of the Spanish paper has more than twenty words."""
    sentences = [each for said in translated("es").values() for each in re.split(r"(?<=[.?!:])\s", said)]
    assert [each for each in sentences if len(each.split()) > 20] == []


@pytest.mark.parametrize("language", FOLDERS)
def test_the_compiled_texts_are_those_of_the_text_file(language):
    """What is printed is what translators see; after a change: script/translate."""
    compiled = {(each.context, each.id): each.string for each in catalogue(language, read_mo, "mo")}
    assert compiled == translated(language), "run script/translate"


OLD = """# By hand.
msgid ""
msgstr "Language: es\\n"

msgid "Gone"
msgstr "Ya no"

msgctxt "drug"
msgid "stays"
msgstr "queda"
"""


def test_a_new_text_gets_a_place_and_one_that_is_gone_goes():
    """script/translate keeps the head of the file and each translation, adds what is new empty, and takes out the rest."""
    head, blank, _ = OLD.partition("\n\n")
    stays = 'msgctxt "drug"\nmsgid "stays"\nmsgstr "queda"\n'
    texts = [(None, "New"), ("drug", "stays")]
    assert updated(OLD, texts, adds=True) == head + blank + 'msgid "New"\nmsgstr ""\n\n' + stays
    assert updated(OLD, texts, adds=False) == head + blank + stays


def test_the_text_files_are_as_script_translate_leaves_them():
    """In them is every text of the papers, in the order of the code, so that the next change of one is all that changes."""
    for path in (APP / "locale").glob("*/LC_MESSAGES/django.po"):
        text = path.read_text(encoding="utf-8")
        assert updated(text, texts_of_papers(), adds=path.parent.parent.name == "es") == text, "run script/translate"


def test_every_drug_is_named():
    """Each drug of the catalogue has a Spanish name, in small letters and without a blank, no two drugs the same."""
    spanish = translated("es")
    drugs = [each.name for each in load_catalogue().drugs.values()]
    assert sorted(drugs) == sorted(map(str, DRUGS))
    said = [spanish["drug", drug] for drug in drugs]
    assert len(set(said)) == len(said)
    assert [name for name in said if not re.fullmatch(r"[a-zóé]+", name)] == []


# Only the language that was asked for ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["es", "en-us"])
def test_without_its_texts_a_language_is_not_printed(language, monkeypatch):
    """Where a language's compiled texts are missing there is no paper, instead of one in another language."""
    monkeypatch.setattr(trans_real, "_translations", {})
    monkeypatch.setattr(trans_real.DjangoTranslation, "_add_installed_apps_translations", lambda self: None)
    with pytest.raises(NotTranslated, match="script/translate"):
        plain_handout(short(), Standing(language=language))
    assert "Your plan to come off" in plain_handout(short())


@pytest.mark.parametrize("language", ["de", "es-mx", "xx"])
def test_a_language_that_no_paper_has_is_refused(language):
    """Another language prints nothing, though the framework knows it."""
    with pytest.raises(NotTranslated):
        patient_sheet(short(), Standing(language=language))


def test_the_language_of_the_site_changes_no_paper(settings):
    """A paper is in its own language and has its own numbers, whatever the language of the site."""
    papers = [patient_handout(short()), patient_handout(short(), Standing(language="es"))]
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = "fr", True
    assert [patient_handout(short()), patient_handout(short(), Standing(language="es"))] == papers


def promises(value):
    """What in a sheet would be translated only when it is printed."""
    if isinstance(value, tuple):
        return [found for each in value for found in promises(each)]
    if is_dataclass(value):
        return [found for each in fields(value) for found in promises(getattr(value, each.name))]
    return [value] if isinstance(value, Promise) else []


@pytest.mark.parametrize("language", ["en-gb", "es"])
def test_a_sheet_is_all_in_one_language(language):
    """A sheet holds words and not promises of words, so that nothing in it can change its language later."""
    snapshot = crossing(number=2, replaces=1)
    assert promises(patient_sheet(snapshot, Standing(language=language, ended=True))) == []


# What a paper says of its language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("snapshot", "language", "tag"),
    [
        (short(), "", "en-GB"),
        (planned(NIGHTLY_20, market="us"), "", "en-US"),
        (short(), "es", "es"),
        (planned(NIGHTLY_20, market="us"), "es", "es"),
        (short(), "en-us", "en-US"),
    ],
)
def test_every_format_names_its_language(snapshot, language, tag):
    """The page, the paper and each text of the calendar carry the language in which they are written."""
    assert f'<html lang="{tag}">' in web_handout(snapshot, Standing(language=language))
    assert f'<html lang="{tag}">' in patient_handout(snapshot, Standing(language=language))
    lines = unfolded(calendar_handout(snapshot, Standing(language=language)).encode())
    told = [re.match(r"\w+(?:;LANGUAGE=([\w-]+))?:", each)[1] for each in lines if each.startswith(("SUMMARY", "DESCRIPTION"))]
    assert set(told) == {tag}


def test_an_unchecked_translation_says_so_at_its_top():
    """In Spanish and in English, before the title: no clinician who speaks it has checked it. English papers say nothing."""
    assert UNCHECKED == ("es",)
    for text in (
        plain_handout(short(), Standing(language="es")),
        expect_text(short(), Standing(language="es")),
    ):
        assert text.startswith(f"{SPANISH_NOTE}\n{NOTE}\n\n")
    for page in (
        patient_handout(short(), Standing(language="es")),
        web_handout(short(), Standing(language="es")),
    ):
        said = texts_of(page[page.index("<header>") :])
        assert said[:2] == [SPANISH_NOTE, NOTE]
        assert f'<p class="unchecked" lang="en-GB">{NOTE}</p>' in page
    assert NOTE not in patient_handout(short()) + plain_handout(short()) + web_handout(planned(NIGHTLY_20, market="us"))


def test_every_event_of_an_unchecked_calendar_says_so():
    """A phone shows one event at a time, so each says it."""
    lines = unfolded(calendar_handout(short(), Standing(language="es")).encode())
    told = [each for each in lines if each.startswith("DESCRIPTION")]
    assert told
    assert all(SPANISH_NOTE in each and NOTE in each for each in told)


# Language and country --------------------------------------------------------------------------------------------


def test_whom_to_call_follows_the_country_and_not_the_language():
    """A Spanish paper has 999, NHS 111 and Samaritans in the United Kingdom, 911 and 988 in the United States."""
    british, american = (plain_handout(short(market=market), Standing(language="es")) for market in ("uk", "us"))
    for number in ("999", "NHS 111", "116 123"):
        assert number in british
        assert number not in american
    for number in ("al 911", "al 988"):
        assert number in american
        assert number not in british


def test_dates_follow_the_language_and_not_the_country():
    """A day has its weekday and its month in full, in the order of the language."""
    assert "el lunes 1 de febrero de 2027" in plain_handout(short(market="us"), Standing(language="es"))
    assert "until Monday, February 1, 2027." in plain_handout(short(), Standing(language="en-us"))
    assert "until Monday 1 February 2027." in plain_handout(short(market="us"), Standing(language="en-gb"))
    assert "Fecha de nacimiento: 17 de mayo de 1970".lower() in plain_handout(short(), Standing(language="es"))


def test_a_page_in_spanish_leads_to_the_file_in_spanish():
    """The link to the file to send keeps the language of the page; the words for the clinician stay English."""
    assert 'handout.html?language=es">Save as a file to send' in web_handout(short(), Standing(language="es"))
    assert 'handout.html">Save as a file to send' in web_handout(short())
    assert '<nav lang="en-GB"' in web_handout(short(), Standing(language="es"))


def test_a_crossover_names_every_drug_in_spanish():
    """No English name of a drug stands on a Spanish paper."""
    snapshot = planned({"drug": "chlordiazepoxide", "morning": "10", "night": "10"}, LORAZEPAM, strategy={"method": "crossover"})
    said = plain_handout(snapshot, Standing(language="es"))
    assert "clordiazepóxido" in said
    assert "chlordiazepoxide" not in said
