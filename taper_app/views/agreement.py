"""The taper agreement of a revision, for those who use one."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts.agreement import agreement_paper

from .access import ClinicRequest, revision_of
from .handouts import asked_language, pdf_page


@require_safe
def agreement_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """What both agree on, to be signed by hand."""
    return pdf_page(request, revision_of(request, code, number), agreement_paper, "-agreement", language=asked_language(request))
