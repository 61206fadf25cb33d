"""Nobody guesses a password, and nobody is shut out by those who try."""

import pytest
from django.test import Client

from taper_app.actions import clinicians
from taper_app.actions.clinicians import Account
from tests.conftest import PASSWORD
from tests.views.payloads import text_of

pytestmark = pytest.mark.each_on_any_database


def tries(client, password=PASSWORD, username="ash", address="198.51.100.7"):
    """The status of an attempt to sign in: 302 is in, 200 is wrong, 429 is too many."""
    given = {"login": username, "password": password}
    return client.post("/accounts/login/", given, headers={"X-Forwarded-For": address}).status_code


@pytest.fixture(autouse=True)
def proxy(settings):
    """A proxy that is counted stands before it."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


@pytest.fixture
def own(clinician, monday):
    """A browser that the clinician signed in with before."""
    client = Client()
    tries(client)
    client.post("/accounts/logout/")
    return client


def test_the_sixth_wrong_try_waits_and_is_told_how_long(client, clinician, monday):
    """From another browser the right password does not help then either; once the time is over it does."""
    for _ in range(5):
        assert tries(client, "wrong") == 200
    monday.shift(100)
    answer = client.post("/accounts/login/", {"login": "ASH", "password": PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (429, "200")
    assert "Wait 4 minutes." in " ".join(text_of(answer))
    monday.shift(199)
    assert tries(client) == 429
    monday.shift(2)
    assert tries(client) == 302


def test_the_owner_gets_in_whatever_others_try(own, client, clinician, monday):
    """The browser that somebody signed in with before has tries of its own: those of others do not use them up."""
    for _ in range(9):
        tries(client, "wrong")
    assert (tries(client), tries(own)) == (429, 302)


def test_even_behind_one_address(own, client, clinician, clinic, settings, monday):
    """Behind a proxy that is not counted all have its address: then those whose browsers are known still get in."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for number in range(60):
        assert tries(client, "wrong", f"guess{number}") == 200
    clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second"))
    assert (tries(Client(), username="bo"), tries(own)) == (429, 302)


def test_a_known_browser_guesses_no_further(own, clinician, monday):
    """Ten wrong tries from it and it waits too: a stolen laptop is no way in. Others are not kept waiting by that."""
    for _ in range(10):
        assert tries(own, "wrong") == 200
    assert (tries(own), tries(Client())) == (429, 302)


def test_it_is_known_to_its_account_alone(own, client, clinician, clinic, monday):
    """It has no tries of its own for another account, nor once the password is another, nor where it was made up."""
    second = clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second"))
    for _ in range(5):
        tries(client, "wrong", "bo")
        tries(client, "wrong")
    assert tries(own, username="bo") == 429
    clinician.set_password("seven kettles of tin")
    clinician.save()
    assert tries(own, "seven kettles of tin") == 429
    forged = Client()
    forged.cookies["__Host-device"] = forged.cookies["device"] = f"{second.pk}:forged"
    assert tries(forged, "wrong", "bo") == 429


def test_one_account_does_not_wait_for_another(client, clinician, other_clinician, monday):
    """Five wrong tries of one name leave all others theirs; right ones count for nothing."""
    for _ in range(5):
        tries(client, "wrong")
    for _ in range(7):
        assert tries(Client(), username="blake") == 302
