"""Plans that can be reached, side by side: the page, and the sheet for the patient to choose with."""

import logging
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.actions.kept_papers import kept_draft
from taper_app.chart import snapshot
from taper_app.desk import compare, quick
from taper_app.desk.kind import F, Kind
from taper_app.handouts import RenderFailed, render_pdf
from taper_app.handouts.choice import Choice, choice_paper
from taper_app.pages.compare import LANGUAGES, compared

from .access import ClinicRequest, opened_for_another, patient_page, today_at
from .answers import response
from .handouts import asked_language, styled
from .new_plans import new_plan_of
from .reviews import review_of
from .unreadable import or_thrown_away

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("plan_new", "plan")
def plan_compare(request: ClinicRequest, code: str) -> HttpResponse:
    """Two or three plans of the draft beside each other. What is sent is kept first, or is which of them is used."""
    plan = new_plan_of(request, code)
    return side_by_side(request, plan, Places(reverse("plan_compare", args=[code]), reverse("plan_choice", args=[code])))


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("review_new", "review")
def review_compare(request: ClinicRequest, code: str) -> HttpResponse:
    """The same of what can be decided at a visit."""
    visit = review_of(request, code)
    return side_by_side(request, visit, Places(reverse("review_compare", args=[code]), reverse("review_choice", args=[code])))


@require_safe
@or_thrown_away("plan_new", "plan")
def plan_choice(request: ClinicRequest, code: str) -> HttpResponse:
    """The sheet for the patient to choose with, as PDF; where that cannot be made, as a page."""
    return sheet(request, new_plan_of(request, code))


@require_safe
@or_thrown_away("review_new", "review")
def review_choice(request: ClinicRequest, code: str) -> HttpResponse:
    """The same of what can be decided at a visit."""
    return sheet(request, review_of(request, code))


class Places(NamedTuple):
    """The addresses of one comparison, and of its sheet."""

    here: str
    sheet: str


def side_by_side(request: ClinicRequest, kind: Kind[F], places: Places) -> HttpResponse:
    """What was ticked beside each other; what is sent is kept first, or is which of them is used."""
    if request.method == "POST":
        if refused := opened_for_another(request, kind.patient):
            return refused
        if answer := compare.keep(kind, request.POST):
            return response(request, kind.patient, answer)
        return redirect(f"{places.here}?{urlencode({'pick': request.POST.getlist('pick')}, doseq=True)}")
    found = compare.cards_of(kind, request.GET.getlist("pick"))
    if not isinstance(found, list):
        return response(request, kind.patient, found)
    told = {"places": places, "back": kind.at.outcomes, "query": request.GET.urlencode(), "languages": LANGUAGES}
    return patient_page(request, kind.patient, "compare/plan.html", kind.about() | told | {"comparison": compared(found)})


def sheet(request: ClinicRequest, kind: Kind[F]) -> HttpResponse:
    """What was ticked, on paper."""
    found, language = compare.cards_of(kind, request.GET.getlist("pick")), asked_language(request)
    if not isinstance(found, list):
        return response(request, kind.patient, found)
    clinic, patient = snapshot.clinic_told(kind.patient.clinic), snapshot.patient_told(kind.patient)
    page = choice_paper(Choice(clinic, patient, [each.outcome for each in found], kind.today), language)
    try:
        paper = kept_draft("choose", page, render_pdf)
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
