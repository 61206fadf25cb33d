"""The languages of the patient's papers: every text is there, says as much, and none is another language's by mistake."""

import re
from dataclasses import fields, is_dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from django.utils.dateformat import format as formatted
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, to_locale, trans_real
from fontTools.ttLib import TTFont

from taper_app.engine import load_catalogue
from taper_app.handouts.child import STATIC
from taper_app.handouts.dose_words import DRUGS
from taper_app.handouts.languages import TAG, NotTranslated, day_in_words, spoken
from taper_app.handouts.render import render_pdf
from taper_app.handouts.standing import Standing
from taper_app.languages import BRITISH, LANGUAGES, TRANSLATED
from tests.handouts.calendars import unfolded
from tests.handouts.from_stored import calendar_handout, expect_text, patient_handout, patient_sheet, plain_handout, web_handout
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, planned, short
from tests.text_gates import texts_of
from tests.translations import adds_to, compiled, texts_of_papers, updated

APP = Path(django_settings.BASE_DIR) / "taper_app"
FOLDERS = {code: to_locale(code) for code in LANGUAGES if code != BRITISH.code}
every_translation = pytest.mark.parametrize("language", TRANSLATED)
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
    return {"form" if name in ("one", "many", "part") else name for name in found}


# The texts -------------------------------------------------------------------------------------------------------


def test_every_language_of_the_table_has_its_folder():
    """Each has its texts, and no texts are there of a language that the table has not. A code is one that the database takes."""
    assert {path.parent.parent.name for path in (APP / "locale").glob("*/LC_MESSAGES/django.po")} == set(FOLDERS.values())
    assert [code for code in LANGUAGES if not re.fullmatch(r"[a-z]{2,3}(-[a-z]+)?", code) or len(code) > 8] == []


