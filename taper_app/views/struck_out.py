"""Where something is to be done with what was entered in error: the page that says so, and where to go on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from taper_app.chart.in_error import StruckOut
from taper_app.pages.in_error import mark_of

from .access import patient_page

Answer = Callable[[HttpRequest], HttpResponse]


def struck_out(get_response: Answer) -> Answer:
    """Answer with that page wherever nobody else does. Of settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return struck_page(request, exception) if isinstance(exception, StruckOut) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def struck_page(request: HttpRequest, found: StruckOut) -> HttpResponse:
    """What was entered in error, by whom, why, and what takes its place."""
    context = {"words": str(found), "plan": found.plan, "mark": mark_of(found.plan or found.patient)}
    return patient_page(request, found.patient, "in_error/struck_out.html", context, status=409)
