"""Who sees what: a record is looked up through the clinic of whoever is signed in, so another clinic's is not found."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from taper_app.chart.in_error import refuse_struck_patient, refuse_struck_plan
from taper_app.chart.patient_today import age
from taper_app.chart.read_once import reads_once
from taper_app.chart.similar import similar
from taper_app.desk.answers import conflict
from taper_app.desk.keeping import Kept
from taper_app.models import Clinic, OutsideReading, Patient, Plan, Revision, User
from taper_app.pages.in_error import mark_of
from taper_app.roles import May

from .events import SAFE, looks_at
from .who_may import need_of

T = TypeVar("T")
M = TypeVar("M", bound=Model)
WRONG_PATIENT = "This form was opened for another patient, so nothing was saved. Open the patient you mean and start there again."


class ClinicRequest(HttpRequest):
    """A request of a clinician who is signed in, as every request is that SignInFirst let through."""

    user: User
    kept: Kept
    """What is kept of the form of the page; of the pages that keep it (views.keeping)."""
    only_reads: str
    """Who changes the page, where whoever asks may only read it (views.who_may)."""


def seen(request: ClinicRequest, kind: QuerySet[M], to_patient: str, **named: object) -> M:
    """The one of these that the signed-in user sees: of a patient of their clinic, or of one whom they read from outside.

    Raises Http404, and PermissionDenied from outside for a change, or for a page by which one is made.
    """
    to = f"{to_patient}__" if to_patient else ""
    if May.READ in request.user.may:
        own = kind.filter(Q((f"{to}clinic", request.user.clinic_id)), **named).order_by()[:1]  # at most one has these names
        if own:
            return own[0]
    read = OutsideReading.objects.open_at(timezone.now()).filter(by=request.user).values("patient")
    there = get_object_or_404(kind, Q((f"{to_patient or 'pk'}__in", read)), **named)
    request.user.reads_outside = True
    refuse_from_outside(request)
    return there


def refuse_from_outside(request: ClinicRequest) -> None:
    """Raises PermissionDenied for what is not read and not printed: that is for the patient's own clinic."""
    need = need_of(request)
    if request.method not in SAFE or need.to_read != May.READ or not need.from_outside:
        raise PermissionDenied("From outside a patient is only read.")
    if need.to_change != need.to_read:
        request.only_reads = "the patient’s own clinic"


def patient_of(request: ClinicRequest, code: str) -> Patient:
    """A patient of the signed-in clinician's clinic, or one who is read from outside. Raises Http404, PermissionDenied."""
    patient = seen(request, Patient.objects.select_related("clinic"), "", code=code)
    looks_at(request, patient)
    if request.method in SAFE:
        reads_once(patient)
    return patient


def patient_to_change(request: ClinicRequest, code: str) -> Patient:
    """The same, for a page on which something of the patient is kept. Raises Http404, StruckOut."""
    patient = patient_of(request, code)
    refuse_struck_patient(patient)
    return patient


def plan_of(request: ClinicRequest, code: str) -> Plan:
    """A plan of a patient of the signed-in clinician's clinic. Raises Http404."""
    found = Plan.objects.select_related("patient__clinic")
    plan = seen(request, found, "patient", code=code)
    looks_at(request, plan.patient)
    if request.method in SAFE:
        reads_once(plan, plan.patient)
    return plan


def plan_to_change(request: ClinicRequest, code: str) -> Plan:
    """The same, for a page on which something is kept with the plan. Raises Http404, StruckOut."""
    plan = plan_of(request, code)
    refuse_struck_plan(plan)
    return plan


def revision_of(request: ClinicRequest, code: str, number: int) -> Revision:
    """One revision of such a plan. Raises Http404."""
    found = Revision.objects.select_related("plan__patient__clinic")
    revision = seen(request, found, "plan__patient", plan__code=code, number=number)
    looks_at(request, revision.plan.patient)
    return revision


def today_at(clinic: Clinic) -> date:
    """The day it is in the clinic's own time zone."""
    return timezone.localdate(timezone=ZoneInfo(clinic.time_zone))


def patient_page(
    request: HttpRequest, patient: Patient, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page about one patient, with what its banner needs."""
    looks_at(request, patient, is_shown=True)
    today = today_at(patient.clinic)
    banner = {"patient": patient, "age": age(patient.born_on, today), "today": today, "section": "patients"}
    banner["struck"] = mark_of(patient)
    hide = patient.entered_in_error or getattr(request.user, "reads_outside", False)  # who is like this one is for the own clinic
    banner["similar"] = [] if hide else similar([patient]).get(patient.pk, [])
    return render(request, template, banner | context, status=status)


def conflict_page(request: HttpRequest, patient: Patient, words: str, link: tuple[str, str] | None = None) -> HttpResponse:
    """The page that says why nothing was done with what was sent, and where to go on."""
    page = conflict(words, link)
    return patient_page(request, patient, page.template, page.context, page.status)


def opened_for_another(request: HttpRequest, patient: Patient) -> HttpResponse | None:
    """The page that refuses a form which was opened for another patient; None where it belongs to this one."""
    return None if request.POST.get("patient") == patient.code else conflict_page(request, patient, WRONG_PATIENT)


def kept(form: BaseForm, action: Callable[..., T], **named: object) -> T | None:
    """What an action makes of a valid form. What it refuses after all (an identifier taken just now) becomes the form's error."""
    try:
        return action(**named, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def wrong_status(*forms: BaseForm) -> int:
    """422 for a page that shows what is wrong with what was sent, else 200."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
