"""Where a revision is not what was issued: the page that says so, in place of whatever would have been shown or printed."""

import logging

from django.http import HttpRequest, HttpResponse

from taper_app.models import ChangedOutside

from .access import patient_page
from .instead import instead_of

logger = logging.getLogger(__name__)


def outside_page(request: HttpRequest, found: ChangedOutside) -> HttpResponse:
    """What happened, that nothing of it is shown or printed, and what to do."""
    revision = found.revision
    logger.error("plan %s, revision %s was changed outside the application", revision.plan.code, revision.number)
    context = {"plan": revision.plan, "revision": revision}
    return patient_page(request, revision.plan.patient, "plans/changed_outside.html", context, status=409)


changed_outside = instead_of(ChangedOutside, outside_page)
