"""The clinic that the signed-in clinician works in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from taper_app.actions import clinics
from taper_app.forms.clinics import ClinicForm
from taper_app.forms.errors import error_links

from .access import kept, wrong_status


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_edit(request: HttpRequest) -> HttpResponse:
    """What the clinic prints, prescribes in and stocks."""
    clinic = request.user.clinic
    known = {name: getattr(clinic, name) for name in ClinicForm.base_fields}
    form = ClinicForm(request.POST or None, initial=known, clinic=clinic)
    if request.method == "POST" and form.is_valid() and kept(form, clinics.change_clinic, clinic=clinic, by=request.user):
        messages.success(request, "The clinic is saved. Plans that were issued before keep what they were printed with.")
        return redirect("clinic_edit")
    context = {"form": form, "clinic": clinic, "errors": error_links(form), "section": "clinic"}
    return render(request, "clinics/clinic_edit.html", context, status=wrong_status(form))
