"""A new plan: its form with the preview, the cautions, the check, and the draft on paper."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.desk import flow
from taper_app.desk.new_plan import NewPlan

from .access import ClinicRequest, patient_to_change, today_at
from .answers import answer_to, is_live
from .drafts import draft_page
from .keeping import keeps
from .presence import proof_first, sent_before_proof
from .unreadable import or_thrown_away


def new_plan_of(request: ClinicRequest, code: str) -> NewPlan:
    """The plan that is made for a patient of the clinic. Raises Http404."""
    patient = patient_to_change(request, code)
    return NewPlan(patient, request.user, today_at(patient.clinic))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("plan", patient_to_change, part="form")
@or_thrown_away("plan_new", "plan")
def plan_new(request: ClinicRequest, code: str) -> HttpResponse:
    """The form of a new plan, with the preview of what it makes once it is filled in."""
    plan = new_plan_of(request, code)
    return answer_to(request, plan.patient, partial(flow.live if is_live(request) else flow.fill_in, plan))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("plan", patient_to_change, part="reasons")
@or_thrown_away("plan_new", "plan")
def plan_cautions(request: ClinicRequest, code: str) -> HttpResponse:
    """What there is to think about before the plan is issued; on to its check where nothing is asked."""
    plan = new_plan_of(request, code)
    return answer_to(request, plan.patient, partial(flow.cautions, plan))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("plan", patient_to_change, part="last")
@or_thrown_away("plan_new", "plan")
@proof_first
def plan_check(request: ClinicRequest, code: str) -> HttpResponse:
    """Every answer once more; then the plan is issued."""
    plan = new_plan_of(request, code)
    plan.sent_before = sent_before_proof(request)
    return answer_to(request, plan.patient, partial(flow.check, plan))


@require_safe
@or_thrown_away("plan_new", "plan")
def plan_draft(request: ClinicRequest, code: str) -> HttpResponse:
    """The plan that is filled in, as paper to talk about; back to its form where it makes none."""
    plan = new_plan_of(request, code)
    return draft_page(request, plan.patient, flow.on_paper(plan))
