"""Signing in and changing a password: what is missing is said in a sentence, and no grey text stands in a box."""

import pytest
from django.core.exceptions import ValidationError

from taper_app.forms.accounts import ConfirmForm, PasswordForm, SignInForm

PLAIN = [
    (SignInForm, {"login": "Enter your username.", "password": "Enter your password."}),
    (
        PasswordForm,
        {
            "oldpassword": "Enter the password you have now.",
            "password1": "Enter a new password.",
            "password2": "Enter the new password once more.",
        },
    ),
    (ConfirmForm, {"password": "Enter your password."}),
]


@pytest.mark.parametrize(("form", "sentences"), PLAIN)
def test_each_box_says_what_to_enter(form, sentences):
    """In a sentence of its own, and not with a colon or with grey text."""
    made = form(user=None) if form is ConfirmForm else form()
    said = {name: field.error_messages["required"] for name, field in made.fields.items() if field.required}
    assert said == sentences
    assert made.label_suffix == ""
    assert not any("placeholder" in field.widget.attrs for field in made.fields.values())


def test_a_username_with_what_cannot_be_seen_is_refused():
    """Two names that look alike are never two accounts."""
    *_, unseen = SignInForm().fields["login"].validators
    unseen("casey")
    with pytest.raises(ValidationError):
        unseen("cas\u200bey")


def test_a_new_password_says_what_it_has_to_be():
    """Its length, and what is easiest to keep."""
    words = "At least 12 characters. A few words that only you put together are easiest to keep."
    assert PasswordForm().fields["password1"].help_text == words


@pytest.mark.parametrize("form", [SignInForm, PasswordForm, ConfirmForm])
def test_a_form_takes_what_was_sent_and_whose_it_is(form):
    """As allauth gives it: what was sent and a prefix by name, the account by name or first."""
    user = {"user": "casey"} if form is ConfirmForm else {}
    made = form(*["casey"] * (form is PasswordForm), data={"x": "y"}, prefix="a", **user)
    assert (made.data, made.prefix) == ({"x": "y"}, "a")
    assert form is SignInForm or made.user == "casey"
    assert SignInForm({"x": "y"}).data == {"x": "y"}


def test_each_password_is_called_by_what_it_is():
    """The one now, the new one, and the same once more."""
    labels = {name: field.label for name, field in PasswordForm().fields.items()}
    assert labels == {"oldpassword": "Password now", "password1": "New password", "password2": "New password, once more"}
