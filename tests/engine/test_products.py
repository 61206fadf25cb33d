"""Which pieces make exactly a dose, and which doses can be made at all."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper_app.engine import Piece, Refusal, load_catalogue
from taper_app.engine.doses import products as product_choices
from taper_app.engine.doses.products import CannotMakeDose, Makeable, SplitForbidden, to_mg, to_ng
from taper_app.engine.doses.products import makeable as remembered
from taper_app.engine.doses.used import chosen_products
from taper_app.engine.doses.volumes import Measuring

CATALOGUE = load_catalogue()
SYRINGES = Measuring(tuple(CATALOGUE.syringes.values()))


def makeable(market, drug, *, products=None, halve="smallest", quarter="none"):
    return Makeable(chosen_products(CATALOGUE, market, drug, products), halve, quarter, 8, SYRINGES)


def made(makes, mg, *, liquid=False):
    """The pieces of a dose as {product: count, mL or drops}; None where it cannot be made."""
    try:
        pieces = makes.pieces(to_ng(Decimal(mg)), liquid=liquid)
    except CannotMakeDose:
        return None
    return {each.product: f"{each.amount.normalize():f}" for each in pieces}


def can_make(makes, mg, *, liquid=False):
    return makes.makes(to_ng(Decimal(mg)), liquid=liquid)


# One exact way, the best -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mg", "pieces"),
    [
        ("20", {"diazepam-10mg-tablet": "2"}),
        ("19", {"diazepam-10mg-tablet": "1", "diazepam-5mg-tablet": "1", "diazepam-2mg-tablet": "2"}),
        ("18", {"diazepam-10mg-tablet": "1", "diazepam-2mg-tablet": "4"}),
        ("11", {"diazepam-5mg-tablet": "1", "diazepam-2mg-tablet": "3"}),
        ("10", {"diazepam-10mg-tablet": "1"}),
        ("8", {"diazepam-2mg-tablet": "4"}),
        ("7", {"diazepam-5mg-tablet": "1", "diazepam-2mg-tablet": "1"}),
        ("3", {"diazepam-2mg-tablet": "1.5"}),
        ("1", {"diazepam-2mg-tablet": "0.5"}),
    ],
)
def test_diazepam_is_made_from_the_fewest_split_pieces_and_then_the_fewest_pieces(mg, pieces):
    """Among exact ways: fewest split pieces, then fewest pieces: 11 mg is 5 + 2 + 2 + 2, for 10 + ½ × 2 splits a tablet."""
    assert made(makeable("uk", "diazepam"), mg) == pieces


@pytest.mark.parametrize(("market", "larger"), [("uk", "lorazepam-2p5mg-tablet"), ("us", "lorazepam-2mg-tablet")])
def test_a_whole_tablet_is_taken_where_half_of_a_larger_one_would_do(market, larger):
    """1 mg is 1 × 1 mg, not ½ × 2 mg: a split piece is avoided where a whole one exists."""
    makes = makeable(market, "lorazepam", halve="all")
    assert made(makes, "1") == {"lorazepam-1mg-tablet": "1"}
    assert made(makes, "0.5") == {"lorazepam-0p5mg-tablet": "1"}
    assert larger in {each.id for each in makes.products}


@pytest.mark.parametrize(
    ("mg", "pieces"),
    [
        ("30", {"temazepam-30mg-capsule": "1"}),
        ("37.5", {"temazepam-30mg-capsule": "1", "temazepam-7p5mg-capsule": "1"}),
        ("45", {"temazepam-22p5mg-capsule": "2"}),
        ("52.5", {"temazepam-30mg-capsule": "1", "temazepam-22p5mg-capsule": "1"}),
        ("67.5", {"temazepam-22p5mg-capsule": "3"}),
    ],
)
def test_then_the_fewest_different_products_and_then_the_larger_strength(mg, pieces):
    """45 mg is two capsules of 22.5 mg, not 30 + 15: fewer products. 37.5 mg is 30 + 7.5, not 22.5 + 15: the larger strength."""
    assert made(makeable("us", "temazepam"), mg) == pieces


def test_products_of_one_strength_are_told_apart_by_their_id():
    """Last comes the id: of two products of 5 mg the one whose id is first in the alphabet, whatever order they are named in."""
    named = ["zolpidem-5mg-tablet", "zolpidem-5mg-sublingual-tablet"]
    for products in (named, named[::-1]):
        makes = makeable("us", "zolpidem", products=products)
        assert made(makes, "5") == {"zolpidem-5mg-sublingual-tablet": "1"}
        assert made(makes, "10") == {"zolpidem-5mg-sublingual-tablet": "2"}


@pytest.mark.parametrize(
    ("mg", "possible"), [("80", True), ("79", False), ("90", False), ("15", True), ("16", True), ("17", False)]
)
def test_one_dose_has_at_most_eight_pieces(mg, possible):
    """At most 8 pieces in one dose, a half being a piece: of 2 mg tablets 16 mg can be made and 17 mg (8½ tablets) cannot."""
    tablets = ["diazepam-10mg-tablet"] if Decimal(mg) > 50 else ["diazepam-2mg-tablet"]
    assert can_make(makeable("uk", "diazepam", products=tablets), mg) is possible


@pytest.mark.parametrize(
    ("market", "drug", "mg"),
    [("uk", "diazepam", "0.5"), ("uk", "diazepam", "2.5"), ("us", "temazepam", "10"), ("us", "zopiclone", "7.5")],
)
def test_a_dose_is_made_exactly_or_not_at_all(market, drug, mg):
    """A dose is made exactly or not at all: no nearest tablet."""
    makes = makeable(market, drug)
    assert not can_make(makes, mg)
    with pytest.raises(Refusal):
        makes.pieces(to_ng(Decimal(mg)))


def test_nothing_is_made_of_no_pieces():
    """No dose is a dose that can be made: of nothing."""
    assert made(makeable("uk", "diazepam"), "0") == {}


# What is split -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("market", "drug", "halve", "quarter", "possible", "impossible"),
    [
        # Lorazepam uk: 1 and 2.5 mg may be halved, 0.5 mg is unverified. By default only the 1 mg tablet is halved.
        ("uk", "lorazepam", "smallest", "none", ("0.5", "1.5", "2.5"), ("0.25", "1.25", "3.75")),
        ("uk", "lorazepam", "all", "none", ("1.25", "3.75"), ("0.25", "0.75")),
        ("uk", "lorazepam", "none", "none", ("0.5", "1", "1.5", "2.5"), ("0.25", "1.25")),
        # Clonazepam uk: 0.5 mg halves; 1 and 2 mg quarters.
        ("uk", "clonazepam", "smallest", "none", ("0.25", "0.75"), ("0.125",)),
        ("uk", "clonazepam", "none", "none", ("0.5", "1", "1.5"), ("0.25", "0.75")),
        ("uk", "clonazepam", "none", "smallest", ("0.25", "0.75"), ("0.125",)),
        # Diazepam us: all strengths halve; by default only the 2 mg tablet.
        ("us", "diazepam", "smallest", "none", ("1", "3"), ("0.5", "2.5")),
        ("us", "diazepam", "all", "none", ("1", "2.5", "3.5"), ("0.5", "1.25")),
        ("us", "diazepam", ("diazepam-5mg-tablet",), "none", ("2.5", "4.5"), ("1", "3")),
        # Diazepam uk: the 5 and 10 mg tablets are unverified, so "all" leaves them whole and a list does not.
        ("uk", "diazepam", "all", "none", ("1", "3"), ("2.5",)),
        ("uk", "diazepam", ("diazepam-5mg-tablet",), "none", ("2.5", "4.5"), ("1", "3")),
        ("uk", "diazepam", "all", "all", ("1", "3"), ("0.5", "2.5")),
        ("uk", "diazepam", "none", ("diazepam-2mg-tablet",), ("0.5", "1", "1.5"), ("0.25",)),
        # Alprazolam us: only the 2 mg tablet is scored in quarters, all are halved.
        ("us", "alprazolam", "smallest", "none", ("0.125", "0.375"), ("0.0625",)),
        ("us", "alprazolam", "none", "all", ("0.25", "0.5", "1.5"), ("0.125",)),
        # Eszopiclone us and capsules are never split by a word.
        ("us", "eszopiclone", "all", "all", ("1", "2", "3"), ("0.5", "1.5")),
        ("us", "oxazepam", "all", "all", ("10", "25"), ("5", "7.5")),
    ],
)  # fmt: skip
def test_what_is_split_is_none_the_smallest_all_or_a_list(market, drug, halve, quarter, possible, impossible):
    """`halve` and `quarter` are none, smallest (only the smallest strength of a drug that may be), all, or a list of ids."""
    makes = makeable(market, drug, halve=halve, quarter=quarter)
    assert [mg for mg in possible if not can_make(makes, mg)] == []
    assert [mg for mg in impossible if can_make(makes, mg)] == []


@pytest.mark.parametrize(
    ("market", "drug", "product"),
    [
        ("us", "zolpidem", "zolpidem-5mg-tablet"),
        ("us", "temazepam", "temazepam-15mg-capsule"),
        ("us", "modified-release alprazolam", "alprazolam-1mg-modified-release-tablet"),
        ("us", "modified-release lorazepam", "lorazepam-1p5mg-modified-release-capsule"),
        ("us", "clobazam", "clobazam-10mg-film"),
        ("us", "clonazepam", "clonazepam-1mg-orally-dispersible-tablet"),
        ("uk", "alprazolam", "alprazolam-0p5mg-tablet"),
    ],
)
@pytest.mark.parametrize("word", ["halve", "quarter"])
def test_a_product_that_must_be_taken_whole_is_never_split(market, drug, product, word):
    """Modified-release forms, capsules, films and orally dispersible tablets are never split, nor what a label says is whole."""
    with pytest.raises(SplitForbidden, match="must be taken whole"):
        makeable(market, drug, products=[product], **{word: (product,)})
    whole = makeable(market, drug, products=[product], halve="all", quarter="all")
    assert not can_make(whole, CATALOGUE.products(market)[product].strength_mg / 2)


def test_nitrazepam_is_halved_on_the_clinicians_word_alone():
    """One maker's score line is not for breaking and another's tablet has a break line: no half until somebody says so."""
    tablet = "nitrazepam-5mg-tablet"
    assert not can_make(makeable("uk", "nitrazepam", products=[tablet], halve="all"), "2.5")
    halved = makeable("uk", "nitrazepam", products=[tablet], halve=(tablet,))
    assert can_make(halved, "2.5")
    assert halved.unverified == {tablet}


def test_a_list_of_products_of_another_drug_splits_nothing_of_this_one():
    """Only the products named are split: a list for lorazepam leaves diazepam whole."""
    makes = makeable("uk", "diazepam", halve=("lorazepam-1mg-tablet",))
    assert can_make(makes, "2")
    assert not can_make(makes, "1")


# Which products ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("market", "drug", "products"),
    [
        ("uk", "diazepam", {"diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"}),
        ("us", "diazepam", {"diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"}),
        ("uk", "lorazepam", {"lorazepam-0p5mg-tablet", "lorazepam-1mg-tablet", "lorazepam-2p5mg-tablet"}),
        ("us", "lorazepam", {"lorazepam-0p5mg-tablet", "lorazepam-1mg-tablet", "lorazepam-2mg-tablet"}),
        ("uk", "chlordiazepoxide", {"chlordiazepoxide-5mg-capsule", "chlordiazepoxide-10mg-capsule"}),
        ("us", "zolpidem", {"zolpidem-5mg-tablet", "zolpidem-10mg-tablet", "zolpidem-7p5mg-capsule"}),
        ("us", "quazepam", {"quazepam-15mg-tablet"}),
        ("uk", "bromazepam", set()),
        ("uk", "zaleplon", set()),
    ],
)
def test_by_default_the_plain_tablets_and_capsules_that_the_market_has(market, drug, products):
    """By default the plain tablets and capsules available in the market: no imports, nothing discontinued, no liquid."""
    assert {each.id for each in chosen_products(CATALOGUE, market, drug, None)} == products


def test_naming_products_restricts_the_drugs_that_they_are_of_and_no_others():
    """`products` restricts the drugs that it names, no others."""
    named = ("lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution")
    assert {each.id for each in chosen_products(CATALOGUE, "uk", "lorazepam", named)} == set(named)
    assert len(chosen_products(CATALOGUE, "uk", "diazepam", named)) == 3


# Liquids -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ml", "syringe"),
    [
        ("0.05", 1), ("0.1", 1), ("0.95", 1), ("1", 1), ("0.01", None), ("0.025", None), ("0.12", None), ("1.05", None),
        ("1.1", 3), ("1.5", 3), ("2.4", 3), ("2.5", 3), ("2.8", 3), ("3", 3), ("2.75", None), ("3.1", None), ("3.2", 5),
        ("3.25", None), ("3.5", 10), ("4.6", 5), ("5", 5), ("5.2", None), ("5.5", 10), ("10", 10), ("10.2", None), ("10.5", None),
        ("11", 20), ("12.5", None), ("20", 20), ("21", None), ("28.5", None),
    ],
)  # fmt: skip
def test_a_volume_is_on_a_mark_of_an_oral_syringe(ml, syringe):
    """A volume is measured with the smallest oral syringe that has a mark for it, which is named: at most 20 mL."""
    makes = makeable("us", "diazepam", products=["diazepam-1mg-per-ml-oral-solution"])
    assert can_make(makes, ml, liquid=True) is (syringe is not None)
    if syringe:
        assert makes.pieces(to_ng(Decimal(ml)), liquid=True)[0].syringe_ml == syringe


def test_1_mg_per_ml_and_5_mg_per_ml_are_never_confused():
    """Of two liquids 1 mg is 1 mL of the 1 mg/mL solution and 0.2 mL of the 5 mg/mL concentrate; 5 mg is 5 mL and 1 mL."""
    weak = makeable("us", "diazepam", products=["diazepam-1mg-per-ml-oral-solution"])
    strong = makeable("us", "diazepam", products=["diazepam-5mg-per-ml-oral-concentrate"])
    assert made(weak, "1", liquid=True) == {"diazepam-1mg-per-ml-oral-solution": "1"}
    assert made(strong, "1", liquid=True) == {"diazepam-5mg-per-ml-oral-concentrate": "0.2"}
    assert made(weak, "5", liquid=True) == {"diazepam-1mg-per-ml-oral-solution": "5"}
    assert made(strong, "5", liquid=True) == {"diazepam-5mg-per-ml-oral-concentrate": "1"}
    assert made(weak, "0.05", liquid=True) == {"diazepam-1mg-per-ml-oral-solution": "0.05"}
    assert made(strong, "0.05", liquid=True) is None
    assert made(strong, "0.25", liquid=True) == {"diazepam-5mg-per-ml-oral-concentrate": "0.05"}


def test_a_liquid_counted_in_drops_is_measured_in_whole_drops():
    """A product with its own dropper goes in the dropper's marks: clonazepam drops of 0.1 mg make 0.1 and 0.7 mg, not 0.05."""
    drops = makeable("uk", "clonazepam", products=["clonazepam-2p5mg-per-ml-oral-drops"])
    assert made(drops, "0.1", liquid=True) == {"clonazepam-2p5mg-per-ml-oral-drops": "1"}
    assert made(drops, "0.7", liquid=True) == {"clonazepam-2p5mg-per-ml-oral-drops": "7"}
    for mg in ("0.05", "0.125", "0.25"):  # 0.125 and 0.25 mg are marks of a syringe: 0.05 and 0.1 mL
        assert made(drops, mg, liquid=True) is None


