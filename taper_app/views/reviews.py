"""A review of an open plan: its form, the cautions, the check, and the draft on paper."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.desk import flow
from taper_app.desk.review import SAYS_WRONG, PlanReview

from .access import ClinicRequest, plan_to_change, today_at
from .answers import answer_to, is_live
from .drafts import draft_page
from .keeping import keeps
from .presence import proof_first, sent_before_proof
from .unreadable import or_thrown_away


def review_of(request: ClinicRequest, code: str) -> PlanReview:
    """The review of a plan of the clinic. Raises Http404."""
    plan = plan_to_change(request, code)
    return PlanReview(plan, request.user, today_at(plan.patient.clinic))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("review", plan_to_change, part="form")
@or_thrown_away("review_new", "review")
def review_new(request: ClinicRequest, code: str) -> HttpResponse:
    """The form of a review, filled in from the step in force today."""
    review = review_of(request, code)
    review.says_wrong = SAYS_WRONG in request.GET
    step = review.show if "preview" in request.POST else partial(flow.live if is_live(request) else flow.fill_in, review)
    return answer_to(request, review.patient, step)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("review", plan_to_change, part="reasons")
@or_thrown_away("review_new", "review")
def review_cautions(request: ClinicRequest, code: str) -> HttpResponse:
    """What there is to think about before a revision is issued; on to the check where nothing is asked, or nothing filled in."""
    review = review_of(request, code)
    return answer_to(request, review.patient, partial(flow.cautions, review))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("review", plan_to_change, part="last")
@or_thrown_away("review_new", "review")
@proof_first
def review_check(request: ClinicRequest, code: str) -> HttpResponse:
    """What was entered and what it makes, once more; then the review is recorded."""
    review = review_of(request, code)
    review.sent_before = sent_before_proof(request)
    return answer_to(request, review.patient, partial(flow.check, review))


@require_safe
@or_thrown_away("review_new", "review")
def review_draft(request: ClinicRequest, code: str) -> HttpResponse:
    """The revision that the review would issue, as paper to talk about; back to the check, or to the form before it, where it
    makes none."""
    review = review_of(request, code)
    return draft_page(request, review.patient, flow.on_paper(review))
