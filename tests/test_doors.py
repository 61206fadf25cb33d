"""Who gets in where: every address there is has a policy here, and each policy is tried on every address that has it."""

import re

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import serializers
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from taper_app import models
from taper_app.actions import codes, patients
from taper_app.middleware import CONTENT_POLICY
from taper_app.views.events import NOBODYS
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.clinic import first_clinician, first_patient, give_lorazepam, kept_for_all, on_monday
from tests.conftest import PASSWORD, TODAY

pytestmark = pytest.mark.any_database

ANYONE, CLINICIAN, PATIENT, PLAN = "anyone", "a clinician", "a clinician of the patient's clinic", "of the plan's clinic"
REVIEW = "of the plan's clinic, who may write"
POLICY = {
    "today": CLINICIAN,
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_signup": ANYONE,
    "account_inactive": ANYONE,
    "account_reauthenticate": CLINICIAN,
    "account_change_password": CLINICIAN,
    "user_settings": CLINICIAN,
    "clinic_edit": CLINICIAN,
    "clinic_events": CLINICIAN,
    "own_product_list": CLINICIAN,
    "health": ANYONE,  # what watches a server has no account, and learns nothing of anybody
    "ready": ANYONE,
    "help_page": ANYONE,  # no patient is in it, and whoever thinks of using Taper may read it
    "quick_schedule": CLINICIAN,  # no patient is in it, but doses that nobody should taper by alone
    "quick_draft": CLINICIAN,
    "quick_keep": CLINICIAN,
    "draft_keep": CLINICIAN,  # a page says, signed, whose form is kept
    "quick_compare": CLINICIAN,
    "safety": ANYONE,  # what Taper is for, to be read before anybody signs in
    "safety_group": ANYONE,
    "sources": CLINICIAN,  # no patient is in it, but doses that nobody should taper by alone
    "source_group": CLINICIAN,
    "patient_list": CLINICIAN,
    "patient_add": CLINICIAN,
    "patient_detail": PATIENT,
    "patient_edit": PATIENT,
    "patient_events": PATIENT,
    "patient_in_error": PATIENT,
    "medication_list": PATIENT,
    "risks_edit": PATIENT,
    "weighing_edit": PATIENT,
    "weighing_pdf": PATIENT,
    "weighing_text": PATIENT,
    "relapse_plan_edit": PATIENT,
    "no_taper_new": PATIENT,
    "adjunct_list": PATIENT,
    "plan_new": PATIENT,
    "plan_cautions": PATIENT,
    "plan_check": PATIENT,
    "plan_draft": PATIENT,
    "plan_compare": PATIENT,
    "plan_choice": PATIENT,
    "review_compare": REVIEW,
    "review_choice": PLAN,
    "plan_detail": PLAN,
    "care_edit": REVIEW,
    "plan_in_error": REVIEW,
    "review_in_error": REVIEW,
    "plan_timeline": PLAN,
    "review_draft": PLAN,
    "review_new": REVIEW,
    "review_cautions": REVIEW,
    "review_check": REVIEW,
    "review_missed": REVIEW,
    "follow_up_new": REVIEW,
    "follow_up_days": REVIEW,
    "plan_checked": REVIEW,
    "plan_how": PLAN,
    "handout_pdf": PLAN,
    "handout_large": PLAN,
    "handout_html": PLAN,
    "handout_file": PLAN,
    "handout_text": PLAN,
    "handout_calendar": PLAN,
    "summary_pdf": PLAN,
    "supply_pdf": PLAN,
    "supply_text": PLAN,
    "letter_pdf": PLAN,
    "agreement_pdf": PLAN,
    "revision_note": PLAN,
    "revision_note_file": PLAN,
    "review_note": PLAN,
    "review_note_file": PLAN,
    "own_pdf": PLAN,
    "own_large": PLAN,
    "own_text": PLAN,
    "why_pdf": PLAN,
    "why_html": PLAN,
    "why_text": PLAN,
}
CLOSED = [name for name, policy in POLICY.items() if policy != ANYONE]
SCOPED = [name for name, policy in POLICY.items() if policy in (PATIENT, PLAN, REVIEW)]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def routes(patterns=None, before=""):
    """Every address of the site: its route as written and its name, which is empty where it has none."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route, each.name or ""


GROUPS = {"source_group": {"part": "rules"}, "safety_group": {"group": "clinical"}}
"""Of an address that has a group, one that there is."""
OF_A_REVISION = [name for route, name in routes() if "<int:number>" in route]
OF_A_REVIEW = [name for route, name in routes() if "<int:review>" in route]


def faults(found, policy):
    """Addresses without a policy, and policies without an address."""
    names = [name for _, name in found]
    return [f"{route} has no policy" for route, name in found if name not in policy] + [
        f"{name} has no address" for name in policy if name not in names
    ]


def test_every_address_has_a_policy():
    """A new address without a policy in the table above fails here."""
    assert faults(list(routes()), POLICY) == []


def test_a_new_address_is_noticed():
    """An address that nobody listed, named or not, is found."""
    found = [*routes(), ("backdoor/", "backdoor"), ("nameless/", "")]
    assert faults(found, POLICY) == ["backdoor/ has no policy", "nameless/ has no policy"]


def leaks(route):
    """The parts of a route that could carry a name or a row number: all but a code, the number of a revision or a review, and a
    group of the data."""
    allowed = ("<code:code>", "<int:number>", "<int:review>", "<group:part>", "<group:group>")
    return [part for part in re.findall(r"<[^>]*>|\(\?P.*", route) if part not in allowed]


def test_no_address_has_a_name_or_a_row_number_in_it():
    """An address holds an opaque code, the number of a revision or a review of a plan, or a group of the data, and nothing else
    that varies."""
    assert [part for route, _ in routes() for part in leaks(route)] == []


@pytest.mark.parametrize("route", ["patients/<int:pk>/", "patients/<slug:name>/", r"^patients/(?P<pk>\d+)/$"])
def test_a_row_number_is_noticed(route):
    """A route by row number or by name is found."""
    assert leaks(route) != []


@pytest.fixture(scope="module")
def issued(django_db_setup, django_db_blocker):
    """A clinician's patient with a plan and a review of it, made once for every door: what a test did with it is taken back."""
    with kept_for_all(django_db_blocker):
        with on_monday():
            clinician = first_clinician()
            revision = start(give_lorazepam(first_patient(clinician), clinician, TODAY), clinician)
            visit(revision.plan, clinician, TODAY)
        yield revision