def test_a_dose_is_tablets_or_one_volume_and_never_both():
    """A dose is tablets or one volume: 2.4 mg is no 2 mg tablet with 0.4 mL beside it."""
    named = ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]
    makes = makeable("us", "diazepam", products=named)
    assert made(makes, "2.4", liquid=True) == {"diazepam-1mg-per-ml-oral-solution": "2.4"}
    assert made(makes, "2.4") is None
    assert made(makes, "3.1") is None and made(makes, "3.1", liquid=True) is None  # no mark, and no 2 mg tablet with 1.1 mL
    assert made(makes, "2") == {"diazepam-2mg-tablet": "1"}
    assert can_make(makes, "2.4", liquid=True) and not can_make(makes, "2.4")
    strong = makeable("us", "diazepam", products=["diazepam-2mg-tablet", "diazepam-5mg-per-ml-oral-concentrate"])
    assert can_make(strong, "13") and not can_make(strong, "13.75", liquid=True)  # 2.75 mL is no mark


def test_what_one_market_makes_is_not_remembered_for_another():
    """Products that two markets have under one id are each market's own: halves of the British, quarters of the American."""
    shared = ["diazepam-10mg-tablet", "diazepam-2mg-tablet", "diazepam-5mg-tablet"]
    for market in ("uk", "us", "uk"):
        products = chosen_products(CATALOGUE, market, "diazepam", shared)
        assert remembered(CATALOGUE, products, "all", "all").products == products
        assert [each.market for each in products] == [market] * 3


