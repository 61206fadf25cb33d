"""A session ends: after a while without use, after a working day, where its owner says so. Nothing that was typed is lost."""

import pytest
from django.test import Client

from taper_app.models import AuditEvent, BrowserSession, User
from tests.conftest import PASSWORD
from tests.views.page_forms import fields_of

pytestmark = pytest.mark.each_on_any_database

HOME = "/accounts/security/"
LEFT = "/accounts/session/"


def is_in(client):
    """Whether its browser is signed in; asking so is no use of it."""
    return client.get(LEFT, headers={"Background": "1"}).status_code == 200


@pytest.mark.parametrize(("seconds", "there"), [(-1, True), (1, False)])
def test_it_ends_after_a_quarter_of_an_hour_without_use(visit, monday, seconds, there):
    """To the second, from the last thing that was done; what a page asks by itself is none."""
    visit.get("/clinic/")
    monday.shift(10 * 60)
    visit.get("/clinic/")
    monday.shift(14 * 60)
    assert visit.get(LEFT, headers={"Background": "1"}).json() == {"left": 60, "last": False}
    monday.shift(60 + seconds)
    assert is_in(visit) == there


@pytest.mark.parametrize(("seconds", "there"), [(-1, True), (1, False)])
def test_it_ends_after_twelve_hours_whatever_is_done(visit, monday, seconds, there):
    """Whoever never stops signs in again after a working day."""
    visit.get("/clinic/")
    for _ in range(72):
        monday.shift(10 * 60 - 1)
        assert visit.get("/clinic/").status_code == 200
    monday.shift(72 + seconds)
    assert is_in(visit) == there
    assert not there or visit.get(LEFT).json() == {"left": 1, "last": True}  # which no key moves: the warning says so


def test_what_is_typed_is_use_and_one_key_is_enough(visit, monday, patient):
    """What is kept while it is typed, and the answer to the warning, each let it last its full time again."""
    page = fields_of(visit.get(f"/patients/{patient.code}/relapse/"), f"/patients/{patient.code}/relapse/", triggers="a row")
    for address, sent in (("/drafts/", page), (LEFT, {})):
        monday.shift(14 * 60)
        assert visit.post(address, sent).status_code in (200, 204)
        assert visit.get(LEFT, headers={"Background": "1"}).json() == {"left": 900, "last": False}


def test_the_warning_comes_in_time(visit):
    """At least two minutes before the end, on every page: it carries what its script needs."""
    page = visit.get("/clinic/").content.decode()
    assert 'data-ends="900" data-warn="150"' in page and f'action="{LEFT}"' in page
    assert 'role="alertdialog"' in page


def test_what_was_sent_after_its_end_is_there_after_signing_in(visit, monday, patient):
    """A form that meets the end of the session stands on its page again."""
    address = f"/patients/{patient.code}/relapse/"
    page = fields_of(visit.get(address), address, triggers="a row at home")
    monday.shift(16 * 60)
    answer = visit.post(address, page)
    assert answer.url == f"/accounts/login/?next={address}"
    back = visit.post("/accounts/login/", {"login": "ash", "password": PASSWORD, "next": address})
    assert fields_of(visit.get(back.url), address)["triggers"][0].strip() == "a row at home"


def test_they_are_listed_and_ended(visit, clinician, monday):
    """Each with its browser and its address; one, or all but this, can be signed out, and that is an event."""
    phone, desk = (
        Client(headers={"User-Agent": "Mozilla (iPhone) Safari/604"}),
        Client(headers={"User-Agent": "X11 Linux Firefox/140"}),
    )
    for each in (phone, desk):
        each.force_login(clinician)
        each.get("/clinic/")
    page = visit.get(HOME)
    assert [each["of"].device for each in page.context["sessions"]].count("Safari on an iPhone") == 1
    assert "Firefox on Linux" in page.content.decode()
    assert not [each for each in BrowserSession.objects.all() if each.session_key in page.content.decode()]
    name = next(each["name"] for each in page.context["sessions"] if each["of"].device == "Safari on an iPhone")
    visit.post(HOME, {"end": name})
    assert [is_in(each) for each in (visit, phone, desk)] == [True, False, True]
    visit.post(HOME, {"others": "1"})
    assert [is_in(each) for each in (visit, desk)] == [True, False]
    ended = AuditEvent.objects.filter(action="sign_out_elsewhere").order_by("pk")
    assert [each.after["ended"] for each in ended] == [["Safari on an iPhone 127.0.0.1"], ["Firefox on Linux 127.0.0.1"]]


def test_nobody_ends_anothers(visit, other_clinician, monday):
    """The name of another account's session ends nothing."""
    visit.get("/clinic/")
    other = Client()
    other.force_login(other_clinician)
    name = visit.get(HOME).context["sessions"][0]["name"]
    other.post(HOME, {"end": name})
    assert is_in(visit)


def test_who_signs_out_leaves_nothing_in_the_browser(visit):
    """The browser forgets pages and whatever was stored."""
    assert visit.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in visit.get("/help/")


def test_another_password_ends_the_others(visit, clinician, monday):
    """Whoever had the one of before is out; whoever changed it stays."""
    visit.post("/accounts/login/", {"login": "ash", "password": PASSWORD})
    other = Client()
    other.force_login(clinician)
    assert is_in(other)
    new = {"oldpassword": PASSWORD, "password1": "seven kettles of tin", "password2": "seven kettles of tin"}
    visit.post("/accounts/password/change/", new)
    assert User.objects.get().check_password("seven kettles of tin")
    assert [is_in(each) for each in (visit, other)] == [True, False]
