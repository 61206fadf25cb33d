"""Where a session is over in the middle of a form: what was sent is held for its own user, and nobody else has it.

The page that it was typed on says, signed, who had it open (desk.keeping). Until somebody signs in it lies in the session of that
browser, on the server; whoever signs in is either the same user, for whom it becomes a draft, or another, and then it is gone.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as accounts
from allauth.account.adapter import get_adapter
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from taper_app.actions.browser_sessions import ADDRESS, BEGAN, DEVICE, USED, SessionStore, seconds_left
from taper_app.chart.in_error import StruckOut
from taper_app.chart.second_factors import has_second_factor
from taper_app.desk.drafts import UnreadableDraft, as_data, fields_of
from taper_app.desk.keeping import Keeping, keeping_of
from taper_app.faults import LASTING, fault_of
from taper_app.wording.devices import device_said

from .keeping import Done, keep

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]
HELD, SECOND = "sent_before_signing_in", "second_factor"
RENEW_AFTER_SECONDS = 20
SETS_UP = frozenset(
    {
        "account_change_password",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_view_recovery_codes",
        "session_left",
    }
)
"""Where somebody without a second factor can be, beside what everybody may read: there they set one up."""


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the page for that, holds what they sent, and goes on with it after."""

    def process_view(
        self, request: HttpRequest, view_func: View, view_args: tuple[Any, ...], view_kwargs: dict[Any, Any]
    ) -> HttpResponseBase | None:
        """On every request but those of nobody, for which no session is looked up. One lasts from the last time that something
        was asked for."""
        if getattr(view_func, "of_nobody", False):
            return None
        if request.user.is_authenticated:
            go_on(request)
            renew(request)
            request.idle_left, request.idle_last = seconds_left(request.session)  # type: ignore[attr-defined]  # read by _idle.html
            if lacks_second_factor(request):
                request.sets_up = True  # type: ignore[attr-defined]  # read by base.html
                if getattr(view_func, "login_required", True) and page_of(request) not in SETS_UP:
                    return redirect("mfa_index")
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        """To sign in, and from there back to the page that something was typed on."""
        keeping = hold(request)
        if keeping is None:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(keeping.address)


def hold(request: HttpRequest) -> Keeping | None:
    """Hold what was sent, where a page of ours sent it that keeps what is typed."""
    keeping = keeping_of(request.POST) if request.method == "POST" else None
    if keeping is not None:
        request.session[HELD] = {**fields_of(request.POST), "keeping": [request.POST["keeping"]]}
    return keeping


def go_on(request: HttpRequest) -> None:
    """Keep as a draft what was held, for its own user; what another user sent is forgotten."""
    held = request.session.pop(HELD, None)
    if held is None:
        return
    try:
        sent = as_data(held)
    except UnreadableDraft:
        return
    keep_if_own(request, sent)


def keep_if_own(request: HttpRequest, sent: QueryDict) -> Keeping | None:
    """Keep what was typed on a page that the same user had open; None where it was another's, or can be kept no more."""
    keeping = keeping_of(sent)
    if keeping is None or keeping.by != request.user.pk:
        return None
    try:
        keep(request, keeping, sent, over=True)  # type: ignore[arg-type]  # whoever had it open is signed in
    except (Http404, PermissionDenied, StruckOut, Done):
        return None
    return keeping


def page_of(request: HttpRequest) -> str:
    """The name of the address that was asked for."""
    return (request.resolver_match.url_name if request.resolver_match else "") or ""


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether somebody signed in has a password alone, which shows no patient outside the demo. Asked of the database until it is
    not so: who loses a factor loses the session too."""
    user: Any = request.user
    if SECOND in request.session:
        return False
    if has_second_factor(user):
        request.session[SECOND] = "has"
    elif user.clinic.is_demo:
        request.session[SECOND] = "demo"
    return SECOND not in request.session


def renew(request: HttpRequest) -> None:
    """Let the session last its full time again; only now and then, for that is a write. What a page asks by itself is no use."""
    now, session = int(timezone.now().timestamp()), request.session
    if BEGAN not in session:
        session[BEGAN] = session[USED] = now
        session[ADDRESS] = get_adapter(request).get_client_ip(request)
        session[DEVICE] = device_said(request.headers.get("User-Agent", ""))
    elif now - session.get(USED, 0) >= RENEW_AFTER_SECONDS and "Background" not in request.headers:
        session[USED] = now


@wraps(accounts.logout)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signing out; the browser forgets what it has of the site, but for what lets it try a password. Where the database takes
    nothing the browser alone forgets who was signed in, and the log has it."""
    try:
        response: HttpResponse = accounts.logout(request)
    except DatabaseError as error:
        if fault_of(error) not in LASTING:
            raise
        logger.warning("somebody signed out, which could not be written down", exc_info=error)
        list(get_messages(request))  # which would be written into the session
        request.session = SessionStore()  # an empty one, for which the browser is told to forget its own
        response = redirect("account_login")
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def open_too_long(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page where a form came with a token that is not good any more: nothing is done, and what was typed is kept.

    That is so after signing in again, in whichever window: the pages of before have the token of before.
    """
    keeping = keep_if_own(request, request.POST) if request.user.is_authenticated else hold(request)
    context = {"address": keeping.address if keeping else ""}
    response = render(request, "403_csrf.html", context, status=403)
    if keeping and request.user.is_authenticated:
        response.headers["Kept"] = "now"
    return response
