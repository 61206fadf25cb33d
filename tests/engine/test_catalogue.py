"""The data files: every number as its source has it, and what must be said of each."""

import re
import tomllib
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine.catalogue.load import DATA, load_catalogue

NBSP = "\u00a0"
MARKETS = tuple(load_catalogue().markets)
MIRRORS = re.compile(
    r"github|gitlab|netlify|docslib|scribd|studylib|imedi\.|medine\.|medicoreinc|myhealthbox|patient-info|drugs\.com"
    r"|rxreasoner|medthority|benzoinfo|benzoreform|crazymeds|forum|wiki|guidelinecentral|medilib|yumpu|wordpress|blogspot|//blog"
)


@pytest.fixture
def catalogue():
    return load_catalogue()


def products(catalogue):
    return [product for market in MARKETS for product in catalogue.products(market).values()]


# Numbers, written here by hand from the originals --------------------------------------------------


@pytest.mark.parametrize(
    ("table", "drug", "low", "high"),
    [
        ("ashton-2002", "alprazolam", "0.5", "0.5"),
        ("ashton-2002", "chlordiazepoxide", "25", "25"),
        ("ashton-2002", "clobazam", "20", "20"),
        ("ashton-2002", "clonazepam", "0.5", "0.5"),
        ("ashton-2002", "diazepam", "10", "10"),
        ("ashton-2002", "eszopiclone", "3", "3"),
        ("ashton-2002", "flurazepam", "15", "30"),
        ("ashton-2002", "lorazepam", "1", "1"),
        ("ashton-2002", "nitrazepam", "10", "10"),
        ("ashton-2002", "oxazepam", "20", "20"),
        ("ashton-2002", "temazepam", "20", "20"),
        ("ashton-2002", "zolpidem", "20", "20"),
        ("ashton-2002", "zopiclone", "15", "15"),
        ("vadod-2021", "alprazolam", "1", "1"),
        ("vadod-2021", "chlordiazepoxide", "25", "25"),
        ("vadod-2021", "clonazepam", "1", "1"),
        ("vadod-2021", "lorazepam", "2", "2"),
        ("vadod-2021", "oxazepam", "30", "30"),
        ("vadod-2021", "quazepam", "10", "10"),
        ("vadod-2021", "temazepam", "15", "15"),
        ("vadod-2021", "triazolam", "0.25", "0.25"),
        ("nhs-scotland", "lorazepam", "1", "1"),
        ("nhs-scotland", "loprazolam", "1", "2"),
        ("nhs-scotland", "temazepam", "20", "20"),
        ("nhs-scotland", "zolpidem", "20", "20"),
        ("nhs-scotland", "zopiclone", "15", "15"),
        ("who-2009", "alprazolam", "1", "1"),
        ("who-2009", "lorazepam", "1", "1"),
        ("inada-2015", "lorazepam", "2.4", "2.4"),
        ("norway-2021", "oxazepam", "30", "50"),
        ("norway-2021", "zopiclone", "7.5", "10"),
        ("south-africa", "clonazepam", "0.5", "2"),
        ("sweden", "nitrazepam", "5", "5"),
        ("trc-2024", "chlordiazepoxide", "20", "50"),
    ],
)
def test_cell(catalogue, table, drug, low, high):
    """Each figure of a table is the mg that its source makes equal to 10 mg diazepam."""
    cell = catalogue.tables[table].cells[drug]
    assert (cell.low, cell.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("table", "drug"),
    [
        ("vadod-2021", "zopiclone"),
        ("vadod-2021", "zolpidem"),
        ("vadod-2021", "clobazam"),
        ("vadod-2021", "nitrazepam"),
        ("nhs-scotland", "alprazolam"),
        ("who-2009", "chlordiazepoxide"),
    ],
)
def test_gap(catalogue, table, drug):
    """A drug that a table does not print is not in it."""
    assert drug not in catalogue.tables[table].cells


@pytest.mark.parametrize(
    ("table", "drug", "midpoint"),
    [
        ("norway-2021", "zopiclone", Fraction(35, 4)),
        ("norway-2021", "oxazepam", Fraction(40)),
        ("ashton-2002", "bromazepam", Fraction(11, 2)),
        ("ashton-2002", "lorazepam", Fraction(1)),
    ],
)
def test_midpoint(catalogue, table, drug, midpoint):
    """Where a table prints a range its midpoint stands for it, as an exact rational."""
    assert catalogue.tables[table].cells[drug].midpoint == midpoint
    assert isinstance(catalogue.tables[table].cells[drug].midpoint, Fraction)


