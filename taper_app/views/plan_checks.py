"""That the register was checked or the agreement talked through, recorded with one click on the page of a plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from taper_app.actions import plan_checks
from taper_app.pages.plan_checks import called

from .access import ClinicRequest, opened_for_another, plan_to_change, today_at


@require_http_methods(["GET", "HEAD", "POST"])
def plan_checked(request: ClinicRequest, code: str) -> HttpResponse:
    """Keep that it was done today. Whoever only looks is led to the plan."""
    plan = plan_to_change(request, code)
    if request.method == "POST":
        if refused := opened_for_another(request, plan.patient):
            return refused
        clinic, kind = plan.patient.clinic, request.POST.get("kind", "")
        try:
            made = plan_checks.record_plan_check(plan=plan, kind=kind, today=today_at(clinic), by=request.user)
            messages.success(
                request, f"{called(kind, clinic.market)}: recorded as of today." if made else "It stands there already."
            )
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
    return redirect("plan_detail", plan.code)