def test_a_drug_without_a_liquid_has_no_volumes():
    """Liquids and drops are used only when named."""
    makes = makeable("us", "diazepam")
    assert makes.amounts(liquid=True) == []
    assert not can_make(makes, "0.5", liquid=True)


# Everything, against an enumeration of every handful of pieces ------------------------------------

STRENGTHS = ("0.125", "0.25", "0.5", "1", "2", "2.5", "3.75", "5", "7.5", "10", "15")
ALLOWED = {"halve": ("half", "quarter"), "quarter": ("quarter",)}
REAL = CATALOGUE.products("uk")["diazepam-2mg-tablet"]


def parts(products, word, choice):
    """The ids that are halved or quartered, read from engine.md section 2 and from nowhere else."""
    may = sorted((each.strength_mg, each.id) for each in products if each.splits in ALLOWED[word])
    if choice == "none":
        return set()
    if choice == "smallest":
        return {id_ for _, id_ in may[:1]}
    if choice == "all":
        return {id_ for _, id_ in may}
    return set(choice)


def kinds_of_piece(products, halve, quarter):
    """(product, part of it) for whole pieces, halves and quarters; what is quartered is halved as well."""
    halved, quartered = parts(products, "halve", halve), parts(products, "quarter", quarter)
    kinds = [(each, Fraction(1)) for each in products]
    kinds += [(each, Fraction(1, 2)) for each in products if each.id in halved | quartered]
    return kinds + [(each, Fraction(1, 4)) for each in products if each.id in quartered]


