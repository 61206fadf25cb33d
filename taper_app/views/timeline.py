"""What happened to a plan."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.pages import words
from taper_app.pages.in_error import left, mark_of
from taper_app.pages.paper import paper_for
from taper_app.pages.past import charted
from taper_app.pages.timeline import entries

from .access import ClinicRequest, patient_page, plan_of, today_at


@require_safe
def plan_timeline(request: ClinicRequest, code: str) -> HttpResponse:
    """Who saw the patient when, what was decided and why, what that changed, and how the doses went."""
    plan = plan_of(request, code)
    today = today_at(plan.patient.clinic)
    revisions = list(plan.revisions.select_related("issued_by", "in_error").order_by("number"))
    reviews = list(plan.reviews.select_related("recorded_by", "in_error__marked_by__clinic").order_by("number"))
    valid = left(revisions)
    context = charted(plan, valid, left(reviews), today) | {
        "plan": plan,
        "mark": mark_of(plan),
        "entries": entries(plan, revisions, reviews),
        "banner_state": words.plan_state(plan, valid[-1].number),
        "review": words.visit_due(plan, today),
        "paper": paper_for(plan.patient),
    }
    return patient_page(request, plan.patient, "timeline/timeline.html", context)
