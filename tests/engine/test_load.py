"""The loader: whatever is wrong in a data file is refused, and the file and key are named."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from taper_app.engine.catalogue.facts import CatalogueError
from taper_app.engine.catalogue.load import DATA, load_catalogue
from taper_app.engine.door.request import parse_request
from taper_app.engine.taper.build import build_schedule

MARKETS = tuple(load_catalogue().markets)


@pytest.fixture
def catalogue():
    return load_catalogue()


@pytest.fixture
def copy(tmp_path):
    """A copy of the data files, to put a fault into."""
    return shutil.copytree(DATA, tmp_path / "data")


# The loader ----------------------------------------------------------------------------------------


TABLET = '[diazepam-2mg-tablet]\ndrug = "diazepam"\nform = "tablet"\nstrength_mg = 2\n'

CELL = "lorazepam = { mg = [1, 1]"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("products/uk.toml", TABLET, TABLET.replace("2\n", "-2\n"), "diazepam-2mg-tablet: strength_mg"),
        ("products/uk.toml", TABLET, TABLET.replace("= 2\n", "= 0\n"), "diazepam-2mg-tablet: strength_mg"),
        ("products/uk.toml", TABLET, TABLET.replace("= 2\n", '= "2"\n'), "diazepam-2mg-tablet: strength_mg"),
        ("products/uk.toml", TABLET, TABLET.replace("= 2\n", "= true\n"), "diazepam-2mg-tablet: strength_mg"),
        ("products/uk.toml", TABLET, TABLET.replace("= 2\n", "= nan\n"), "diazepam-2mg-tablet: strength_mg"),
        ("products/uk.toml", TABLET, TABLET.replace("= 2\n", "= inf\n"), "diazepam-2mg-tablet: strength_mg"),
        ("products/uk.toml", TABLET, TABLET.replace("strength_mg = 2\n", ""), "diazepam-2mg-tablet: strength_mg is missing"),
        ("products/uk.toml", TABLET, TABLET.replace("= 2\n", "= 2.5\n"), "diazepam-2mg-tablet"),
        ("products/uk.toml", TABLET, TABLET.replace('"tablet"', '"pill"'), "diazepam-2mg-tablet: form"),
        ("products/uk.toml", TABLET, TABLET.replace('"diazepam"', '"lorazepam"'), "diazepam-2mg-tablet"),
        ("products/uk.toml", TABLET, TABLET + "colour = 'white'\n", "diazepam-2mg-tablet: unknown key: colour"),
        ("products/uk.toml", TABLET, TABLET + "drop_mg = 1\n", "diazepam-2mg-tablet: unknown key: drop_mg"),
        ("products/uk.toml", TABLET, "[diazepam-2mg-tablet]\n[diazepam-10mg-capsule]\n", "diazepam-2mg-tablet"),
        ("products/uk.toml", TABLET, TABLET + "[diazepam-5mg-tablet]\n", "diazepam-5mg-tablet"),
        ("products/uk.toml", 'form = "capsule"', 'form = "capsule"\nsplits = "half"', "chlordiazepoxide-5mg-capsule: splits"),
        ("products/us.toml", 'form = "film"', 'form = "film"\nsplits = "unverified"', "clobazam-5mg-film: splits"),
        (
            "products/us.toml",
            'form = "modified-release tablet"',
            'form = "modified-release tablet"\nsplits = "half"',
            "alprazolam-0p5mg-modified-release-tablet: splits",
        ),
        (
            "products/us.toml",
            'form = "orally dispersible tablet"',
            'form = "orally dispersible tablet"\nsplits = "quarter"',
            "alprazolam-0p25mg-orally-dispersible-tablet: splits",
        ),
        ("products/us.toml", 'splits_source = "alprazolam-us-label"\n', "", "alprazolam-0p25mg-tablet: splits"),
        ("products/us.toml", 'status = "available"', 'status = "sold"', "alprazolam-0p25mg-tablet: status"),
        ("products/us.toml", 'source = "rxnorm"', 'source = "hearsay"', "alprazolam-0p25mg-tablet: source 'hearsay'"),
        ("products/us.toml", "codes = { rxnorm", "codes = { ndc", "alprazolam-0p25mg-tablet.codes: unknown key: ndc"),
        ("products/us.toml", 'confidence = "high"', 'confidence = "sure"', "alprazolam-0p25mg-tablet: confidence"),
        ("drugs.toml", "[quazepam]", "[quazepame]", "quazepam-7p5mg-tablet: quazepam"),
        ("drugs.toml", 'kind = "z-drug"', 'kind = "drug"', "eszopiclone: kind"),
        ("drugs.toml", "hours = [10, 20]", "hours = [20, 10]", "bromazepam.half_lives[0]: hours"),
        ("drugs.toml", "hours = [10, 20]", "hours = [10]", "bromazepam.half_lives[0]: hours"),
        ("drugs.toml", 'market = "us"', 'market = "fr"', "alprazolam.maxima[0]: market"),
        ("drugs.toml", "daily_mg = 4,", "daily_mg = -4,", "alprazolam.maxima[0]: daily_mg"),
        ("drugs.toml", 'indication = "anxiety"', 'indication = "nerves"', "alprazolam.maxima[0]: indication"),
        ("drugs.toml", 'evidence = "seen" }', 'evidence = "sure" }', "alprazolam.maxima[0]: evidence"),
        ("drugs.toml", 'source = "ashton-2002"', 'source = "ashton"', "alprazolam.half_lives[0]: source 'ashton'"),
        ("tables.toml", CELL, CELL.replace("1, 1", "1, 0"), "ashton-2002.cells.lorazepam: mg"),
        ("tables.toml", CELL, CELL.replace("lorazepam", "lorazepan"), "ashton-2002.cells: lorazepan"),
        ("tables.toml", CELL, CELL + ', evidence = "memory"', "ashton-2002.cells: lorazepam"),
        ("tables.toml", CELL, CELL + ", ratio = 10", "ashton-2002.cells.lorazepam: unknown key: ratio"),
        ("tables.toml", "selectable = true", 'selectable = "yes"', "ashton-2002: selectable"),
        ("tables.toml", 'evidence = "seen-secondary"', 'evidence = "memory"', "ashton-2002.cells: alprazolam"),
        ("guidelines.toml", 'severity = "block"', 'severity = "stop"', "envelope_reduction: severity"),
        ("guidelines.toml", "min_percent = 5", "min_percent = -5", "envelope_reduction.numbers: min_percent"),
        ("guidelines.toml", "max_percent = 25", "max_percent = 25.5", "envelope_reduction: max_percent must be a whole number"),
        ("guidelines.toml", "max_mg = 1.25", 'max_mg = "much"', "closing_reduction: max_mg must be a number"),
        ("guidelines.toml", "{ max_mg = 1.25 }", "{ }", "first_reduction: shares: closing_reduction has no max_mg"),
        ("guidelines.toml", "presses = 0\n", "", "envelope_reduction: presses is missing"),
        ("scales.toml", "most = 27", "most = 26", "phq9: most must be what the items add up to"),
        ("scales.toml", "suicide_item = 9", "suicide_item = 10", "phq9: suicide_item must be one of the items"),
        ("scales.toml", '[[20, "severe"]', '[[28, "severe"]', "phq9: bands must go down, within the totals"),
        ("red_flags.toml", 'name = "A seizure"', 'name = ""', "seizure: name is empty"),
        ("symptoms.toml", 'evidence = "seen"', "", "anxiety: evidence is missing"),
        ("limits.toml", "least = 3", "least = 15", "crossover_days: least must be from 0 to most"),
        ("limits.toml", 'words = "', 'word = "', "crossover_days: words is missing"),
        (
            "syringes.toml",
            'source = "childrens-wisconsin-1619"',
            'source = "a-hospital"',
            "oral-1ml.others[0]: source 'a-hospital'",
        ),
        (
            "products/uk.toml",
            "{ holds_ml = 150, ",
            "{ ",
            "clobazam-1mg-per-ml-oral-suspension.bottle: what it holds has a source",
        ),
        (
            "products/us.toml",
            ", keeps_source =",
            ", kept_source =",
            "alprazolam-1mg-per-ml-oral-concentrate.bottle: what it holds",
        ),
        ("limits.toml", "most = 14", "most = 14.5", "crossover_days: most is not a int"),
        ("guidelines.toml", "Step {step} goes", "Step {step goes", "envelope_reduction: words"),
        ("guidelines.toml", 'same_by = ["achieved"]', 'same_by = ["fall"]', "envelope_reduction: same_by must be some of"),
        ("guidelines.toml", 'same_by = ["achieved"]', "", "envelope_reduction: same_by is missing"),
        ("guidelines.toml", 'source = "taper-limits"', 'source = "limits"', "envelope_reduction: source 'limits'"),
        ("guidelines.toml", "answer = { found =", "answer = { guessed =", "answer must be for some of: adviser, found, arranged"),
        ("guidelines.toml", 'opioid = ["yes"]', 'opioid = ["no"]', "opioid_together.on: opioid must be some of: yes"),
        ("guidelines.toml", "on = { opioid =", "on = { opium =", "opioid_together.on: must be for some of: duration, "),
        ("guidelines.toml", 'asks = ["age"]', 'asks = ["weight"]', "under_18: asks must be some of: age"),
        ("guidelines.toml", 'with_specialist = "caution"', 'with_specialist = "block"', "under_18: with_specialist 'block'"),
        ("guidelines.toml", "review_by = 2027-11-30", 'review_by = "soon"', "envelope_reduction: review_by is not a date"),
        (
            "guidelines.toml",
            "review_by = 2027-11-30",
            "review_by = 2027-11-30T09:00:00",
            "envelope_reduction: review_by must be a day",
        ),
        ("risks.toml", ', unknown = "Not known" }', " }", "duration: answers must be at least two and then unknown"),
        (
            "risks.toml",
            'named = { yes = "an opioid"',
            'named = { often = "an opioid"',
            "opioid: named must be for some of: no, yes",
        ),
        ("risks.toml", 'once = "breathing"', 'once = "lungs"', "sleep_apnoea: once 'lungs' is no question"),
        ("risks.toml", 'once = "breathing"', "", "sleep_apnoea: earlier must have answers of its own, and go with once"),
        ("risks.toml", 'sleep-apnoea = "yes", unk', 'sleep-apnoea = "often", unk', "sleep_apnoea: earlier must have answers of"),
        ("interactions.toml", '["CYP2C19"]', '["CYP1A2"]', "omeprazole: enzymes must be some of: CYP2C19, CYP3A4"),
        ("interactions.toml", '["CYP2C19"]', "[]", "omeprazole: enzymes is empty, and so is drugs"),
        ("interactions.toml", '["lorazepam"]', '["ativan"]', "valproate: drugs must be some of: alprazolam"),
        ("interactions.toml", 'measured = "alprazolam"', 'measured = "xanax"', "fluoxetine: measured 'xanax' is not one of"),
        ("interactions.toml", 'effect = "raises"', 'effect = "doubles"', "omeprazole: effect 'doubles'"),
        ("interactions.toml", 'effect = "raises"', 'effect = "adds"', "omeprazole: what adds to every drug has a size, and no"),
        ("interactions.toml", 'size = "deep sedation', 'name = "deep sedation', "clozapine: what adds to every drug has a size"),
        ("interactions.toml", '["temazepam"]', '["normison"]', "oral-contraceptives: opposite must be some of"),
        ("dependence.toml", '["3-or-fewer"]', '["2"]', "few_days: days_a_week must be some of: 4-or-more, 3-or-fewer"),
        ("dependence.toml", '["low"]', '["tiny"]', "low_dose: dose must be some of: low, moderate, high"),
        ("disagreements.toml", 'choice = "pace"', 'choice = "speed"', "speed: choice 'speed' is not one of: method"),
        ("disagreements.toml", 'source = "waco"', 'source = "asam-2025"', "length: positions must be of at least two sources"),
        ("others.toml", 'kind = "novel"', 'kind = "new"', "etizolam: kind 'new' is not one of"),
        ("others.toml", "[etizolam]", "[diazepam]", "diazepam: is in drugs.toml"),
        ("others.toml", 'evidence = "memory"', 'evidence = "memory"\nmg = 1', "etizolam: unknown key: mg"),
        ("other_kinds.toml", 'source = "asam-2025"', 'source = "asam"', "novel: source 'asam' is not in sources.toml"),
        ("drugs.toml", 'enzyme = "CYP3A4"', 'enzyme = "CYP1A2"', "alprazolam.cleared_by[0]: enzyme 'CYP1A2'"),
        ("sources.toml", 'year = "2026"', 'year = "this year"', "taper-limits: year"),
        ("sources.toml", 'title = "', 'titel = "', "taper-limits: title is missing"),
        ("sources.toml", 'publisher = "Taper"', 'publisher = ""', "taper-limits: publisher is empty"),
    ],
)
def test_fault(copy, file, old, new, key):
    """One fault in a data file is refused by a message that names the file and the key."""
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CatalogueError) as error:
        load_catalogue(copy)
    assert file in str(error.value)
    assert key in str(error.value)


CODES = 'codes = { rxnorm = "596", atc = "N05BA12", snomed = "386983007" }'

KIND = 'kind = "benzodiazepine"\n'

BY_DAY = 'plain_by_day = { times = 3, source = "alprazolam-us-label", evidence = "seen-secondary" }\n'

AT_NIGHT = 'plain_at_night = [{ modified_mg = 2, plain_mg = 2, source = "racgp", evidence = "seen" }]\n'

PLAIN = "plain_by_day or plain_at_night must be there with a modified-release product, and without one neither"

HALF_LIFE = '  { of = "alprazolam", hours = [6, 12], source = "ashton-2002", evidence = "seen-secondary" },\n'

DECISIONS = "continue, hold, slow, step-back, adjust, switch, maintain, end, urgent"

OTHERS = '["lorazepam", "clonazepam"]'

EVIDENCE = 'splits_evidence = "seen"\n'

NO_SOURCE = "splits needs a splits_source and a splits_evidence"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("drugs.toml", CODES, "codes = 5", "alprazolam.codes: must be a table"),
        ("drugs.toml", KIND, "", "alprazolam: kind is missing"),
        ("drugs.toml", HALF_LIFE, "", "alprazolam: half_lives is empty"),
        (
            "drugs.toml",
            'release = "plain"',
            'release = "slow"',
            "zolpidem.maxima[3]: release 'slow' is not one of: plain, modified",
        ),
        ("drugs.toml", "times = 3,", "times = 1,", "alprazolam.plain_by_day: times must be from 2 to 4"),
        ("drugs.toml", "times = 3,", "times = 5,", "alprazolam.plain_by_day: times must be from 2 to 4"),
        ("drugs.toml", "plain_mg = 5,", "plain_mg = 6.5,", "zolpidem.plain_at_night[0]: plain_mg must not be above modified_mg"),
        (
            "drugs.toml",
            "modified_mg = 12.5",
            "modified_mg = 6.25",
            "zolpidem.plain_at_night[1]: plain_mg must not be above modified_mg",
        ),
        ("drugs.toml", "modified_mg = 6.25", "modified_mg = 12.5", "zolpidem: plain_at_night has a modified_mg twice"),
        ("drugs.toml", 'modified_release = ["Valrelease"]\n', "", f"diazepam: {PLAIN}"),
        ("drugs.toml", KIND, KIND + AT_NIGHT, f"alprazolam: {PLAIN}"),
        ("drugs.toml", BY_DAY, "", f"alprazolam: {PLAIN}"),
        ("drugs.toml", KIND, "kind = 5\n", "alprazolam: kind is not a str"),
        ("drugs.toml", KIND, 'kind = "opioid"\n', "alprazolam: kind 'opioid' is not one of: benzodiazepine, z-drug"),
        ("drugs.toml", "[6, 12]", "[12, 6]", "alprazolam.half_lives[0]: hours must be a low and a high number"),
        ("drugs.toml", "[6, 12]", "[6, 0]", "alprazolam.half_lives[0]: hours must be a number above 0"),
        ("drugs.toml", "daily_mg = 4,", "daily_mg = 0,", "alprazolam.maxima[0]: daily_mg must be a number above 0"),
        ("drugs.toml", OTHERS, '["lorazepam", "lorazepam"]', "alprazolam: confused_with must be a list of different texts"),
        ("drugs.toml", OTHERS, '["lorazepam", 5]', "alprazolam: confused_with must be a list of different texts"),
        ("drugs.toml", OTHERS, '["lorazepam", ""]', "alprazolam: confused_with must be a list of different texts"),
        ("drugs.toml", KIND, KIND + "b = 1\na = 1\n", "alprazolam: unknown key: a, b"),
        ("drugs.toml", '"ashton-2002"', '"ashton"', "alprazolam.half_lives[0]: source 'ashton' is not in sources.toml"),
        ("sources.toml", '"Taper"', '""', "taper-limits: publisher is empty"),
        ("advice.toml", '["continue"]', '["go"]', f"assess_at_each_reduction: decisions must be some of: {DECISIONS}"),
        ("sources.toml", '"2026"', '"20266"', 'taper-limits: year must be four digits or "no date"'),
        ("sources.toml", '"2026"', '"soon"', 'taper-limits: year must be four digits or "no date"'),
        ("tables.toml", CELL, CELL.replace("pam", "pan"), "ashton-2002.cells: lorazepan is not in drugs.toml"),
        (
            "tables.toml",
            CELL,
            CELL + ', evidence = "memory"',
            "ashton-2002.cells: lorazepam is from memory, so the table cannot be selectable",
        ),
        (
            "products/uk.toml",
            TABLET,
            TABLET.replace("= 2\n", "= 2.5\n"),
            "diazepam-2mg-tablet: drug, strength and form make the id diazepam-2p5mg-tablet",
        ),
        (
            "products/us.toml",
            'form = "film"',
            'form = "film"\nsplits = "unverified"',
            "clobazam-5mg-film: splits must be none for the form film",
        ),
        ("products/us.toml", 'splits_source = "alprazolam-us-label"\n', "", f"alprazolam-0p25mg-tablet: {NO_SOURCE}"),
        ("products/us.toml", EVIDENCE, "", f"alprazolam-2mg-tablet: {NO_SOURCE}"),
    ],
)
def test_a_fault_is_said_in_words(copy, file, old, new, message):
    """A fault is said in a sentence: the file, the place in it, and what must be there."""
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(copy)
    assert str(error.value) == f"{file}: {message}"


def test_a_product_of_a_drug_that_is_none_is_said_in_words(copy):
    """A product's drug must be one of drugs.toml: the message names the product's file and id."""
    text = (copy / "drugs.toml").read_text(encoding="utf-8")
    (copy / "drugs.toml").write_text(text.replace("[quazepam]", "[quazepame]"), encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_catalogue(copy)
    assert str(error.value) == "products/us.toml: quazepam-7p5mg-tablet: quazepam is not in drugs.toml"


@pytest.mark.parametrize("file", ["drugs.toml", "tables.toml", "guidelines.toml", "sources.toml"])
def test_missing_file(copy, file):
    """A data file that is missing is named."""
    (copy / file).unlink()
    with pytest.raises(CatalogueError, match=f"^{re.escape(file)}: the file is missing$"):
        load_catalogue(copy)


def test_broken_file(copy):
    """A file that is no TOML, or no UTF-8, is named."""
    (copy / "drugs.toml").write_text("[diazepam")
    with pytest.raises(CatalogueError, match=r"drugs\.toml"):
        load_catalogue(copy)
    (copy / "drugs.toml").write_bytes(b"\xff")
    with pytest.raises(CatalogueError, match=r"drugs\.toml"):
        load_catalogue(copy)


# Markets --------------------------------------------------------------------------------------------


def test_each_market_has_its_tables_and_thresholds(catalogue):
    """NHS tables and Ashton first in the United Kingdom, VA/DoD and Ashton (the two that ASAM prints) in the United States."""
    assert [each.tables for each in catalogue.markets.values()] == [
        ("nhs-scotland", "sps", "ashton-2002"),
        ("vadod-2021", "ashton-2002"),
    ]
    assert all(catalogue.tables[each].selectable for market in catalogue.markets.values() for each in market.tables)


def test_boxes_of_a_market_name_the_form(catalogue):
    """A box in the United States says extended-release and orally disintegrating, wherever in the name our words stand."""
    uk, us = (catalogue.markets[each].on_the_box for each in ("uk", "us"))
    for form, american in (
        ("modified-release tablet", "extended-release tablet"),
        ("orally dispersible tablet", "orally disintegrating tablet"),
        ("oral solution", "oral solution"),
    ):
        assert (uk(form), us(form)) == (form, american)


NOWHERE = """
[nowhere]
name = "Nowhere"
english = "en-GB"
paper_size = "A4"
week_begins = "sat"
emergency = "100"
keep = { years = 10, after_death = 10, until_age = 28, age_from = "memory", source = "nhs-records", evidence = "memory" }
crisis = "Call 101."
driving = "It is against the law to drive when a medicine makes you unsafe."
evidence = "memory"
"""

TWO_PRODUCTS = """
[diazepam-2mg-tablet]
drug = "diazepam"
form = "tablet"
strength_mg = 2
status = "available"
source = "taper-rules"
evidence = "memory"
confidence = "low"

