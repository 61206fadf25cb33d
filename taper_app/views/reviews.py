"""A review of an open plan, from the form to the record."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app import engine
from taper_app.actions import drafts, identity, reviews, visits
from taper_app.chart.refused import NotIssued
from taper_app.forms.decision_changes import laid_over
from taper_app.forms.decisions import without_steps
from taper_app.forms.errors import error_links
from taper_app.models import Plan, Review
from taper_app.models.old_paper import OldPaper
from taper_app.pages import review_facts, words
from taper_app.pages.care_lines import care_line
from taper_app.pages.reviews import advice, decision_label, differences, regimen_said
from taper_app.pages.risk_lines import risk_line
from taper_app.wording.days import clinic_day

from . import previews, review_checks, review_words
from .access import ClinicRequest, conflict_page, opened_for_another, patient_page, plan_of
from .review_previews import PURPOSE, PlanNow, draft_data, edits_said, plan_now, preview_of, review_form
from .unreadable import or_thrown_away

MOVED = "The review was changed in another window. This is how it stands now: look at it again."
ENDED = "This plan has ended, so no review was recorded. What is seen after the end of a plan is a follow-up."
AFTER_HOLD = "The hold ends on {day}. Enter that day or an earlier one, so that the patient is seen before it ends."
GONE = "What was filled in for this review was recorded or thrown away in another window, so nothing was recorded now."
OVERTAKEN = "Somebody else recorded a review of this plan since you opened this page, so nothing was saved."


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("review_new", "review")
def review_new(request: ClinicRequest, code: str) -> HttpResponse:
    """The form of a review, filled in from the step in force today."""
    plan = plan_of(request, code)
    if elsewhere := not_here(request, plan):
        return elsewhere
    if "discard" in request.POST:
        return discard(request, plan)
    now = plan_now(plan)
    if "change" in request.POST:
        return take_alternative(request, now)
    if request.method == "POST":
        return send(request, now)
    return review_page(request, now, draft_data(request, plan))


def not_here(request: ClinicRequest, plan: Plan) -> HttpResponse | None:
    """The page that refuses a form of another patient, or a review of a plan that has ended."""
    if request.method == "POST" and (refused := opened_for_another(request, plan.patient)):
        return refused
    if plan.state == Plan.State.OPEN:
        return None
    if request.method == "POST":
        link = ("Record a follow-up", reverse("follow_up_new", args=[plan.code]))
        return conflict_page(request, plan.patient, ENDED, link)
    return redirect("follow_up_new", plan.code)


def discard(request: ClinicRequest, plan: Plan) -> HttpResponse:
    """Forget what was filled in."""
    drafts.drop_draft(patient=plan.patient, by=request.user, purpose=PURPOSE)
    messages.success(request, "What you had filled in is thrown away.")
    return redirect("plan_detail", plan.code)


def keep(request: ClinicRequest, now: PlanNow, fields: dict[str, list[str]]) -> QueryDict:
    """Keep what was filled in as the draft of this plan's review."""
    kept = fields | {"plan": [now.plan.code]}
    drafts.save_draft(patient=now.plan.patient, data=kept, by=request.user, purpose=PURPOSE)
    return previews.as_data(drafts.storable(kept))


def send(request: ClinicRequest, now: PlanNow) -> HttpResponse:
    """Keep what was sent once it is read, then show what it makes."""
    fields = previews.sent_fields(request.POST) | previews.reason_kept(draft_data(request, now.plan))
    review_form(now, previews.as_data(fields)).is_valid()
    data = keep(request, now, fields)
    if "risks" in request.POST:
        return redirect(reverse("risks_edit", args=[now.plan.patient.code]) + "?then=review")
    if overtaken(now, data):
        return review_page(request, now, data, status=409)
    form = review_form(now, data)
    return redirect("review_check", now.plan.code) if form.is_valid() else review_page(request, now, data, status=422)


def overtaken(now: PlanNow, data: QueryDict | None) -> bool:
    """Whether what was filled in was begun on another revision or before another review."""
    return data is not None and any(data.get(name) != str(number) for name, number in now.seen.items())


