"""The clinic that the signed-in clinician works in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from taper_app.actions import clinics
from taper_app.actions.seen import Changed
from taper_app.engine import load_catalogue
from taper_app.forms import usual_here
from taper_app.forms.clinics import ClinicForm
from taper_app.forms.errors import error_links
from taper_app.forms.typed import typed_again
from taper_app.models import Clinic, Plan

from .access import ClinicRequest, kept, wrong_status
from .conflicts import conflict
from .keeping import keeps, saved


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("clinic")
def clinic_edit(request: ClinicRequest) -> HttpResponse:
    """What the clinic prints, prescribes in and stocks."""
    clinic = request.user.clinic
    market = clinic.market
    known = {name: getattr(clinic, name) for name in (*ClinicForm.base_fields, *usual_here.NAMES)}
    form = typed_again(ClinicForm(request.POST or None, initial=known, clinic=clinic), request.kept.data)
    seen = request.POST.get("seen", "") if form.is_bound else request.kept.seen(clinics.seen_clinic(clinic))
    context = {"form": form, "clinic": clinic, "seen": seen, "section": "clinic"}
    try:
        if form.is_valid() and kept(form, clinics.change_clinic, clinic=clinic, by=request.user, seen=seen) is not None:
            messages.success(request, "The clinic is saved. Plans that were issued before keep what they were printed with.")
            if form.cleaned_data["market"] != market and (said := open_plans_said(clinic, market)):
                messages.warning(request, said)
            return saved(redirect("clinic_edit"))
    except Changed:
        clinic.refresh_from_db()
        context |= conflict(form, vars(clinic), clinic, "clinic") | {"seen": clinics.seen_clinic(clinic)}
        return render(request, "clinics/clinic_edit.html", context, status=409)
    return render(request, "clinics/clinic_edit.html", context | {"errors": error_links(form)}, status=wrong_status(form))


def open_plans_said(clinic: Clinic, market: str) -> str:
    """What becomes of the plans that are open when a clinic leaves this market; empty where none is."""
    count = Plan.objects.filter(patient__clinic=clinic, state=Plan.State.OPEN).count()
    if not count:
        return ""
    plans = "One open plan goes" if count == 1 else f"{count} open plans go"
    name = load_catalogue().markets[market].name
    return f"{plans} on with the products and licensed doses of the {name}. End each, and plan it anew, where these are not sold."
