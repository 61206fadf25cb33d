"""Sessions and signed pages: drawn by chance, ours alone, over in time, and good after a change of the secret key."""

import math
from base64 import b32decode
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import signing
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from taper_app.actions.drafts import Opened
from taper_app.desk.keeping import LONGEST, SALT, Keeping, keeping_of
from tests.conftest import PASSWORD
from tests.test_settings import run

ANOTHER = "a longer horse battery"
NEW_KEY = "another-key-than-before-" * 3


def sent(token):
    """What a page sends that carries this."""
    fields = QueryDict(mutable=True)
    fields["keeping"] = token
    return fields


@pytest.fixture
def token(monday):
    """What a page carries that user 7 opened at this moment."""
    return Keeping(7, "/clinic/", Opened("window", timezone.now())).signed()


def test_a_token_that_is_not_ours_is_no_token(token):
    """One letter changed anywhere, another key, a token of another purpose, one without a signature: each is none."""
    assert keeping_of(sent(token)).by == 7
    forged = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(token) - 1, 3)]
    said = signing.loads(token, salt=SALT)
    forged += [
        signing.dumps(said, salt="another purpose"),
        signing.dumps(said, salt=SALT, key=NEW_KEY),
        token.rpartition(":")[0],
        "",
    ]
    forged += ["eyJhbGciOiJub25lIn0." + token, token + ":" + token]
    assert [each for each in forged if keeping_of(sent(each))] == []


def test_a_token_is_over_after_its_time(token, monday):
    """A page holds to the second for as long as it says."""
    monday.shift(LONGEST - timedelta(seconds=1))
    assert keeping_of(sent(token))
    monday.shift(timedelta(seconds=2))
    assert keeping_of(sent(token)) is None


def test_the_name_of_a_session_cannot_be_guessed(db):
    """It is drawn by the system's chance from enough letters for more than 128 bits, and no two are alike."""
    kept_by = SessionMiddleware(lambda request: None).SessionStore
    names = [kept_by()._get_new_session_key() for _ in range(50)]
    letters = set("".join(names))
    assert len(set(names)) == 50
    assert min(map(len, names)) * math.log2(len(letters)) > 128
    assert issubclass(kept_by, SessionStore)  # rows of the database, and no cookie that holds anything


def test_a_new_password_ends_every_other_session(client, clinician):
    """Who changes the password goes on, and every other browser with that account is signed out."""
    other = Client()
    for each in (client, other):
        each.post(reverse("account_login"), {"login": "ash", "password": PASSWORD})
        assert each.get(reverse("today")).status_code == 200
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER})
    assert [each.get(reverse("today")).status_code for each in (client, other)] == [200, 302]


def test_the_secret_key_can_be_changed(client, clinician, token, settings):
    """With the key of before named, sessions and pages that were open go on under the new one; without it they are over."""
    client.force_login(clinician)
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [before]
    assert client.get(reverse("today")).status_code == 200
    assert keeping_of(sent(token)).by == 7
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before[::-1], []
    assert client.get(reverse("today")).status_code == 302
    assert keeping_of(sent(token)) is None


HASHED = """
import django
django.setup()
from django.contrib.auth.hashers import make_password
print(make_password("correct horse battery"))
"""


@pytest.mark.long
def test_a_password_says_how_it_was_hashed():
    """A hash names its algorithm, its parameters and a salt of its own, at least as dear as is advised: 19 MB, two rounds."""
    made = [run("-c", HASHED, SECRET_KEY=NEW_KEY, DJANGO_SETTINGS_MODULE="taper_app.settings").stdout.strip() for _ in range(2)]
    assert made[0] != made[1]
    _, kind, _, parameters, salt, _ = made[0].split("$")
    said = dict(each.split("=") for each in parameters.split(","))
    assert kind == "argon2id"
    assert int(said["m"]) >= 19456 and int(said["t"]) >= 2 and len(salt) >= 22


def test_codes_are_drawn_by_chance(clinician, other_clinician, settings):
    """The seed of an app has 160 bits, each recovery code twenty figures, and no two accounts have the same."""
    seeds = {generate_totp_secret() for _ in range(20)}
    assert len(seeds) == 20 and all(len(b32decode(each)) * 8 >= 160 for each in seeds)
    codes = [code for each in (clinician, other_clinician) for code in RecoveryCodes.activate(each).get_unused_codes()]
    assert len(set(codes)) == len(codes) == 2 * settings.MFA_RECOVERY_CODE_COUNT
    assert all(len(each) == 20 and each.isdigit() for each in codes)