def test_as_stated(catalogue):
    """Every cell agrees with the line of its source: a drug's mg for mg of diazepam, scaled to 10 mg diazepam."""
    pattern = re.compile(rf"([\d.]+)(?: to ([\d.]+))?{NBSP}mg = diazepam ([\d.]+)(?: to ([\d.]+))?{NBSP}mg")
    for table in catalogue.tables.values():
        for drug, cell in table.cells.items():
            drug_low, drug_high, of_low, of_high = pattern.fullmatch(cell.as_stated).groups()
            ends = [
                Fraction(drug_low) * 10 / Fraction(of_low),
                Fraction(drug_high or drug_low) * 10 / Fraction(of_high or of_low),
            ]
            said = [Fraction(cell.low), Fraction(cell.high)]
            assert [round(end, 1) for end in sorted(ends)] == [round(end, 1) for end in said], (table.id, drug)


def test_diazepam_is_the_measure(catalogue):
    """In every table 10 mg of diazepam are 10 mg of diazepam."""
    assert {table.cells["diazepam"].midpoint for table in catalogue.tables.values()} == {10}


def test_selectable(catalogue):
    """What the clinician may choose; tables from memory or read by our own reading are shown and cannot be chosen."""
    selectable = {table.id for table in catalogue.tables.values() if table.selectable}
    shown = set(catalogue.tables) - selectable
    assert selectable >= {"ashton-2002", "vadod-2021", "nhs-scotland", "sps", "who-2009", "inada-2015", "norway-2021"}
    assert shown == {"bnf", "medscape", "novadic-kentron"}
    assert {cell.evidence for cell in catalogue.tables["bnf"].cells.values()} == {"memory"}


def test_no_dead_end(catalogue):
    """Every drug is in at least one table that can be chosen."""
    known = {drug for table in catalogue.tables.values() if table.selectable for drug in table.cells}
    assert set(catalogue.drugs) == known


@pytest.mark.parametrize(
    ("drug", "market", "indication", "daily_mg"),
    [
        ("alprazolam", "us", "panic", "10"),
        ("alprazolam", "uk", "anxiety", "3"),
        ("chlordiazepoxide", "uk", "anxiety", "100"),
        ("clobazam", "uk", "epilepsy", "60"),
        ("clobazam", "us", "epilepsy", "40"),
        ("clonazepam", "us", "panic", "4"),
        ("clonazepam", "uk", "epilepsy", "20"),
        ("diazepam", "uk", "anxiety", "30"),
        ("diazepam", "us", "anxiety", "40"),
        ("lorazepam", "uk", "anxiety", "4"),
        ("lorazepam", "uk", "insomnia", "2"),
        ("lorazepam", "us", "anxiety", "10"),
        ("nitrazepam", "uk", "insomnia", "10"),
        ("lormetazepam", "uk", "insomnia", "1.5"),
        ("diazepam", "uk", "insomnia", "15"),
        ("oxazepam", "uk", "insomnia", "50"),
        ("temazepam", "us", "insomnia", "30"),
        ("temazepam", "uk", "insomnia", "40"),
        ("zolpidem", "uk", "insomnia", "10"),
        ("zolpidem", "us", "insomnia", "10"),
        ("zopiclone", "uk", "insomnia", "7.5"),
        ("eszopiclone", "us", "insomnia", "3"),
    ],
)
def test_maximum(catalogue, drug, market, indication, daily_mg):
    """The highest licensed dose a day is the label's, for its market and indication."""
    known = [each for each in catalogue.drugs[drug].maxima if (each.market, each.indication) == (market, indication)]
    assert [each.daily_mg for each in known if not each.from_age and each.release != "modified"] == [Decimal(daily_mg)]


