"""Modified-release medicines: they can be found by their name, and nothing is planned with them or in their place yet."""

import json

import pytest

from taper_app.engine import answer, load_catalogue

from .requests import direct

CATALOGUE = load_catalogue()
SLOW = [each for market in CATALOGUE.markets for each in CATALOGUE.products(market).values() if each.modified_release]


@pytest.mark.parametrize("product", SLOW, ids=lambda each: each.id)
def test_a_plan_with_a_modified_release_product_is_refused_in_words(product):
    """The refusal names the product, says that it cannot be planned yet, and what to do; alone or beside a plain one."""
    for others in ([], [each.id for each in CATALOGUE.products(product.market).values() if each.drug == product.drug]):
        strategy = {"products": [product.id, *others]}
        request = direct(product.market, product.drug, "ashton-2002", night="10", strategy=strategy)
        given, status = answer(json.dumps(request), CATALOGUE)
        assert (status, given["error"]["field"]) == (2, "strategy.products")
        assert "cannot be planned yet" in given["error"]["message"]
        assert "Do not enter it as the plain medicine" in given["error"]["message"]


def test_every_brand_of_a_modified_release_product_is_known_with_its_drug():
    """Xanax XR, Loreev XR and Ambien CR are sold; some that neither market's file has are known by their name too."""
    brands = {each.id: each.modified_release for each in CATALOGUE.drugs.values() if each.modified_release}
    assert {product.drug for product in SLOW} <= brands.keys()
    assert all(brand in brands[product.drug] for product in SLOW for brand in product.brands)
    assert {"Xanax XR", "Loreev XR", "Ambien CR", "Valrelease", "Tranxene-SD"} == {each for of in brands.values() for each in of}


def test_a_refusal_offers_no_modified_release_product():
    """What would work instead is never of modified release."""
    request = direct("us", "zolpidem", "ashton-2002", night="12.5")
    given, status = answer(json.dumps(request), CATALOGUE)
    assert status == 3
    assert "modified-release" not in json.dumps(given)
