"""Finding a medicine by brand, generic name or misspelling: what may be meant is listed, and nothing is ever accepted."""

from dataclasses import fields
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper_app.engine import MOST_FOUND, Found, load_catalogue, look_up
from taper_app.engine.catalogue.spelling import edits

CATALOGUE = load_catalogue()
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def found(text, market="us"):
    """The drugs and others that a text leads to, those that look alike left out: the likeliest first, each once."""
    named = (each.drug or each.other for each in look_up(CATALOGUE, text, market) if not each.like)
    return list(dict.fromkeys(named))


@pytest.mark.parametrize(
    ("market", "typed", "meant"),
    [
        ("us", "Xanax", "alprazolam"),
        ("us", "zanax", "alprazolam"),
        ("us", "xannax", "alprazolam"),
        ("us", "alprazalam", "alprazolam"),
        ("us", "alprazolan", "alprazolam"),
        ("us", "Niravam", "alprazolam"),
        ("us", "XANAX XR", "alprazolam"),
        ("us", "Ativan", "lorazepam"),
        ("us", "attivan", "lorazepam"),
        ("us", "lorazapam", "lorazepam"),
        ("us", "lorezapam", "lorazepam"),
        ("us", "larazepam", "lorazepam"),
        ("us", "loreev", "lorazepam"),
        ("us", "Klonopin", "clonazepam"),
        ("us", "clonopin", "clonazepam"),
        ("us", "klonipin", "clonazepam"),
        ("us", "clonazapam", "clonazepam"),
        ("us", "Valium", "diazepam"),
        ("us", "vallium", "diazepam"),
        ("us", "diazapam", "diazepam"),
        ("us", "diazepan", "diazepam"),
        ("us", "Restoril", "temazepam"),
        ("us", "temazapam", "temazepam"),
        ("us", "Ambien", "zolpidem"),
        ("us", "ambian", "zolpidem"),
        ("us", "ambein", "zolpidem"),
        ("us", "ambien cr", "zolpidem"),
        ("us", "zolpiden", "zolpidem"),
        ("us", "Edluar", "zolpidem"),
        ("us", "Lunesta", "eszopiclone"),
        ("us", "lunetsa", "eszopiclone"),
        ("us", "Sonata", "zaleplon"),
        ("us", "Halcion", "triazolam"),
        ("us", "halcyon", "triazolam"),
        ("us", "Librium", "chlordiazepoxide"),
        ("us", "librum", "chlordiazepoxide"),
        ("us", "chlordiazapoxide", "chlordiazepoxide"),
        ("us", "Tranxene", "clorazepate"),
        ("us", "tranzene", "clorazepate"),
        ("us", "Onfi", "clobazam"),
        ("us", "Sympazan", "clobazam"),
        ("us", "Doral", "quazepam"),
        ("us", "ProSom", "estazolam"),
        ("us", "Dalmane", "flurazepam"),
        ("us", "Serax", "oxazepam"),
        ("us", "Diazepam Intensol", "diazepam"),
        ("uk", "diazepam", "diazepam"),
        ("uk", "Tensium", "diazepam"),
        ("uk", "diazipam", "diazepam"),
        ("uk", "Mogadon", "nitrazepam"),
        ("uk", "moggadon", "nitrazepam"),
        ("uk", "nitrazapam", "nitrazepam"),
        ("uk", "Zimovane", "zopiclone"),
        ("uk", "zimovain", "zopiclone"),
        ("uk", "zopiklone", "zopiclone"),
        ("uk", "zopliclone", "zopiclone"),
        ("uk", "Imovane", "zopiclone"),
        ("uk", "Stilnoct", "zolpidem"),
        ("uk", "stillnoct", "zolpidem"),
        ("uk", "Stilnox", "zolpidem"),
        ("uk", "Rivotril", "clonazepam"),
        ("uk", "rivitril", "clonazepam"),
        ("uk", "Frisium", "clobazam"),
        ("uk", "Tapclob", "clobazam"),
        ("uk", "Normison", "temazepam"),
        ("uk", "temazipan", "temazepam"),
        ("uk", "Rohypnol", "flunitrazepam"),
        ("uk", "rohipnol", "flunitrazepam"),
        ("uk", "Lexotan", "bromazepam"),
        ("uk", "Dormonoct", "loprazolam"),
        ("uk", "Noctamid", "lormetazepam"),
        ("uk", "oxazapam", "oxazepam"),
        ("uk", "Témesta", "lorazepam"),
        ("uk", "Xanax", "alprazolam"),
    ],
)
def test_a_brand_a_generic_name_or_a_misspelling_finds_its_drug_first(market, typed, meant):
    """What patients and letters call a medicine leads to its drug, whatever the case, the accents or a slip."""
    assert found(typed, market)[0] == meant


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("etizolam", "etizolam"),
        ("etizalam", "etizolam"),
        ("Etilaam", "etizolam"),
        ("phenazepam", "phenazepam"),
        ("fenazepam", "phenazepam"),
        ("clonazolam", "clonazolam"),
        ("bromazolam", "bromazolam"),
        ("flualprazolam", "flualprazolam"),
        ("street valium", "street-tablets"),
        ("blues", "street-tablets"),
        ("phenobarb", "phenobarbital"),
        ("phenobarbitone", "phenobarbital"),
        ("Fioricet", "butalbital"),
        ("fiorcet", "butalbital"),
        ("Soma", "carisoprodol"),
        ("meprobamate", "meprobamate"),
        ("Librax", "chlordiazepoxide-with-clidinium"),
        ("Heminevrin", "clomethiazole"),
    ],
)
def test_what_is_never_converted_is_found_by_its_name_and_says_what_to_do(typed, other):
    """It is held as what it is: no drug, no product and no strength stand beside it, and its sentence says what is done."""
    first = look_up(CATALOGUE, typed, "us")[0]
    assert (first.other, first.drug, first.product, first.mg) == (other, "", "", None)
    assert first.words == CATALOGUE.others[other].what_to_do


