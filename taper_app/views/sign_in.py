"""Where a session is over in the middle of a form: what was sent is held for its own user, and nobody else has it.

The page that it was typed on says, signed, who had it open (desk.keeping). Until somebody signs in it lies in the session of that
browser, on the server; whoever signs in is either the same user, for whom it becomes a draft, or another, and then it is gone.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from taper_app.chart.in_error import StruckOut
from taper_app.desk.drafts import UnreadableDraft, as_data, fields_of
from taper_app.desk.keeping import Keeping, keeping_of

from .keeping import Done, keep

View = Callable[..., HttpResponseBase]
HELD, BEGAN, RENEWED = "sent_before_signing_in", "began_at", "renewed_at"
RENEW_AFTER_SECONDS = 15 * 60


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


def renew(request: HttpRequest) -> None:
    """Let the session last its full time again; only now and then, for that is a write."""
    now = int(timezone.now().timestamp())
    if BEGAN not in request.session:
        request.session[BEGAN] = now
    if now - request.session.get(RENEWED, 0) >= RENEW_AFTER_SECONDS:
        request.session[RENEWED] = now


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
