"""The exact words that a dose is written in: nothing on a screen or on paper writes one otherwise."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Piece, load_catalogue, text


@dataclass(frozen=True)
class Made:
    """As much of a product as the words need."""

    form: str
    strength_mg: Decimal | None = None
    mg_per_ml: Decimal | None = None
    drop_mg: Decimal | None = None


PRODUCTS = {
    "two": Made("tablet", Decimal(2)),
    "five": Made("tablet", Decimal(5)),
    "ten": Made("tablet", Decimal(10)),
    "half-mg": Made("tablet", Decimal("0.5")),
    "zopiclone": Made("tablet", Decimal("3.75")),
    "capsule": Made("capsule", Decimal("7.5")),
    "slow": Made("modified-release tablet", Decimal(1)),
    "weak": Made("oral solution", mg_per_ml=Decimal("0.4")),
    "one": Made("oral solution", mg_per_ml=Decimal(1)),
    "strong": Made("oral concentrate", mg_per_ml=Decimal(5)),
}


def count(product, amount):
    return Piece(product, count=Decimal(amount))


def ml(product, amount):
    return Piece(product, ml=Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "0"),
        ("1", "1"),
        ("1.0", "1"),
        ("10", "10"),
        ("10.00", "10"),
        ("100", "100"),
        ("1E+1", "10"),
        ("1E+3", "1,000"),
        ("1000", "1,000"),
        ("12500.50", "12,500.5"),
        (".5", "0.5"),
        ("0.50", "0.5"),
        ("3.750", "3.75"),
        ("0.125", "0.125"),
        ("0.000001", "0.000001"),
        (20, "20"),
        (Decimal("22.5"), "22.5"),
    ],
)
def test_a_number_has_a_leading_zero_no_trailing_zero_no_exponent_and_a_comma_from_a_thousand_up(amount, written):
    """A number is written 10, 0.5 and 1,000: never 10.0, .5, 1E+1 or 1000."""
    assert text.number(amount) == written


@pytest.mark.parametrize(("amount", "written"), [("0.50", "0.5\u00a0mg"), ("1000", "1,000\u00a0mg"), ("2E+1", "20\u00a0mg")])
def test_a_dose_keeps_its_unit_beside_it(amount, written):
    """A dose is its number, a no-break space and mg, so that no line ends between them."""
    assert text.mg(amount) == written


@pytest.mark.parametrize(
    ("equivalent", "written"),
    [
        (Fraction(20, 3), "6.67\u00a0mg"),
        (Fraction(10, 3), "3.33\u00a0mg"),
        (Fraction(30), "30\u00a0mg"),
        (Fraction(5, 2), "2.5\u00a0mg"),
        (Fraction(1, 200), "0.01\u00a0mg"),
        (Fraction(1, 201), "0\u00a0mg"),
        (Fraction(240, 11), "21.82\u00a0mg"),
        (Fraction(99999, 100), "999.99\u00a0mg"),
        (Fraction(199999, 200), "1,000\u00a0mg"),
        (15, "15\u00a0mg"),
    ],
)
def test_an_equivalent_is_written_to_at_most_two_decimals(equivalent, written):
    """The equivalent is printed to at most two decimals, half up, without a trailing zero."""
    assert text.about(equivalent) == written


@pytest.mark.parametrize(
    ("amount", "places", "written"),
    [
        (Fraction(1000), 2, "1000"),
        (Fraction(10), 1, "10"),
        (Fraction(20, 3), 1, "6.7"),
        (Fraction(1, 20), 1, "0.1"),
        (Fraction(1, 21), 1, "0"),
        (Fraction(-1, 21), 1, "0"),
        (Fraction(-5, 2), 1, "-2.5"),
        (Fraction(71, 14), 1, "5.1"),
    ],
)
def test_a_rational_in_json_has_no_comma_and_so_many_decimals_at_most(amount, places, written):
    """JSON carries rationals to a stated number of decimals: no comma, no exponent, no trailing zero, no minus zero."""
    assert text.plain(amount, places) == written


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.25", "a quarter of a"),
        ("0.5", "half a"),
        ("0.50", "half a"),
        ("0.75", "three quarters of a"),
        ("1", "one"),
        ("1.25", "one and a quarter"),
        ("1.5", "one and a half"),
        ("2.75", "two and three quarters"),
        ("8", "eight"),
        ("12", "twelve"),
        ("16", "sixteen"),
        ("17", "17"),
        ("17.5", "17 and a half"),
        ("1000", "1,000"),
    ],
)
def test_a_count_of_pieces_is_written_in_words(amount, words):
    """Counts are written in words, halves and quarters too; figures above sixteen."""
    assert text.number_in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (count("ten", 1), "one 10\u00a0mg tablet"),
        (count("ten", 2), "two 10\u00a0mg tablets"),
        (count("two", "0.5"), "half a 2\u00a0mg tablet"),
        (count("two", "0.25"), "a quarter of a 2\u00a0mg tablet"),
        (count("two", "1.5"), "one and a half 2\u00a0mg tablets"),
        (count("half-mg", 3), "three 0.5\u00a0mg tablets"),
        (count("zopiclone", 1), "one 3.75\u00a0mg tablet"),
        (count("capsule", 2), "two 7.5\u00a0mg capsules"),
        (count("slow", 1), "one 1\u00a0mg modified-release tablet"),
        (ml("one", "1.4"), "1.4\u00a0mL of the 1\u00a0mg in 1\u00a0mL oral solution"),
        (ml("weak", "0.05"), "0.05\u00a0mL of the 0.4\u00a0mg in 1\u00a0mL oral solution"),
        (ml("strong", "1.40"), "1.4\u00a0mL of the 5\u00a0mg in 1\u00a0mL oral concentrate"),
    ],
)
def test_one_kind_of_piece_names_count_strength_and_form(piece, words):
    """A piece is written with its count in words, its strength and its form; a volume in mL with the strength of the liquid."""
    assert text.piece(piece, PRODUCTS[piece.product]) == words


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([], "as taken now"),
        ([count("ten", 1)], "one 10\u00a0mg tablet"),
        ([count("ten", 1), count("two", "0.5")], "one 10\u00a0mg tablet and half a 2\u00a0mg tablet"),
        (
            [count("ten", 1), count("five", 1), count("two", "1.5")],
            "one 10\u00a0mg tablet, one 5\u00a0mg tablet and one and a half 2\u00a0mg tablets",
        ),
        ([ml("one", 3)], "3\u00a0mL of the 1\u00a0mg in 1\u00a0mL oral solution"),
    ],
)
def test_the_pieces_of_a_dose_are_joined_as_a_person_would(pieces, words):
    """All pieces of a dose are one phrase: commas, then "and"; "as taken now" where a dose has none."""
    assert text.pieces(pieces, PRODUCTS) == words


def test_a_piece_that_is_neither_a_count_nor_a_volume_is_refused():
    """A piece is so many of a solid or so many mL of a liquid; words are never made up for anything else."""
    for piece, product in ((Piece("two"), "two"), (count("one", 1), "one"), (ml("two", 1), "two")):
        with pytest.raises(ValueError, match="a count of a solid or a volume of a liquid"):
            text.piece(piece, PRODUCTS[product])


def test_the_words_fit_every_product_of_the_catalogue():
    """Every product sold can be written down: one of a solid, 1 mL of a liquid, and the drops of it where they are counted."""
    catalogue = load_catalogue()
    for market in catalogue.markets:
        products = catalogue.products(market)
        for id_, product in products.items():
            piece = Piece(id_, ml=Decimal(1)) if product.mg_per_ml else Piece(id_, count=Decimal(1))
            start = "1\u00a0mL of the " if product.mg_per_ml else "one "
            start = f"{1 / product.ml_per_drop}\u00a0drops of the " if product.drop_mg else start
            strength = text.mg(product.mg_per_ml or product.strength_mg)
            assert text.pieces([piece], products).startswith(start + strength)
            assert text.pieces([piece], products).endswith(product.form)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "no"),
        (7, "seven"),
        (16, "sixteen"),
        (19, "nineteen"),
        (20, "twenty"),
        (56, "fifty-six"),
        (100, "one hundred"),
        (101, "one hundred and one"),
        (112, "one hundred and twelve"),
        (999, "nine hundred and ninety-nine"),
        (1000, "one thousand"),
        (1001, "one thousand and one"),
        (1008, "one thousand and eight"),
        (1100, "one thousand one hundred"),
        (1120, "one thousand one hundred and twenty"),
        (12300, "twelve thousand three hundred"),
    ],
)
def test_a_count_can_be_all_words(count, words):
    """What a pharmacist hands out stands in words beside the figures, so that no digit can be changed or misread."""
    assert text.in_full(count) == words


def test_no_two_counts_have_the_same_words():
    """Each count up to 2,000 has words of its own."""
    assert len({text.in_full(count) for count in range(2001)}) == 2001


def test_a_volume_is_written_as_a_dose_is():
    """A volume has a leading zero, no trailing one, and a no-break space before its unit."""
    assert [text.ml(each) for each in ("2.50", 10, "0.5")] == ["2.5\u00a0mL", "10\u00a0mL", "0.5\u00a0mL"]