[diazepam-5mg-tablet]
drug = "diazepam"
form = "tablet"
strength_mg = 5
status = "available"
source = "taper-rules"
evidence = "memory"
confidence = "low"
"""

FROM_TEN = {
    "market": "nowhere",
    "starts_on": "2027-01-04",
    "regimen": [{"drug": "diazepam", "morning": "5", "night": "5"}],
    "strategy": {"method": "direct", "basis": "current", "reduction_percent": "10", "interval_days": 14, "coarse_tail": True},
}


def test_a_market_is_data_alone(copy):
    """A table in markets.toml and a file of two products make a market in which a schedule is built from these two alone."""
    with (copy / "markets.toml").open("a") as file:
        file.write(NOWHERE)
    (copy / "products/nowhere.toml").write_text(TWO_PRODUCTS)
    catalogue = load_catalogue(copy)
    assert list(catalogue.markets) == [*MARKETS, "nowhere"]
    schedule = build_schedule(parse_request(FROM_TEN, catalogue), catalogue)
    assert schedule.steps[-1].kind == "stop"
    used = {piece.product for step in schedule.steps for dose in step.doses for piece in dose.pieces}
    assert used == {"diazepam-2mg-tablet", "diazepam-5mg-tablet"}


@pytest.mark.parametrize(
    ("table", "sold", "said"),
    [
        (NOWHERE, "", "markets.toml: nowhere: products/nowhere.toml is missing"),
        ("", TWO_PRODUCTS, "products/nowhere.toml: nowhere is not in markets.toml"),
        (
            NOWHERE.replace("[nowhere]", "[NOWHERE]"),
            "",
            "markets.toml: NOWHERE: the code of a market is two to eight small letters",
        ),
        (
            NOWHERE.replace('"sat"', '"tue"'),
            TWO_PRODUCTS,
            "markets.toml: nowhere: week_begins 'tue' is not one of: mon, sat, sun",
        ),
        (NOWHERE.replace('"A4"', '"A3"'), TWO_PRODUCTS, "markets.toml: nowhere: paper_size 'A3' is not one of: A4, Letter"),
        (NOWHERE.replace('emergency = "100"', ""), TWO_PRODUCTS, "markets.toml: nowhere: emergency is missing"),
        (NOWHERE + 'capital = "None"', TWO_PRODUCTS, "markets.toml: nowhere: unknown key: capital"),
    ],
    ids=["no products", "no table", "no code", "no such day", "no such paper", "no number to call", "an unknown key"],
)
def test_half_a_market_is_refused(copy, table, sold, said):
    """A market without products, products without a market, and a value that is missing or wrong are named."""
    with (copy / "markets.toml").open("a") as file:
        file.write(table)
    if sold:
        (copy / "products/nowhere.toml").write_text(sold)
    with pytest.raises(CatalogueError, match=f"^{re.escape(said)}$"):
        load_catalogue(copy)


def test_digest(catalogue, copy):
    """The digest is the same for the same bytes wherever they lie, and another when one byte is another."""
    assert re.fullmatch(r"[0-9a-f]{64}", catalogue.digest)
    assert load_catalogue(copy).digest == catalogue.digest
    load_catalogue.cache_clear()
    with (copy / "guidelines.toml").open("a") as file:
        file.write("\n")
    assert load_catalogue(copy).digest != catalogue.digest


def test_loaded_once():
    """The catalogue is read once in a process."""
    assert load_catalogue() is load_catalogue()


def test_nothing_can_be_changed(catalogue):
    """What was loaded stays as it was loaded."""
    with pytest.raises(TypeError):
        catalogue.drugs["caffeine"] = catalogue.drugs["diazepam"]
    with pytest.raises(TypeError):
        del catalogue.products("uk")["diazepam-2mg-tablet"]
    with pytest.raises(AttributeError):
        catalogue.drugs["diazepam"].name = "caffeine"


ROOT = Path(__file__).parents[2]

LOADS = """
import time
from taper_app.engine import load_catalogue

def load():
    load_catalogue.cache_clear()
    begin = time.process_time()
    load_catalogue()
    return time.process_time() - begin

print(min(load() for _ in range(40)))
"""


@pytest.mark.deep  # beside other tests on two cores it is the machine that is timed
def test_load_time():
    """Reading and checking the data files takes under 50 milliseconds of the processor, at best, in a process of its own."""
    told = subprocess.run([sys.executable, "-c", LOADS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(told.stdout) < 0.050
