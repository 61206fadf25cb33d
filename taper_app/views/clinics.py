"""The clinic that the signed-in clinician works in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from taper_app.actions import clinics
from taper_app.actions.seen import Changed
from taper_app.forms.clinics import ClinicForm
from taper_app.forms.errors import error_links

from .access import ClinicRequest, kept, wrong_status
from .conflicts import conflict


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_edit(request: ClinicRequest) -> HttpResponse:
    """What the clinic prints, prescribes in and stocks."""
    clinic = request.user.clinic
    known = {name: getattr(clinic, name) for name in ClinicForm.base_fields}
    form = ClinicForm(request.POST or None, initial=known, clinic=clinic)
    seen = request.POST.get("seen", "") if form.is_bound else clinics.seen_clinic(clinic)
    context = {"form": form, "clinic": clinic, "seen": seen, "section": "clinic"}
    try:
        if form.is_valid() and kept(form, clinics.change_clinic, clinic=clinic, by=request.user, seen=seen) is not None:
            messages.success(request, "The clinic is saved. Plans that were issued before keep what they were printed with.")
            return redirect("clinic_edit")
    except Changed:
        clinic.refresh_from_db()
        context |= conflict(form, vars(clinic), clinic, "clinic") | {"seen": clinics.seen_clinic(clinic)}
        return render(request, "clinics/clinic_edit.html", context, status=409)
    return render(request, "clinics/clinic_edit.html", context | {"errors": error_links(form)}, status=wrong_status(form))
