"""The sheet "Why and what to expect" of a revision: as PDF, as a page and as text."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts.expect import expect_page, expect_paper, expect_text

from .access import ClinicRequest, revision_of
from .handouts import asked_language, file_page, pdf_page, standing_of


@require_safe
def why_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The sheet on paper."""
    revision = revision_of(request, code, number)
    return pdf_page(request, revision, expect_paper, "-why", on_screen=expect_page, language=asked_language(request))


@require_safe
def why_html(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The sheet as a web page, to be enlarged or read together."""
    revision = revision_of(request, code, number)
    return HttpResponse(expect_page(revision.issued(), standing_of(revision, asked_language(request))))


@require_safe
def why_text(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The sheet as plain text, for a screen reader or a message."""
    revision = revision_of(request, code, number)
    language = asked_language(request)
    text = expect_text(revision.issued(), standing_of(revision, language))
    return file_page(revision, text, "text/plain; charset=utf-8", "-why.txt", language=language)