@pytest.mark.parametrize(
    ("drug", "market", "daily_mg", "older_mg"),
    [
        ("loprazolam", "uk", "2", "1"),
        ("nitrazepam", "uk", "10", "5"),
        ("temazepam", "uk", "40", "20"),
        ("zolpidem", "uk", "10", "5"),
        ("zolpidem", "us", "10", "5"),
        ("eszopiclone", "us", "3", "2"),
        ("triazolam", "us", "0.5", "0.25"),
        ("zaleplon", "us", "20", "10"),
        ("flurazepam", "us", "30", "15"),
        ("zopiclone", "uk", "7.5", "7.5"),
        ("temazepam", "us", "30", "30"),
        ("chlordiazepoxide", "us", "300", "300"),
        ("oxazepam", "us", "120", "60"),
        ("oxazepam", "uk", "120", "80"),
        ("diazepam", "uk", "60", "30"),
    ],
)
def test_older_people_have_the_lower_maximum_that_a_label_names(catalogue, drug, market, daily_mg, older_mg):
    """UK summaries of loprazolam, nitrazepam, temazepam and Stilnoct; US labels, and Texas for zaleplon and flurazepam.

    Zopiclone only begins lower (3.75 mg) in older people, which is no maximum.
    """
    known = catalogue.drugs[drug]
    assert [known.licensed_mg(market, age) for age in (None, 64)] == [Decimal(daily_mg)] * 2
    assert [known.licensed_mg(market, age) for age in (65, 85)] == [Decimal(older_mg)] * 2


@pytest.mark.parametrize(
    ("drug", "market", "taken_for", "age", "found"),
    [
        ("diazepam", "uk", ["insomnia"], 64, ("insomnia", "15")),
        ("diazepam", "uk", ["insomnia"], 65, ("insomnia", "7.5")),
        ("diazepam", "uk", ["insomnia", "anxiety"], 40, ("anxiety", "30")),
        ("diazepam", "uk", ["insomnia", "other"], 40, ("muscle-spasm", "60")),  # not all of it is known
        ("diazepam", "uk", ["alcohol-withdrawal"], 40, ("muscle-spasm", "60")),
        ("diazepam", "uk", [], 40, ("muscle-spasm", "60")),
        ("alprazolam", "us", ["anxiety"], 40, ("panic", "10")),
        ("chlordiazepoxide", "uk", ["anxiety"], 65, ("anxiety", "50")),
        ("chlordiazepoxide", "us", ["anxiety"], 70, ("anxiety", "20")),
        ("clobazam", "uk", ["anxiety"], 65, ("anxiety", "20")),
        ("clobazam", "uk", ["epilepsy"], 65, ("epilepsy", "60")),
        ("clonazepam", "uk", ["epilepsy"], 40, ("epilepsy", "20")),
        ("clonazepam", "uk", ["anxiety"], 40, ("panic", "4")),  # the licence of the United States
        ("clonazepam", "uk", ["insomnia"], 40, ("epilepsy", "20")),
        ("eszopiclone", "uk", ["insomnia"], 40, ("insomnia", "3")),
        ("bromazepam", "uk", ["anxiety"], 40, None),
    ],
)
def test_the_licence_is_that_of_what_it_is_taken_for(catalogue, drug, market, taken_for, age, found):
    """By indication and age; a dose for epilepsy counts for nothing else where another market has a licence for it."""
    licence = catalogue.drugs[drug].licence(market, age, "plain", taken_for)
    assert (licence and (licence.indication, f"{licence.daily_mg}")) == found


def test_the_maximum_of_zolpidem_is_that_of_its_release(catalogue):
    """The US label allows 12.5 mg of the controlled-release tablet and 10 mg of the plain one; from 65 years 6.25 mg and 5 mg."""
    zolpidem = catalogue.drugs["zolpidem"]
    said = [f"{zolpidem.licensed_mg('us', age, release)}" for age in (40, 70) for release in ("plain", "modified")]
    assert said == ["10", "12.5", "5", "6.25"]


def test_a_drug_that_a_market_does_not_license_has_no_maximum_there(catalogue):
    """Nothing is taken over from another market."""
    assert catalogue.drugs["zopiclone"].licensed_mg("us") is None


def test_half_lives(catalogue):
    """Half-lives are hours of the drug itself, and of its active metabolites beside it."""
    first = {drug.id: (drug.half_lives[0].low, drug.half_lives[0].high) for drug in catalogue.drugs.values()}
    assert first["lorazepam"] == (10, 20)
    assert first["clonazepam"] == (18, 50)
    assert first["diazepam"] == (20, 100)
    assert first["flurazepam"] == (Decimal("2.3"), Decimal("2.3"))
    assert [each.of for each in catalogue.drugs["diazepam"].half_lives] == ["diazepam", "nordazepam"]


