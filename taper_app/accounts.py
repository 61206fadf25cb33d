"""Who may have an account: only people whom a clinic's own set-up makes. Whoever comes in, or cannot, leaves an event."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from taper_app.actions import sign_ins
from taper_app.models import User


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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self.failed(request, credentials.get("username", ""), "too many tries")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self.failed(request, credentials.get("username", ""), "wrong name or password")

    def pre_login(self, request: HttpRequest, user: User, **named: Any) -> HttpResponse | None:
        instead: HttpResponse | None = super().pre_login(request, user, **named)
        if instead:
            self.failed(request, user.username, "account closed")
        return instead

    def failed(self, request: HttpRequest, username: str, why: str) -> None:
        """Nobody is signed in: the event says who was meant, and why not."""
        sign_ins.fail_sign_in(username=username, address=self.get_client_ip(request), why=why)

    def login(self, request: HttpRequest, user: User) -> None:
        sign_ins.sign_in(by=user, address=self.get_client_ip(request))
        super().login(request, user)
        request.session.pop("began_at", None)  # its time begins anew, also for whoever was signed in already

    def logout(self, request: HttpRequest) -> None:
        sign_ins.sign_out(by=request.user, address=self.get_client_ip(request))  # type: ignore[arg-type]  # is signed in
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        sign_ins.change_password(by=user, password=password)
