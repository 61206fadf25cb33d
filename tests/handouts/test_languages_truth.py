"""A translated paper says what was planned: every piece of every product, and every day, dose and total of whole plans."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from taper_app.engine import Piece, Schedule, load_catalogue, text
from taper_app.handouts import render_pdf
from taper_app.handouts.dose_words import piece_in_words, product_in_words
from taper_app.handouts.languages import joined
from taper_app.handouts.standing import Standing
from taper_app.languages import TRANSLATED
from tests.handouts.calendars import events
from tests.handouts.from_stored import calendar_handout, large_handout, patient_handout, plain_handout, web_handout
from tests.handouts.paper import Paper
from tests.handouts.polish import POLISH
from tests.handouts.read_back import NUMBER, number
from tests.handouts.snapshots import by_hand, crossing, several_drugs, short
from tests.handouts.spanish import SPANISH
from tests.handouts.test_truth import plans
from tests.text_gates import hits_in, hits_in_html, texts_of

NBSP = "\u00a0"
QUARTERS = [Decimal(quarters) / 4 for quarters in range(1, 33)]
VOLUMES = [Decimal(each) for each in ("0.05", "0.25", "0.5", "1", "1.25", "2.5", "4.9", "10", "12.5", "20")]
TONGUES = {each.code: each for each in (SPANISH, POLISH)}
every_tongue = pytest.mark.parametrize("tongue", TONGUES.values(), ids=TONGUES)
SOME = 8
"""Plans made at random; each is read in full, in every format, without a PDF."""


@dataclass(frozen=True)
class Boxed:
    """A product as a box of its market names it."""

    form: str
    strength_mg: Decimal | None
    mg_per_ml: Decimal | None
    drop_mg: Decimal | None = None


def boxed():
    """Every product of both markets by id, under the names of its market's boxes."""
    found = {}
    for market, products in load_catalogue().by_market.items():
        for id_, product in products.items():
            form = load_catalogue().markets[market].on_the_box(product.form)
            found[market, id_] = Boxed(form, product.strength_mg, product.mg_per_ml, product.drop_mg)
    return found


def every_piece():
    """(piece, product, mg): each product in every count or volume that a dose may have."""
    for (_market, id_), product in boxed().items():
        if product.drop_mg is not None:
            drops = [(count * product.drop_mg / product.mg_per_ml, count * product.drop_mg) for count in range(1, 41)]
            yield from ((Piece(id_, ml=ml), product, mg) for ml, mg in drops)
        elif product.mg_per_ml is not None:
            yield from ((Piece(id_, ml=each), product, each * product.mg_per_ml) for each in VOLUMES)
        else:
            yield from ((Piece(id_, count=each), product, each * product.strength_mg) for each in QUARTERS)


# Words of a dose -------------------------------------------------------------------------------------------------


def test_every_translation_is_read_back():
    """None is on the table that is not read back here."""
    assert set(TONGUES) == set(TRANSLATED)


@every_tongue
def test_its_words_say_exactly_the_piece(tongue):
    """For every product of both markets, in every count and volume, the words of the language amount to its mg."""
    with override(tongue.code):
        wrong = [said for each, product, mg in every_piece() if tongue.swallowed(said := piece_in_words(each, product)) != mg]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_piece_keeps_its_digits(language):
    """For every product of every market, in every count and volume, the words have the numbers of the English, point and all."""
    number = re.compile(r"\d[\d.,]*\d|\d")
    with override(language):
        said = [(piece_in_words(each, product), text.piece(each, product)) for each, product, _ in every_piece()]
    assert [pair for pair in said if set(number.findall(pair[0])) != set(number.findall(pair[1]))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_two_counts_are_called_the_same(language):
    """One, two, three and each further count of pieces has a word of its own, and so has each part of a tablet."""
    with override(language):
        counts = [piece_in_words(Piece("x", count=each), Boxed("tablet", Decimal(2), None)) for each in QUARTERS]
    assert len(set(counts)) == len(QUARTERS)


@pytest.mark.parametrize("language", ["en-gb", "en-us"])
def test_english_words_are_those_of_the_engine(language):
    """In English a patient reads of a piece what the clinician's page says of it, word for word."""
    with override(language):
        assert [each for each, product, _ in every_piece() if piece_in_words(each, product) != text.piece(each, product)] == []


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("0.25", f"un cuarto de tableta de 2{NBSP}mg"),
        ("0.5", f"media tableta de 2{NBSP}mg"),
        ("0.75", f"tres cuartos de tableta de 2{NBSP}mg"),
        ("1", f"una tableta de 2{NBSP}mg"),
        ("1.25", f"una tableta de 2{NBSP}mg y un cuarto de tableta de 2{NBSP}mg"),
        ("1.5", f"una tableta y media de 2{NBSP}mg"),
        ("3", f"tres tabletas de 2{NBSP}mg"),
        ("3.5", f"tres tabletas y media de 2{NBSP}mg"),
        ("20", f"20 tabletas de 2{NBSP}mg"),
    ],
)
def test_spanish_grammar(count, words):
    """One tablet and a half is "una tableta y media"; a quarter says of what, so that nobody takes a quarter of the strength."""
    with override("es"):
        assert piece_in_words(Piece("x", count=Decimal(count)), Boxed("tablet", Decimal(2), None)) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("0.25", f"ćwierć tabletki podjęzykowej 2{NBSP}mg"),
        ("0.5", f"pół tabletki podjęzykowej 2{NBSP}mg"),
        ("1", f"jedna tabletka podjęzykowa 2{NBSP}mg"),
        ("1.5", f"półtorej tabletki podjęzykowej 2{NBSP}mg"),
        ("2", f"dwie tabletki podjęzykowe 2{NBSP}mg"),
        ("2.5", f"dwie i pół tabletki podjęzykowej 2{NBSP}mg"),
        ("5", f"pięć tabletek podjęzykowych 2{NBSP}mg"),
        ("12", f"dwanaście tabletek podjęzykowych 2{NBSP}mg"),
        ("22", f"22 tabletki podjęzykowe 2{NBSP}mg"),
    ],
)
def test_polish_grammar(count, words):
    """After one, after two to four, after five, and of a part: each has its form of the noun and of what goes with it."""
    with override("pl"):
        assert piece_in_words(Piece("x", count=Decimal(count)), Boxed("sublingual tablet", Decimal(2), None)) == words