def take_alternative(request: ClinicRequest, now: PlanNow) -> HttpResponse:
    """Lay one of the alternatives over the draft. It has to be one that the engine offers for the draft as it stands."""
    data = draft_data(request, now.plan)
    form = review_form(now, data)
    ways = preview_of(now, form, None).get("ways", ()) if form.is_valid() else ()
    change = {each["id"]: each["offer"].change for each in ways}.get(request.POST["change"])
    if change is None:
        messages.warning(request, MOVED)
    else:
        keep(request, now, laid_over(form.decided, change))
    return redirect("review_check", now.plan.code)


def review_page(request: ClinicRequest, now: PlanNow, data: QueryDict | None, status: int = 200) -> HttpResponse:
    """The form; above it what somebody else recorded since it was begun."""
    moved = data if overtaken(now, data) else None
    if moved is not None:
        data = without_steps(moved)
    form = review_form(now, data)
    form.is_valid()
    catalogue = engine.load_catalogue()
    known = review_words.signs_so_far(form, now.schedule)
    context = {
        **about(now),
        "form": form,
        "token": (data.get("token") if data else "") or str(uuid4()),
        "errors": [("", OVERTAKEN)] if moved is not None else error_links(*form.parts),
        **(overtaken_by(now, moved) if moved is not None else {}),
        "planned": regimen_said(form.planned),
        "differences": differences(form.planned, form.regimen) if form.taken.is_valid() else [],
        "options": [option | {"advice": advice(catalogue, option["value"], known)} for option in form.decided.options],
        "draft": data is not None,
        "care": care_line(now.plan, now.today),
        "risk": risk_line(now.plan.patient, now.today, None if data is None else data.dict()),
    }
    return patient_page(request, now.plan.patient, "reviews/review_new.html", context, status=status)


def about(now: PlanNow) -> dict[str, Any]:
    """What every page of a review needs of the plan."""
    state = words.plan_state(now.plan, now.revision.number)
    return {"plan": now.plan, "revision": now.revision, "plan_now": now, "banner_state": state}


def overtaken_by(now: PlanNow, data: QueryDict) -> dict[str, Any]:
    """What was recorded since the form was begun, and the single steps that were changed of the revision of then."""
    begun = data.get("seen_revision", "")
    then = now.plan.revisions.filter(number=int(begun)).first() if begun.isdecimal() and len(begun) < 5 else None
    edits = edits_said(now, then, data) if then else []
    return {"recorded": since(now.plan, data), "begun_on": begun, "edits": edits}


