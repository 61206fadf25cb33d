"""Who is invited to a clinic and what they may; and the account that an invited person makes."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from taper_app.models import Clinic, User
from taper_app.roles import ROLES, SAID, Role

from .layout import Choices, helper
from .page_form import PageForm
from .texts import PasswordField, TextField

ALONE = "Choose a role in which patients are seen, or make this person an administrator: as it is they could do nothing."


class RoleForm(PageForm):
    """What somebody may."""

    role = forms.ChoiceField(
        label="With patients",
        choices=[(each.value, name) for each, name in ROLES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what this person is with patients."},
    )
    is_administrator = forms.BooleanField(
        label="Administrator too",
        help_text="Invites people, sets what each may and what the clinic prints, and has its events as a file.",
        required=False,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        hints = {each.value: said for each, said in SAID.items()}
        self.helper = helper(*self.before(), Choices("role", hints), "is_administrator")

    def before(self) -> list[str]:
        """The fields that stand before."""
        return []

    def clean(self) -> dict[str, Any]:
        """Nobody is left who may nothing."""
        typed = super().clean()
        if typed.get("role") == Role.NONE and not typed.get("is_administrator"):
            self.add_error("role", ALONE)
        return typed


class InviteForm(RoleForm):
    """Somebody to be invited."""

    full_name = TextField(
        label="Name, as it is printed",
        max_length=120,
        help_text="Such as Dr Robin Reed. It stands on the papers that this person issues.",
        error_messages={"required": "Enter the name of the person."},
    )

    def before(self) -> list[str]:
        """The name first."""
        return ["full_name"]


class CodeForm(PageForm):
    """The code of an invitation."""

    code = TextField(
        label="Code of the invitation",
        max_length=80,
        help_text="As it was handed to you. Capitals and hyphens do not matter.",
        error_messages={"required": "Enter the code that was handed to you."},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        self.helper = helper("code")


class AccountForm(PageForm):
    """An account that somebody makes for themself."""

    username = TextField(
        label="Name to sign in with",
        max_length=150,
        error_messages={"required": "Choose a name to sign in with."},
    )
    password1 = PasswordField(
        label="Password",
        help_text="At least 12 characters. A few words that only you put together are easiest to keep.",
        error_messages={"required": "Choose a password."},
    )
    password2 = PasswordField(
        label="Password, once more",
        error_messages={"required": "Enter the password once more."},
    )

    def __init__(self, *args: Any, clinic: Clinic, full_name: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.clinic, self.full_name = clinic, full_name
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        for name in ("password1", "password2"):
            self.fields[name].widget.attrs["autocomplete"] = "new-password"
        self.helper = helper("username", "password1", "password2")

    def clean(self) -> dict[str, Any]:
        """The same password twice, and one that nobody guesses."""
        typed = super().clean()
        first, again = typed.get("password1"), typed.get("password2")
        if first and again and first != again:
            self.add_error("password2", "The two passwords differ. Type the same one twice.")
        elif first:
            try:
                validate_password(first, User(clinic=self.clinic, username=typed.get("username", ""), full_name=self.full_name))
            except ValidationError as error:
                self.add_error("password1", error)
        return typed
