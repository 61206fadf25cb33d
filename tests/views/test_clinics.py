"""The clinic's own page."""

import pytest

from tests.actions.test_plans import start
from tests.views.payloads import controls, form_errors, text_of, value_of

FIELDS = {
    "name": "Riverside Practice",
    "phone": "020 7946 0001",
    "out_of_hours": "NHS 111",
    "time_zone": "Europe/London",
    "market": "uk",
    "paper_size": "A4",
    "dispensing_interval_days": "28",
    "handout_rows": "safe-order",
    "diazepam_threshold_mg": "40",
    "open_weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "review_every_days": "",
    "keep_years": "",
}


def send(visit, changes):
    """What the page sends as it is opened, with these changes."""
    return visit.post("/clinic/", FIELDS | {"seen": value_of(visit.get("/clinic/"), "seen")} | changes)


def test_the_clinic_is_shown_as_it_is_and_kept_as_it_is_sent(visit, clinic):
    """Every field of the page is stored, and what was stored stands in the page."""
    changes = {"phone": "1234", "dispensing_interval_days": "7", "diazepam_threshold_mg": "32.5", "paper_size": "Letter"}
    stocked = ["diazepam-2mg-tablet", "lorazepam-1mg-tablet"]
    send(visit, changes | {"stocked_products": stocked})
    clinic.refresh_from_db()
    assert (clinic.phone, clinic.dispensing_interval_days, str(clinic.diazepam_threshold_mg)) == ("1234", 7, "32.5000")
    assert (clinic.paper_size, clinic.stocked_products) == ("Letter", stocked)
    page = visit.get("/clinic/")
    assert value_of(page, "diazepam_threshold_mg") == "32.5"
    assert {each["value"] for each in controls(page, "stocked_products") if "checked" in each} == set(stocked)


@pytest.mark.parametrize(("sent", "kept"), [("28", 28), ("7", 7), ("", None)])
def test_the_distance_between_reviews(visit, clinic, sent, kept):
    """The clinic may see its patients every so many days, or, with the field left empty, at each change of dose."""
    send(visit, {"review_every_days": "90"})
    send(visit, {"review_every_days": sent})
    clinic.refresh_from_db()
    assert clinic.review_every_days == kept
    assert value_of(visit.get("/clinic/"), "review_every_days") == sent


def test_the_months_of_follow_ups(visit, clinic):
    """The clinic's own, as they are typed; left empty they are those of the data."""
    for typed, kept in (("2, 6", [2, 6]), ("", [])):
        send(visit, {"follow_up_months": typed})
        clinic.refresh_from_db()
        assert clinic.follow_up_months == kept
        assert value_of(visit.get("/clinic/"), "follow_up_months") == typed


@pytest.mark.parametrize("name", ["specialist_threshold_mg", "inpatient_threshold_mg"])
def test_the_clinics_own_thresholds(visit, clinic, name):
    """A clinic may set from which dose a specialist, or a hospital, is asked; left empty it is the market's, with its origin."""
    for sent, kept in (("22.5", "22.5000"), ("", "None")):
        send(visit, {name: sent})
        clinic.refresh_from_db()
        assert str(getattr(clinic, name)) == kept
        assert value_of(visit.get("/clinic/"), name) == sent
    words = " ".join(text_of(visit.get("/clinic/")))
    assert "Left empty, it is 30\u00a0mg: the usual threshold, after NHS Lothian" in words
    assert "Left empty, it is 50\u00a0mg: the usual threshold, after Australian guidance" in words


def test_the_most_diazepam_of_a_clinic_goes_along_with_its_market(visit, clinic):
    """What was usual in the United Kingdom (30 mg) becomes what is usual in the United States (40 mg); an own dose stays."""
    for own, kept in (("30", "40.0000"), ("25", "25.0000")):
        send(visit, {"diazepam_threshold_mg": own})
        send(visit, {"market": "us", "diazepam_threshold_mg": own})
        clinic.refresh_from_db()
        assert (clinic.market, str(clinic.diazepam_threshold_mg)) == ("us", kept)
        send(visit, {"market": "uk"})


def test_a_clinic_that_changes_its_market_is_told_what_becomes_of_its_open_plans(visit, lorazepam_patient, clinician):
    """An open plan goes on in the products that it was made with, and the page says so; without one it says nothing of them."""
    said = "One open plan goes on with the products and licensed doses of the United Kingdom"
    send(visit, {"market": "us"})
    assert said not in " ".join(text_of(visit.get("/clinic/")))
    send(visit, {"market": "uk"})
    start(lorazepam_patient, clinician)
    send(visit, {})
    assert said not in " ".join(text_of(visit.get("/clinic/")))
    send(visit, {"market": "us"})
    assert said in " ".join(text_of(visit.get("/clinic/")))


