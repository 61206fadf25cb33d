"""What is not issued yet, on paper to talk about: a new plan, or a change to one, from the form as its draft has it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from taper_app.handouts import RenderFailed, render_pdf
from taper_app.handouts.draft import draft_paper
from taper_app.models import Patient, Plan
from taper_app.record import Issued

from . import plans, review_checks, review_previews
from .access import ClinicRequest, patient_of, patient_page, plan_of, today_at
from .unreadable import or_thrown_away


@require_safe
@or_thrown_away("plan_new", "plan")
def plan_draft(request: ClinicRequest, code: str) -> HttpResponse:
    """The new plan that is filled in for a patient; back to its form where it makes none."""
    patient = patient_of(request, code)
    if elsewhere := plans.not_yet(request, patient):
        return elsewhere
    context = plans.check_context(request, patient)
    if context is None:
        return plans.to_preview(patient)
    return draft_page(request, patient, context["stored"])


@require_safe
@or_thrown_away("review_new", "review")
def review_draft(request: ClinicRequest, code: str) -> HttpResponse:
    """The revision that the review which is filled in for a plan would issue; back to the check, or to the form before it,
    where it makes none."""
    plan = plan_of(request, code)
    data = review_previews.draft_data(request, plan) if plan.state == Plan.State.OPEN else None
    if data is None:
        return redirect("review_new", plan.code)
    now = review_previews.plan_now(plan)
    form = review_previews.review_form(now, data)
    made = review_checks.check_of(now, form, data, None).made if form.is_valid() else {}
    if not made.get("changes"):
        return redirect("review_check", plan.code)
    return draft_page(request, plan.patient, made["stored"])


def draft_page(request: ClinicRequest, patient: Patient, draft: Issued) -> HttpResponse:
    """The draft as PDF, or the page that says why there is none; its name says nothing about the patient."""
    written = draft_paper(draft, printed_on=today_at(patient.clinic), printed_by=request.user.get_full_name())
    try:
        paper = render_pdf(written)
    except RenderFailed:
        return patient_page(request, patient, "plans/draft_failed.html", {}, status=503)
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="draft.pdf"'})
