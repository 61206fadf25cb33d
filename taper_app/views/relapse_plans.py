"""The patient's relapse plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from taper_app.actions import relapse_plans
from taper_app.chart import relapse_plan
from taper_app.engine import load_care, load_catalogue
from taper_app.forms.errors import error_links
from taper_app.forms.relapse_plan import RelapsePlanForm
from taper_app.forms.typed import typed_again
from taper_app.models import Patient, Plan, RelapsePlan

from .access import ClinicRequest, opened_for_another, patient_page, patient_to_change, today_at
from .answers import asked_then, back, onward
from .keeping import keeps, saved

MOVED = "Somebody else changed this since you opened this page, so nothing was saved. What they wrote stands below yours."
SAVED = "The relapse plan is saved. The handout and “Why and what to expect” print it from now on: print them again."
CLEARED = "The relapse plan is empty now. Nothing of it is printed any more."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("relapse", patient_to_change)
def relapse_plan_edit(request: ClinicRequest, code: str) -> HttpResponse:
    """What makes it hard, early signs, what helps and whom to call, in the patient's words."""
    patient = patient_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    if patient.plans.filter(end_reason=Plan.EndReason.DIED).exists():
        return redirect("patient_detail", patient.code)
    if request.method != "POST":
        form = RelapsePlanForm(None, stands=relapse_plan.newest(patient))
        return relapse_page(request, patient, typed_again(form, request.kept.data))
    form = RelapsePlanForm(request.POST, stands=None)
    return save(request, patient, form) if form.is_valid() else relapse_page(request, patient, form, status=422)


def save(request: ClinicRequest, patient: Patient, form: RelapsePlanForm) -> HttpResponse:
    """Keep it, or say what stands against it."""
    sent = request.POST.get("seen", "")
    seen = int(sent) if sent.isdecimal() and len(sent) < 5 else 0
    try:
        plan = relapse_plans.record_relapse_plan(
            patient=patient, seen=seen, said=form.said, today=today_at(patient.clinic), by=request.user
        )
    except relapse_plans.RelapsePlanChanged as error:
        return relapse_page(request, patient, form, status=409, theirs=error.plan)
    except ValidationError as error:
        form.add_error(None, error)
        return relapse_page(request, patient, form, status=422)
    if plan:
        messages.success(request, SAVED if any(form.said.values()) else CLEARED)
    return saved(onward(asked_then(request), patient))


def relapse_page(
    request: ClinicRequest, patient: Patient, form: RelapsePlanForm, *, status: int = 200, theirs: RelapsePlan | None = None
) -> HttpResponse:
    """The boxes with their errors, why it is written, and what was written before."""
    written = list(patient.relapse_plans.select_related("recorded_by").order_by("-number"))
    newest = written[0] if written else None
    number = newest.number if newest else 0
    seen = number if theirs else request.POST.get("seen", "") if form.is_bound else request.kept.seen(number)
    why = load_care().kinds["relapse"].why
    context = {
        "form": form,
        "seen": seen,
        "errors": ([("", MOVED)] if theirs else []) + error_links(form),
        "then": asked_then(request),
        "back": back(asked_then(request), patient),
        "theirs": theirs,
        "written": written,
        "why": {"words": why.words, "source": load_catalogue().sources[why.source]},
    }
    return patient_page(request, patient, "care/relapse_plan_edit.html", context, status=status)
