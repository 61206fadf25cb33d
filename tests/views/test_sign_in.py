"""A session that is over in the middle of a form: whoever signs in again finds what they sent, and nobody else does."""

import pytest
from django.conf import settings
from django.test import Client

from taper_app.actions import clinicians
from taper_app.actions.clinicians import Account
from taper_app.models import Draft, RelapsePlan
from tests.conftest import PASSWORD
from tests.views.page_forms import fields_of
from tests.views.payloads import text_of


@pytest.fixture
def relapse(patient):
    """The address of a page with four boxes."""
    return f"/patients/{patient.code}/relapse/"


@pytest.fixture
def page(visit, relapse):
    """What its form would send, filled in."""
    return fields_of(visit.get(relapse), relapse, triggers="a row at home")


def signs_in(client, username, address=""):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD, "next": address})


def said(response):
    return " ".join(text_of(response))


@pytest.mark.parametrize("where", ["the page", "the drafts"])
def test_what_met_the_sign_in_is_there_after_it(visit, relapse, page, clinician, where):
    """What was sent once the session was over, by a button or by and by, stands on its page again; nothing is recorded."""
    del visit.cookies[settings.SESSION_COOKIE_NAME]
    answer = visit.post({"the page": relapse, "the drafts": "/drafts/"}[where], page)
    assert answer.url == f"/accounts/login/?next={relapse}"
    assert "What stood on your page is held: sign in as the same person" in said(visit.get(answer.url))
    assert not Draft.objects.exists()
    again = visit.get(signs_in(visit, clinician.username, relapse).url)
    assert fields_of(again, relapse)["triggers"][0].strip() == "a row at home"
    assert "Found again: what you typed here on 04-Jan-2027" in said(again)
    assert not RelapsePlan.objects.exists()


def test_nobody_else_finds_it(visit, relapse, page, clinic, clinician):
    """Another user of the same browser sees nothing of it, and it is gone, so that it comes up for nobody later."""
    clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second"))
    del visit.cookies[settings.SESSION_COOKIE_NAME]
    visit.post(relapse, page)
    again = visit.get(signs_in(visit, "bo", relapse).url)
    assert fields_of(again, relapse)["triggers"][0].strip() == ""
    visit.post("/accounts/logout/")
    again = visit.get(signs_in(visit, clinician.username, relapse).url)
    assert fields_of(again, relapse)["triggers"][0].strip() == ""
    assert not Draft.objects.exists()


def test_what_carries_nothing_of_ours_is_not_held(client, relapse, db):
    """Whoever was never given the page leaves nothing on the server."""
    client.post(relapse, {"triggers": "x", "keeping": "forged"})
    assert not client.session.keys()


def test_a_page_of_before_keeps_the_work(relapse, clinician, monday):
    """A laptop that was closed for the night: the token of its page is not good any more, and what was typed is kept."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(clinician)
    page = fields_of(client.get(relapse), relapse, triggers="a row at home")
    answer = client.post(relapse, page | {"csrfmiddlewaretoken": "x" * 64})
    assert (answer.status_code, "What you typed is kept." in said(answer)) == (403, True)
    assert f'href="{relapse}">Go on where you were' in answer.content.decode()
    assert fields_of(client.get(relapse), relapse)["triggers"][0].strip() == "a row at home"
    client.logout()
    answer = client.post(relapse, page | {"csrfmiddlewaretoken": "x" * 64, "triggers": "of later"})
    assert "Sign in, and it stands there as you sent it." in said(answer)
    client.force_login(clinician)
    assert fields_of(client.get(relapse), relapse)["triggers"][0].strip() == "of later"


def test_a_page_of_another_user_is_not_kept(relapse, clinician, clinic, monday):
    """What somebody else typed before is kept for neither of the two."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(clinician)
    page = fields_of(client.get(relapse), relapse, triggers="a row at home")
    client.force_login(clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second")))
    answer = client.post(relapse, page | {"csrfmiddlewaretoken": "x" * 64})
    assert (answer.status_code, "is kept" in said(answer)) == (403, False)
    assert not Draft.objects.exists()
