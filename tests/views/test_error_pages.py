"""Pages for what goes wrong: each says what happened and what to do, without showing how it is built."""

import re

import pytest
from django.test import Client

from tests.views.payloads import text_of, value_of

pytestmark = pytest.mark.each_on_any_database


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

    monkeypatch.setattr("taper_app.views.patient_lists.listing", fails)
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


def places(response):
    """Where the buttons below the page lead."""
    nav = response.content.decode().partition('aria-label="Where to go on"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]*)"', nav)


def test_each_page_leads_on(visit, monkeypatch):
    """To places that have a name; who is signed in has the search there too, except where the fault is ours."""
    missing = visit.get("/nowhere")
    assert places(missing) == ["/", "/patients/", "/help/"]
    assert 'role="search"' in missing.content.decode()
    assert "Search at the top of this page" in " ".join(text_of(missing))
    monkeypatch.setattr("taper_app.views.patient_lists.listing", None)
    visit.raise_request_exception = False
    assert places(visit.get("/patients/")) == ["/", "/patients/", "/help/"]


@pytest.mark.django_db
def test_who_is_not_signed_in_is_led_to_sign_in(client):
    """No page of a patient is offered to somebody whom nobody knows."""
    for _ in range(31):
        response = client.post("/accounts/login/", {"login": "x", "password": "y"})
    assert places(response) == ["/accounts/login/", "/help/"]
    assert "Wait 5 minutes." in " ".join(text_of(response))


@pytest.mark.parametrize(("tries", "words"), [(1, "The username or the password is wrong."), (6, "Wait 5 minutes.")])
def test_sign_in_says_what_to_do_in_our_words(client, clinician, tries, words):
    """After a wrong password, and after too many of them."""
    for _ in range(tries):
        response = client.post("/accounts/login/", {"login": "ash", "password": "wrong"})
    assert words in " ".join(text_of(response))


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
    assert "What you had typed by then is kept for you." in " ".join(text_of(response))
    assert value_of(response, "next") == address
