"""A quick schedule is kept for a patient, who is searched for or added first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app.actions import drafts
from taper_app.chart.search import Sought
from taper_app.desk import quick, quick_kept
from taper_app.forms.search import PatientSearch
from taper_app.models import Patient

from .access import ClinicRequest, today_at
from .events import searches
from .patient_lists import found_patients

MOST = 20
KEPT = (
    "What you typed for the quick schedule is filled in below as taken now. Nothing is saved yet: check it with the patient, "
    "enter what is prescribed, and save. The plan is filled in after the questions about risks."
)
BEFORE = " What you had typed there before is put aside: “Undo” on its page puts it back."
OPENED = "{name} has an open plan already, so nothing was kept. A patient has one plan at a time."


@require_http_methods(["GET", "HEAD", "POST"])
def quick_keep(request: ClinicRequest) -> HttpResponse:
    """Whom a quick schedule is kept for. The search is posted, so that no name is in an address."""
    clinic, query = request.user.clinic, request.GET.urlencode()
    found = quick.looked_at(clinic, request.GET or None, today_at(clinic))
    if found.plan is None:
        return redirect(f"{reverse('quick_schedule')}?{query}")
    if "patient" in request.POST:
        return kept(request, found)
    if "add" in request.POST:
        drafts.save_draft(patient=None, data={"query": [query]}, by=request.user, purpose="quick")
        return redirect("patient_add")
    form = PatientSearch(request.POST if request.method == "POST" else None)
    searched: str = form.cleaned_data["text"] if form.is_valid() else ""
    if searched:
        searches(request, searched)
    keys = found_patients(clinic, Sought(*form.dated()))[0][:MOST] if searched else []
    found_there = clinic.patients.in_bulk(keys)
    patients = [found_there[pk] for pk in keys]
    if "who" in request.GET:
        patients = list(clinic.patients.filter(code=request.GET["who"], entered_in_error=False))
    return keep_page(request, found, {"patients": patients, "searched": searched, "form": form})


def keep_page(request: ClinicRequest, found: quick.Quick, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """What is kept, and what is still to be said for it."""
    context = {"query": request.GET.urlencode(), "taken": found.taken, "chosen": found.chosen, "section": "quick"}
    return render(request, "quick/keep.html", context | more, status=status)


def kept(request: ClinicRequest, found: quick.Quick) -> HttpResponse:
    """Fill it in for the patient that was chosen, and go on at the medicines."""
    own = Patient.objects.select_related("clinic").filter(clinic=request.user.clinic_id, entered_in_error=False)
    patient = get_object_or_404(own, code=request.POST.get("patient", ""))
    if quick_kept.has_open_plan(patient):
        messages.warning(request, OPENED.format(name=patient.name))
        return redirect(f"{reverse('quick_keep')}?{request.GET.urlencode()}")
    typed = quick_kept.typed_of(patient, found, request.GET)
    before = quick_kept.in_the_way(patient, typed, by=request.user)
    if before and "over" not in request.POST:
        return keep_page(request, found, {"patient_before": patient, "before": before}, status=409)
    quick_kept.keep(patient, typed, by=request.user)
    messages.success(request, KEPT + BEFORE if before else KEPT)
    return redirect(f"{reverse('medication_list', args=[patient.code])}?then=plan")
