"""A revision on paper."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts import RenderFailed, patient_handout, render_pdf
from taper_app.models import Plan

from . import words
from .access import patient_page, revision_of


@require_safe
def handout_pdf(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The patient's handout of one revision; an old one says on every page that it is superseded."""
    revision = revision_of(request, code, number)
    plan = revision.plan
    latest = plan.revisions.order_by("-number").first().number
    if latest > number:
        state = {"superseded_by": latest}
    else:
        state = {"ended": plan.state == Plan.State.ENDED, "review_on": plan.next_review_on}
    try:
        paper = render_pdf(patient_handout(revision.snapshot, **state))
    except RenderFailed:
        context = {"plan": plan, "number": number, "banner_state": words.plan_state(plan, latest)}
        return patient_page(request, plan.patient, "plans/handout_failed.html", context, status=503)
    # The file's name ends up in download folders and print queues, so it says nothing about the patient.
    disposition = f'inline; filename="plan-{plan.code}-revision-{number}.pdf"'
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": disposition})
