"""Modified-release medicines: what is planned with them and in their place, and what is never done in silence."""

import json

import pytest

from taper_app.engine import answer, load_catalogue

from .requests import direct

CATALOGUE = load_catalogue()
SLOW = [each for market in CATALOGUE.markets for each in CATALOGUE.products(market).values() if each.modified_release]


@pytest.mark.parametrize("product", SLOW, ids=lambda each: each.id)
def test_a_modified_release_product_is_refused_for_who_takes_the_plain_one(product):
    """No plain dose becomes one of modified release: the refusal names the product; alone or beside a plain one."""
    for others in ([], [each.id for each in CATALOGUE.products(product.market).values() if each.drug == product.drug]):
        strategy = {"products": [product.id, *others]}
        request = direct(product.market, product.drug, "ashton-2002", night="10", strategy=strategy)
        given, status = answer(json.dumps(request), CATALOGUE)
        assert (status, given["error"]["field"]) == (2, "strategy.products")
        assert given["error"]["message"].endswith(f"and no modified-release {product.drug} is taken")


def test_every_brand_of_a_modified_release_product_is_known_with_its_drug():
    """Xanax XR, Loreev XR and Ambien CR are sold; some that neither market's file has are known by their name too."""
    brands = {each.id: each.modified_release for each in CATALOGUE.drugs.values() if each.modified_release}
    assert {product.drug for product in SLOW} <= brands.keys()
    assert all(brand in brands[product.drug] for product in SLOW for brand in product.brands)
    assert {"Xanax XR", "Loreev XR", "Ambien CR", "Valrelease", "Tranxene-SD"} == {each for of in brands.values() for each in of}


@pytest.mark.parametrize(("drug", "times"), [("alprazolam", 3), ("clorazepate", 3), ("diazepam", 2), ("lorazepam", 3)])
def test_a_medicine_of_the_day_says_over_how_many_times_its_plain_form_is_spread(drug, times):
    """Loreev XR takes the place of lorazepam three times a day (its label); Xanax is taken three times, diazepam two to four."""
    found = CATALOGUE.drugs[drug]
    assert found.plain_by_day is not None
    assert (found.plain_by_day.times, found.plain_at_night) == (times, ())


def test_a_hypnotic_has_the_plain_strength_that_is_advised_beside_each_of_its_modified_release_ones():
    """FDA 2013: who is advised 12.5 mg of extended-release zolpidem is advised 10 mg of the plain one; for 6.25 mg it is 5 mg."""
    zolpidem = CATALOGUE.drugs["zolpidem"]
    pairs = {f"{each.modified_mg}": f"{each.plain_mg}" for each in zolpidem.plain_at_night}
    assert (pairs, zolpidem.plain_by_day) == ({"6.25": "5", "12.5": "10"}, None)


def test_every_strength_of_a_hypnotic_that_lets_go_slowly_has_its_plain_one():
    """No modified-release product is sold at night without a plain strength beside it, and every plain strength is sold."""
    sold = {(each.drug, each.strength_mg) for each in SLOW}
    plain = {(each.drug, each.strength_mg) for each in CATALOGUE.products("us").values() if each.form == "tablet"}
    for drug in (each for each in CATALOGUE.drugs.values() if each.plain_at_night):
        assert {(drug.id, each.modified_mg) for each in drug.plain_at_night} == {each for each in sold if each[0] == drug.id}
        assert {(drug.id, each.plain_mg) for each in drug.plain_at_night} <= plain


@pytest.mark.parametrize(
    ("drug", "days"), [("alprazolam", 3), ("lorazepam", 3), ("zopiclone", 3), ("diazepam", 8), ("clonazepam", 8), ("clobazam", 8)]
)
def test_the_days_without_a_drug_that_are_a_gap_follow_its_half_life(drug, days):
    """Withdrawal shows within 2 days after a short half-life and within 7 after a longer one (RACGP): beyond that it is a gap."""
    assert CATALOGUE.gap_days(drug) == days


def test_use_that_began_again_is_short_for_a_month():
    """ASAM 2025, Table 2: use for less than a month carries a lower risk of withdrawal."""
    assert CATALOGUE.limits["taken_again_days"].most == 28


def test_a_refusal_offers_no_modified_release_product():
    """What would work instead is never of modified release."""
    request = direct("us", "zolpidem", "ashton-2002", night="12.5")
    given, status = answer(json.dumps(request), CATALOGUE)
    assert status == 3
    assert "modified-release" not in json.dumps(given)
