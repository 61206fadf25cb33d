"""The second factor: who has none sees no patient, how it is set up, asked for, used, lost."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from taper_app.actions import ciphers, clinics, second_factors
from taper_app.models import FAILED, AuditEvent, BrowserSession
from tests.conftest import PASSWORD
from tests.test_doors import routes
from tests.views.payloads import text_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/accounts/login/code/"
HOME = "/accounts/security/"


def code_at(seconds=0, secret=SECRET):
    """What the app shows so many seconds from now."""
    return format_hotp_value(hotp_value(secret, int(time.time() + seconds) // 30))


@pytest.fixture
def app(clinician):
    """The clinician's app of codes."""
    second_factors.add_app(by=clinician, secret=SECRET)
    return Authenticator.objects.get(type="totp")


def with_password(client, username="ash"):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD, "next": "/patients/"})


def events(action):
    return AuditEvent.objects.filter(action=action)


def test_who_has_none_sets_one_up_and_sees_nothing_else(client, clinician, own_factors, monday):
    """Every address leads there, but for those where it is set up and what anybody may read."""
    client.force_login(clinician)
    for route, name in routes():
        if "<" not in route and name not in ("account_logout", "mfa_login_webauthn", "mfa_authenticate", "account_login"):
            answer = client.get("/" + route)
            stays = answer.status_code != 302 or answer.url != HOME
            anybodys = Client().get("/" + route).status_code == 200
            assert stays == (anybodys or name in SETS_UP), name
    page = client.get(HOME)
    assert "Set up a second step for signing in" in " ".join(text_of(page))
    assert 'href="/patients/"' not in page.content.decode()


