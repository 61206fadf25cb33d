"""What happened to a plan."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.pages import words
from taper_app.pages.in_error import mark_of
from taper_app.pages.paper import paper_for
from taper_app.pages.past import charted
from taper_app.pages.timeline import Entry, Story

from .access import ClinicRequest, patient_page, plan_of, today_at

PAGE_SIZE = 10


@require_safe
def plan_timeline(request: ClinicRequest, code: str) -> HttpResponse:
    """Who saw the patient when, what was decided and why, what that changed, and how the doses went."""
    plan = plan_of(request, code)
    today = today_at(plan.patient.clinic)
    shown = charted(plan, today, everything="figures" in request.GET)
    story: Any = Story(plan, shown["in_force"])  # it is counted and cut, which is all that is asked of it
    pages: Paginator[Entry] = Paginator(story, PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = shown | {
        "plan": plan,
        "mark": mark_of(plan),
        "page": page,
        "entries": list(page),
        "banner_state": words.plan_state(plan, shown["in_force"]),
        "review": words.visit_due(plan, today),
        "paper": paper_for(plan.patient),
    }
    return patient_page(request, plan.patient, "timeline/timeline.html", context)
