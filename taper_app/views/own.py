"""The patient's own pages of a revision: alone, in large print and as text. Behind a handout they come with its own address."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts.own import own_large, own_paper, own_text

from .access import ClinicRequest, revision_of
from .handouts import asked_language, file_page, pdf_page, standing_of


@require_safe
def own_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The pages on paper."""
    return pdf_page(request, revision_of(request, code, number), own_paper, "-own", language=asked_language(request))


@require_safe
def own_large_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The same in large print."""
    return pdf_page(request, revision_of(request, code, number), own_large, "-own-large", language=asked_language(request))


@require_safe
def own_txt(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The same as text, for a screen reader or a message."""
    revision, language = revision_of(request, code, number), asked_language(request)
    text = own_text(revision.issued(), standing_of(revision, language))
    return file_page(revision, text, "text/plain; charset=utf-8", "-own.txt", language=language)
