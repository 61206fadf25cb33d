"""A revision on paper."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts import RenderFailed, patient_handout, render_pdf
from taper_app.models import Revision

from . import words
from .access import patient_page, revision_of


@require_safe
def handout_pdf(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The patient's handout of one revision; an old one says on every page that it is superseded."""
    revision = revision_of(request, code, number)
    return pdf_page(request, revision, patient_handout)


def paper_state(revision: Revision) -> dict[str, Any]:
    """What has become of a revision since it was issued, as its patient's paper says it."""
    plan, latest = revision.plan, latest_number(revision)
    if latest > revision.number:
        return {"superseded_by": latest}
    return {"ended": plan.state == plan.State.ENDED, "review_on": plan.next_review_on}


def latest_number(revision: Revision) -> int:
    """The number of the revision that is in force."""
    return revision.plan.revisions.order_by("-number").first().number


def pdf_page(
    request: HttpRequest,
    revision: Revision,
    written: Callable[..., str],
    which: str = "",
    failed: str = "plans/handout_failed.html",
) -> HttpResponse:
    """A paper as PDF, or the page `failed` that says why there is none; `which` is the end of the file's name."""
    try:
        paper = render_pdf(written(revision.snapshot, **paper_state(revision)))
    except RenderFailed:
        plan = revision.plan
        context = {"plan": plan, "number": revision.number, "banner_state": words.plan_state(plan, latest_number(revision))}
        return patient_page(request, plan.patient, failed, context, status=503)
    return file_page(revision, paper, "application/pdf", f"{which}.pdf")


def file_page(revision: Revision, content: bytes | str, type_: str, ending: str, shown: str = "inline") -> HttpResponse:
    """A paper as a file. Its name ends up in download folders and print queues, so it says nothing about the patient."""
    disposition = f'{shown}; filename="plan-{revision.plan.code}-revision-{revision.number}{ending}"'
    return HttpResponse(content, content_type=type_, headers={"Content-Disposition": disposition})
