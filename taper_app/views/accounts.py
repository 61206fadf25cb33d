"""Who may have an account: only people whom a clinic's own set-up makes. Whoever comes in, or cannot, leaves an event."""

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from taper_app.actions import ciphers, sign_ins
from taper_app.actions.browser_sessions import BEGAN
from taper_app.models import User
from taper_app.views import tries
from taper_app.views.presence import SET_UP_WITHIN, proved_at

SVG = "http://www.w3.org/2000/svg"


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in as allauth does it, in our words and with nobody able to sign up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The username or the password is wrong. Check that caps lock is off, then type both again.",
        "incorrect_password": "This is not your password. Check that caps lock is off, then type it again.",
        "too_many_login_attempts": "Too many wrong codes. Wait 5 minutes, then type the one that the app shows then.",
        "account_inactive": "This account is switched off. Ask whoever looks after Taper in your clinic.",
        "rate_limited": "Too many wrong codes. Wait 5 minutes, then type the one that the app shows then.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Instead of allauth's own limits, which let anybody shut an account out, and everybody behind one address."""
        username = credentials.get("username", "")
        try:
            self.tries = tries.count_try(request, username)
        except ImmediateHttpResponse:
            self.failed(request, username, "too many tries")
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            self.tries.forget()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self.failed(request, credentials.get("username", ""), "wrong name or password")

    def pre_login(self, request: HttpRequest, user: User, **named: Any) -> HttpResponse | None:
        instead: HttpResponse | None = super().pre_login(request, user, **named)
        if instead:
            self.failed(request, user.username, "account closed")
        return instead

    def post_login(self, request: HttpRequest, user: User, **named: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **named)
        tries.remember(request, response, user)
        return response

    def failed(self, request: HttpRequest, username: str, why: str) -> None:
        """Nobody is signed in: the event says who was meant, and why not."""
        sign_ins.fail_sign_in(username=username, address=self.get_client_ip(request), why=why)

    def login(self, request: HttpRequest, user: User) -> None:
        sign_ins.sign_in(by=user, address=self.get_client_ip(request))
        super().login(request, user)
        request.session.pop(BEGAN, None)  # its time begins anew, also for whoever was signed in already

    def logout(self, request: HttpRequest) -> None:
        sign_ins.sign_out(by=request.user, address=self.get_client_ip(request))  # type: ignore[arg-type]  # is signed in
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        sign_ins.change_password(by=user, password=password)

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Not where it was shown just now who this is: a second factor is mostly set up right after signing in."""
        return not 0 <= timezone.now().timestamp() - proved_at(context.request) <= SET_UP_WITHIN.total_seconds()


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors as allauth does them, with their secrets encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code does not fit, or it was used already. Wait for the next one of the app, then type that.",
    }

    def encrypt(self, text: str) -> str:
        return ciphers.encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return ciphers.decrypted(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Taper"

    def _get_site_name(self) -> str:
        return "Taper"

    def build_totp_svg(self, url: str) -> str:
        """The code to be photographed: dark on light in any colours of the page, with the margin that a camera needs."""
        drawn: str = segno.make(url, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff")
        return drawn.replace("<svg ", f'<svg xmlns="{SVG}" ', 1)  # it is no part of a page but a picture of its own

    def generate_authenticator_name(self, user: User, type: object) -> str:
        return "Passkey"
