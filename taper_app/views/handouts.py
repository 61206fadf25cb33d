"""A revision on paper."""

import logging
from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from taper_app.actions.kept_papers import kept_paper
from taper_app.handouts import RenderFailed, patient_handout, render_pdf, web_handout
from taper_app.handouts.own import handout_and_own
from taper_app.handouts.standing import Standing
from taper_app.jobs.standing import standing_of as standing_on
from taper_app.models import Revision

from .access import ClinicRequest, revision_of, today_at
from .events import looks_at

logger = logging.getLogger(__name__)


@require_safe
def handout_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The patient's handout of one revision; an old one says on every page that it is superseded."""
    revision, written, which = revision_of(request, code, number), patient_handout, ""
    if with_own_pages(request):
        written, which = handout_and_own, "-with-own"
    return pdf_page(request, revision, written, which, on_screen=web_handout, language=asked_language(request))


def with_own_pages(request: ClinicRequest) -> bool:
    """Whether the patient's own pages are to be printed behind a handout."""
    return request.GET.get("pages") == "own"


def asked_language(request: HttpRequest) -> str:
    """The language that is asked for, as the patient's papers are told it: "" for the English of the clinic's market.

    Raises Http404 for a language that no paper is written in.
    """
    asked = request.GET.get("language", "")
    if asked and asked not in dict(settings.LANGUAGES):
        raise Http404
    return asked


def standing_of(revision: Revision, language: str = "") -> Standing:
    """How a revision stands today."""
    return standing_on(revision, today_at(revision.plan.patient.clinic), language)


def pdf_page(
    request: ClinicRequest,
    revision: Revision,
    written: Callable[..., str],
    which: str = "",
    on_screen: Callable[..., str] | None = None,
    language: str = "",
    standing: Standing | None = None,
) -> HttpResponse:
    """A paper as PDF, made once and then kept; `which` is the end of the file's name, `language` as in Standing.

    `standing` is how the revision stands, where the paper knows more of that than every paper.

    Where it cannot be made, the same paper as a web page: `on_screen` writes it, else it is the page that was to be printed.
    """
    issued, standing = revision.issued(), standing or standing_of(revision, language)
    try:
        paper = kept_paper(which, revision.sha256, asdict(standing), lambda: render_pdf(written(issued, standing=standing)))
    except RenderFailed as error:
        logger.error("no PDF of plan %s, revision %s%s: %s", revision.plan.code, revision.number, which, error)
        page = on_screen(issued, standing) if on_screen else styled(written(issued, standing=standing))
        return page_instead(request, revision, page, why=error)
    return file_page(revision, paper, "application/pdf", f"{which}.pdf", language=language)


def styled(page: str) -> str:
    """A page that was to be printed, with the look that a browser gives it."""
    return page.replace("</head>", f'<link rel="stylesheet" href="{static("css/paper.css")}">\n</head>', 1)


def page_instead(request: ClinicRequest, revision: Revision, page: str, why: RenderFailed) -> HttpResponse:
    """A paper as a web page in place of its PDF, and above it what happened and what to do."""
    context = {"code": revision.plan.code, "number": revision.number, "again": request.get_full_path(), "why": why}
    said = render_to_string("plans/_paper_failed.html", context, request)
    looks_at(request, revision.plan.patient, is_shown=True)
    return HttpResponse(page.replace("<main>", f"{said}<main>", 1), status=503)


def file_page(
    revision: Revision, content: bytes | str, type_: str, ending: str, shown: str = "inline", language: str = ""
) -> HttpResponse:
    """A paper as a file. Its name ends up in download folders and print queues, so it says nothing about the patient."""
    name = "-".join(filter(None, ("plan", revision.plan.code, "revision", str(revision.number), language))) + ending
    disposition = f'{shown}; filename="{name}"'
    return HttpResponse(content, content_type=type_, headers={"Content-Disposition": disposition})
