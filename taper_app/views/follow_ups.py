"""A visit that was missed, and what is seen after a plan has ended."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app import engine
from taper_app.actions import drafts, follow_ups, reviews, visits
from taper_app.chart import follow_ups as series
from taper_app.chart import old_paper
from taper_app.chart.opening import after_missed
from taper_app.chart.refused import NotIssued
from taper_app.desk import flow
from taper_app.desk.drafts import as_data, fields_of
from taper_app.desk.plan_now import found_before, last_number, last_seen
from taper_app.desk.review import OVERTAKEN, PlanReview
from taper_app.forms.errors import error_links
from taper_app.forms.follow_ups import FollowUpForm
from taper_app.forms.reviews import MissedForm
from taper_app.forms.typed import typed_again
from taper_app.models import Plan
from taper_app.pages import words
from taper_app.pages.care_lines import care_line
from taper_app.pages.follow_up_lines import phase_line, series_line
from taper_app.pages.recorded import print_again, since
from taper_app.pages.reviews import advice_said
from taper_app.pages.visit_days import closed_said
from taper_app.wording.days import clinic_day

from .access import ClinicRequest, conflict_page, opened_for_another, patient_page, plan_to_change, today_at, wrong_status
from .answers import response
from .keeping import keeps, saved
from .reviews import review_of
from .unreadable import or_thrown_away

STILL_OPEN = "This plan is still open, so no follow-up was recorded. Record a visit instead."
AFTER_THE_END = "after_the_end"  # what guidelines say about a follow-up
RECORDED = "The follow-up is recorded."
MEDICINES_NEXT = "Check the medicines and save them: a new plan starts from what is taken now."


# A visit that was missed -------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("missed", plan_to_change)
def review_missed(request: ClinicRequest, code: str) -> HttpResponse:
    """The patient did not come: the new day, and a note."""
    visit = review_of(request, code)
    if elsewhere := not_missed(request, visit):
        return elsewhere
    plan, today = visit.plan, visit.today
    missed_on = max(min(plan.next_review_on or today, today), last_seen(plan))
    form = missed_form(request, plan, today, missed_on)
    if request.method == "POST" and form.is_valid():
        return miss(request, plan, form, missed_on, today)
    return missed_page(request, plan, form, missed_on)


def not_missed(request: ClinicRequest, visit: PlanReview) -> HttpResponse | None:
    """What answers instead: a form of another patient, a plan that has ended, one that is recorded already."""
    sent = request.POST if request.method == "POST" else None
    if sent is not None and (refused := opened_for_another(request, visit.patient)):
        return refused
    if elsewhere := visit.elsewhere(sent):
        return response(request, visit.patient, elsewhere)
    return recorded_already(visit, sent) if sent is not None else None


def recorded_already(visit: PlanReview, sent: QueryDict) -> HttpResponse | None:
    """The plan, where this very form has been recorded: a second click, Back or a reload leads to it too."""
    done = visit.done_already(sent)
    return saved(redirect(done)) if done else None


def missed_form(request: ClinicRequest, plan: Plan, today: date, missed_on: date) -> MissedForm:
    """The form, a day within a week filled in."""
    form = MissedForm(
        request.POST if request.method == "POST" else None,
        initial={
            "next_review_on": after_missed(plan.patient.clinic, plan.revisions.in_force().issued().schedule, today),
            "token": uuid4(),
            "seen_review": last_number(plan),
        },
        today=today,
        missed_on=missed_on,
        most_days=engine.most_review_days(engine.load_catalogue()),
        day_on_paper=old_paper.day_on_paper(plan),
    )
    return typed_again(form, request.kept.data)


def miss(request: ClinicRequest, plan: Plan, form: MissedForm, missed_on: date, today: date) -> HttpResponse:
    """Keep that the visit was missed, or say what stands against it."""
    try:
        missed = visits.MissedVisit(
            seen_review=form.cleaned_data["seen_review"],
            token=form.cleaned_data["token"],
            missed_on=missed_on,
            next_review_on=form.cleaned_data["next_review_on"],
            old_paper=form.cleaned_data["old_paper"],
            notes=form.cleaned_data["notes"],
        )
        review = reviews.record_missed(plan=plan, missed=missed, today=today, by=request.user)
    except (visits.PlanChanged, visits.PlanEnded) as error:
        return conflict_page(request, plan.patient, str(error), ("Open the plan", reverse("plan_detail", args=[plan.code])))
    except NotIssued as error:
        form.add_error(None, str(error))
        return missed_page(request, plan, form, missed_on)
    on = form.cleaned_data["next_review_on"]
    closed = closed_said(plan.patient.clinic, on)
    said = f"It is recorded that the patient did not come. The next visit is on {clinic_day(on)}.{closed}{print_again(review)}"
    messages.success(request, said)
    return saved(redirect("plan_detail", plan.code))


def missed_page(request: ClinicRequest, plan: Plan, form: MissedForm, missed_on: date) -> HttpResponse:
    """The form with its errors."""
    revision = plan.revisions.in_force()
    context = {
        "plan": plan,
        "form": form,
        "errors": error_links(form),
        "missed_on": missed_on,
        "banner_state": words.plan_state(plan, revision.number),
    }
    return patient_page(request, plan.patient, "reviews/review_missed.html", context, status=wrong_status(form))


# After the end -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("review", plan_to_change, part="form")
@or_thrown_away("follow_up_new", "review")
def follow_up_new(request: ClinicRequest, code: str) -> HttpResponse:
    """What is seen after a plan has ended."""
    visit = review_of(request, code)
    plan = visit.plan
    if elsewhere := not_after_the_end(request, visit):
        return elsewhere
    if "discard" in request.POST:
        return response(request, visit.patient, flow.discard(visit))
    if request.method != "POST":
        data = visit.draft()
        form = follow_up_form(plan, None if data is None else going_on(plan, data))
        return follow_up_page(request, plan, form, overtaken(plan, data))
    fields = fields_of(request.POST)
    form = follow_up_form(plan, as_data(drafts.storable(fields)))
    valid = form.is_valid()
    visit.keep(fields)
    return follow_up(request, visit, form) if valid else follow_up_page(request, plan, form)


def not_after_the_end(request: ClinicRequest, visit: PlanReview) -> HttpResponse | None:
    """What answers instead: a form of another patient, one that is recorded already, a plan that is still open, a death."""
    plan = visit.plan
    if request.method == "POST":
        if refused := opened_for_another(request, plan.patient) or recorded_already(visit, request.POST):
            return refused
        if plan.state == Plan.State.OPEN:
            return conflict_page(request, plan.patient, STILL_OPEN, ("Record a visit", reverse("review_new", args=[plan.code])))
    if plan.state == Plan.State.OPEN:
        return redirect("review_new", plan.code)
    return redirect("plan_detail", plan.code) if plan.end_reason == Plan.EndReason.DIED else None


def overtaken(plan: Plan, data: QueryDict | None) -> list[dict[str, Any]]:
    """What somebody else has recorded since this follow-up was begun, as the page reads it."""
    return since(plan, data.get("seen_review", "")) if data is not None and "seen_review" in data else []


def going_on(plan: Plan, data: QueryDict) -> QueryDict:
    """What was filled in, on a page that shows what was recorded meanwhile."""
    shown = data.copy()
    shown["seen_review"] = str(last_number(plan))
    return shown


def follow_up_form(plan: Plan, data: QueryDict | None) -> FollowUpForm:
    """The form, today filled in as the day of the visit."""
    today = today_at(plan.patient.clinic)
    known = {"reviewed_on": today, "next_review_on": series.proposed(plan, today)}
    return FollowUpForm(
        data,
        initial=known | {"token": uuid4(), "seen_review": last_number(plan)},
        today=today,
        begins_on=last_seen(plan),
        most_days=follow_ups.LATEST_FOLLOW_UP_DAYS,
        market=plan.patient.clinic.market,
        before=found_before(plan),
    )


def follow_up(request: ClinicRequest, visit: PlanReview, form: FollowUpForm) -> HttpResponse:
    """Keep the follow-up, or say what stands against it."""
    plan, cleaned = visit.plan, form.cleaned_data
    try:
        seen = visits.FollowUp(
            token=cleaned["token"],
            seen_review=cleaned["seen_review"],
            reviewed_on=cleaned["reviewed_on"],
            observations=form.observations,
            red_flags=form.flags,
            relapse=cleaned["relapse"] == "yes",
            notes=form.noted,
            next_review_on=cleaned["next_review_on"],
            no_next=cleaned["no_next"],
        )
        reviews.record_follow_up(plan=plan, follow_up=seen, today=form.today, by=request.user)
    except visits.PlanChanged as error:
        shown, recorded = follow_up_form(plan, going_on(plan, form.data)), overtaken(plan, form.data)
        if shown.is_valid() and not recorded:  # a review that it was begun after was marked as entered in error
            shown.add_error(None, str(error))
        return follow_up_page(request, plan, shown, recorded)
    except (follow_ups.NextNeeded, follow_ups.NotArranged) as error:
        form.add_error(error.field, str(error))
        return follow_up_page(request, plan, form)
    except (NotIssued, engine.Refusal) as error:
        form.add_error(None, str(error))
        return follow_up_page(request, plan, form)
    visit.drop()
    if cleaned["relapse"] == "no":
        messages.success(request, RECORDED + closed_said(plan.patient.clinic, cleaned["next_review_on"]))
        return redirect("plan_detail", plan.code)
    messages.success(request, f"{RECORDED} {MEDICINES_NEXT}")
    return redirect("medication_list", plan.patient.code)


def follow_up_page(
    request: ClinicRequest, plan: Plan, form: FollowUpForm, recorded: Sequence[Mapping[str, Any]] = ()
) -> HttpResponse:
    """The form with its errors, and the way to a new plan; above it what was recorded since it was begun."""
    revision, catalogue = plan.revisions.in_force(), engine.load_catalogue()
    context = {
        "plan": plan,
        "revision": revision,
        "form": form,
        "recorded": recorded,
        "errors": [("", OVERTAKEN)] if recorded else error_links(form),
        "advice": [advice_said(catalogue, catalogue.advice[AFTER_THE_END])],
        "can_start": not plan.patient.plans.filter(state=Plan.State.OPEN).exists(),
        "care": care_line(plan, form.today),
        "series": series_line(plan, form.today),
        "phase": phase_line(plan, revision.issued(), form.today) if revision.is_as_issued() else None,
        "banner_state": words.plan_state(plan, revision.number),
    }
    status = 409 if recorded and request.method == "POST" else wrong_status(form)
    return patient_page(request, plan.patient, "reviews/follow_up_new.html", context, status=status)
