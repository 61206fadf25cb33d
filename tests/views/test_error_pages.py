"""Pages for what goes wrong: each says what happened and what to do, without showing how it is built."""

import pytest
from django.test import Client

from tests.views.payloads import text_of, value_of


def test_a_page_that_is_not_there(visit, patient):
    """A wrong address, or a code of nobody, says where to look."""
    for address in ("/nowhere", "/patients/K7QX-4M2P/", "/plans/K7QX-4M2P/"):
        response = visit.get(address)
        assert response.status_code == 404
        assert "This page is not there" in text_of(response)


def test_a_form_without_its_token(clinician, patient):
    """A page that was open for too long is refused with what to do, and nothing is saved."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(clinician)
    response = client.post("/patients/new/", {"name": "x"})
    assert response.status_code == 403
    assert "The page was open for too long" in text_of(response)


def test_an_error_of_ours(visit, monkeypatch):
    """Something unforeseen gives a plain page of ours that asks no database."""

    def fails(*args):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("taper_app.views.patient_lists.found_patients", fails)
    visit.raise_request_exception = False
    response = visit.get("/patients/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in text_of(response)
    assert b"unforeseen" not in response.content


def test_a_request_that_cannot_be_read(visit):
    """More fields than any page has are refused with a page of ours."""
    response = visit.post("/patients/new/", {f"field{at}": "x" for at in range(500)})
    assert response.status_code == 400
    assert "That request could not be read" in text_of(response)


@pytest.mark.django_db
def test_sign_in_says_what_is_missing(client):
    """Empty boxes are named one by one, and a wrong password says no more than that it is wrong."""
    response = client.post("/accounts/login/", {"login": "", "password": ""})
    text = text_of(response)
    assert text[0].startswith("Error: ")
    assert {"Enter your username.", "Enter your password."} <= set(text)


@pytest.mark.django_db
def test_too_many_tries_at_the_door(client):
    """Whoever tries to sign in again and again is told to wait, on a page of ours."""
    for _ in range(31):
        response = client.post("/accounts/login/", {"login": "x", "password": "y"})
    assert response.status_code == 429
    assert "Too many tries" in text_of(response)


def test_a_session_that_has_ended(client, lorazepam_patient):
    """Sent after the session's end, a form leads to sign-in, which says that the draft is kept and goes back to the form."""
    address = f"/patients/{lorazepam_patient.code}/plan/"
    response = client.post(address, {"patient": lorazepam_patient.code}, follow=True)
    assert "A plan that you had previewed is kept as a draft." in " ".join(text_of(response))
    assert value_of(response, "next") == address
