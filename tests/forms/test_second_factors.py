"""What is sent of a second factor: whatever no browser and no app makes is refused as a wrong code, and nothing else happens."""

import json
from types import SimpleNamespace

import pytest
from allauth.core import context
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from taper_app.forms.second_factors import AppForm, ConfirmCode, Credential, SignInPasskey, StepCode, read

INCORRECT = ["This code does not fit, or it was used already. Wait for the next one of the app, then type that."]
RECOVERY = "Type the code that your app shows, or a recovery code."
SIX = "Type the six figures that the app shows."


def fails(error):
    raise error


@pytest.mark.parametrize("error", [ValueError("x"), TypeError("x"), KeyError("x"), RecursionError(), AssertionError()])
def test_whatever_reading_a_credential_fails_with_is_a_wrong_code(error):
    """What reads it expects what a browser makes."""
    with pytest.raises(ValidationError) as found:
        read(lambda: fails(error))
    assert found.value.messages == INCORRECT and found.value.__cause__ is error


def test_what_can_be_read_stays_and_what_is_refused_says_why():
    """Its own sentence is not lost."""
    assert read(lambda: {"id": "x"}) == {"id": "x"}
    with pytest.raises(ValidationError) as found:
        read(lambda: fails(ValidationError("Too late.")))
    assert found.value.messages == ["Too late."]


def test_a_credential_is_json():
    """However deep what is sent goes."""
    assert Credential().clean('{"id": "x"}') == {"id": "x"}
    with pytest.raises(ValidationError):
        Credential().clean("{")
    with pytest.raises(ValidationError) as found:
        Credential().clean("[" * 100_000)
    assert found.value.messages == INCORRECT


@pytest.fixture
def asked():
    """A request, which the forms of allauth look at."""
    request = RequestFactory().get("/")
    request.session, request.user = {}, SimpleNamespace(pk=1)
    with context.request_context(request):
        yield request


@pytest.mark.parametrize("credential", ["", "{", "[]", "1", json.dumps({"id": "x"}), json.dumps({"response": {}})])
def test_what_is_no_passkey_is_refused_in_its_box(asked, credential):
    """Nobody is signed in by it."""
    form = SignInPasskey({"credential": credential})
    assert [*form.errors] == ["credential"]
    assert form["credential"].as_widget().startswith('<input type="hidden"')


@pytest.mark.parametrize(
    ("made", "required", "hint"),
    [
        (StepCode, RECOVERY, "Of your app, or one of your recovery codes."),
        (ConfirmCode, RECOVERY, "Of your app, or one of your recovery codes."),
        (AppForm, SIX, "Six figures; there are others every half minute."),
    ],
)
def test_a_code_is_asked_for_in_one_box(asked, made, required, hint):
    """Which the browser may fill in from a message, and neither corrects nor writes large."""
    form = made(user=asked.user)
    field = form.fields["code"]
    assert (field.label, field.help_text, form.label_suffix) == ("Code", hint, "")
    assert field.widget.attrs == {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
    assert made({"code": ""}, user=asked.user).errors == {"code": [required]}


@pytest.mark.parametrize("made", [StepCode, ConfirmCode, AppForm])
def test_figures_of_another_script_and_what_cannot_be_seen_are_no_code(asked, made):
    """They are refused before anything is compared."""
    assert made({"code": "\u0661\u0662\u0663\u0664\u0665\u0666"}, user=asked.user).errors == {"code": INCORRECT}
    (words,) = made({"code": "123\u200b456"}, user=asked.user).errors["code"]
    assert words != INCORRECT[0]