def since(plan: Plan, data: QueryDict) -> list[dict[str, Any]]:
    """The reviews that were recorded since the form was begun, as this page reads them."""
    seen = data.get("seen_review", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 5 else 0
    later = plan.reviews.select_related("recorded_by").filter(number__gt=number)
    numbers = {each.in_force for each in later}
    issued = {each.number: each.issued() for each in plan.revisions.filter(number__in=numbers)}
    return [
        {
            "review": each,
            "decision": decision_label(each),
            "facts": review_facts.facts(each, issued[each.in_force]),
        }
        for each in later
    ]


# Check, then record ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("review_new", "review")
def review_check(request: ClinicRequest, code: str) -> HttpResponse:
    """What was entered and what it makes, once more; then the review is recorded."""
    plan = plan_of(request, code)
    if request.method == "POST" and plan.patient.code == request.POST.get("patient"):
        if done := recorded_already(request, plan):
            return done
        answer = not_here(request, plan) or check(request, plan)
        return recorded_already(request, plan) or answer  # asked last: another click may have recorded it just now
    return not_here(request, plan) or check(request, plan)


def recorded_already(request: ClinicRequest, plan: Plan) -> HttpResponse | None:
    """The plan, where this very form has been recorded: a second click, Back or a reload leads to it too."""
    token = as_token(request.POST.get("token", ""))
    found = token and plan.reviews.filter(token=token, recorded_by=request.user).exists()
    return redirect("plan_detail", plan.code) if found else None


def as_token(sent: str) -> UUID | None:
    """A form's token; None for anything else."""
    try:
        return UUID(sent)
    except ValueError:
        return None


def check(request: ClinicRequest, plan: Plan) -> HttpResponse:
    """The page with all answers, or what comes of sending it."""
    now, data = plan_now(plan), draft_data(request, plan)
    form = review_form(now, data)
    if overtaken(now, data):
        return review_page(request, now, data, status=409) if request.method == "POST" else redirect("review_new", plan.code)
    if data is None and request.method == "POST":
        return conflict_page(request, plan.patient, GONE, ("Open the plan", reverse("plan_detail", args=[plan.code])))
    if data is None or not form.is_valid():
        return redirect("review_new", plan.code)
    checked = review_checks.check_of(now, form, data, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return redirect("review_cautions", plan.code) if checked.wants_reason else check_page(request, checked)
    if request.POST.get("answered") != checked.answered:
        return check_page(request, checked, MOVED)
    checked.data = keep(request, now, dict(data.lists()) | review_checks.sent(request.POST))
    if checked.wants_reason:
        return redirect("review_cautions", plan.code)
    return record(request, checked) if checked.is_valid() else check_page(request, checked)


def check_page(request: ClinicRequest, checked: review_checks.Check, refused: str = "", status: int = 0) -> HttpResponse:
    """Everything that was entered, what it makes, and what is asked last; what was typed is kept."""
    errors = [("", refused)] if refused else checked.errors
    context = about(checked.now) | checked.context | {"errors": errors}
    status = status or (409 if refused else 422 if errors else 200)
    return patient_page(request, checked.now.plan.patient, "reviews/review_check.html", context, status=status)


def record(request: ClinicRequest, checked: review_checks.Check) -> HttpResponse:
    """Record the review, or say what stands against it."""
    plan = checked.now.plan
    try:
        visit = checked.visit(request.POST.get("seen_digest", ""))
        review = reviews.record_review(plan=plan, visit=visit, today=checked.now.today, by=request.user)
    except visits.ReviewAfterHold as error:
        if checked.day is None:
            raise
        checked.day.add_error("next_review_on", AFTER_HOLD.format(day=clinic_day(error.last_day)))
        return check_page(request, checked)
    except identity.WrongPatient as error:
        if checked.identity is None:
            raise
        checked.identity.refuse(error.wrong)
        return check_page(request, checked)
    except visits.PlanChanged:
        return review_page(request, plan_now(plan), checked.data, status=409)
    except visits.PlanEnded:
        return conflict_page(request, plan.patient, ENDED, ("Open the plan", reverse("plan_detail", args=[plan.code])))
    except (NotIssued, engine.Refusal) as error:
        return check_page(request, checked, str(error))
    drafts.drop_draft(patient=plan.patient, by=request.user, purpose=PURPOSE)
    messages.success(request, recorded_said(review))
    return redirect("plan_detail", plan.code)


def recorded_said(review: Review) -> str:
    """What was done, and what is to be done next."""
    day = review.next_review_on and clinic_day(review.next_review_on)
    if review.revision:
        post = ", post it" if review.old_paper == OldPaper.NOT_HERE else ""
        return f"Revision {review.revision.number} is issued. Print the new handout{post} and go through it with the patient."
    if review.decision == engine.Decision.END:
        return "The review is recorded and the plan has ended."
    if review.decision == engine.Decision.URGENT:
        again = print_again(review)
        return f"The review is recorded. No dose was changed. Make sure that the patient is being helped now.{again}"
    again = print_again(review)
    return f"The review is recorded. The doses go on as they are printed; the next visit is on {day}.{again}"


def print_again(review: Review) -> str:
    """What is to be done where a visit that makes no revision leaves the patient without a paper that holds."""
    said: dict[str, str] = {
        OldPaper.TAKEN_BACK: " Print the handout again.",
        OldPaper.NOT_HERE: " Print the handout again and post it.",
    }
    return said.get(review.old_paper, "")