SETS_UP = {"account_change_password", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index"}
SETS_UP |= {"mfa_view_recovery_codes", "session_left", "account_signup", "account_inactive"}


def test_an_app_is_set_up(client, clinician, own_factors, monday):
    """The picture, a code that shows that it works, the recovery codes once; then everything is there. Its secret is kept
    encrypted, and each step is an event that holds none of it."""
    client.force_login(clinician)
    page = client.get("/accounts/security/app/")
    secret = client.session["mfa.totp.secret"]
    assert "data:image/svg+xml;base64," in page.content.decode()
    wrong = client.post("/accounts/security/app/", {"code": "000000"})
    assert "This code does not fit" in " ".join(text_of(wrong))
    done = client.post("/accounts/security/app/", {"code": code_at(secret=secret)}, follow=True)
    codes = done.context["codes"]
    assert (len(codes), len(set(codes)), len(codes[0].replace(" ", ""))) == (10, 10, 20)
    assert client.get("/accounts/security/codes/").context["codes"] == []
    assert client.get("/patients/").status_code == 200
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert ciphers.decrypted(Authenticator.objects.get(type="totp").data["secret"]) == secret
    told = str(list(AuditEvent.objects.values_list("after", flat=True)))
    assert [each.after["factor"] for each in (*events("add_second_factor"), *events("new_recovery_codes"))] == [
        "app",
        "recovery codes",
    ]
    assert not [each for each in (secret, *codes) if each in told]


def test_a_key_that_is_changed_leaves_no_app_behind(app, settings):
    """An earlier key of the record still opens what it closed; another one does not."""
    settings.RECORD_KEYS = ["n" * 60, *settings.RECORD_KEYS]
    assert ciphers.decrypted(app.data["secret"]) == SECRET
    settings.RECORD_KEYS = ["n" * 60]
    with pytest.raises(ciphers.InvalidToken):
        ciphers.decrypted(app.data["secret"])


def test_the_second_step_of_signing_in(client, app, monday):
    """The password alone leads to it and signs nobody in; a code does, once, and not one of a minute ago or ahead."""
    assert with_password(client).url == STEP
    assert client.get("/patients/").status_code == 302
    for wrong in ("", "000000", "１２３４５６", code_at(-60), code_at(60)):
        assert client.post(STEP, {"code": wrong}).status_code == 200
    assert events(FAILED).filter(after__why="wrong code").count() == 5
    assert client.post(STEP, {"code": code_at()}).url == "/patients/"
    assert client.get("/patients/").status_code == 200
    other = Client()
    with_password(other)
    assert other.post(STEP, {"code": code_at()}).status_code == 200  # it was used
    monday.shift(30)
    assert other.post(STEP, {"code": code_at()}).url == "/patients/"


def test_a_recovery_code_is_good_once(app, clinician, monday):
    """It stands in for the app, leaves an event that says how many are left, and never works again."""
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[3]
    statuses = []
    for _ in range(2):
        client = Client()
        with_password(client)
        statuses.append(client.post(STEP, {"code": code}).status_code)
    assert statuses == [302, 200]
    assert events("use_recovery_code").get().after == {"left": 9}


def test_too_many_wrong_codes_wait(client, app, monday):
    """The sixth within five minutes is not looked at, and then it is."""
    with_password(client)
    for _ in range(5):
        client.post(STEP, {"code": "000000"})
    assert "Too many wrong codes. Wait 5 minutes" in " ".join(text_of(client.post(STEP, {"code": code_at()})))
    monday.shift(5 * 60 + 1)
    assert client.post(STEP, {"code": code_at()}).status_code == 302


def test_the_only_one_stays(visit, app, monday):
    """Outside the demo nobody is left with the password alone; another's factor is nobody's to remove."""
    visit.post(HOME, {"remove": app.pk})
    visit.post(HOME, {"remove": "99999999999999999999"})
    assert Authenticator.objects.filter(pk=app.pk).exists()
    clinics.mark_demo(by=app.user)
    visit.post(HOME, {"remove": app.pk})
    assert not Authenticator.objects.exists()
    assert events("remove_second_factor").get().after == {"factor": "app"}


def test_changing_it_needs_a_proof(visit, app, monday):
    """Who sits down at somebody's desk takes nothing away and makes no codes."""
    visit.get(HOME)
    for _ in range(3):
        monday.shift(11 * 60)
        visit.get(HOME)
    for sent in ({"remove": app.pk}, {"codes": "1"}):
        assert visit.post(HOME, sent).url.startswith("/accounts/reauthenticate/")
    assert visit.get("/accounts/security/passkey/").url.startswith("/accounts/reauthenticate/")
    answer = visit.post("/accounts/reauthenticate/code/", {"code": code_at(), "next": HOME})
    assert answer.url == HOME
    assert visit.post(HOME, {"codes": "1"}).url == "/accounts/security/codes/"


def test_the_session_has_another_key_after_a_proof(visit, app, monday):
    """What somebody saw of it before is good for nothing."""
    visit.get(HOME)
    before = visit.session.session_key
    visit.post("/accounts/reauthenticate/code/", {"code": code_at(), "next": HOME})
    assert visit.session.session_key != before
    assert not BrowserSession.objects.filter(pk=before).exists()
    assert visit.get("/patients/").status_code == 200


def test_the_demo_needs_none_and_says_so(client, clinician, own_factors, monday):
    """Nobody in it exists; every page says what it is."""
    clinics.mark_demo(by=clinician)
    client.force_login(clinician)
    assert "This is the demo clinic" in " ".join(text_of(client.get("/patients/")))


def test_lost_it_is_reset(app, clinician, other_clinician, client, own_factors, capsys, monday):
    """Whoever looks after the clinic takes it away: sessions end, and the next sign-in sets up another. Never across clinics."""
    client.force_login(clinician)
    client.get("/patients/")
    with pytest.raises(PermissionDenied):
        second_factors.reset_factors(user=clinician, by=other_clinician)
    call_command("reset_second_factor", "ASH")
    assert "Second factors taken away: 2. Sessions ended: 1." in capsys.readouterr().out
    assert client.get("/patients/").url.startswith("/accounts/login/")
    assert with_password(client).url == "/patients/"
    assert client.get("/patients/").url == HOME
    assert events("reset_second_factor").get().before == {"factors": ["app", "recovery codes"]}


NONE = ["", "{", "1", "[]", '{"id": 5}', '{"response": {"userHandle": 7}}', "[" * 3000]
NONE += ['{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "o2"}}']


def test_what_no_browser_makes_is_refused(visit, app, monday):
    """Wherever a passkey is sent, anything else is answered with a page."""
    for credential in NONE:
        sends_everywhere(visit, credential)
    assert Authenticator.objects.filter(type="webauthn").count() == 0


def sends_everywhere(visit, credential):
    visit.get("/accounts/security/passkey/")
    for name in ("mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"):
        assert visit.post(reverse(name), {"credential": credential}).status_code < 500
    other = Client()
    other.get("/accounts/login/passkey/", headers={"Accept": "application/json"})
    assert other.post("/accounts/login/passkey/", {"credential": credential}).status_code < 500
    with_password(other)
    assert other.post(STEP, {"credential": credential}).status_code < 500
