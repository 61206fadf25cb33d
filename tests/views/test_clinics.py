"""The clinic's own page."""

import pytest

from tests.views.payloads import controls, form_errors, value_of

FIELDS = {
    "name": "Riverside Practice",
    "phone": "020 7946 0001",
    "out_of_hours": "NHS 111",
    "time_zone": "Europe/London",
    "market": "uk",
    "paper_size": "A4",
    "dispensing_interval_days": "28",
    "diazepam_threshold_mg": "40",
    "review_every_days": "",
}


def test_the_clinic_is_shown_as_it_is_and_kept_as_it_is_sent(visit, clinic):
    """Every field of the page is stored, and what was stored stands in the page."""
    changes = {"phone": "1234", "dispensing_interval_days": "7", "diazepam_threshold_mg": "32.5", "paper_size": "Letter"}
    stocked = ["diazepam-2mg-tablet", "lorazepam-1mg-tablet"]
    visit.post("/clinic/", FIELDS | changes | {"stocked_products": stocked})
    clinic.refresh_from_db()
    assert (clinic.phone, clinic.dispensing_interval_days, str(clinic.diazepam_threshold_mg)) == ("1234", 7, "32.5000")
    assert (clinic.paper_size, clinic.stocked_products) == ("Letter", stocked)
    page = visit.get("/clinic/")
    assert value_of(page, "diazepam_threshold_mg") == "32.5"
    assert {each["value"] for each in controls(page, "stocked_products") if "checked" in each} == set(stocked)


@pytest.mark.parametrize(("sent", "kept"), [("28", 28), ("7", 7), ("", None)])
def test_the_distance_between_reviews(visit, clinic, sent, kept):
    """The clinic may see its patients every so many days, or, with the field left empty, at each change of dose."""
    visit.post("/clinic/", FIELDS | {"review_every_days": "90"})
    visit.post("/clinic/", FIELDS | {"review_every_days": sent})
    clinic.refresh_from_db()
    assert clinic.review_every_days == kept
    assert value_of(visit.get("/clinic/"), "review_every_days") == sent


WRONG = [
    ({"out_of_hours": ""}, "Enter the line to call when the clinic is closed, such as NHS 111."),
    ({"phone": " "}, "Enter the clinic’s phone number."),
    ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
    ({"market": "fr"}, "Choose one of the markets."),
    ({"paper_size": "A5"}, "Choose one of the paper sizes."),
    ({"dispensing_interval_days": "10"}, "Choose 7, 14 or 28 days."),
    ({"diazepam_threshold_mg": "0,5"}, "Enter the dose with a point and no comma, such as 0.5."),
    ({"diazepam_threshold_mg": "0"}, "Enter at least 1, such as 40."),
    ({"review_every_days": "6"}, "Enter a number of days from 7 to 90, or leave it empty."),
    ({"review_every_days": "91"}, "Enter a number of days from 7 to 90, or leave it empty."),
    ({"review_every_days": "weekly"}, "Enter a number of days from 7 to 90, or leave it empty."),
    ({"stocked_products": ["heroin-5mg-tablet"]}, "Choose only products on the list."),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_field_is_refused_with_what_to_do(visit, clinic, changes, words):
    """One sentence, and nothing is saved."""
    response = visit.post("/clinic/", FIELDS | {"phone": "changed"} | changes)
    assert response.status_code == 422
    assert form_errors(response)[0].startswith(words)
    clinic.refresh_from_db()
    assert clinic.phone == "020 7946 0001"


def test_another_market_starts_with_no_product_ticked(visit, clinic):
    """Products of one market mean nothing in another."""
    visit.post("/clinic/", FIELDS | {"market": "us", "stocked_products": ["lorazepam-1mg-tablet"]})
    clinic.refresh_from_db()
    assert (clinic.market, clinic.stocked_products) == ("us", [])
