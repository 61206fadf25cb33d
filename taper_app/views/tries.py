"""How often a password may be tried, so that nobody guesses one and nobody is shut out by others.

A browser that somebody signed in with before carries that, signed, and has tries of its own for this account: whatever others try
elsewhere, its owner gets in there. All other browsers share the tries of the account, and those of their address in the network.
A passkey cannot be guessed and always works.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from taper_app.models import User

DEVICE, ACCOUNT, ADDRESS = "10/5m/key", "5/5m/key", "60/10m/ip"
"""Wrong tries of a browser that is known to the account, of an account from all others, of an address from those."""
CODE = "30/10m/ip"
"""Codes of invitations that there are none of, from an address."""
SALT, LASTS = "taper_app.device", 365 * 24 * 60 * 60
MOST_ACCOUNTS = 20
"""How many accounts of a shared computer are remembered on it."""


@dataclass
class Tries:
    """What one try counted for; `forget` takes it back, for it was right."""

    counted: list[Any]

    def forget(self) -> None:
        for usage in self.counted:
            usage.rollback()


def count_try(request: HttpRequest, username: str) -> Tries:
    """Count a try of this account's password. Raises ImmediateHttpResponse, with the page that says how long to wait, where there
    were too many; such a try counts for nothing."""
    tries = Tries([])
    for name, rate, key in limits(request, username):
        usage = ratelimit.consume(request, app="taper_app", action=name, config={name: rate}, key=key)
        if not usage:
            tries.forget()
            raise ImmediateHttpResponse(too_many(request, wait=left(request, name, rate, key)))
        tries.counted.append(usage)
    return tries


def count_code(request: HttpRequest) -> HttpResponse | None:
    """Count a code that no invitation has; the page that says how long to wait where there were too many. A code that is right
    is not counted and never waits, so that nobody behind the same address is shut out."""
    if ratelimit.consume(request, app="taper_app", action="code", config={"code": CODE}, key=""):
        return None
    return too_many(request, wait=left(request, "code", CODE, ""), of_code=True)


def limits(request: HttpRequest, username: str) -> Iterator[tuple[str, str, str]]:
    """What a try counts for, each with its rate and its key."""
    device = known_device(request, username)
    if device:
        yield "device", DEVICE, device
        return
    yield "account", ACCOUNT, username.casefold()
    yield "address", ADDRESS, ""


def left(request: HttpRequest, name: str, rate: str, key: str) -> int:
    """In how many seconds the next try is let through."""
    (found,) = ratelimit.parse_rates(rate)
    history = cache.get(ratelimit.get_cache_key(request, app="taper_app", action=name, rate=found, key=key), [])
    return int(max(1, ceil(min(history, default=0) + found.duration - timezone.now().timestamp())))


def too_many(request: HttpRequest, wait: int = 60, *, of_code: bool = False) -> HttpResponse:
    """The page that says how long to wait: 429; `of_code` where codes of invitations were tried. Of urls.handler429."""
    minutes = ceil(wait / 60)
    context = {"wait": f"{minutes} minutes" if minutes > 1 else "a minute", "of_code": of_code}
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def known_device(request: HttpRequest, username: str) -> str:
    """What a browser is called that somebody signed in to this account with, since its password is what it is; else empty."""
    said = said_by(request)
    user = User.objects.filter(username__iexact=username).first() if said["accounts"] else None
    return f"{said['id']} {user.pk}" if user and said["accounts"].get(str(user.pk)) == mark(user) else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser say from now on that the account was signed in to with it."""
    said = said_by(request)
    others = [each for each in said["accounts"].items() if each[0] != str(user.pk)][1 - MOST_ACCOUNTS :]
    value = signing.dumps({"id": said["id"], "accounts": {**dict(others), str(user.pk): mark(user)}}, salt=SALT)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(cookie(), value, max_age=LASTS, secure=secure, httponly=True, samesite="Lax")


def said_by(request: HttpRequest) -> dict[str, Any]:
    """What the browser carries; a new name and no account where it carries nothing of ours."""
    try:
        found: dict[str, Any] = signing.loads(request.COOKIES.get(cookie(), ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {"id": secrets.token_hex(16), "accounts": {}}
    return found


def cookie() -> str:
    """The name of the cookie: beside that of the session, and as much of this host alone."""
    return settings.SESSION_COOKIE_NAME.replace("session", "device")


def mark(user: User) -> str:
    """What changes with the password."""
    return user.get_session_auth_hash()[:16]