@pytest.mark.parametrize(
    ("tongue", "words"),
    [
        *(
            (SPANISH, each)
            for each in ("dos tableta de 2 mg", "una tabletas de 2 mg", "una tableta de 0,5 mg", "un cuarto de 2 mg")
        ),
        *((POLISH, each) for each in ("dwie tabletek 2 mg", "pięć tabletki 2 mg", "pół tabletka 2 mg", "jedna tabletka 0,5 mg")),
    ],
)
def test_the_reader_of_these_tests_is_strict(tongue, words):
    """What is bad grammar, or has a comma for a point, is not understood."""
    with pytest.raises((AssertionError, StopIteration)):
        tongue.swallowed(words.replace(" mg", f"{NBSP}mg"))


@every_tongue
def test_products_are_named_by_strength_and_form(tongue):
    """What to have at hand names each product with its exact strength, a liquid with that of one mL."""
    with override(tongue.code):
        said = [product_in_words(each) for each in boxed().values()]
        assert joined(["a", "b", "c"]) == f"a, b {tongue.also} c"
    for product, words in zip(boxed().values(), said, strict=True):
        strength = product.strength_mg if product.mg_per_ml is None else product.mg_per_ml
        assert number(re.search(rf"([\d.,]+){NBSP}mg", words)[1]) == strength
    assert hits_in(said) == []


def test_boxes_of_each_market_are_called_as_they_are():
    """A tablet that lasts is of modified release in the United Kingdom and of extended release in the United States."""
    with override("es"):
        said = {
            market: " ".join(product_in_words(boxed()[key]) for key in boxed() if key[0] == market) for market in ("uk", "us")
        }
    assert "liberación prolongada" in said["us"]
    assert "liberación modificada" not in said["us"]
    assert "dispersables en la boca" in said["uk"]
    assert "desintegración oral" not in said["uk"]


# Whole papers ----------------------------------------------------------------------------------------------------


def alprazolam():
    """Doses with a point in them, quarters and three kinds of pieces: nothing here may be rounded or get a comma."""
    two, half = "alprazolam-2mg-tablet", "alprazolam-0p5mg-tablet"
    steps = (
        ("reduce", 14, ("night", "alprazolam", "2.75", (two, "1.25"), (half, "0.5"))),
        ("reduce", 1, ("morning", "alprazolam", "0.5", (half, "1")), ("night", "alprazolam", "1.5", (two, "0.75"))),
        ("maintain", None, ("night", "alprazolam", "0.25", (half, "0.5"))),
    )
    return by_hand(*steps, market="us", taken="3")


SNAPSHOTS = [short, crossing, alprazolam, *(lambda at=at: plans(0)[at] for at in range(SOME))]
every_snapshot = pytest.mark.parametrize("made", SNAPSHOTS)