def best_handfuls(products, halve, quarter):
    """Every dose that up to eight pieces make, with {product: count} of its best handful: all handfuls are tried."""
    largest_first = sorted(products, key=lambda each: (-each.strength_mg, each.id))
    best = {}
    for size in range(9):
        for handful in combinations_with_replacement(kinds_of_piece(products, halve, quarter), size):
            dose = sum((Fraction(each.strength_mg) * part for each, part in handful), Fraction(0))
            counts = {each.id: sum(part for one, part in handful if one is each) for each in largest_first}
            split = sum(part < 1 for _, part in handful)
            different = len({each.id for each, _ in handful})
            rank = (split, size, different, [-counts[each.id] for each in largest_first])
            if dose not in best or rank < best[dose][0]:
                best[dose] = rank, {id_: count for id_, count in counts.items() if count}
    return {dose: counts for dose, (_, counts) in best.items()}


def doses_of(products, halve, quarter):
    """Every dose that up to eight pieces make, without the handfuls: one more piece at a time."""
    pieces = {Fraction(each.strength_mg) * part for each, part in kinds_of_piece(products, halve, quarter)}
    doses = {Fraction(0)}
    for _ in range(8):
        doses |= {dose + piece for dose in doses for piece in pieces}
    return doses


@st.composite
def choices(draw):
    """One to three products with their splits, and what is to be split; at most six kinds of piece, so that all can be tried."""
    strengths = draw(st.lists(st.sampled_from(STRENGTHS), min_size=1, max_size=3))
    splits = [draw(st.sampled_from(("none", "half", "quarter", "unverified"))) for _ in strengths]
    products = tuple(
        replace(REAL, id=id_, strength_mg=Decimal(strength), splits=split)
        for id_, strength, split in zip(draw(st.permutations("abc")), strengths, splits, strict=False)
    )
    splittable = [each.id for each in products if each.splits != "none"]
    lists = st.lists(st.sampled_from(splittable), max_size=2, unique=True).map(tuple) if splittable else st.just(())
    words = st.sampled_from(("none", "smallest", "all"))
    halve, quarter = draw(words | lists), draw(words | lists)
    while len(kinds_of_piece(products, halve, quarter)) > 6:
        products = products[:-1]
        halve, quarter = (each if isinstance(each, str) else () for each in (halve, quarter))
    return products, halve, quarter


