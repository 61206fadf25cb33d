"""Plans that can be reached, side by side: the page, and the sheet for the patient to choose with."""

import logging
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.chart import snapshot
from taper_app.desk import compare, quick
from taper_app.handouts import RenderFailed, render_pdf
from taper_app.handouts.choice import Choice, choice_paper
from taper_app.handouts.names import of_clinic, of_patient
from taper_app.pages.compare import LANGUAGES, compared

from .access import ClinicRequest, opened_for_another, patient_page, today_at
from .answers import response
from .handouts import asked_language, styled
from .new_plans import new_plan_of
from .unreadable import or_thrown_away

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("plan_new", "plan")
def plan_compare(request: ClinicRequest, code: str) -> HttpResponse:
    """Two or three plans of the draft beside each other. What is sent is kept first, or is which of them is used."""
    plan = new_plan_of(request, code)
    if request.method == "POST":
        if refused := opened_for_another(request, plan.patient):
            return refused
        if answer := compare.keep(plan, request.POST):
            return response(request, plan.patient, answer)
        picks = urlencode({"pick": request.POST.getlist("pick")}, doseq=True)
        return redirect(f"{reverse('plan_compare', args=[code])}?{picks}")
    found = compare.cards_of(plan, request.GET.getlist("pick"))
    if not isinstance(found, list):
        return response(request, plan.patient, found)
    context = {"comparison": compared(found), "query": request.GET.urlencode(), "languages": LANGUAGES}
    return patient_page(request, plan.patient, "compare/plan.html", plan.about() | context)


@require_safe
@or_thrown_away("plan_new", "plan")
def plan_choice(request: ClinicRequest, code: str) -> HttpResponse:
    """The sheet for the patient to choose with, as PDF; where that cannot be made, as a page."""
    plan, language = new_plan_of(request, code), asked_language(request)
    found = compare.cards_of(plan, request.GET.getlist("pick"))
    if not isinstance(found, list):
        return response(request, plan.patient, found)
    clinic, patient = of_clinic(snapshot.clinic_told(plan.patient.clinic)), of_patient(snapshot.patient_told(plan.patient))
    page = choice_paper(Choice(clinic, patient, [each.outcome for each in found], plan.today), language)
    try:
        paper = render_pdf(page)
    except RenderFailed as error:
        logger.error("no PDF of the sheet to choose with: %s", error)
        return HttpResponse(styled(page), status=503)
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="choose.pdf"'})


@require_safe
def quick_compare(request: ClinicRequest) -> HttpResponse:
    """The same without a patient; back to the quick schedule where too few are ticked."""
    clinic = request.user.clinic
    found = compare.picked(quick.looked_at(clinic, request.GET or None, today_at(clinic)).panel, request.GET.getlist("pick"))
    kept = request.GET.copy()
    kept.pop("pick", None)
    if not found:
        messages.warning(request, compare.TICK)
        return redirect(f"{reverse('quick_schedule')}?{kept.urlencode()}")
    context = {"comparison": compared(found), "query": kept.urlencode(), "section": "quick"}
    return render(request, "compare/quick.html", context)
