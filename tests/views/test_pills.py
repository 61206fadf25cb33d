"""The pieces of a dose are drawn as they look: their number, their strength, and a line only where a source lets them be cut."""

import re
from decimal import Decimal

import pytest

from taper_app.engine import Piece, load_catalogue
from taper_app.pages.pills import may_be_cut, pills
from taper_app.record import Issued
from taper_app.wording.products import printed_products
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.handouts.snapshots import NIGHTLY_20, planned
from tests.views.visits import on_day

PRODUCTS = printed_products(Issued.from_json(planned(NIGHTLY_20)))
TWO, TEN = "diazepam-2mg-tablet", "diazepam-10mg-tablet"


def drawn(product, count, scored=()):
    kinds = pills([Piece(product, Decimal(count))], PRODUCTS, scored)
    return [(each.times, each.kind, each.words) for each in kinds]


@pytest.mark.parametrize(
    ("count", "kinds"),
    [("2", ["tablet", "tablet"]), ("0.5", ["half"]), ("0.25", ["quarter"]), ("1.75", ["tablet", "half", "quarter"])],
)
def test_each_piece_is_drawn(count, kinds):
    """Two and a half tablets are two whole ones and a half, each with the strength of the whole."""
    assert drawn(TWO, count) == [("", kind, "2") for kind in kinds]


def test_many_are_counted():
    """Of more than four alike one is drawn, with their number before it."""
    assert drawn(TWO, "5") == [("5 ×", "tablet", "2")]
    assert len(drawn(TWO, "4")) == 4


def test_a_line_stands_only_on_what_may_be_cut():
    """A tablet that no source lets be cut has no line; of the market's tablets some may be, others not."""
    scored = may_be_cut(load_catalogue(), "uk")
    catalogue = load_catalogue().products("uk")
    assert {catalogue[id_].splits for id_ in scored} == {"half", "quarter"}
    assert {each.splits for id_, each in catalogue.items() if id_ not in scored} == {"none", "unverified"}
    assert drawn(TWO, "1", {TWO}) == [("", "scored", "2")]


def test_a_liquid_is_drawn_as_its_volume():
    """A volume is no tablet, and drops are counted."""
    known = {each.id: each for each in load_catalogue().products("uk").values() if each.mg_per_ml}
    liquid = next(iter(known))
    products = {liquid: PRODUCTS[TEN]}
    assert [(each.kind, each.words) for each in pills([Piece(liquid, ml=Decimal("1.4"))], products, ())] == [
        ("liquid", "1.4\u00a0mL")
    ]


def test_the_picture_stands_beside_the_words(client, clinician, patient):
    """On the page of a plan the pieces are drawn for the eye alone, as the words beside them say the same."""
    with on_day(TODAY):
        plan = begin(patient, clinician)
        client.force_login(clinician)
        page = client.get(f"/plans/{plan.code}/").content.decode()
    assert re.search(r'<span class="pills" aria-hidden="true"><i class="pill \w+" data-words="\d+"></i>', page)