def test_short_half_life(catalogue):
    """A half-life is short when neither the drug nor an active metabolite of it has one above 24 hours."""
    short = {drug.id for drug in catalogue.drugs.values() if drug.short_half_life}
    z_drugs = {"zolpidem", "zopiclone", "eszopiclone", "zaleplon"}
    hypnotics = {"temazepam", "triazolam", "estazolam", "loprazolam", "lormetazepam", "midazolam"}
    assert short == z_drugs | hypnotics | {"alprazolam", "bromazepam", "lorazepam", "oxazepam"}


# Products ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("market", "product", "status", "splits"),
    [
        ("uk", "diazepam-2mg-tablet", "available", "half"),
        ("uk", "diazepam-5mg-tablet", "available", "unverified"),
        ("uk", "diazepam-10mg-tablet", "available", "unverified"),
        ("us", "diazepam-10mg-tablet", "available", "half"),
        ("uk", "diazepam-0p4mg-per-ml-oral-solution", "available", "none"),
        ("uk", "diazepam-1mg-per-ml-oral-solution", "special", "none"),
        ("us", "diazepam-1mg-per-ml-oral-solution", "available", "none"),
        ("us", "diazepam-5mg-per-ml-oral-concentrate", "available", "none"),
        ("uk", "lorazepam-0p5mg-tablet", "available", "unverified"),
        ("uk", "lorazepam-1mg-tablet", "available", "half"),
        ("us", "lorazepam-0p5mg-tablet", "available", "none"),
        ("us", "lorazepam-1mg-tablet", "available", "half"),
        ("us", "lorazepam-2mg-modified-release-capsule", "available", "none"),
        ("uk", "alprazolam-0p25mg-tablet", "available", "none"),
        ("us", "alprazolam-2mg-tablet", "available", "quarter"),
        ("uk", "bromazepam-3mg-tablet", "discontinued", "unverified"),
        ("uk", "chlordiazepoxide-10mg-capsule", "available", "none"),
        ("uk", "chlordiazepoxide-10mg-tablet", "discontinued", "unverified"),
        ("uk", "clobazam-20mg-tablet", "available", "half"),
        ("us", "clobazam-10mg-film", "available", "none"),
        ("uk", "clonazepam-0p5mg-tablet", "available", "half"),
        ("uk", "clonazepam-2p5mg-per-ml-oral-drops", "import", "none"),
        ("us", "clonazepam-0p125mg-orally-dispersible-tablet", "available", "none"),
        ("uk", "midazolam-7p5mg-tablet", "import", "unverified"),
        ("uk", "nitrazepam-5mg-tablet", "available", "unverified"),
        ("uk", "oxazepam-10mg-tablet", "available", "unverified"),
        ("us", "oxazepam-15mg-capsule", "available", "none"),
        ("uk", "temazepam-10mg-tablet", "available", "unverified"),
        ("us", "temazepam-7p5mg-capsule", "available", "none"),
        ("uk", "zopiclone-3p75mg-tablet", "available", "unverified"),
        ("uk", "zopiclone-7p5mg-tablet", "available", "half"),
        ("uk", "zolpidem-5mg-tablet", "available", "unverified"),
        ("us", "zolpidem-6p25mg-modified-release-tablet", "available", "none"),
        ("us", "zolpidem-1p75mg-sublingual-tablet", "available", "none"),
        ("us", "eszopiclone-1mg-tablet", "available", "none"),
        ("uk", "zaleplon-5mg-capsule", "withdrawn", "none"),
    ],
)
def test_product(catalogue, market, product, status, splits):
    """A market's product has the status and the splits that its label or the trade gives it."""
    found = catalogue.products(market)[product]
    assert (found.status, found.splits, found.market) == (status, splits, market)


def test_strengths(catalogue):
    """The strengths of plain diazepam tablets are the same in both markets, exact and in mg."""
    for market in MARKETS:
        tablets = [each for each in catalogue.products(market).values() if (each.drug, each.form) == ("diazepam", "tablet")]
        assert [each.strength_mg for each in tablets] == [Decimal(2), Decimal(5), Decimal(10)]
    assert catalogue.products("uk")["zopiclone-3p75mg-tablet"].strength_mg == Decimal("3.75")
    assert catalogue.products("uk")["temazepam-2mg-per-ml-oral-solution"].mg_per_ml == Decimal(2)


