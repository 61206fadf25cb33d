"""Who issues shows that it is them, where the last time was a while ago; nothing that was typed is lost by that."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from taper_app.models import Revision, User
from taper_app.views import presence
from tests.conftest import PASSWORD
from tests.views.test_plans import at, check, check_fields

CONFIRM = "/accounts/reauthenticate/"


@pytest.fixture
def page(visit, drafted):
    """The page that issues, opened now."""
    return check(visit, drafted)


@pytest.mark.parametrize(("seconds", "issued"), [(30 * 60, 1), (30 * 60 + 1, 0)])
def test_issuing_needs_a_proof_of_the_last_half_hour(visit, drafted, page, monday, seconds, issued):
    """Signing in is one, up to the second; later what is sent leads to the page that asks for another, and issues nothing."""
    began = visit.session["began_at"]
    monday.shift(14 * 60)
    visit.get("/clinic/")
    monday.shift(14 * 60)
    visit.get("/clinic/")
    monday.move_to(began + seconds)
    answer = visit.post(at(drafted, "plan/check/"), check_fields(page, drafted))
    assert Revision.objects.count() == issued
    assert answer.url.startswith(CONFIRM) == (not issued)


def test_one_comes_back_to_the_form_as_it_was_sent(visit, drafted, page, monday):
    """What was typed stands there again, the patient's initials among it; sent once more, the plan is issued, and once only."""
    let_half_an_hour_pass(visit, monday)
    asked = visit.post(at(drafted, "plan/check/"), check_fields(page, drafted))
    assert asked.url == f"{CONFIRM}?next={at(drafted, 'plan/check/')}"
    assert "Nothing is done yet" in visit.get(asked.url).content.decode()
    wrong = visit.post(CONFIRM, {"password": "not this one at all", "next": at(drafted, "plan/check/")})
    assert "This is not your password." in wrong.content.decode()
    assert visit.post(at(drafted, "plan/check/"), check_fields(page, drafted)).url == asked.url
    back = visit.post(CONFIRM, {"password": PASSWORD, "next": at(drafted, "plan/check/")})
    assert back.url == at(drafted, "plan/check/")
    page = visit.get(back.url)
    assert page.context["identity"]["initials"].value() == check_fields(page, drafted)["initials"]
    assert visit.get(back.url).context["identity"]["initials"].value() is None  # once: who comes later types them
    visit.post(back.url, check_fields(page, drafted))
    assert Revision.objects.count() == 1


def test_a_proof_of_the_future_is_none(visit, drafted, page, monday):
    """A clock that is set back does not make one last longer."""
    monday.shift(-3600)
    assert visit.post(at(drafted, "plan/check/"), check_fields(page, drafted)).url.startswith(CONFIRM)


def test_always_means_for_this_and_once(visit, monday):
    """Signing in just now is not enough there, nor a proof that was asked for elsewhere; one that was given is used up."""
    visit.get("/clinic/")
    assert sends(visit, "/people/").url == f"{CONFIRM}?next=/people/"
    assert sends(visit, "/people/").status_code == 302
    visit.post(CONFIRM, {"password": PASSWORD, "next": "/people/"})
    assert sends(visit, "/people/", "GET").content == b"{'name': ['Bo']}"
    assert sends(visit, "/people/").content == b"done"
    assert sends(visit, "/people/").status_code == 302
    visit.post(CONFIRM, {"password": PASSWORD, "next": "/people/"})
    assert sends(visit, "/roles/").status_code == 302
    monday.shift(30 * 60)
    assert sends(visit, "/people/").status_code == 302


def let_half_an_hour_pass(visit, monday):
    """Somebody reads meanwhile."""
    for _ in range(3):
        monday.shift(11 * 60)
        visit.get("/clinic/")


def sends(visit, address, method="POST"):
    """What comes of this form at a page that always asks; looked at, it tells what was sent before."""
    request = RequestFactory().generic(method, address, b"name=Bo", content_type="application/x-www-form-urlencoded")
    request.session, request.user = visit.session, User.objects.get()
    if method == "GET":
        sent = presence.sent_before_proof(request)
        answer = HttpResponse(str(dict(sent.lists()) if sent else {}))
    else:
        answer = presence.ask_for_proof(request, always=True) or HttpResponse("done")
    request.session.save()
    return answer
