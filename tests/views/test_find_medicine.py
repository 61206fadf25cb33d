"""A medicine is found by brand, name or misspelling; nothing is chosen by it, and what was typed stays."""

import re

from taper_app.models import Medication
from tests.views.page_forms import fields_of
from tests.views.payloads import medicine_fields, text_of, value_of

TYPED = {"drug": "diazepam", "prescribed": "5 - - half"}


def look(visit, patient, *rows, **sent):
    """The page after a button of the look-up was pressed."""
    return visit.post(f"/patients/{patient.code}/medications/", medicine_fields(*rows, patient=patient, **sent))


def offered(response):
    """What each button would put into a row."""
    return re.findall(r'name="put" value="([^"]*)"', response.content.decode())


def test_what_may_be_meant_is_shown_with_a_button_and_nothing_is_chosen(visit, patient):
    """A misspelt brand lists what it may be; the rows stay as they were typed, without a word about what they lack."""
    response = look(visit, patient, TYPED, look="1", find="Atavan")
    assert response.status_code == 200
    assert "lorazepam|plain||" in offered(response)
    assert (value_of(response, "row-0-prescribed_night"), value_of(response, "row-1-other")) == ("half", "")
    assert "field-error" not in response.content.decode()
    assert '<option value="lorazepam" selected>' not in response.content.decode()
    assert not Medication.objects.exists()


def test_what_is_put_into_a_row_stands_in_the_first_empty_one(visit, patient):
    """The button fills the boxes of the next row with the medicine alone: doses and reasons are asked as ever."""
    response = look(visit, patient, TYPED, put="zolpidem|modified||", find="ambien cr")
    page = response.content.decode()
    assert '<option value="zolpidem:modified-release" selected>' in page
    assert (value_of(response, "row-0-prescribed_night"), value_of(response, "row-1-prescribed_night")) == ("half", "")
    assert not Medication.objects.exists()


def test_a_strength_finds_its_product(visit, patient):
    """A brand with its strength would take the product of that strength."""
    response = look(visit, patient, TYPED, look="1", find="diazepam 2mg tablet")
    assert "diazepam|plain|diazepam-2mg-tablet|" in offered(response)


def test_what_is_never_converted_is_named_with_what_to_do(visit, patient):
    """Etizolam is found, says that it has no equivalent, and goes into the row by its name."""
    response = look(visit, patient, {}, look="1", find="etizolam")
    assert any("It is not converted." in each for each in text_of(response))
    assert "|plain||etizolam" in offered(response)
    response = look(visit, patient, {}, put="|plain||etizolam")
    assert value_of(response, "row-1-other") == "etizolam"


def test_a_full_list_takes_no_more(visit, patient):
    """With a medicine in each row there is no button, and a row that is filled is never overwritten."""
    response = look(visit, patient, *[TYPED] * 12, look="1", find="etizolam")
    assert offered(response) == [] and any("It is not converted." in each for each in text_of(response))
    response = look(visit, patient, *[TYPED] * 12, put="|plain||etizolam")
    assert [value_of(response, f"row-{at}-other") for at in range(12)] == [""] * 12


def test_nothing_near_says_what_to_do(visit, patient):
    """A word that no medicine is like leads to another spelling or to the box for what is not in the list."""
    response = look(visit, patient, {}, look="1", find="qqqqqqqq")
    assert any(each.startswith("Nothing is near “qqqqqqqq”.") for each in text_of(response))
    assert offered(response) == []


def test_enter_in_the_box_looks_for_it(visit, patient):
    """Enter presses the first button of the form, which saves: with a name in the box that was not looked for yet, it looks."""
    address = f"/patients/{patient.code}/medications/"
    page = visit.get(address)
    found = visit.post(address, fields_of(page) | {"find": "ativan", "looked_for": ""})
    assert (found.status_code, "Put it into row 1" in " ".join(text_of(found))) == (200, True)
    saved = visit.post(address, fields_of(found) | {"find": "ativan", "looked_for": "ativan"})
    assert saved.status_code == 422