@pytest.fixture
def clinician(issued, db):
    """The clinician of the one patient there is."""
    return models.User.objects.get()


@pytest.fixture
def address(issued, monday, db):
    """Gives the address of a name, for the one patient and plan there are."""

    def of(name):
        plan = {"code": issued.plan.code}
        codes_ = {PATIENT: {"code": issued.plan.patient.code}, PLAN: plan, REVIEW: plan}
        number = {"number": 1} if name in OF_A_REVISION else {"review": 1} if name in OF_A_REVIEW else GROUPS.get(name, {})
        return reverse(name, kwargs=codes_.get(POLICY[name], {}) | number)

    return of


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


LOOKED = ("open_page", "print_paper", "open_list", "print_list", "export_events")
READ_OF_A_PATIENT = ("patient_detail", "patient_events", "plan_draft", "plan_choice", "weighing_pdf", "weighing_text")


def looked():
    """Who looked at what, in the order of the events."""
    return list(
        models.AuditEvent.objects.filter(action__in=LOOKED).order_by("pk").values_list("action", "subject", "by__username")
    )


def everything():
    """All that is kept, as text, but for who looked at it."""
    kept = [models.Clinic, models.User, models.Patient, models.Medication, models.RiskPicture, models.Weighing]
    kept += [models.Plan, models.Revision, models.Review, models.Draft]
    rows = [row for model in kept for row in model.objects.order_by("pk")]
    rows += models.AuditEvent.objects.exclude(action__in=LOOKED).order_by("pk")
    return re.sub(r'"last_login": (null|"[^"]*")', "", serializers.serialize("json", rows))


@pytest.mark.parametrize("name", CLOSED)
def test_who_is_not_signed_in_is_sent_to_sign_in(client, address, name):
    """Without signing in, an address answers with the way to sign in, changes nothing and is kept nowhere."""
    before, url = everything(), address(name)
    for method in METHODS:
        response = getattr(client, method)(url)
        assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={url}")
        assert "no-store" in response["Cache-Control"]
    assert everything() == before


