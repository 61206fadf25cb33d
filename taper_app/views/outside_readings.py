"""Break the glass: a patient of another clinic, or one whom one's role does not see, is read in an emergency."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taper_app.actions import outside
from taper_app.actions.outside import TooManyTries
from taper_app.forms.errors import error_links
from taper_app.forms.outside import OutsideForm
from taper_app.models import Clinic, OutsideReading
from taper_app.roles import May
from taper_app.wording.days import clinic_moment

from .access import ClinicRequest, wrong_status
from .presence import ask_for_proof, sent_before_proof

NOBODY = "No patient whom you do not see already has exactly this identifier and date of birth. Check both with the patient."
PAGE_SIZE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def outside_read(request: ClinicRequest) -> HttpResponse:
    """Whom somebody reads from outside, and the way to read one more."""
    now = timezone.now()
    if "end" in request.POST:
        return ended(request)
    form = OutsideForm(request.POST if request.method == "POST" else sent_before_proof(request))
    status, wait = wrong_status(form) if request.method == "POST" else 200, 0
    if request.method == "POST" and form.is_valid():
        if away := ask_for_proof(request):
            return away
        try:
            identifier, born_on, reason = (form.cleaned_data[name] for name in ("identifier", "born_on", "reason"))
            found = outside.read_from_outside(by=request.user, identifier=identifier, born_on=born_on, reason=reason, now=now)
        except TooManyTries as error:
            form.add_error(None, str(error))
            status, wait = 429, error.wait
        else:
            if found:
                return redirect("patient_detail", found[0].patient.code) if len(found) == 1 else redirect("outside_read")
            form.add_error(None, NOBODY)
            status = 422
    mine = OutsideReading.objects.open_at(now).filter(by=request.user).select_related("patient__clinic")
    zone = request.user.clinic.time_zone
    context: dict[str, Any] = {
        "form": form,
        "errors": error_links(form),
        "mine": [{"reading": each, "until": clinic_moment(each.ends_at, zone)} for each in mine],
        "hours": outside.LASTS.seconds // 3600,
    }
    if May.ADMINISTER in request.user.may:
        context |= of_clinic(request.user.clinic, request.GET.get("page"))
    response = render(request, "people/outside_read.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def of_clinic(clinic: Clinic, asked: str | None) -> dict[str, Any]:
    """Who reads patients of the clinic from outside, or did, the latest first, of the page that is asked for: without who the
    patients are, by their codes."""
    found = OutsideReading.objects.filter(patient__clinic=clinic).select_related("patient", "by__clinic")
    page, now = Paginator(found, PAGE_SIZE).get_page(asked), timezone.now()
    ours = [
        {
            "reading": each,
            "is_open": each.ended_at is None and each.ends_at > now,
            "began": clinic_moment(each.began_at, clinic.time_zone),
            "until": clinic_moment(each.ended_at or each.ends_at, clinic.time_zone),
        }
        for each in page
    ]
    return {"page": page, "ours": ours}


def ended(request: ClinicRequest) -> HttpResponse:
    """One reading ends before its time."""
    number = request.POST["end"]
    known = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    if outside.end_reading(by=request.user, number=known, now=timezone.now()):
        messages.success(request, "It is ended: nothing of the patient is shown from outside any more.")
    else:
        messages.warning(request, "It had ended already.")
    return redirect("outside_read")
