"""Whoever is signed in shows again that it is them, before what carries their name: anybody can sit down at a desk that somebody
walked away from.

Signing in is such a proof, and so is each confirmation by password, passkey or code (allauth keeps when). What was sent before it
is kept: one comes back to the same page with the form as it was sent, and sends it again.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from taper_app.actions.browser_sessions import BEGAN
from taper_app.chart.second_factors import has_passkey
from taper_app.desk.drafts import UnreadableDraft, as_data

from .access import ClinicRequest
from .sign_in import keep_if_own

Page = Callable[..., HttpResponse]
WITHIN, SET_UP_WITHIN = timedelta(minutes=30), timedelta(minutes=15)
ASKED, SENT = "proof_asked_for", "sent_before_proof"


def proof_first(page: Page) -> Page:
    """For a page on which something is issued: what is sent to it needs a proof of the last half hour."""

    @wraps(page)
    def answer(request: ClinicRequest, *args: Any, **named: Any) -> HttpResponse:
        asked = ask_for_proof(request) if request.method == "POST" else None
        return asked or page(request, *args, **named)

    return answer


def ask_for_proof(request: ClinicRequest, *, always: bool = False) -> HttpResponse | None:
    """The way to the page that asks for a proof, with what was sent kept; None where there is one of the last half hour.

    `always` wants one that was given for this very address since it was sent here, and for one sending alone.
    """
    now, asked = timezone.now().timestamp(), request.session.get(ASKED)
    if always:
        if (
            asked
            and asked["address"] == request.path
            and asked["at"] <= confirmed_at(request) <= now < asked["at"] + WITHIN.total_seconds()
        ):
            del request.session[ASKED]
            return None
    elif 0 <= now - proved_at(request) <= WITHIN.total_seconds():
        return None
    keep_if_own(request, request.POST)
    request.session[ASKED] = {"address": request.path, "at": now}
    fields = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    request.session[SENT] = {"address": request.path, "fields": fields}
    way = "mfa_reauthenticate_webauthn" if has_passkey(request.user) else "account_reauthenticate"
    return redirect_to_login(request.path, reverse(way))


def proved_at(request: ClinicRequest) -> float:
    """When it was shown last who this is, by signing in or since, in seconds."""
    return max(float(request.session.get(BEGAN, 0)), confirmed_at(request))


def confirmed_at(request: ClinicRequest) -> float:
    """When it was confirmed last since signing in, in seconds; 0 where it was not."""
    records = get_authentication_records(request, request.user)
    return max((float(each["at"]) for each in records if each.get("reauthenticated")), default=0)


def sent_before_proof(request: ClinicRequest) -> QueryDict | None:
    """What was sent to this address before the proof was asked for, once; None where nothing was."""
    if request.method != "GET" or request.session.get(SENT, {}).get("address") != request.path:
        return None
    try:
        return as_data(request.session.pop(SENT)["fields"])
    except UnreadableDraft:
        return None