@pytest.mark.parametrize(
    ("market", "typed", "product", "mg"),
    [
        ("us", "xanax 0.5", "alprazolam-0p5mg-tablet", "0.5"),
        ("us", "xanax .5", "alprazolam-0p5mg-tablet", "0.5"),
        ("us", "xanax 0,5 mg", "alprazolam-0p5mg-tablet", "0.5"),
        ("us", "alprazolam 500 micrograms", "alprazolam-0p5mg-tablet", "0.5"),
        ("us", "alprazolam 500mcg", "alprazolam-0p5mg-tablet", "0.5"),
        ("us", "Xanax XR 1mg tablets", "alprazolam-1mg-modified-release-tablet", "1"),
        ("us", "ambien cr 12.5", "zolpidem-12p5mg-modified-release-tablet", "12.5"),
        ("us", "Loreev XR 1.5", "lorazepam-1p5mg-modified-release-capsule", "1.5"),
        ("us", "restoril 22.5mg capsule", "temazepam-22p5mg-capsule", "22.5"),
        ("us", "diazepam 5mg/5ml", "diazepam-1mg-per-ml-oral-solution", None),
        ("uk", "diazepam 2mg in 5ml", "diazepam-0p4mg-per-ml-oral-solution", None),
        ("uk", "diazepam 5 mg", "diazepam-5mg-tablet", "5"),
        ("uk", "zopiclone 3.75", "zopiclone-3p75mg-tablet", "3.75"),
    ],
)
def test_a_strength_that_was_typed_leads_to_the_product_of_it(market, typed, product, mg):
    """The drug, its release, the product and its strength are what it would take, and the market sells it."""
    here = CATALOGUE.products(market)[product]
    same = [each for each in look_up(CATALOGUE, typed, market) if each.product == product]
    release = "modified" if here.modified_release else "plain"
    assert [(each.drug, each.release, each.sold) for each in same] == [(here.drug, release, True)]
    assert same[0].mg == (None if mg is None else Decimal(mg))
    assert look_up(CATALOGUE, typed, market)[0].drug == here.drug


def test_a_strength_that_the_market_does_not_sell_names_no_product():
    """Temazepam 22.5 mg is not sold in the United Kingdom: the drug is found, with what was typed, and no other strength."""
    first = look_up(CATALOGUE, "temazepam 22.5", "uk")[0]
    assert (first.drug, first.product, first.mg) == ("temazepam", "", Decimal("22.5"))


