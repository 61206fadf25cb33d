"""Entered in error: the pages on which a plan, a visit or a patient is marked so, each with what that means."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app.actions import identity, in_error
from taper_app.actions.visits import PlanChanged
from taper_app.chart.in_error import CannotBeUndone, Undone, undone
from taper_app.chart.refused import NotIssued
from taper_app.chart.similar import known_already
from taper_app.desk.plan_now import last_number
from taper_app.forms.errors import error_links
from taper_app.forms.in_error import NONE, InErrorForm, TwinForm
from taper_app.forms.typed import typed_again
from taper_app.models import EnteredInError, Patient, Plan, Review
from taper_app.pages import words
from taper_app.pages.in_error import next_steps, patient_means, plan_means, review_means, review_named
from taper_app.wording.days import clinic_day

from .access import (
    ClinicRequest,
    conflict_page,
    opened_for_another,
    patient_page,
    patient_to_change,
    plan_to_change,
    today_at,
    wrong_status,
)
from .keeping import keeps, saved

OPEN_PLAN = "This record has an open plan, {code}. End that plan, or mark it as entered in error, and come back."


# A plan ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("in-error", plan_to_change)
def plan_in_error(request: ClinicRequest, code: str) -> HttpResponse:
    """A plan that never was this patient’s: what becomes of it, why, where its paper is, and which plan is right."""
    plan = plan_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, plan.patient)):
        return refused
    form = form_for(request, plan, printed=True)
    act = partial(in_error.mark_plan, plan=plan, by=request.user)
    if request.method == "POST" and form.is_valid() and (answer := marked(request, form, plan, act)):
        return answer
    means = plan_means(plan, today_at(plan.patient.clinic))
    return mark_page(request, plan, f"plan {plan.code}", means, {"form": form, "cancel": reverse("plan_detail", args=[code])})


def form_for(request: ClinicRequest, plan: Plan, *, printed: bool) -> InErrorForm:
    """The form, which carries what the page was opened on."""
    seen = {"seen_revision": plan.revisions.in_force().number, "seen_review": last_number(plan)}
    form = InErrorForm(request.POST if request.method == "POST" else None, initial=seen, printed=printed, of_plan=True)
    return typed_again(form, request.kept.data)


def marked(
    request: ClinicRequest, form: InErrorForm, plan: Plan, act: Callable[..., EnteredInError], then: Undone | None = None
) -> HttpResponse | None:
    """The way on once it is marked, or who was quicker; None where the form says what stands against it. `then` is what holds."""
    try:
        act(marking=marking_of(form))
    except PlanChanged as error:
        return conflict_page(request, plan.patient, str(error), ("Open the plan", reverse("plan_detail", args=[plan.code])))
    except (identity.WrongPatient, NotIssued) as error:
        refuse(form, error)
        return None
    following = next_steps(then, today_at(plan.patient.clinic)) if then else ()
    messages.success(request, " ".join(["It is marked as entered in error.", *following]))
    return saved(redirect("plan_timeline", plan.code))


def marking_of(form: InErrorForm) -> in_error.Marking:
    """What a valid form says."""
    cleaned = form.cleaned_data
    return in_error.Marking(
        reason=cleaned["reason"],
        initials=cleaned["initials"],
        birth_year=cleaned["birth_year"],
        paper=cleaned.get("paper", ""),
        right_plan=cleaned.get("right_plan", ""),
        seen_revision=cleaned.get("seen_revision", 0),
        seen_review=cleaned.get("seen_review", 0),
    )


def refuse(form: InErrorForm, error: Exception) -> None:
    """Say at its field, or above them all, what stands against it."""
    match error:
        case identity.WrongPatient():
            form.refuse(error.wrong)
        case in_error.RightPlanUnknown():
            form.add_error("right_plan", str(error))
        case _:
            form.add_error(None, str(error))


def mark_page(
    request: ClinicRequest, plan: Plan, thing: str, means: Iterable[str], context: dict[str, Any], status: int = 0
) -> HttpResponse:
    """The page with what it means, and the form; without one it says why that cannot be."""
    form = context.get("form")
    state = words.plan_state(plan, plan.revisions.in_force().number)
    told = {
        "thing": thing,
        "means": list(means),
        "banner_state": state,
        "plan": plan,
        "errors": error_links(form) if form else [],
    }
    status = status or (wrong_status(form) if form else 200)
    return patient_page(request, plan.patient, "in_error/mark.html", told | context, status=status)


# A visit -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("in-error", plan_to_change)
def review_in_error(request: ClinicRequest, code: str, review: int) -> HttpResponse:
    """A visit, a missed one or a follow-up that was not so, and with it the revision that it made."""
    plan = plan_to_change(request, code)
    found = get_object_or_404(plan.reviews.select_related("revision__plan", "plan"), number=review)
    if request.method == "POST" and (refused := opened_for_another(request, plan.patient)):
        return refused
    if not plan.reviews.valid().filter(pk=found.pk).exists():
        return redirect("plan_timeline", code)
    today = today_at(plan.patient.clinic)
    try:
        then = undone(plan, found, today)
    except CannotBeUndone as error:
        status = 409 if request.method == "POST" else 200
        return mark_page(request, plan, named(found), [], timeline_of(plan) | {"cannot": str(error)}, status)
    form = form_for(request, plan, printed=then.revision is not None)
    form.fields["right_plan"].label = "Plan that it belongs to (optional)"
    act = partial(in_error.mark_review, plan=plan, number=review, today=today, by=request.user)
    if request.method == "POST" and form.is_valid() and (answer := marked(request, form, plan, act, then)):
        return answer
    return mark_page(request, plan, named(found, then), review_means(found, then, today), timeline_of(plan) | {"form": form})


def timeline_of(plan: Plan) -> dict[str, str]:
    """Where one goes back to from a visit."""
    return {"cancel": reverse("plan_timeline", args=[plan.code])}


def named(review: Review, then: Undone | None = None) -> str:
    """What is marked: the review with its day, and the revision that goes with it."""
    made = f", and revision {then.revision.number}" if then and then.revision else ""
    kind = review_named(review)
    return f"{kind[0].lower()}{kind[1:]} of {clinic_day(review.reviewed_on)}{made}"


# A patient ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("in-error", patient_to_change, part="onto")
def patient_in_error(request: ClinicRequest, code: str) -> HttpResponse:
    """A patient who was entered twice, or by mistake: first which record is right, then both side by side, and why."""
    patient = patient_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    opened = patient.plans.filter(state=Plan.State.OPEN).first()
    if opened:
        return patient_page(
            request, patient, "in_error/patient.html", {"cannot": OPEN_PLAN.format(code=opened.code), "opened": opened}
        )
    alike = known_already(patient.clinic, patient.name, patient.born_on)
    twins = TwinForm(request.POST if request.method == "POST" else None, patient=patient, alike=alike)
    twins = typed_again(twins, request.kept.data)
    if not twins.is_valid():
        context = {"form": twins, "errors": error_links(twins)}
        return patient_page(request, patient, "in_error/patient.html", context, status=wrong_status(twins))
    return patient_check(request, patient, twins.kept)


def patient_check(request: ClinicRequest, patient: Patient, right: Patient | None) -> HttpResponse:
    """Both records side by side, the reason, and the identifiers of the one that is kept; then it is marked."""
    form = typed_again(InErrorForm(request.POST if "mark" in request.POST else None), request.kept.data)
    if form.is_valid():
        try:
            in_error.mark_patient(patient=patient, right=right, marking=marking_of(form), by=request.user)
        except (identity.WrongPatient, NotIssued) as error:
            refuse(form, error)
        else:
            messages.success(request, "It is marked as entered in error. Search finds that record no more.")
            return saved(redirect("patient_detail", (right or patient).code))
    context = {
        "form": form,
        "errors": error_links(form),
        "right": right,
        "chosen": right.code if right else NONE,
        "means": list(patient_means(patient, right)),
    }
    return patient_page(request, patient, "in_error/patient_check.html", context, status=wrong_status(form))
