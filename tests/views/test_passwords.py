"""Passwords as they are typed: long ones, with blanks and any letters, pasted or filled in, compared whole, good for years."""

import pytest
from django.contrib.auth.hashers import check_password
from django.test import override_settings
from django.urls import reverse

from tests.conftest import PASSWORD
from tests.views.payloads import controls

LONG = "a long sentence that only one person would ever think of, with a 7 "
"""64 characters and more, a blank at its end."""


def change(client, new, now=PASSWORD, again=None):
    """Send the form that changes a password."""
    fields = {"oldpassword": now, "password1": new, "password2": again or new}
    return client.post(reverse("account_change_password"), fields)


@pytest.fixture
def visit(client, clinician, monday):
    """The clinician, signed in by a password."""
    client.post(reverse("account_login"), {"login": "ash", "password": PASSWORD})
    client.force_login(clinician)
    return client


def has(clinician, password):
    clinician.refresh_from_db()
    return check_password(password, clinician.password)


@pytest.mark.parametrize(
    "new", [LONG, LONG * 2, "pässwörter über über 漢字 💊", "   blanks   all   over   it   ", "ONLY CAPITALS OF MY OWN"]
)
def test_a_long_password_of_any_letters_is_taken_and_compared_whole(visit, clinician, new):
    """It is kept as it was typed: one letter less, in another case or without its blanks, it is another."""
    assert change(visit, new).status_code == 302
    assert has(clinician, new)
    assert not [each for each in (new[:-1], new.swapcase(), f"{new} ", " ".join(new.split()) + "x") if has(clinician, each)]


def test_what_stands_behind_the_72nd_letter_counts(visit, clinician):
    """No end of a password is cut off."""
    change(visit, LONG * 2 + "one")
    assert not has(clinician, LONG * 2 + "two")


@pytest.mark.parametrize(("now", "again"), [("wrong horse battery", None), ("", None), (PASSWORD, "another one than before")])
def test_a_password_is_changed_only_by_whoever_knows_it(visit, clinician, now, again):
    """Without the password now, or with two new ones that differ, it stays."""
    page = change(visit, LONG, now, again)
    assert page.status_code in (200, 422)
    assert has(clinician, PASSWORD)


@pytest.mark.parametrize(("length", "is_taken"), [(11, False), (12, True)])
def test_twelve_characters_are_the_least(visit, clinician, length, is_taken):
    """Eleven are refused, twelve taken."""
    new = "vk7 qumbo zwel"[:length]
    change(visit, new)
    assert has(clinician, new) is is_taken


def test_every_box_of_a_password_hides_it_and_can_be_filled_in(visit, client):
    """It is of the kind that hides, says to a password manager which one it is, has no limit of its own, and stops no pasting."""
    pages = [visit.get(reverse("account_change_password")), client.get(reverse("account_reauthenticate"))]
    client.logout()
    pages.append(client.get(reverse("account_login")))
    for page in pages:
        assert b"onpaste" not in page.content
    boxes = [
        each for page in pages for name in ("password", "oldpassword", "password1", "password2") for each in controls(page, name)
    ]
    assert len(boxes) >= 4
    assert {each["type"] for each in boxes} == {"password"}
    assert {each["autocomplete"] for each in boxes} == {"current-password", "new-password"}
    assert not [each for each in boxes if "maxlength" in each or "readonly" in each]


def test_a_password_is_good_for_years(client, clinician, monday):
    """Nobody has to make up a new one because time has passed."""
    monday.move_to("2030-01-07T10:00Z")
    answer = client.post(reverse("account_login"), {"login": "ash", "password": PASSWORD})
    assert answer.status_code == 302
    assert "password" not in answer["Location"]


def test_a_hash_of_before_is_made_anew(client, clinician, settings):
    """Whoever signs in with a password that was hashed in another way has it hashed in the way of today."""
    before = clinician.password
    both = ["django.contrib.auth.hashers.Argon2PasswordHasher", *settings.PASSWORD_HASHERS]
    with override_settings(PASSWORD_HASHERS=both):
        client.post(reverse("account_login"), {"login": "ash", "password": PASSWORD})
        clinician.refresh_from_db()
        assert clinician.password != before
        assert clinician.password.startswith("argon2$argon2id$")
        assert check_password(PASSWORD, clinician.password)