@given(choices())
def test_every_makeable_dose_and_its_pieces_are_those_of_an_enumeration(choice):
    """A dose is made exactly or not at all, in the best of all exact ways: every amount and way as an enumeration finds it."""
    products, halve, quarter = choice
    makes, tried = Makeable(products, halve, quarter, 8), best_handfuls(products, halve, quarter)
    assert [Fraction(to_mg(ng)) for ng in makes.amounts(liquid=False)] == sorted(tried)
    for dose, counts in tried.items():
        pieces = makes.pieces(to_ng(dose))
        assert {each.product: Fraction(each.count) for each in pieces} == counts
        assert sum(each.count * next(one.strength_mg for one in products if one.id == each.product) for each in pieces) == dose


def test_what_is_finer_than_a_nanogram_is_said():
    """A dose that is no whole number of nanograms is refused by its number."""
    with pytest.raises(ValueError, match=r"^2\.5000000 ng: the dose is finer than a nanogram$"):
        to_ng(Decimal("0.0000025"))


@given(choices(), st.integers(0, 90_000))
def test_the_nearest_makeable_doses_are_beside_the_dose(choice, micrograms):
    """The largest makeable dose not above an amount and the smallest not below it, with nothing makeable between."""
    products, halve, quarter = choice
    makes, tried = Makeable(products, halve, quarter, 8), doses_of(products, halve, quarter)
    amount = Fraction(micrograms, 1000)
    below, above = makes.at_most(to_ng(amount)), makes.at_least(to_ng(amount))
    assert (None if below is None else Fraction(to_mg(below))) == max((mg for mg in tried if mg <= amount), default=None)
    assert (None if above is None else Fraction(to_mg(above))) == min((mg for mg in tried if mg >= amount), default=None)


