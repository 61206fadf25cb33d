"""The filters that write a number, a dose and a date into a page."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template

from taper_app.engine import Piece, load_catalogue
from taper_app.handouts.languages import day_in_words, spoken
from tests.handouts.from_stored import printed_products
from tests.handouts.snapshots import short

NBSP = "\u00a0"


def written(template, **context):
    return Template(f"{{% load taper %}}{template}").render(Context(context))


@pytest.mark.parametrize(
    ("amount", "words"),
    [(Decimal("0.50"), "0.5"), (Decimal("1E+1"), "10"), ("1000", "1,000"), (Decimal("0.125"), "0.125"), (2, "2")],
)
def test_mg(amount, words):
    """A dose has a leading zero, no trailing one, no exponent, and a no-break space before its unit."""
    assert written("{{ amount|mg }}", amount=amount) == f"{words}{NBSP}mg"


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_mg_is_the_same_in_every_language(language, settings):
    """A dose has a point in every language of the site."""
    settings.LANGUAGE_CODE = language
    assert written("{{ amount|mg }}", amount=Decimal("0.5")) == f"0.5{NBSP}mg"


def test_about():
    """An equivalent has at most two decimals."""
    assert written("{{ amount|about }}", amount=Fraction(20, 3)) == f"6.67{NBSP}mg"
    assert written("{{ amount|about }}", amount=Fraction(10)) == f"10{NBSP}mg"


def test_pieces_of_the_catalogue_and_of_a_stored_revision():
    """Pieces are written alike from the catalogue's products and from those that a revision stored; a dose without any is taken
    as it is now."""
    taken = [Piece("diazepam-2mg-tablet", count=Decimal("1.5"))]
    for products in (load_catalogue().products("uk"), printed_products(short())):
        assert written("{{ taken|pieces:products }}", taken=taken, products=products) == f"one and a half 2{NBSP}mg tablets"
        assert written("{{ taken|pieces:products }}", taken=[], products=products) == "as taken now"


@pytest.mark.parametrize("day", [date(2027, 1, 4), "2027-01-04"])
def test_dates(day):
    """Patients read a weekday and the month in full, in their country's order; clinicians a form that cannot be mistaken."""
    for market, words in (("uk", "Monday 4 January 2027"), ("us", "Monday, January 4, 2027")):
        with spoken(load_catalogue().markets[market].english):
            assert day_in_words(date(2027, 1, 4)) == words
    assert written("{{ day|clinic_date }}", day=day) == "04-Jan-2027"


def test_no_date():
    """A date that is not known is left out."""
    assert written("{{ day|clinic_date }}", day=None) == ""


def test_a_clinicians_date_stays_on_one_line():
    """Each date inside a sentence is kept whole, with its weekday; the rest of the sentence is escaped text."""
    said = written("{{ words|whole_dates }}", words="From Mon 04-Jan-2027 <b> to 05-Jan-2027.")
    assert said == (
        '<span class="words">From </span><span class="whole">Mon 04-Jan-2027</span><span class="words"> &lt;b&gt; to </span>'
        '<span class="whole">05-Jan-2027</span><span class="words">.</span>'
    )
