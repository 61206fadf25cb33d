"""Where a revision is not what was issued: the page that says so, in place of whatever would have been shown or printed."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from taper_app.models import ChangedOutside

from .access import patient_page

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


def changed_outside(get_response: Answer) -> Answer:
    """Answer with that page wherever a revision that was changed outside the application is read. Of settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return outside_page(request, exception) if isinstance(exception, ChangedOutside) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def outside_page(request: HttpRequest, found: ChangedOutside) -> HttpResponse:
    """What happened, that nothing of it is shown or printed, and what to do."""
    revision = found.revision
    logger.error("plan %s, revision %s was changed outside the application", revision.plan.code, revision.number)
    context = {"plan": revision.plan, "revision": revision}
    return patient_page(request, revision.plan.patient, "plans/changed_outside.html", context, status=409)
