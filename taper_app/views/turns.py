"""Who asks in a request, for the log and for the line of whoever wants papers; and the page for too many at once."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from taper_app import logs
from taper_app.handouts import TooMany, asked_by

from .instead import instead_of

AGAIN_AFTER = 5
"""Seconds after which papers are to be asked for again."""


def known(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep whose request this is, by the number of the account alone. Of settings.MIDDLEWARE, after whoever is let in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked_by.set("")
        response = get_response(request)
        if response.status_code == 503:  # a paper that could not be made; whatever else fails says it itself
            response.headers.setdefault("Retry-After", str(AGAIN_AFTER))
        return response

    def process_view(request: HttpRequest, view: Any, _args: object, _named: object) -> None:
        if not getattr(view, "of_nobody", False) and request.user.is_authenticated:
            asked_by.set(str(request.user.pk))
            logs.answers_to(str(request.user.pk))

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def too_many_page(request: HttpRequest, _error: TooMany) -> HttpResponse:
    """That papers of the same user are made already, and how long to wait."""
    page = render_to_string("429_papers.html", {"address": request.get_full_path()})
    return HttpResponse(page, status=429, headers={"Retry-After": str(AGAIN_AFTER)})


too_many = instead_of(TooMany, too_many_page)