def test_a_brand_with_both_releases_shows_both():
    """Who types Xanax may mean the one that is taken once a day: both are listed, the named one first."""
    for typed, releases in (("Xanax", ["plain", "modified"]), ("Xanax XR", ["modified", "plain"])):
        listed = [each.release for each in look_up(CATALOGUE, typed, "us") if each.drug == "alprazolam"]
        assert listed == releases


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ("clonazepam", {"clobazam", "lorazepam"}),
        ("clobazam", {"clonazepam"}),
        ("lorazepam", {"clonazepam", "alprazolam", "temazepam"}),
        ("Klonopin", {"clobazam", "lorazepam"}),
        ("zopiclone", {"zolpidem"}),
        ("quazepam", {"oxazepam"}),
        ("alprazolam", {"lorazepam", "loprazolam"}),
    ],
)
def test_names_that_are_taken_for_one_another_are_listed_together(typed, beside):
    """Also where one of them was typed without a fault: each says which drug it looks like."""
    listed = look_up(CATALOGUE, typed, "us")
    assert beside <= {each.drug for each in listed}
    assert all(each.like for each in listed if each.drug in beside)


@pytest.mark.parametrize("typed", ["", "x", "5", "mg", "paracetamol", "sertraline", "   ", "tablet", "zz top"])
def test_what_is_near_to_nothing_finds_nothing(typed):
    """A text that is no medicine of ours, or too short to tell, is answered by an empty list."""
    assert look_up(CATALOGUE, typed, "uk") == ()


def brands():
    """Every brand of five letters or more, by market, with the drug that it stands for."""
    return [
        (market, brand, product.drug)
        for market in CATALOGUE.markets
        for product in CATALOGUE.products(market).values()
        for brand in product.brands
        if len(brand) >= 5
    ]


@st.composite
def slips(draw):
    """A brand with one letter left out, added, changed, or swapped with the next."""
    market, brand, drug = draw(st.sampled_from(sorted(set(brands()))))
    at = draw(st.integers(0, len(brand) - 1))
    letter = draw(st.sampled_from(LETTERS))
    changed = draw(st.sampled_from(["left out", "added", "changed", "swapped"]))
    slipped = {
        "left out": brand[:at] + brand[at + 1 :],
        "added": brand[:at] + letter + brand[at:],
        "changed": brand[:at] + letter + brand[at + 1 :],
        "swapped": brand[:at] + brand[at : at + 2][::-1] + brand[at + 2 :],
    }
    return market, slipped[changed], drug


@given(slips())
def test_a_slip_of_one_letter_in_a_brand_still_finds_it_among_the_first_five(slipped):
    """One letter left out, added, changed or swapped: the drug is among the first five, and a person still has to choose."""
    market, typed, drug = slipped
    assert drug in [each.drug for each in look_up(CATALOGUE, typed, market)[:5]]


@given(st.text(max_size=30), st.sampled_from(sorted(CATALOGUE.markets)))
def test_whatever_is_typed_gets_a_list_of_what_may_be_meant(typed, market):
    """Any text is answered by a list, the same each time: of drugs, or of others without a number, none of them chosen."""
    listed = look_up(CATALOGUE, typed, market)
    assert listed == look_up(CATALOGUE, typed, market)
    assert all(bool(each.drug) != bool(each.other) for each in listed)
    assert all(each.words and each.mg is None and not each.product for each in listed if each.other)
    assert len({each.drug or each.other for each in listed}) <= MOST_FOUND


def test_nothing_that_is_found_says_that_it_was_chosen():
    """A medicine that is found has names and what it would take, and no word of being accepted, even where it fits exactly."""
    known = {"name", "drug", "release", "product", "mg", "other", "sold", "like", "words"}
    assert {each.name for each in fields(Found)} == known


def test_looking_up_is_quick():
    """A look-up takes under 5 milliseconds of the processor at best, whatever is typed."""
    for typed in ("clonazepam 0.5", "chlordiazapoxide", "zopliclone", "paracetamol"):
        look_up(CATALOGUE, typed, "us")
        taken = []
        for _ in range(30):
            began = process_time()
            look_up(CATALOGUE, typed, "us")
            taken.append(process_time() - began)
        assert min(taken) < 0.005


