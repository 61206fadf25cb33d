"""Signing in and changing a password: allauth's own forms, with sentences that say what to do."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms

from taper_app.models import refuse_unseen


def say(form: forms.Form, **sentences: str) -> None:
    """Give fields their own sentence for "nothing entered", and take the grey text out of every box."""
    form.label_suffix = ""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in sentences:
            field.error_messages["required"] = sentences[name]


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["login"].validators.append(refuse_unseen)
        say(self, login="Enter your username.", password="Enter your password.")


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        labels = {"oldpassword": "Password now", "password1": "New password", "password2": "New password, once more"}
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["password1"].help_text = "At least 12 characters. A few words that only you put together are easiest to keep."
        say(
            self,
            oldpassword="Enter the password you have now.",
            password1="Enter a new password.",
            password2="Enter the new password once more.",
        )


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        say(self, password="Enter your password.")
