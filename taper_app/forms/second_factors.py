"""What is sent of a second factor: allauth's own forms, which take no harm from what no browser or app makes."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

from taper_app.models import refuse_unseen

from .texts import TextField

CODE_HINT = "Of your app, or one of your recovery codes."


def read(judge: Callable[[], Any]) -> Any:
    """What comes of a credential. Raises ValidationError for whatever is none, however it is put together."""
    try:
        return judge()
    except ValidationError:
        raise
    except Exception as error:  # what reads it expects what a browser makes, and fails in many ways at anything else
        raise get_adapter().validation_error("incorrect_code") from error


class Credential(forms.JSONField):
    """JSON that a browser made."""

    def to_python(self, value: Any) -> Any:
        return read(lambda: super(Credential, self).to_python(value))


class Shown(forms.Form):
    """A form with a passkey in it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["credential"] = Credential(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        return read(super().clean_credential)  # type: ignore[misc]  # of the form that it is mixed into


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that was made just now."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["credential"] = Credential(widget=forms.HiddenInput)
        self.fields.pop("passwordless", None)  # each is: it asks for a finger, a face or a PIN of its own
        self.fields["name"] = TextField(
            label="Name",
            help_text="Where it is, such as “My phone”.",
            max_length=60,
            required=False,
            initial="Passkey",
        )
        self.label_suffix = ""

    def clean(self) -> Any:
        return read(super().clean)


class StepPasskey(Shown, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey as the second step of signing in."""


class ConfirmPasskey(Shown, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that shows who is there."""


class SignInPasskey(Shown, LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that is enough to sign in."""


class Code(forms.Form):
    """A form with a code in it."""

    required, hint = "Type the code that your app shows, or a recovery code.", CODE_HINT

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        field, self.label_suffix = self.fields["code"], ""
        field.label, field.help_text = "Code", self.hint
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        field.error_messages["required"] = self.required
        field.validators.append(refuse_unseen)

    def clean_code(self) -> Any:
        code = self.cleaned_data["code"]
        if not code.isascii():
            raise get_adapter().validation_error("incorrect_code")
        return super().clean_code()  # type: ignore[misc]  # of the form that it is mixed into


class StepCode(Code, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code as the second step of signing in."""


class ConfirmCode(Code, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code that shows who is there."""


class AppForm(Code, ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """A code that shows that an app was set up right."""

    required, hint = "Type the six figures that the app shows.", "Six figures; there are others every half minute."
