"""What every answer of the site carries and holds, asked once of each address with the settings of a server behind TLS."""

import re
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from taper_app.actions import clinics
from taper_app.actions.clinicians import Account
from taper_app.middleware import CONTENT_POLICY
from taper_app.models import Clinic, Patient, User
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.clinic import first_clinician, first_patient, give_lorazepam, kept_for_all, on_monday
from tests.conftest import PASSWORD, TODAY
from tests.printing import nothing_printed
from tests.test_doors import POLICY, address_of, made_by_a_job
from tests.views.page_forms import own_fields

SERVED = {
    "HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
    "STATIC_ROOT": settings.BASE_DIR / "static",
}
"""What TLS changes of the settings, as test_settings.py sees it of a server."""
EVIL = {"origin": "https://evil.example", "x-forwarded-host": "evil.example", "x-forwarded-for": "203.0.113.9"}
EVIL |= {"x-forwarded-proto": "http", "x-forwarded-port": "81", "x-original-url": "/evil", "x-http-method-override": "DELETE"}
NOWHERE = ("/nowhere/", "/.git/config", "/.env", "/static/", "/static/js/", "/static/../manage.py", "/static/..%2fmanage.py")
NOWHERE += (
    "/media/x",
    "/admin/",
    "/api/",
    "/swagger.json",
    "/debug/",
    "/__debug__/",
    "/server-status",
    "/metrics",
    "/db.sqlite3",
)
NOWHERE += ("/plans/..%2f..%2fetc%2fpasswd/", "/patients/%2e%2e/", "/.well-known/security.txt", "/docs/security.md")
PAPER = ("handout_html", "handout_file", "why_html")
"""Papers that are a web page: they look as they will in the hand."""


@dataclass
class Walk:
    """What came back: the answer to each thing that was asked, by what it was; and who was asked outside of this machine."""

    answers: dict = field(default_factory=dict)
    asked_outside: list = field(default_factory=list)
    secrets: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    without_tls: list = field(default_factory=list)


def connect(walk, own):
    """Lets a socket reach this machine's own files only, and tells of any other."""

    def guarded(self, address):
        if self.family != socket.AF_UNIX:
            walk.asked_outside.append(address)
            raise OSError("nobody is asked outside")
        return own(self, address)

    return guarded


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """Every address, asked once as its user would, once by nobody, and with methods and paths that there are not."""
    walk = Walk()
    with ExitStack() as stack:
        stack.enter_context(kept_for_all(django_db_blocker))
        stack.enter_context(on_monday())
        stack.enter_context(override_settings(**SERVED))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.enter_context(nothing_printed())
        patch.setattr(socket.socket, "connect", connect(walk, socket.socket.connect))
        clinician = first_clinician()
        revision = start(give_lorazepam(first_patient(clinician), clinician, TODAY), clinician)
        visit(revision.plan, clinician, TODAY)
        made_by_a_job(clinician)
        ask_all(walk, clinician, revision)
        walk.bodies = [b"".join(each) if each.streaming else each.content for each in walk.answers.values()]
        walk.secrets = [clinician.password, settings.SECRET_KEY, *settings.RECORD_KEYS, revision.seal]
    return walk