@pytest.mark.parametrize("name", SCOPED)
def test_a_code_that_nobody_has_looks_the_same_from_outside(client, address, name):
    """Without signing in nobody learns which codes exist: a made-up one is answered as a real one is."""
    url = re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}", codes.new_code(), address(name))
    assert client.get(url)["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("name", SCOPED)
def test_another_clinics_is_not_found(other_clinician, address, name):
    """Another clinic's patient or plan is not found, as one that does not exist is not, and nothing changes."""
    before, client, url = everything(), signed_in(other_clinician), address(name)
    made_up = re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}", codes.new_code(), url)
    only_read = POLICY[name] == PLAN or name in READ_OF_A_PATIENT
    for method, status in {"get": 404, "head": 404, "post": 405 if only_read else 404}.items():
        response, nothing = getattr(client, method)(url), getattr(client, method)(made_up)
        assert (response.status_code, nothing.status_code) == (status, status)
        assert without_tokens(response.content) == without_tokens(nothing.content)
    assert (everything(), looked()) == (before, [])


def without_tokens(page):
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", page)


@pytest.mark.parametrize("name", CLOSED)
def test_ones_own_is_shown_and_kept_nowhere(clinician, address, log, name):
    """One's own is shown or leads on; no browser, proxy or log keeps it, and reading changes nothing. Whatever shows a patient,
    or more than one, leaves one event that says so, and no other page does."""
    before, client = everything(), signed_in(clinician)
    for method in ("get", "head"):
        there = len(looked())
        response = getattr(client, method)(address(name))
        is_file = not response["Content-Type"].startswith("text/html") or "Content-Disposition" in response
        shows = response.status_code == 200 and name not in NOBODYS
        about = f"patient {models.Patient.objects.get().code}" if name in SCOPED else "patients"
        action = ("print_" if is_file else "open_") + ("list" if about == "patients" else "paper" if is_file else "page")
        expected = ("export_events", "clinic", "ash") if name == "clinic_events" else (action, about, "ash")
        assert looked()[there:] == [expected] * shows
        assert response.status_code in (200, 302)
        assert "no-store" in response["Cache-Control"]
        if response["Content-Type"].startswith("text/html"):
            assert response["Content-Security-Policy"] == CONTENT_POLICY
    assert everything() == before
    assert f'"route": "{name}"' in log.getvalue()
    assert not re.search(r"rowan|example|TEST-0001|1970|lorazepam", log.getvalue(), re.IGNORECASE)


@pytest.mark.parametrize("name", SCOPED)
def test_other_methods_do_nothing(clinician, address, name):
    """What no form sends is refused, and nothing changes."""
    before, client = everything(), signed_in(clinician)
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(address(name)).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("name", CLOSED)
def test_a_post_from_another_site_is_refused(clinician, address, name):
    """A post that does not carry the token of our own forms changes nothing."""
    before, client = everything(), Client(enforce_csrf_checks=True)
    client.force_login(clinician)
    assert client.post(address(name)).status_code in (403, 405)
    assert everything() == before


@pytest.mark.parametrize("name", CLOSED)
def test_an_empty_post_is_no_error(clinician, address, name):
    """A post of nothing is answered, not failed at."""
    assert signed_in(clinician).post(address(name)).status_code < 500


def test_no_patient_is_in_an_address(clinician, clinic, address):
    """The addresses of a patient hold neither name nor identifier nor date of birth, and codes come by chance."""
    addresses = " ".join(address(name) for name in POLICY)
    assert not re.search(r"rowan|example|TEST-0001|1970", addresses, re.IGNORECASE)
    born_on, sex = "1970-05-17", "female"
    twins = [
        patients.add_patient(clinic=clinic, name="Twin", born_on=born_on, sex=sex, identifier=f"T{n}", by=clinician)
        for n in range(2)
    ]
    assert twins[0].code != twins[1].code


@pytest.mark.parametrize("code", ["1", "abcd-efgh", "AAAA-AAA0", "AAAA2222", "../..", "AAAA-2222-"])
def test_what_is_no_code_is_not_found(clinician, code):
    """Text that cannot be a code is not found, before anything is looked up."""
    client = signed_in(clinician)
    for prefix in ("patients", "plans"):
        assert client.get(f"/{prefix}/{code}/").status_code == 404


@pytest.mark.parametrize("number", [0, 2, 99999, 2**31, 2**63, 10**40])
@pytest.mark.parametrize("name", [*OF_A_REVISION, *OF_A_REVIEW])
def test_a_revision_that_is_not_there(clinician, address, name, number):
    """A number that no revision or review has is not found, however large."""
    url = address(name).replace("/1/", f"/{number}/")
    assert signed_in(clinician).get(url).status_code == 404


