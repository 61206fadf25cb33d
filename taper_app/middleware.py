"""What is refused before it is read, and what every answer carries.

Patient data is never kept by a browser or a proxy, and pages load only our own files.
"""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


def readable_forms_only(get_response: Answer) -> Answer:
    """Refuse a form in another charset than UTF-8, or that cannot be taken apart, before anything else looks at it: 400."""

    def middleware(request: HttpRequest) -> HttpResponse:
        why = unreadable(request)
        if why is None:
            return get_response(request)
        logger.warning("refused a form at %s: %s", request.path, why)
        # Django's own page for this would look for a token in the very form.
        return HttpResponseBadRequest(render_to_string("400.html"))

    return middleware


def unreadable(request: HttpRequest) -> str | None:
    """Why the form that was sent cannot be read; None where it can, or where none was sent."""
    if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        return "its charset is not UTF-8"
    try:
        request.POST.keys()
    except (BadRequest, MultiPartParserError, SuspiciousOperation) as error:
        return type(error).__name__
    except UnreadablePostError:  # whoever sent it is gone
        return None
    return None


def never_cached(get_response: Answer) -> Answer:
    """Mark every answer that Django itself makes as one that nothing may keep."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware


def own_files_only(get_response: Answer) -> Answer:
    """Tell the browser to load nothing from elsewhere into a page, and to run no inline script or style."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Only pages: a browser shows a PDF in a viewer of its own that this policy would break.
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Content-Security-Policy", CONTENT_POLICY)
        return response

    return middleware