@every_translation
def test_every_text_is_translated(language):
    """None is missing, none is empty or in doubt, and none is left of a text that is no more."""
    texts = catalogue(language)
    assert {(each.context, each.id) for each in texts} == in_the_code()
    assert [each.id for each in texts if each.fuzzy or not each.string.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_takes_the_form_that_the_language_asks_for(language):
    """One tablet, two tablets, five tablets: where the Common Locale Data Repository has one form so do the papers, up to 1000. A
    language that needs a fourth could not be printed without a fault."""
    told, form = Locale.parse(to_locale(language)).plural_form, LANGUAGES[language].form
    pairs = {(told(count), form(count)) for count in range(1, 1000)}
    assert pairs in ({("one", 0), ("other", 1)}, {("one", 0), ("few", 1), ("many", 2)})


@every_translation
def test_a_language_is_written_from_left_to_right(language):
    """The columns, boxes and curves of the papers are drawn so: another direction needs them drawn first."""
    with spoken(language):
        assert not get_language_bidi()


def test_american_english_has_only_what_differs():
    """Each American text stands for a British one and is another."""
    american = translated("en-us")
    assert set(american) <= in_the_code()
    assert [text for (_context, text), said in american.items() if said == text] == []


@pytest.mark.parametrize("language", FOLDERS)
def test_a_translation_has_the_same_placeholders(language):
    """Whatever is filled into a text is filled into its translation."""
    assert [text for (_, text), said in translated(language).items() if names(text) != names(said)] == []


@every_translation
def test_no_english_is_left_over(language):
    """No text of several words is the English one, nor has any words that are English alone."""
    english = re.compile(r"\b(?:the|you|your|and|is|are|we|with|take|until|each|day|not)\b")
    for (context, text), said in translated(language).items():
        assert said != text or " " not in text, text
        assert context == "date format" or not english.search(re.sub(r"\{\w+\}", "", said)), said


@every_translation
def test_sentences_are_short(language):
    """No sentence of a paper has more than twenty words in any language."""
    sentences = [each for said in translated(language).values() for each in re.split(r"(?<=[.?!:])\s", said)]
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


def test_texts_are_compiled_where_they_changed(tmp_path):
    """A text that changed is in what is printed; where none did, the compiled file stays as it is, byte for byte."""
    path, made = tmp_path / "django.po", tmp_path / "django.mo"
    path.write_text(OLD)
    compiled(path)
    before = made.read_bytes().replace(b"+", b"-")
    made.write_bytes(before)
    compiled(path)
    assert made.read_bytes() == before
    path.write_text(OLD.replace("queda", "sigue"))
    compiled(path)
    assert [each.string for each in read_mo(BytesIO(made.read_bytes())) if each.id == "stays"] == ["sigue"]


def test_the_text_files_are_as_script_translate_leaves_them():
    """In them is every text of the papers, in the order of the code, so that the next change of one is all that changes."""
    for path in (APP / "locale").glob("*/LC_MESSAGES/django.po"):
        text = path.read_text(encoding="utf-8")
        assert updated(text, texts_of_papers(), adds=adds_to(path.parent.parent.name)) == text, "run script/translate"


@every_translation
def test_the_font_of_the_papers_has_every_letter(language):
    """A word of a translation is in one font, and not here and there a letter in another one."""
    letters = set().union(*translated(language).values()) - {"\n"}
    for weight in (400, 700):
        has = TTFont(STATIC / "fonts" / f"ahn-baked-{weight}.ttf").getBestCmap()
        assert sorted(each for each in letters if ord(each) not in has) == []


@every_translation
def test_every_drug_is_named(language):
    """Each drug of the catalogue has a name, in small letters and without a blank, no two drugs the same."""
    texts = translated(language)
    drugs = [each.name for each in load_catalogue().drugs.values()]
    assert sorted(drugs) == sorted(map(str, DRUGS))
    said = [texts["drug", drug] for drug in drugs]
    assert len(set(said)) == len(said)
    assert [name for name in said if not name.isalpha() or name != name.lower()] == []


# Only the language that was asked for ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", FOLDERS)
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


@pytest.mark.parametrize("language", LANGUAGES)
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_names_its_language(language):
    """The page names the language that was asked for, and the PDF does, for whatever reads it aloud."""
    page = patient_handout(short(), Standing(language=language))
    assert f'<html lang="{LANGUAGES[language].tag}">' in page
    assert Paper(render_pdf(page)).root["/Lang"] == LANGUAGES[language].tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_at_its_top_that_nobody_has_checked_it(language):
    """In its own words and in English where no clinician who speaks it has, and nothing of the kind where one has."""
    said = plain_handout(short(), Standing(language=language))
    own = translated(language)[None, NOTE] if language in TRANSLATED else NOTE
    assert said.startswith(f"{own}\n{NOTE}\n\n") is not LANGUAGES[language].checked
    assert (NOTE in said) is not LANGUAGES[language].checked


def test_an_unchecked_translation_says_so_at_its_top():
    """In Spanish and in English, before the title: no clinician who speaks it has checked it. English papers say nothing."""
    assert not LANGUAGES["es"].checked
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


@pytest.mark.parametrize("market", load_catalogue().markets.values(), ids=lambda each: each.id)
def test_the_english_of_a_market_is_a_language_of_the_papers(market):
    """A market's papers are in an English that the table has, by its tag, and say so."""
    assert LANGUAGES[market.english.lower()].tag == market.english
    with spoken(market.english):
        assert str(TAG) == market.english


def test_whom_to_call_follows_the_country_and_not_the_language():
    """A Spanish paper has 999, NHS 111 and Samaritans in the United Kingdom, 911 and 988 in the United States."""
    british, american = (plain_handout(short(market=market), Standing(language="es")) for market in ("uk", "us"))
    for number in ("999", "NHS 111", "116\u00a0123"):
        assert number in british
        assert number not in american
    for number in ("al 911", "al 988"):
        assert number in american
        assert number not in british


@every_translation
def test_a_day_is_in_the_words_of_the_language(language):
    """Each weekday and each month has a word of its own, no weekday the English one; day and year keep their digits."""
    week = [date(2027, 1, day) for day in range(4, 11)]
    months = [date(2027, month, 28) for month in range(1, 13)]
    with spoken(language):
        weekdays, named = {formatted(each, "l") for each in week}, {formatted(each, "F") for each in months}
        digits = [re.findall(r"\d+", day_in_words(each)) for each in (*week, *months)]
        assert [each for each in week if formatted(each, "E").islower() != day_in_words(each)[0].islower()] == []
    assert (len(weekdays), len(named)) == (7, 12)
    assert not weekdays & {f"{each:%A}" for each in week}
    assert [sorted(each) for each in digits] == [sorted([str(each.day), "2027"]) for each in (*week, *months)]


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