def test_nobody_signs_up(client, rf, clinician):
    """Sign-up is closed: its page says so, and a filled-in form makes no account."""
    assert not get_adapter().is_open_for_signup(rf.get("/"))
    form = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get(reverse("account_signup")), client.post(reverse("account_signup"), form)):
        assert response.status_code in (200, 302, 403)
    assert models.User.objects.get() == clinician


def sign_in(client, password, **more):
    return client.post(reverse("account_login"), {"login": "ash", "password": password} | more)


def test_sign_in(client, clinician):
    """The right password leads to the first page, whatever the case of the name; a wrong one does not."""
    assert sign_in(client, "wrong").status_code == 200
    assert client.get(reverse("patient_list")).status_code == 302
    response = sign_in(client, PASSWORD, login="ASH")
    assert (response.status_code, response["Location"]) == (302, reverse("today"))
    assert client.get(reverse("patient_list")).status_code == 200


def test_after_five_wrong_passwords_the_right_one_waits(client, clinician):
    """Whoever guesses is stopped after five tries, and then the right password does not help either."""
    for _ in range(5):
        sign_in(client, "wrong")
    sign_in(client, PASSWORD)
    assert client.get(reverse("patient_list")).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, clinician, elsewhere):
    """An address that was slipped into the way to sign in is not followed to another site."""
    assert sign_in(client, PASSWORD, next=elsewhere)["Location"] == reverse("today")


def test_signing_in_goes_on_to_where_one_was_going(client, clinician, address):
    """Who was sent to sign in arrives at the page that was asked for."""
    url = address("patient_detail")
    assert sign_in(client, PASSWORD, next=url)["Location"] == url


def test_signing_out(clinician):
    """Whoever signed out of an account sees nothing more, and signing out is a post."""
    client = signed_in(clinician)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("patient_list")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("patient_list")).status_code == 302


def test_an_account_that_was_closed(client, clinician):
    """Who is no longer active gets in neither with the password nor with a session begun before."""
    begun = signed_in(clinician)
    models.User.objects.filter(pk=clinician.pk).update(is_active=False)
    sign_in(client, PASSWORD)
    for each in (client, begun):
        assert each.get(reverse("patient_list")).status_code == 302


def test_the_session_begins_anew_with_signing_in(client, clinician):
    """A session's name that somebody planted before is not the one that is signed in."""
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in(client, PASSWORD)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key


def test_cookies_are_out_of_reach(client, clinician):
    """No script of a page can read the session or the token, and other sites' requests do not carry them."""
    client.get(reverse("account_login"))
    sign_in(client, PASSWORD)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert (client.cookies[name]["httponly"], client.cookies[name]["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("path", ["/admin/", "/patients/new", "/.env", "/static/../manage.py", "/nowhere/"])
def test_nothing_else_is_there(clinician, path):
    """There is no other way in."""
    assert signed_in(clinician).get(path).status_code in (301, 404)


PAGES = [name for name in SCOPED if name.split("_")[-1] not in ("pdf", "html", "file", "text", "calendar", "large", "draft")]


def test_every_page_of_a_patient_says_who_it_is(clinician, address):
    """Name, date of birth with age, sex and identifier stand at the top of every page of a patient, whatever it is about."""
    client, seen = signed_in(clinician), []
    for name in PAGES:
        response = client.get(address(name), follow=True)
        page = response.content.decode()
        top = page[page.index('aria-label="Patient"') : page.index("<h1")]
        for words in ("Example, Rowan", "17-May-1970", "(56 years)", "Female", "TEST-0001"):
            assert words in top, (name, words)
        seen += [name] if not response.redirect_chain else []
    assert len(seen) > 8


def test_no_session_holds_a_patient(clinician, address):
    """A session knows who is signed in and no patient, so that no page is about somebody who was looked at in another window."""
    client = signed_in(clinician)
    before = set(client.session.keys())
    for name in PAGES:
        client.get(address(name), follow=True)
    assert set(client.session.keys()) == before | {"began_at", "renewed_at"}
    assert all(each.startswith("_auth_user_") for each in before)


def test_every_page_says_that_nothing_is_validated(client, clinician, address):
    """Every page says that it has not been validated, at its foot, and that a plan is to be checked before it is issued."""
    signed = signed_in(clinician)
    pages = [signed.get(address(name), follow=True) for name in ("today", "patient_list", "clinic_edit", "sources", *PAGES)]
    for page in (*pages, client.get(address("safety")), client.get(address("account_login")), signed.get("/nowhere/")):
        foot = page.content.decode().partition('<footer class="foot">')[2]
        assert "It has not been validated for patient care: check every plan before you issue it." in foot