@pytest.mark.parametrize("rows", ["safe-order", "to-review", "alike"])
def test_which_steps_are_printed(visit, clinic, rows):
    """Each of the three choices is kept and stands ticked when the page is opened again."""
    send(visit, {"handout_rows": rows})
    clinic.refresh_from_db()
    assert clinic.handout_rows == rows
    assert [each["value"] for each in controls(visit.get("/clinic/"), "handout_rows") if "checked" in each] == [rows]


def test_what_was_issued_prints_as_it_was_issued(visit, lorazepam_patient, clinician):
    """A clinic that chooses otherwise later changes no paper of before, and the next plan follows the choice."""
    plan = start(lorazepam_patient, clinician).plan
    before = visit.get(f"/plans/{plan.code}/1/handout.txt").content
    send(visit, {"handout_rows": "alike"})
    assert visit.get(f"/plans/{plan.code}/1/handout.txt").content == before
    assert b"until we have spoken" in before


WRONG = [
    ({"out_of_hours": ""}, "Enter the line to call when the clinic is closed, such as NHS 111."),
    ({"phone": " "}, "Enter the clinic’s phone number."),
    ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
    ({"market": "fr"}, "Choose one of the markets."),
    ({"paper_size": "A5"}, "Choose one of the paper sizes."),
    ({"dispensing_interval_days": "10"}, "Choose 7, 14 or 28 days."),
    ({"handout_rows": "upside-down"}, "Choose one of the three answers."),
    ({"handout_rows": ""}, "Choose which steps are printed."),
    ({"diazepam_threshold_mg": "0,5"}, "Enter the dose with a point and no comma, such as 0.5."),
    ({"diazepam_threshold_mg": "0"}, "Enter at least 1, such as 40."),
    ({"specialist_threshold_mg": "0.5"}, "Enter at least 1, such as 40."),
    ({"inpatient_threshold_mg": "50 ug"}, "Enter the dose in mg, such as 0.5 for 500 micrograms."),
    ({"review_every_days": "6"}, "Enter a number of days from 7 to 90, or leave it empty."),
    ({"review_every_days": "91"}, "Enter a number of days from 7 to 90, or leave it empty."),
    ({"review_every_days": "weekly"}, "Enter a number of days from 7 to 90, or leave it empty."),
    ({"stocked_products": ["heroin-5mg-tablet"]}, "Choose only products on the list."),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_field_is_refused_with_what_to_do(visit, clinic, changes, words):
    """One sentence, and nothing is saved."""
    response = send(visit, {"phone": "changed"} | changes)
    assert response.status_code == 422
    assert form_errors(response)[0].startswith(words)
    clinic.refresh_from_db()
    assert clinic.phone == "020 7946 0001"


def test_another_market_starts_with_no_product_ticked(visit, clinic):
    """Products of one market mean nothing in another."""
    send(visit, {"market": "us", "stocked_products": ["lorazepam-1mg-tablet"]})
    clinic.refresh_from_db()
    assert (clinic.market, clinic.stocked_products) == ("us", [])


# Usual here --------------------------------------------------------------------------------------


def radios(page, name):
    """The values of a list in their order, and which is chosen."""
    boxes = controls(page, name)
    return [each["value"] for each in boxes], [each["value"] for each in boxes if "checked" in each]


def test_what_is_usual_here_stands_first_and_is_never_chosen(visit, lorazepam_patient):
    """Table, paces and weekday of the clinic: first in their lists, marked and in sight; nothing of it is chosen."""
    address = f"/patients/{lorazepam_patient.code}/plan/"
    page, table = visit.get("/clinic/"), "ashton-2002"  # another one is the first of the market
    published = page.context["form"].fields["usual_paces"].choices[-1][0]
    response = send(visit, {"usual_table": table, "usual_paces": [published, "10-28"], "usual_start": "tuesday"})
    assert response.status_code == 302, form_errors(response)
    page = visit.get(address)
    said = " ".join(text_of(page))
    values, chosen = radios(page, "equivalence")
    assert (values[0], chosen) == (table, [])
    values, chosen = radios(page, "pace")
    assert (set(values[:2]), chosen) == ({"10-28", published}, [])
    assert said.count("(usual here)") >= 3
    assert "Usual here: a Tuesday." in said
    assert value_of(page, "starts_on_0") == ""


def test_a_table_that_is_usual_is_on_the_list(visit):
    """Another is refused in words, and so is a pace or a day that there is none of."""
    response = send(visit, {"usual_table": "nowhere", "usual_paces": ["1-1"], "usual_start": "someday"})
    assert form_errors(response) == [
        "Choose a table from the list.",
        "Choose only paces on the list.",
        "Choose a day of the week from the list.",
    ]
