"""Who may have an account: only people whom a clinic's own set-up makes."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in as allauth does it, in our words and with nobody able to sign up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The username or the password is wrong. Check that caps lock is off, then type both again.",
        "incorrect_password": "This is not your password. Check that caps lock is off, then type it again.",
        "too_many_login_attempts": "Too many wrong tries with this username. Wait 5 minutes, then type both with care.",
        "account_inactive": "This account is switched off. Ask whoever looks after Taper in your clinic.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