def test_only_tablets_are_split(catalogue):
    """Modified release, capsules, films, tablets for the mouth and liquids are never split, nor left for anyone to decide."""
    whole = [each for each in products(catalogue) if each.form != "tablet"]
    assert {"capsule", "film", "modified-release tablet", "orally dispersible tablet"} < {each.form for each in whole}
    assert {each.splits for each in whole} == {"none"}


def test_splits_have_a_source(catalogue):
    """What may be split says which source allows it, and so does a plain tablet that must not be."""
    for product in products(catalogue):
        if product.form == "tablet" and product.splits != "unverified":
            assert product.splits_source in catalogue.sources, product.id
            assert product.splits_evidence, product.id


def test_ids(catalogue):
    """Ids read like zopiclone-3p75mg-tablet: drug, strength with p for the point, form."""
    for product in products(catalogue):
        drug, strength, form = re.fullmatch(r"([a-z]+)-(\d+(?:p\d+)?)mg(?:-per-ml)?-([a-z-]+)", product.id).groups()
        assert drug == product.drug
        assert Decimal(strength.replace("p", ".")) == (product.strength_mg or product.mg_per_ml)
        assert form == product.form.replace(" ", "-")
    for kind in (catalogue.tables, catalogue.sources):
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each) for each in kind)
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", each) for each in catalogue.rules)
    assert all(re.fullmatch(r"[a-z]+", each) for each in catalogue.drugs)


def test_labels(catalogue):
    """A label is drug, strength and form, with a no-break space in the strength."""
    uk, us = catalogue.products("uk"), catalogue.products("us")
    assert uk["diazepam-2mg-tablet"].label == f"diazepam 2{NBSP}mg tablet"
    assert us["zolpidem-6p25mg-modified-release-tablet"].label == f"zolpidem 6.25{NBSP}mg modified-release tablet"
    assert uk["diazepam-0p4mg-per-ml-oral-solution"].label == f"diazepam 0.4{NBSP}mg in 1{NBSP}mL oral solution"


def test_drops(catalogue):
    """A drop of clonazepam 2.5 mg in 1 mL is 0.1 mg, so 0.04 mL; other liquids are measured by syringe."""
    assert catalogue.products("uk")["clonazepam-2p5mg-per-ml-oral-drops"].ml_per_drop == Decimal("0.04")
    assert catalogue.products("uk")["diazepam-0p4mg-per-ml-oral-solution"].ml_per_drop is None


def test_every_sold_drug_is_known(catalogue):
    """The drugs of the first release can be bought in a market, as plain tablets or capsules."""
    wanted = {
        "uk": "alprazolam chlordiazepoxide clobazam clonazepam diazepam lorazepam nitrazepam oxazepam temazepam zolpidem "
        "zopiclone loprazolam lormetazepam",
        "us": "alprazolam chlordiazepoxide clobazam clonazepam diazepam lorazepam oxazepam temazepam zolpidem eszopiclone "
        "clorazepate estazolam flurazepam quazepam triazolam zaleplon",
    }
    for market, drugs in wanted.items():
        plain = {
            each.drug
            for each in catalogue.products(market).values()
            if each.form in ("tablet", "capsule") and each.status == "available"
        }
        assert plain == set(drugs.split())


def test_no_half_rests_on_memory(catalogue):
    """A tablet is broken where a label that was read lets it be; one that is only remembered to be scored is unverified."""
    broken = [each for each in products(catalogue) if each.splits in ("half", "quarter")]
    assert {each.splits_evidence for each in broken} == {"seen", "seen-secondary"}


def test_what_rests_on_memory_says_so(catalogue):
    """A product that is not ordinarily sold, or of which little is sure, carries a note; what is no source's word is memory."""
    for product in products(catalogue):
        if product.status in ("special", "discontinued", "withdrawn"):
            assert product.evidence == "memory", product.id
        if product.status != "available" or product.confidence == "low":
            assert product.note, product.id