@every_tongue
@every_snapshot
def test_the_text_says_what_was_planned(made, tongue):
    """Each day, dose, piece and total of the text is the revision's own."""
    snapshot = made()
    steps = Schedule.from_json(snapshot["schedule"]).steps
    read = tongue.from_text(plain_handout(snapshot, Standing(language=tongue.code)))
    assert len(read) == len(steps)
    named = several_drugs(snapshot)
    for step, said in zip(steps, read, strict=True):
        assert said.first == step.starts_on
        assert said.last == (step.starts_on + timedelta(days=step.days - 1) if step.days and step.days > 1 else None)
        assert said.days == (step.days or None)
        doses = [(dose.time, tongue.drug(dose.drug) if named else "", dose.mg, dose.mg) for dose in step.doses]
        assert list(said.doses) == doses
        assert said.totals == {(tongue.drug(drug) if named else ""): mg for drug, mg in step.daily_mg.items()}


@every_tongue
@every_snapshot
def test_every_number_of_the_paper_is_the_english_ones(made, tongue):
    """Outside of the pieces, which are read above, both papers have the same numbers in the same order, dates as dates."""
    snapshot = made()
    english, other = (plain_handout(snapshot, Standing(language=language)) for language in ("", tongue.code))
    assert tongue.dates(other) == english_dates(english)
    assert other_numbers(tongue.date.sub("", other), tongue) == other_numbers(ENGLISH_DATE.sub("", english), tongue)


ENGLISH_DATE = re.compile(r"(?:\w+day),? (?:(\d+) (\w+)|(\w+) (\d+),) (\d{4})|17 May 1970|May 17, 1970")
ENGLISH_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"]
ENGLISH_MONTHS += ["December"]


def english_dates(said):
    """Every day that the English paper names, in order."""
    found = [each for each in ENGLISH_DATE.finditer(said) if each[5]]
    days = [(each[5], each[2] or each[3], each[1] or each[4]) for each in found]
    return [date(int(year), ENGLISH_MONTHS.index(month) + 1, int(day)) for year, month, day in days]


def other_numbers(said, tongue):
    """The numbers of every line that tells no pieces: those that follow a dose are read for themselves."""
    said = re.sub(tongue.born, "", said)
    said = re.sub(rf"(?:DOSE|{tongue.dose}) ([\d.,]+).*", r"\1", said)
    lines = [line for line in said.split("\n") if not line.startswith(("For example", tongue.example, "2."))]
    return [each for line in lines for each in NUMBER.findall(line)]


def flat(said, also):
    """Words without what only parts them, which each format does in its own way. No-break spaces stay."""
    return re.sub(r"[ \n]+", " ", re.sub(rf"[,.;:]| {also}(?= )", "", said))


@every_tongue
@every_snapshot
def test_page_large_print_and_calendar_say_what_the_text_says(made, tongue):
    """Step by step the page, the large print and the calendar are the text, so that all are true if it is."""
    snapshot = made()
    parts = [part.strip().split("\n") for part in plain_handout(snapshot, Standing(language=tongue.code)).split("\n\n")]
    steps = [lines for lines in parts if tongue.is_step(lines)]
    for format_ in (web_handout, large_handout):
        page = format_(snapshot, Standing(language=tongue.code)).replace('<span class="note">', "<p>")
        said, at = flat(" ".join(texts_of(page)), tongue.also), 0
        for each in (flat(" ".join(lines), tongue.also) for lines in steps):
            at = said.find(each, at)
            assert at >= 0, each
    found = [
        each["DESCRIPTION"].split("\n")
        for each in events(calendar_handout(snapshot, Standing(language=tongue.code)))
        if "-step-" in each["UID"]
    ]
    assert [each[3:-3] for each in found] == steps[: len(found)]


@every_tongue
@every_snapshot
def test_no_comma_stands_for_a_point(made, tongue):
    """No dose, coordinate or attribute of a paper has a comma in place of its point; the gates find nothing."""
    snapshot = made()
    page, text_ = (
        web_handout(snapshot, Standing(language=tongue.code)),
        plain_handout(snapshot, Standing(language=tongue.code)),
    )
    assert re.findall(r"\d,\d(?!\d\d\b)", page + text_ + calendar_handout(snapshot, Standing(language=tongue.code))) == []
    found = hits_in_html(page) + hits_in(text_.split("\n"))
    assert [each for each in found if each[0] != "Latin" or each[1] not in tongue.plain] == []
    assert not re.search(rf"\d (?:{tongue.counted}|mg|mL)\b", text_)


def test_the_spanish_pdf():
    """The PDF is in Spanish for programs too, and each cell of its steps is the page's."""
    page = patient_handout(alprazolam(), Standing(language="es"))
    paper = Paper(render_pdf(page))
    assert paper.root["/Lang"] == "es"
    assert paper.reader.metadata.title == "Su plan para tomar menos alprazolam, poco a poco"
    printed = [each for step in paper.steps() for each in (step[0], *step[1])]
    for words in (f"una tableta de 2{NBSP}mg y un cuarto de tableta de 2{NBSP}mg", f"DOSIS{NBSP}2.75{NBSP}mg", "14 días", "nada"):
        assert any(words in each for each in printed), words
    assert hits_in(printed) == []
