"""Who is invited and what they may: nobody is left who may nothing, and an account has one password that nobody guesses."""

import pytest

from taper_app.forms.people import ALONE, AccountForm, CodeForm, InviteForm, RoleForm
from taper_app.models import Clinic
from taper_app.roles import SAID, Role
from tests.forms.sent import sent

GOOD = "seven green lamps at noon"


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"role": Role.NONE}, {"role": ALONE}),
        ({"role": Role.NONE, "is_administrator": "on"}, {}),
        ({"role": next(each for each in Role if each != Role.NONE)}, {}),
        ({}, {"role": "Choose what this person is with patients."}),
    ],
)
def test_nobody_is_left_who_may_nothing(fields, faults):
    """Who sees no patient is an administrator at least."""
    assert {name: said[0] for name, said in RoleForm(sent(**fields)).errors.items()} == faults


def test_somebody_is_invited_by_name():
    """The name stands before what they may, and cannot be missing."""
    form = InviteForm(sent(role=Role.NONE, is_administrator="on"))
    assert form.errors == {"full_name": ["Enter the name of the person."]}
    assert next(iter(InviteForm().helper.layout.fields)) == "full_name"


HOW = ("autocomplete", "autocapitalize", "spellcheck")


def test_nothing_that_is_typed_to_sign_in_is_corrected():
    """No browser remembers a code or corrects its spelling; a name and a new password are kept by a browser as what they are."""
    code, account = CodeForm(), AccountForm(clinic=Clinic(), full_name="Casey Thorn")
    assert [code.fields["code"].widget.attrs[name] for name in HOW] == ["off", "characters", "false"]
    assert [account.fields["username"].widget.attrs[name] for name in HOW] == ["username", "none", "false"]
    assert [account.fields[name].widget.attrs["autocomplete"] for name in ("password1", "password2")] == ["new-password"] * 2


def test_each_form_has_its_boxes_in_the_order_in_which_they_are_filled_in():
    """The name to sign in with before the passwords, and what somebody is with patients before whether they administer."""
    account = AccountForm(clinic=Clinic(), full_name="Casey Thorn")
    assert [*account.helper.layout.fields] == ["username", "password1", "password2"]
    assert [*CodeForm().helper.layout.fields] == ["code"]
    choices, administrator = RoleForm().helper.layout.fields
    assert (choices.fields, administrator) == (["role"], "is_administrator")


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"password2": "seven green lamps at one"}, "password2", "The two passwords differ. Type the same one twice."),
        ({"password1": "short", "password2": "short"}, "password1", ""),
        ({"password1": "caseythorncaseythorn", "password2": "caseythorncaseythorn"}, "password1", ""),
        ({"username": ""}, "username", "Choose a name to sign in with."),
        ({"password1": ""}, "password1", "Choose a password."),
    ],
)
def test_an_account_has_one_password_that_nobody_guesses(fields, field, said):
    """Twice the same, long, and not made of the own name."""
    asked = {"username": "caseythorncaseythor", "password1": GOOD, "password2": GOOD} | fields
    form = AccountForm(sent(**asked), clinic=Clinic(), full_name="Casey Thorn")
    assert list(form.errors) == [field]
    assert said in ("", form.errors[field][0])


def test_a_good_account_is_taken():
    """A name and a password twice are all that is asked."""
    form = AccountForm(sent(username="casey", password1=GOOD, password2=GOOD), clinic=Clinic(), full_name="Casey Thorn")
    assert form.is_valid(), form.errors


def test_every_form_takes_what_is_given_to_it_by_name():
    """What was sent, and under which prefix."""
    for made in (
        RoleForm(data=sent(**{"a-role": "x"}), prefix="a"),
        CodeForm(data=sent(**{"a-code": "x"}), prefix="a"),
        AccountForm(data=sent(**{"a-username": "x"}), prefix="a", clinic=Clinic(), full_name="Casey Thorn"),
    ):
        assert (made.prefix, made.is_bound, made.label_suffix) == ("a", True, "")


def test_each_role_has_a_line_that_says_what_it_is():
    """Beside its button."""
    choices, _ = RoleForm().helper.layout.fields
    assert choices.hints == {each.value: said for each, said in SAID.items()} and all(choices.hints.values())
