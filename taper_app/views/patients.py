"""A patient of the clinic: a new one, the page about one, and their own facts."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.actions import patients
from taper_app.actions.seen import Changed
from taper_app.chart import public_pages, relapse_plan
from taper_app.chart.similar import known_already
from taper_app.forms.errors import error_links
from taper_app.forms.patients import PatientForm
from taper_app.forms.typed import typed_again
from taper_app.models import Medication, Patient, Plan
from taper_app.pages import words
from taper_app.pages.follow_up_lines import series_line
from taper_app.pages.in_error import mark_of
from taper_app.pages.paper import notes, paper_for
from taper_app.pages.plan_lines import Outcome, begun, plan_line, reached, went, with_outcome
from taper_app.pages.risk_lines import risk_line
from taper_app.pages.weighings import weighing_line
from taper_app.wording import lists
from taper_app.wording.needs import needs_said

from .access import ClinicRequest, kept, opened_for_another, patient_of, patient_page, patient_to_change, today_at, wrong_status
from .conflicts import conflict
from .keeping import keeps, saved

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PLANNED = (Medication.Use.REGULAR, Medication.Use.DAYS)
"""How what a plan can begin from is taken."""


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("details")
def patient_add(request: ClinicRequest) -> HttpResponse:
    """A new patient of the clinic; first, whether it is one who is here already."""
    clinic = request.user.clinic
    form = typed_again(PatientForm(request.POST or None, clinic=clinic, today=today_at(clinic)), request.kept.data)
    sent = request.method == "POST" and form.is_valid()
    known = known_already(clinic, form.cleaned_data["name"], form.cleaned_data["born_on"]) if sent else []
    if known and request.POST.get("none_of") != codes(known):
        entered = [(name, request.POST[name]) for name in request.POST if name not in ("csrfmiddlewaretoken", "none_of")]
        context = {"form": form, "known": known, "none_of": codes(known), "entered": entered, "section": "patients"}
        return render(request, "patients/patient_known.html", context, status=409)
    if sent and (patient := kept(form, patients.add_patient, clinic=clinic, by=request.user)):
        if quick := request.user.drafts.filter(
            patient=None, purpose="quick"
        ).first():  # a quick schedule that waits for its patient
            messages.success(request, "The patient is added. Now keep the quick schedule for this patient.")
            return saved(redirect(f"{reverse('quick_keep')}?{quick.data['query'][0]}&who={patient.code}"))
        messages.success(request, "The patient is added. Now enter the medicines that are really taken.")
        return saved(redirect("medication_list", patient.code))
    context = {"form": form, "errors": error_links(form), "section": "patients"}
    return render(request, "patients/patient_add.html", context, status=wrong_status(form))


def codes(known: list[Patient]) -> str:
    """Who was shown, so that the answer "none of these" is about them and nobody else."""
    return " ".join(sorted(each.code for each in known))


@require_safe
def patient_detail(request: ClinicRequest, code: str) -> HttpResponse:
    """One patient: what is taken now, and the plans."""
    patient = patient_of(request, code)
    today = today_at(patient.clinic)
    medications = list(patient.medications.all())
    plans = [plan_line(each, today) | outcome(each) for each in with_outcome(patient.plans.all())]
    valid = [each for each in plans if each["plan"].state != Plan.State.IN_ERROR]
    after = valid[0]["plan"] if valid and valid[0]["plan"].state == Plan.State.ENDED else None
    opened = next((each for each in valid if each["plan"].state == Plan.State.OPEN), None)
    context = {
        "medications": [words.medication_said(each) for each in medications],
        "needs": needs_said(patient),
        "notes": list(notes(patient)),
        "paper": paper_for(patient),
        "risk": risk_line(patient, today),
        "plans": plans,
        "open_plan": opened,
        "last_plan": valid[0]["plan"] if valid and not opened else None,
        "banner_state": valid[0]["state"] if valid else None,  # the latest: the open one, where one is open
        "no_tapers": patient.no_tapers.select_related("recorded_by"),
        "codes": plans and not patient.entered_in_error and public_pages.is_on(patient.clinic),
        "twins": patient.twins.select_related("patient"),
        "series": series_line(after, today)["said"] if after and after.end_reason != Plan.EndReason.DIED else "",
        "relapse_plan": relapse_plan.newest(patient),
        "died": any(each["plan"].end_reason == Plan.EndReason.DIED for each in plans),
        "draft": request.user.drafts.filter(patient=patient, purpose="plan").first(),
        **weighing_line(patient),
        "can_start": any(each.use in PLANNED and each.drug for each in medications) and not opened,
    }
    return patient_page(request, patient, "patients/patient_detail.html", context)


def outcome(plan: "WithAnnotations[Plan, Outcome]") -> dict[str, Any]:
    """When a plan began and how it went so far, what was taken at its last visit, and the visits that were missed in a row."""
    first = begun(plan)
    said = {"began_on": first and first.issued_on, "changed_outside": first is None, "mark": mark_of(plan)}
    return said | {"went": went(plan), "reached": reached(plan), "missed": lists.counted(plan.missed_visits, "visit")}


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("details", patient_to_change)
def patient_edit(request: ClinicRequest, code: str) -> HttpResponse:
    """A patient's own facts, corrected. Plans that were issued keep what they were printed with."""
    patient = patient_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    known = {name: getattr(patient, name) for name in PatientForm.base_fields}
    clinic = patient.clinic
    form = PatientForm(request.POST or None, initial=known, clinic=clinic, today=today_at(clinic), patient=patient)
    form = typed_again(form, request.kept.data)
    seen = request.POST.get("seen", "") if form.is_bound else request.kept.seen(patients.seen_patient(patient))
    try:
        by = request.user
        if form.is_valid() and kept(form, patients.change_patient, patient=patient, by=by, seen=seen) is not None:
            messages.success(request, "The patient’s details are saved.")
            return saved(redirect("patient_detail", patient.code))
    except Changed:
        patient.refresh_from_db()
        context = conflict(form, vars(patient), clinic, f"patient {patient.code}") | {"seen": patients.seen_patient(patient)}
        return patient_page(request, patient, "patients/patient_edit.html", context | {"form": form}, status=409)
    context = {"form": form, "errors": error_links(form), "seen": seen}
    return patient_page(request, patient, "patients/patient_edit.html", context, status=wrong_status(form))
