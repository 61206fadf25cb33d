"""No taper: the decision that none is planned, with its reason, and what the patient is told to watch for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from taper_app.actions import no_taper
from taper_app.actions.seen import Changed
from taper_app.chart.need import need
from taper_app.chart.patient_today import taken
from taper_app.chart.refused import NotIssued
from taper_app.forms.errors import error_links
from taper_app.forms.no_taper import NoTaperForm
from taper_app.forms.typed import typed_again
from taper_app.handouts.no_taper import to_watch_for
from taper_app.models import Patient, Plan
from taper_app.pages import words

from .access import ClinicRequest, opened_for_another, patient_page, patient_to_change, today_at, wrong_status
from .keeping import keeps, saved

MOVED = "This was changed in another window since you opened this page, so nothing was saved. This is how it stands now."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("no-taper", patient_to_change)
def no_taper_new(request: ClinicRequest, code: str) -> HttpResponse:
    """What was decided so far, the newest first with what to print for the patient, and the form to decide it now."""
    patient = patient_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    form = typed_again(NoTaperForm(request.POST if request.method == "POST" else None), request.kept.data)
    try:
        done = form.is_valid() and recorded(request, patient, form)
    except Changed:
        form.add_error(None, MOVED)
        return no_taper_page(request, patient, form, status=409)
    if done:
        messages.success(request, "It is recorded that no taper is planned. Print what to watch for and go through it.")
        return saved(redirect("no_taper_new", patient.code))
    return no_taper_page(request, patient, form)


def recorded(request: ClinicRequest, patient: Patient, form: NoTaperForm) -> bool:
    """Whether it was kept; what stands against it is said at the form. Raises Changed."""
    try:
        no_taper.record_no_taper(
            patient=patient,
            taken=taken_said(patient),
            reason=form.cleaned_data["reason"],
            seen=request.POST.get("seen", ""),
            today=today_at(patient.clinic),
            by=request.user,
        )
    except NotIssued as error:
        form.add_error(None, str(error))
        return False
    return True


def taken_said(patient: Patient) -> list[str]:
    """What is taken now, a sentence a medicine."""
    return [words.takes(each) for each in patient.medications.all() if each.other or taken(each)]


def no_taper_page(request: ClinicRequest, patient: Patient, form: NoTaperForm, status: int = 0) -> HttpResponse:
    """The page, with the errors of the form, as it stands now."""
    now = taken_said(patient)
    clinic, decided = patient.clinic, list(patient.no_tapers.select_related("recorded_by"))
    seen = no_taper.seen_no_taper(patient, now)
    context = {
        "form": form,
        "errors": error_links(form),
        "decided": decided,
        "taken": now,
        "seen": seen if form.is_bound else request.kept.seen(seen),
        "need": need(patient, today_at(clinic)),
        "open_plan": patient.plans.filter(state=Plan.State.OPEN).first(),
        "watch": to_watch_for(clinic.market, clinic.phone, patient.language) if decided else (),
    }
    return patient_page(request, patient, "patients/no_taper.html", context, status=status or wrong_status(form))
