"""The places of several drugs, as a page sends them."""

from taper_app.forms import drug_order
from tests.forms.sent import sent

DRUGS = ["diazepam", "nitrazepam", "lorazepam"]


def places(**fields):
    """Where each drug stands in what was sent, once what the page did not have is filled in; and what stays."""
    data = drug_order.with_first(sent(**fields), DRUGS, ["nitrazepam"])
    return [data.get(name) for name in drug_order.order_names(DRUGS)], data.getlist(drug_order.STEADY)


def test_a_page_without_the_boxes_has_them_as_they_stand_at_first():
    """Each drug in its place, and what is kept steady ticked."""
    assert places() == (["1", "2", "3"], ["nitrazepam"])


def test_a_drug_that_is_found_while_the_others_have_their_places_comes_into_a_free_one():
    """The places of the others stay, and so does a tick that was taken out: no two are ever in one place unasked."""
    assert places(order_diazepam="1", order_nitrazepam="2") == (["1", "2", "3"], [])
    assert places(order_diazepam="3", order_nitrazepam="1", steady="nitrazepam") == (["3", "1", "2"], ["nitrazepam"])


def test_a_single_drug_has_no_place():
    """Nothing is put where nothing is asked."""
    assert not drug_order.with_first(sent(), ["diazepam"])
