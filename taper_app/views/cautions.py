"""The page that interrupts: all cautions that nobody has answered yet, and one reason for going on in spite of them."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app.actions import drafts
from taper_app.forms.errors import error_links
from taper_app.forms.reasons import ReasonForm
from taper_app.models import Patient
from taper_app.pages import words

from . import plans, previews, review_checks, review_previews, reviews
from .access import ClinicRequest, opened_for_another, patient_of, patient_page, plan_of
from .unreadable import or_thrown_away

MOVED = "The cautions are no longer those you saw. Read them as they are now, then write your reason again."


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("plan_new", "plan")
def plan_cautions(request: ClinicRequest, code: str) -> HttpResponse:
    """What there is to think about before a new plan is issued; on to its check where nothing is asked."""
    patient = patient_of(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    if elsewhere := plans.not_yet(request, patient):
        return elsewhere
    made = plans.check_context(request, patient)
    data = previews.draft_data(request, patient) if made and made["asked"] else None
    if made is None or data is None:
        return redirect("plan_check", patient.code)
    ways = {"onward": reverse("plan_check", args=[patient.code]), "back": reverse("plan_new", args=[patient.code])}
    context = ways | {"asked": made["asked"], "asked_about": made["asked_about"], "banner_state": words.DRAFT}
    return ask(request, patient, "plan", data, context)


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("review_new", "review")
def review_cautions(request: ClinicRequest, code: str) -> HttpResponse:
    """The same before a revision is issued; on to the check of the review where nothing is asked, or nothing is filled in."""
    plan = plan_of(request, code)
    if elsewhere := reviews.not_here(request, plan):
        return elsewhere
    now, data = review_previews.plan_now(plan), review_previews.draft_data(request, plan)
    form = review_previews.review_form(now, data)
    usable = not reviews.overtaken(now, data) and form.is_valid()
    checked = review_checks.check_of(now, form, data, None) if data is not None and usable else None
    if data is None or checked is None or not checked.made.get("asked"):
        return redirect("review_check", plan.code)
    ways = {"onward": reverse("review_check", args=[plan.code]), "back": reverse("review_new", args=[plan.code]) + "#decision"}
    context = reviews.about(now) | ways | {name: checked.made[name] for name in ("asked", "asked_about")}
    return ask(request, plan.patient, review_previews.PURPOSE, data, context)


def ask(request: ClinicRequest, patient: Patient, purpose: str, data: QueryDict, context: dict[str, Any]) -> HttpResponse:
    """The page, or the way on once a reason is written, which the draft of this purpose then keeps with what it answers."""
    sent = request.POST if request.method == "POST" else None
    known = {"override_reason": previews.reason_given(data, context["asked_about"])}
    form = ReasonForm(sent, initial=known)
    moved = sent is not None and sent.get("asked_about") != context["asked_about"]
    if sent is not None and form.is_valid() and not moved:
        reason = {"override_reason": [form.cleaned_data["override_reason"]], "reason_for": [context["asked_about"]]}
        drafts.save_draft(patient=patient, data=dict(data.lists()) | reason, by=request.user, purpose=purpose)
        return redirect(context["onward"])
    errors = [("", MOVED)] if moved else error_links(form)
    status = 409 if moved else 422 if errors else 200
    return patient_page(request, patient, "plans/cautions.html", context | {"form": form, "errors": errors}, status=status)