# Names and codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drug", "other"),
    [
        ("clonazepam", "clobazam"),
        ("clonazepam", "clonidine"),
        ("clobazam", "clonazepam"),
        ("lorazepam", "alprazolam"),
        ("alprazolam", "lorazepam"),
        ("diazepam", "diltiazem"),
        ("zopiclone", "zolpidem"),
        ("zolpidem", "zopiclone"),
    ],
)
def test_confused_with(catalogue, drug, other):
    """A drug names the drugs that it is taken for."""
    assert other in catalogue.drugs[drug].confused_with


def test_codes(catalogue):
    """Drugs and products carry their codes in RxNorm, ATC and SNOMED CT where these were read."""
    assert catalogue.drugs["diazepam"].codes == {"rxnorm": "3322", "atc": "N05BA01", "snomed": "387264003"}
    assert catalogue.drugs["clonazepam"].codes["atc"] == "N03AE01"
    assert catalogue.products("us")["lorazepam-1mg-tablet"].codes == {"rxnorm": "197901"}
    assert catalogue.products("uk")["diazepam-2mg-tablet"].codes == {"snomed": "321196004"}
    shapes = {"rxnorm": r"\d{3,7}", "atc": r"[A-Z]\d\d[A-Z]{2}\d\d", "snomed": r"\d{6,18}"}
    for thing in [*catalogue.drugs.values(), *products(catalogue)]:
        assert all(re.fullmatch(shapes[system], code) for system, code in thing.codes.items()), thing.id


@pytest.mark.parametrize("system", ["rxnorm", "atc", "snomed"])
def test_codes_are_told_apart(catalogue, system):
    """No two drugs, and no two products of a market, share a code."""
    for things in (catalogue.drugs, *(catalogue.products(market) for market in MARKETS)):
        codes = [each.codes[system] for each in things.values() if system in each.codes]
        assert len(codes) == len(set(codes))


def test_brands(catalogue):
    """A drug's brands are those of its products, market by market."""
    assert catalogue.drugs["zopiclone"].brands == {"uk": ("Zimovane LS", "Zimovane")}
    assert catalogue.drugs["alprazolam"].brands["us"][:3] == ("Xanax", "Niravam", "Xanax XR")
    assert "us" not in catalogue.drugs["nitrazepam"].brands


# Rules ---------------------------------------------------------------------------------------------


def test_severities(catalogue):
    """Each rule has the tier that it was given: block refuses, caution wants a reason, info explains."""
    tiers = {
        "block": "envelope_reduction envelope_interval envelope_length forbidden_split under_18 epilepsy_indication pregnancy "
        "diazepam_unsafe illicit_supply crossover_unsafe daily_from_some_days days_off_risk",
        "caution": "rolling_14_days first_reduction coarse_tail crossover_fall crossover_loses unverified_split licensed_maximum "
        "diazepam_threshold prescribed_differs edited_rise opioid_together suicidality seizure_history setting_of_care "
        "inpatient_dose specialist_dose diazepam_liver interaction_changes overnight_move "
        "red_flag suicide_at_visit over_sedation mania severe_signs sleep_lost unsteady significant_signs more_taken_too "
        "taken_unsafe table_far_off modified_release gap taken_again days_off_long mixed_short "
        "frail_crossover interaction_adds crossover_breastfeeding tolerance_lost",
    }
    for severity, ids in tiers.items():
        assert {each.id for each in catalogue.rules.values() if each.severity == severity} == set(ids.split())
    lifted = dict.fromkeys(("under_18", "epilepsy_indication", "pregnancy", "diazepam_unsafe", "crossover_unsafe"), "caution")
    lifted |= dict.fromkeys(("specialist_dose", "inpatient_dose", "setting_of_care", "diazepam_liver", "taken_unsafe"), "info")
    assert {each.id: each.with_specialist for each in catalogue.rules.values() if each.with_specialist} == lifted


def test_numbers_of_rules(catalogue):
    """The numbers by which the rules judge are those of the envelope and of the guidelines."""
    numbers = {rule.id: rule.numbers for rule in catalogue.rules.values()}
    assert numbers["envelope_reduction"] == {"min_percent": 5, "max_percent": 25}
    assert numbers["envelope_interval"] == {"min_days": 7, "max_days": 28}
    assert numbers["envelope_length"] == {"min_days": 70}
    assert numbers["rolling_14_days"] == {"max_percent": 25, "window_days": 14}
    assert (numbers["first_reduction"]["max_percent"], numbers["first_reduction"]["max_mg"]) == (10, Decimal("1.25"))
    assert numbers["closing_reduction"]["max_mg"] == Decimal("1.25")
    assert numbers["tables_disagree"]["ratio"] == Decimal("1.5")
    assert numbers["prescribed_differs"]["max_percent"] == 20
    assert catalogue.rules["rolling_14_days"].source == catalogue.rules["first_reduction"].source == "asam-2025"


