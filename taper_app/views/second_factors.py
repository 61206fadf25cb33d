"""The second factor: set up, asked for at sign-in, and asked for again. allauth's pages, with our actions behind them."""

import json
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from taper_app.actions import second_factors, sign_ins
from taper_app.actions.second_factors import LastFactor
from taper_app.chart.second_factors import factors_of, has_passkey
from taper_app.models import User

from .access import ClinicRequest
from .presence import ask_for_proof

NOT_KEPT = "That passkey could not be read. Try again, or use an app that shows codes."
LAST_ONE = "This is the only second step of your account, so it stays. Set up another first, then remove this one."


def as_json(options: object) -> str:
    """What a page carries for the browser, which makes or finds a passkey by it."""
    return json.dumps(options, cls=DjangoJSONEncoder)


class Refused:
    """What does not fit is answered as every form of ours: 422, or 200 where somebody signs in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view that it is mixed into
        response.status_code = 422
        return response


class AddApp(Refused, ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """An app that shows codes: its secret as a picture to photograph, and a code that shows that it works."""

    def dispatch(self, request: ClinicRequest, *args: Any, **named: Any) -> HttpResponse:
        response: HttpResponse
        response = redirect("mfa_index") if factors_of(request.user).app else super().dispatch(request, *args, **named)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        made_codes = second_factors.add_app(by=self.request.user, secret=form.secret)
        self.request.session.pop("mfa.totp.secret", None)
        return added(self.request, made_codes)


class AddPasskey(Refused, AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """A passkey, which is enough to sign in: it asks for a finger, a face or a PIN of its own."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**named)
        return context | {"options": as_json(auth.begin_registration(self.request.user, True)), "failed": NOT_KEPT}

    def form_valid(self, form: Any) -> HttpResponse:
        name = form.cleaned_data["name"][:60]
        made_codes = second_factors.add_passkey(by=self.request.user, name=name, credential=form.cleaned_data["credential"])
        return added(self.request, made_codes)


def added(request: ClinicRequest, made_codes: bool) -> HttpResponse:
    """On to the recovery codes, where they were made just now; else back to the list."""
    messages.success(request, "It is set up.")
    return redirect("mfa_view_recovery_codes" if made_codes else "mfa_index")


class ShowCodes(ViewRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    """The recovery codes: shown once, to be printed or written down."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**named)
        codes = [" ".join(code[at : at + 5] for at in range(0, len(code), 5)) for code in context["unused_codes"]]
        return context | {"codes": codes if context["can_view_codes"] else [], "left": len(codes)}


class SecondStep(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """Signing in, after the password: a passkey, a code of the app, or a recovery code."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**named)
        user = self.stage.login.user
        options = as_json(context["js_data"]["request_options"]) if has_passkey(user) else ""
        return context | {"options": options, "who": user}

    def form_valid(self, form: Any) -> HttpResponse:
        used(form, self.stage.login.user)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        failed(self.request, self.stage.login.user)
        response: HttpResponse = super().form_invalid(form)
        return response


class Anew:
    """The session has another key after it was shown who is there."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view that it is mixed into
        self.request.session.cycle_key()  # type: ignore[attr-defined]  # the same
        return response


class ConfirmByPassword(Anew, account.ReauthenticateView):  # type: ignore[misc]  # allauth has no types
    """Showing that it is you by the password."""


class ConfirmByCode(Anew, ReauthenticateView):  # type: ignore[misc]  # allauth has no types
    """Showing that it is you by a code."""

    def form_valid(self, form: Any) -> HttpResponse:
        used(form, self.request.user)
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        failed(self.request, self.request.user)
        response: HttpResponse = super().form_invalid(form)
        return response


class ConfirmByPasskey(Anew, ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Showing that it is you by a touch."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**named)
        return context | {"options": as_json(context["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        failed(self.request, self.request.user)
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return response


class SignInByPasskey(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Signing in by a passkey alone."""

    def form_valid(self, form: Any) -> HttpResponse:
        factor = form.cleaned_data["credential"]
        login = Login(user=factor.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = flows.perform_passwordless_login(self.request, factor, login)
        return response


def used(form: Any, by: User) -> None:
    """Keeps the event of a recovery code; what else was shown is nothing to tell."""
    if hasattr(form, "authenticator"):
        second_factors.use_factor(by=by, factor=form.authenticator)


def failed(request: HttpRequest, user: User) -> None:
    """Keeps the event of what did not fit."""
    sign_ins.fail_sign_in(username=user.username, address=get_adapter(request).get_client_ip(request), why="wrong code")


def new_codes(request: ClinicRequest) -> HttpResponse:
    """Other recovery codes, in place of those of before."""
    asked = ask_for_proof(request)
    if asked:
        return asked
    second_factors.new_codes(by=request.user)
    return redirect("mfa_view_recovery_codes")


def remove(request: ClinicRequest, factor: str) -> HttpResponse:
    """Takes an app or a passkey away."""
    asked = ask_for_proof(request)
    if asked:
        return asked
    try:
        second_factors.remove_factor(by=request.user, factor=int(factor) if factor.isdecimal() and len(factor) < 19 else 0)
        messages.success(request, "It is removed, and good for nothing any more.")
    except LastFactor:
        messages.warning(request, LAST_ONE)
    except Authenticator.DoesNotExist:
        messages.warning(request, "That was removed already.")
    return redirect("mfa_index")


add_app = AddApp.as_view()
add_passkey = AddPasskey.as_view()
confirm_by_code = ConfirmByCode.as_view()
confirm_by_passkey = ConfirmByPasskey.as_view()
confirm_by_password = ConfirmByPassword.as_view()
second_step = SecondStep.as_view()
show_codes = ShowCodes.as_view()
sign_in_by_passkey = SignInByPasskey.as_view()
"""What the addresses name."""
