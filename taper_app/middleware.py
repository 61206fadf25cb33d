"""What every answer carries: patient data is never kept by a browser or a proxy, and pages load only our own files."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

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