@pytest.mark.parametrize(
    ("typed", "product"),
    [
        ("diazepam 2 mg/ml", "diazepam-2mg-per-ml-oral-solution"),
        ("diazepam 1 mg per ml", "diazepam-1mg-per-ml-oral-solution"),
        ("diazepam 2mg/5ml", "diazepam-0p4mg-per-ml-oral-solution"),
    ],
)
def test_a_liquid_is_found_by_what_one_or_more_ml_of_it_hold(typed, product):
    """Without a number before it, mL is one of them."""
    assert look_up(CATALOGUE, typed, "uk")[0].product == product


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "", 0), ("ab", "ab", 0), ("ab", "ba", 1), ("ab", "abcd", 2), ("abcd", "ab", 2), ("abc", "abcd", 1), ("ab", "abcde", 3)],
)
def test_words_are_apart_by_letters_changed_left_out_or_changed_about(one, other, apart):
    """Up to the most that is asked about, that one too; any that are further apart by one more."""
    assert edits(one, other, 2) == apart


@pytest.mark.parametrize(
    ("market", "typed", "beside"),
    [
        (
            "uk",
            "clonazepam 0.5",
            [
                ("alprazolam", True, "clonazepam"),
                ("clobazam", True, "clonazepam"),
                ("clorazepate", False, "clonazepam"),
                ("lorazepam", True, "clonazepam"),
                ("nitrazepam", True, "clonazepam"),
            ],
        ),
        ("us", "ambien cr", [("zaleplon", True, "zolpidem"), ("zopiclone", False, "zolpidem")]),
        ("uk", "zolpidem", [("zaleplon", False, "zolpidem"), ("zopiclone", True, "zolpidem")]),
        ("us", "azol", [("eszopiclone", True, "estazolam")]),
        ("us", "etizolam", []),
    ],
)
def test_what_is_taken_for_one_of_the_first_two_drugs_is_listed_once_as_a_plain_drug(market, typed, beside):
    """With whether the market sells it, and no strength: it was not typed. What is found itself is not listed once more."""
    alike = [each for each in look_up(CATALOGUE, typed, market) if each.like]
    assert [(each.drug, each.sold, each.like) for each in alike] == beside
    assert all((each.name, each.release, each.product, each.mg) == (each.drug, "plain", "", None) for each in alike)


@pytest.mark.parametrize("unit", ["mcg", "µg", "μg", "ug", "microgram", "micrograms", "Micrograms"])
def test_micrograms_are_read_however_they_are_written(unit):
    """500 of them are half a milligram, with either sign for micro."""
    listed = [each for each in look_up(CATALOGUE, f"alprazolam 500 {unit}", "us") if not each.like and each.release == "plain"]
    assert {each.mg for each in listed} == {Decimal("0.5")}
    assert "alprazolam-0p5mg-tablet" in {each.product for each in listed}


def test_a_strength_in_no_ml_is_none():
    """5 mg in 0 mL is no strength: the drug is found without one, and 2.5 mg in 2,5 mL is 1 mg in one."""
    assert {(each.product, each.mg) for each in look_up(CATALOGUE, "diazepam 5mg/0ml", "us")} == {("", None)}
    assert look_up(CATALOGUE, "diazepam 2.5mg/2,5ml", "us")[0].product == "diazepam-1mg-per-ml-oral-solution"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sima", "carisoprodol"),
        ("embein", "zolpidem"),
        ("embeinx", None),
        ("tenasepan", "temazepam"),
        ("ambeincr", "zolpidem"),
        ("azol", "estazolam"),
        ("azo", None),
    ],
)
def test_how_many_letters_may_be_wrong_goes_by_how_many_there_are(typed, meant):
    """One of four, two of six and three of nine; also in a name that is written in one word with its release.

    What stands inside a name is found from four letters on.
    """
    assert next(iter(found(typed)), None) == meant


def test_three_letters_are_enough_to_be_led_to_a_name_that_begins_so():
    """Two are not."""
    assert [found(typed)[0] for typed in ("ati", "val", "xan", "onf")] == ["lorazepam", "diazepam", "alprazolam", "clobazam"]
    assert [found(typed) for typed in ("at", "va", "xa")] == [[], [], []]


def test_of_one_strength_what_the_market_sells_comes_first():
    """Before what has to be imported, whatever it is called."""
    listed = [(each.product, each.sold) for each in look_up(CATALOGUE, "lorazepam 1", "uk") if each.product]
    assert listed == [("lorazepam-1mg-tablet", True), ("lorazepam-1mg-orally-dispersible-tablet", False)]
