"""Where something is to be done with what was entered in error: the page that says so, and where to go on."""

from django.http import HttpRequest, HttpResponse

from taper_app.chart.in_error import StruckOut
from taper_app.pages.in_error import mark_of

from .access import patient_page
from .instead import instead_of


def struck_page(request: HttpRequest, found: StruckOut) -> HttpResponse:
    """What was entered in error, by whom, why, and what takes its place."""
    context = {"words": str(found), "plan": found.plan, "mark": mark_of(found.plan or found.patient)}
    return patient_page(request, found.patient, "in_error/struck_out.html", context, status=409)


struck_out = instead_of(StruckOut, struck_page)
