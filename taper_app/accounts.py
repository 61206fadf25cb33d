"""Who may have an account: only people whom a clinic's own set-up makes."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in as allauth does it, with nobody able to sign up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