@pytest.mark.parametrize(
    ("mg", "liquid", "message"),
    [
        ("0.3", False, "0.3\u00a0mg is not a dose that these products make"),
        ("0.03", True, "0.03\u00a0mg is not a volume that can be measured"),
    ],
)
def test_what_cannot_be_made_is_said(mg, liquid, message):
    """A dose that the tablets do not make, or no mark measures, is refused in a sentence that names it."""
    makes = makeable("uk", "diazepam", products=["diazepam-2mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"])
    with pytest.raises(CannotMakeDose) as caught:
        makes.pieces(to_ng(Decimal(mg)), liquid=liquid)
    assert (caught.value.message, caught.value.alternatives) == (message, ())


def test_at_most_40_drops_are_counted():
    """A liquid that is counted in drops makes doses of one to 40 drops, and no volume is nothing."""
    sold = next(each for market in CATALOGUE.by_market.values() for each in market.values() if each.drop_mg)
    makes = Makeable((sold,), "none", "none", 8, SYRINGES)
    drops = [to_ng(sold.drop_mg * count) for count in range(1, 41)]
    assert makes.amounts(liquid=True) == [0, *drops]
    assert makes.pieces(drops[-1], liquid=True) == (Piece(sold.id, drops=40),)
    with pytest.raises(CannotMakeDose):
        makes.pieces(0, liquid=True)


def test_unless_a_volume_is_asked_for_it_is_tablets_that_make_a_dose():
    """Without more being said, a dose is one of tablets: 2 mg are made by a 2 mg tablet alone, 0.4 mg by its liquid are not."""
    makes = makeable("uk", "diazepam", products=["diazepam-2mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"])
    assert (makes.makes(to_ng(Decimal(2))), makes.makes(to_ng(Decimal("0.4")))) == (True, False)
    assert makes.pieces(to_ng(Decimal(2))) == (Piece("diazepam-2mg-tablet", count=Decimal(1)),)
    assert makes.at_most(to_ng(Decimal("0.9"))) == 0
    assert makes.at_least(to_ng(Decimal("0.4"))) == to_ng(Decimal(1))


def test_what_is_remembered_has_an_end(monkeypatch):
    """A process that meets ever more choices of products does not grow with them, and answers as before."""
    monkeypatch.setattr(product_choices, "_KNOWN", {})
    monkeypatch.setattr(product_choices, "MOST_KNOWN", 2)
    of = {drug: chosen_products(CATALOGUE, "uk", drug, None) for drug in ("diazepam", "lorazepam", "zopiclone", "temazepam")}
    for drug in [*of, *of]:
        assert remembered(CATALOGUE, of[drug], "smallest", "none").tablets == makeable("uk", drug).tablets
        assert len(product_choices._KNOWN) <= 2
