"""How a plan was worked out."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.chart.in_error import is_struck
from taper_app.pages import words
from taper_app.pages.how import how

from .access import ClinicRequest, patient_page, revision_of


@require_safe
def plan_how(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The page of one revision, drawn from what it keeps."""
    revision = revision_of(request, code, number)
    plan, issued = revision.plan, revision.issued()
    latest = plan.revisions.in_force().number
    state = words.plan_state(plan, number) if number == latest else words.IN_ERROR if is_struck(revision) else words.SUPERSEDED
    context = {"plan": plan, "revision": revision, "stored": issued, "how": how(issued), "banner_state": state}
    return patient_page(request, plan.patient, "how/plan_how.html", context)