def ask_all(walk, clinician, revision):
    """Asks, and keeps the answers."""
    nobody, somebody = Client(enforce_csrf_checks=True), Client(raise_request_exception=False)
    asked = {"secure": True, "headers": EVIL}
    walk.answers["sign in"] = somebody.post(reverse("account_login"), {"login": "ash", "password": PASSWORD}, **asked)
    somebody.force_login(clinician)
    for name in POLICY:
        at = address_of(name, revision.plan)
        walk.answers[f"{name} by nobody"] = nobody.get(at, **asked)
        walk.answers[f"{name} from another site"] = nobody.post(at, {"x": "y"}, **asked)
        walk.answers[name] = somebody.get(at, **asked)
        walk.answers[f"TRACE {name}"] = somebody.generic("TRACE", at, **asked)
        walk.without_tls.append(somebody.get(at))
    for at in NOWHERE:
        walk.answers[f"nowhere {at}"] = somebody.get(at, **asked)
    walk.answers["another method"] = somebody.put("/patients/", **asked)
    walk.answers["unreadable"] = somebody.generic("POST", "/patients/new/", b"x", content_type="text/plain; charset=hex", **asked)
    walk.answers["another host"] = somebody.get("/", secure=True, headers={"host": "evil.example"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("taper_app.views.patient_lists.listing", None)
        walk.answers["a fault of ours"] = somebody.get("/patients/", **asked)
    walk.answers["a style"] = somebody.get("/static/css/taper.css", **asked)


WANTED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def what_lacks(name, answer):
    """What an answer does not carry that every one does."""
    type_ = answer.get("Content-Type", "")
    policy = CONTENT_POLICY if type_.startswith("text/html") else "frame-ancestors 'none'"
    wanted = WANTED | {"Content-Security-Policy": policy}
    yield from (f"{name}: {each}" for each, value in wanted.items() if answer.get(each) != value)
    yield from (f"{name}: {each}" for each in answer.headers if each.lower().startswith("access-control"))
    if answer.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        yield f"{name}: tells where somebody came from"
    if not re.fullmatch(r"text/\w+; charset=utf-8|application/(?:pdf|json|zip)", type_.lower().replace('"', "")):
        yield f"{name}: the type {type_!r}"
    if name != "a style" and "no-store" not in answer.get("Cache-Control", ""):
        yield f"{name}: may be kept"
    if not re.fullmatch(r"|/(?!/).*|\?.*", answer.get("Location", "")):
        yield f"{name}: leads to {answer['Location']}"
    if name.startswith("TRACE") and answer.status_code not in (302, 405):
        yield f"{name}: {answer.status_code}"


def test_every_answer_carries_what_guards_a_browser(walk):
    """Whatever is asked, by whomever and however, errors and files too: TLS for a year, no sniffing, no frame, no word to
    other sites, our policy, a type with its character set; none leads elsewhere, may be kept or answers TRACE."""
    assert {200, 302, 400, 403, 404, 405, 500} <= {each.status_code for each in walk.answers.values()}
    assert [each for name, answer in walk.answers.items() for each in what_lacks(name, answer)] == []


def test_no_cookie_can_be_read_or_lent(walk):
    """Every cookie is for this host alone, over TLS, unseen by scripts and not sent along by other sites."""
    cookies = [each for answer in walk.answers.values() for each in answer.cookies.values() if each.value]
    assert {"__Host-session", "__Host-csrf"} <= {each.key for each in cookies}
    assert [each.key for each in cookies if not each.key.startswith("__Host-")] == []
    assert {each["samesite"] for each in cookies} <= {"Lax", "Strict"}
    assert {(each["secure"], each["httponly"], each["path"], each["domain"] or "") for each in cookies} == {(True, True, "/", "")}


def test_without_tls_a_page_only_leads_to_it(walk):
    """Asked without TLS an address answers with the same one over TLS; those that watch the server are answered as they ask."""
    answered = [each.request["PATH_INFO"] for each in walk.without_tls if each.status_code != 301]
    assert answered == ["/health/", "/ready/"]
    assert all(each["Location"].startswith("https://testserver/") for each in walk.without_tls if each.status_code == 301)


def test_nothing_else_is_served(walk):
    """No folder, repository, file of the machine, interface or page of a tool is answered."""
    statuses = {name: answer.status_code for name, answer in walk.answers.items() if name.startswith("nowhere")}
    assert len(statuses) == len(NOWHERE)
    assert set(statuses.values()) == {404}


def test_no_page_asks_anybody_outside(walk):
    """While every page and paper is made, nobody is asked over the network."""
    assert walk.asked_outside == []


def pages(walk):
    """The pages that somebody who is signed in is shown, by name, as text."""
    shown = {name: each for name, each in walk.answers.items() if name in POLICY and each.status_code == 200}
    return {name: each.content.decode() for name, each in shown.items() if each["Content-Type"].startswith("text/html")}


def test_every_page_signs_out(walk):
    """Each page of somebody who is signed in has the button that signs out."""
    found = pages(walk)
    assert len(found) > 30
    without = [name for name, page in found.items() if f'action="{reverse("account_logout")}"' not in page]
    assert [name for name in without if name not in PAPER] == []


GIVEN_UP = r"<(?:applet|basefont|bgsound|blink|center|dir|embed|font|frame|frameset|keygen|marquee|object|param)\b"


def test_no_page_has_what_browsers_gave_up(walk):
    """Every page is HTML as it is written today, and neither it nor a script of ours asks for what was taken out of browsers."""
    found = pages(walk)
    assert [name for name, page in found.items() if not page.lstrip().lower().startswith("<!doctype html>")] == []
    assert [name for name, page in found.items() if re.search(GIVEN_UP, page, re.IGNORECASE)] == []
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (Path(settings.BASE_DIR) / "static/js").glob("*.js")}
    gone = r"document\.(?:write|all|execCommand)|ActiveXObject|showModalDialog|\bescape\(|addEventListener\(.unload"
    assert scripts and [name for name, text in scripts.items() if re.search(gone, text)] == []


def test_no_page_takes_a_file(walk):
    """No page has a box for a file, nor a form that could carry one."""
    assert [name for name, page in pages(walk).items() if re.search(r'type="file"|multipart/form-data', page)] == []


def test_no_answer_shows_what_is_no_ones_to_see(walk):
    """No hash of a password, no seal and no key is in any answer."""
    assert all(len(each) > 20 for each in walk.secrets)
    assert len(walk.bodies) > 200
    assert not [each for each in walk.secrets if any(each.encode() in body for body in walk.bodies)]


UNASKED = {
    "id": "1",
    "pk": "1",
    "code": "2222-2222",
    "clinic": "2",
    "clinic_id": "2",
    "by": "2",
    "user": "2",
    "username": "root",
    "password": "x",
    "is_active": "",
    "is_staff": "on",
    "is_superuser": "on",
    "role": "administrator",
    "is_demo": "on",
    "entered_in_error": "on",
    "_state": "x",
    "__class__": "x",
}


def test_what_no_form_asks_for_changes_nothing(client, clinician, patient, monday):
    """Names of columns that a form does not ask for are passed over, whatever else is saved with them."""
    clinics.create_clinic(
        name="Harbor Clinic",
        phone="020 7946 0002",
        out_of_hours="NHS 111",
        time_zone="Europe/London",
        market="uk",
        paper_size="A4",
        account=Account("blake", PASSWORD, "Blake Fenwick"),
    )
    client.force_login(clinician)
    before = untouched()
    for name, kwargs in {"patient_edit": {"code": patient.code}, "clinic_edit": {}, "user_settings": {}}.items():
        at = reverse(name, kwargs=kwargs)
        asked = own_fields(client, at, **({"name": "Example, Robin"} if name == "patient_edit" else {}))
        answer = client.post(at, UNASKED | asked)
        assert answer.status_code == 302, name
    assert Patient.objects.get().name == "Example, Robin"
    assert untouched() == before


def untouched():
    """What no form of a clinician writes."""
    users = list(
        User.objects.order_by("pk").values("pk", "username", "password", "clinic", "is_active", "is_staff", "is_superuser")
    )
    return users, list(Patient.objects.values("pk", "code", "clinic")), list(Clinic.objects.order_by("pk").values("pk"))