def test_message(catalogue):
    """A message is one or more whole sentences with the rule's own numbers and the values put in; a value may be the last."""
    message = catalogue.rules["envelope_interval"].message(step="4", days="35")
    assert message.startswith("Step 4 lasts 35 days.")
    assert "every 7 to 28 days" in message
    with pytest.raises(KeyError):
        catalogue.rules["envelope_interval"].message(step="4")
    for rule in catalogue.rules.values():
        words = rule.message(**dict.fromkeys(rule.placeholders, "X"))
        assert words.endswith("." if rule.id != "never_converted" else ". X"), rule.id
        assert "{" not in words, rule.id


def test_plain_words(catalogue):
    """Everything a person may read in the data files keeps units from their numbers only by a no-break space."""
    texts = [product.label + product.note for product in products(catalogue)]
    texts += [cell.as_stated for table in catalogue.tables.values() for cell in table.cells.values()]
    texts += [rule.title + rule.words for rule in catalogue.rules.values()]
    texts += [each.words + each.hint + "".join(each.answers.values()) for each in catalogue.risks.values()]
    texts += [each.size for each in catalogue.interactions.values()]
    texts += [position.words for each in catalogue.disagreements.values() for position in each.positions]
    texts += [source.title for source in catalogue.sources.values()]
    for text in texts:
        assert not re.search(r"\d ?(mg|mL|ml|mcg|µg)\b|(?i:\bBZD|\bbenzos?\b)|\u2026", text), text


# Sources -------------------------------------------------------------------------------------------


def numbers_without(values, needs, given, path):
    """The paths of the TOML tables that hold a number while neither they nor a table around them has what it needs."""
    if isinstance(values, list):
        return [hit for at, each in enumerate(values) for hit in numbers_without(each, needs, given, f"{path}[{at}]")]
    if not isinstance(values, dict):
        return [path] if isinstance(values, int | Decimal) and not isinstance(values, bool) and needs - given else []
    given = given | values.keys()
    return [hit for key, each in values.items() for hit in numbers_without(each, needs, given, f"{path}.{key}")]


def test_every_number_has_a_source():
    """Every number in the data files stands in a table that names its source and its evidence."""
    for path in sorted(DATA.rglob("*.toml")):
        values = tomllib.loads(path.read_text(), parse_float=Decimal)
        assert numbers_without(values, {"source", "evidence"}, frozenset(), path.name) == []


def test_sources_are_originals(catalogue):
    """A source is an original publication with title, publisher and year (or "no date"), never a mirror or a forum."""
    for source in catalogue.sources.values():
        assert source.title
        assert source.publisher
        assert re.fullmatch(r"(19|20)\d\d|no date", source.year)
        assert not MIRRORS.search(f"{source.title} {source.publisher} {source.url}".lower()), source.id
        assert source.url.startswith("https://") or source.publisher in ("Taper", "The clinic"), source.id
        assert not source.doi or source.url == f"https://doi.org/{source.doi}"


def cited(values):
    """Every id that stands as a source anywhere in a file."""
    if isinstance(values, list):
        return {source for each in values for source in cited(each)}
    if not isinstance(values, dict):
        return set()
    keys = ("source", "splits_source", "keeps_source")
    named = {value for key, value in values.items() if key in keys and isinstance(value, str)}
    return named | {source for each in values.values() for source in cited(each)}


def test_every_source_is_used(catalogue):
    """A source that nothing cites, neither a data file nor words on paper, is not listed, but for those of the codes."""
    used = {"rxnorm", "atc", "snomed"}.union(*(cited(tomllib.loads(path.read_text())) for path in DATA.rglob("*.toml")))
    paper = "".join(path.read_text(encoding="utf-8") for path in (DATA.parents[2] / "handouts").glob("*.py"))
    assert set(catalogue.sources) == used | {each for each in catalogue.sources if f'"{each}"' in paper}
