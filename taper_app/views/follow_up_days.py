"""The days on which a patient is to be seen after a plan has ended."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from taper_app.actions import follow_ups
from taper_app.actions.seen import Changed
from taper_app.chart import follow_ups as series
from taper_app.chart.refused import NotIssued
from taper_app.forms.errors import error_links
from taper_app.forms.follow_up_days import FollowUpDaysForm
from taper_app.forms.typed import typed_again
from taper_app.models import Plan
from taper_app.pages import words
from taper_app.pages.follow_up_lines import series_line

from .access import ClinicRequest, opened_for_another, patient_page, plan_to_change, today_at
from .keeping import keeps, saved

MOVED = "Somebody else changed the follow-ups since you opened this page, so nothing was saved. This is how they stand now."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("days", plan_to_change)
def follow_up_days(request: ClinicRequest, code: str) -> HttpResponse:
    """The follow-ups that are still to come: moved, taken out, or a booster added."""
    plan = plan_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, plan.patient)):
        return refused
    if plan.state != Plan.State.ENDED or plan.end_reason == Plan.EndReason.DIED:
        return redirect("plan_detail", plan.code)
    if request.method != "POST":
        return days_page(request, plan, typed_again(days_form(plan, None), request.kept.data))
    form = days_form(plan, request.POST)
    return save(request, plan, form) if form.is_valid() else days_page(request, plan, form, status=422)


def save(request: ClinicRequest, plan: Plan, form: FollowUpDaysForm) -> HttpResponse:
    """Keep the days, or say what stands against them."""
    days, seen = [series.Day(*each) for each in form.days], request.POST.get("seen", "")
    reason = form.cleaned_data["no_next"]
    try:
        follow_ups.plan_follow_ups(plan=plan, days=days, reason=reason, seen=seen, today=form.today, by=request.user)
    except Changed:
        return days_page(request, plan, days_form(plan, None), status=409)
    except follow_ups.NextNeeded as error:
        form.add_error("no_next", str(error))
        return days_page(request, plan, form, status=422)
    except NotIssued as error:
        form.add_error(None, str(error))
        return days_page(request, plan, form, status=422)
    messages.success(request, "The follow-ups are saved." if days else "No follow-up is planned any more.")
    return saved(redirect("plan_detail", plan.code))


def seen_now(request: ClinicRequest, plan: Plan) -> object:
    """How the page says that it was opened: on the days as they are, or on those that what was typed before was typed on."""
    days = follow_ups.seen_days(plan)
    return days if request.method == "POST" else request.kept.seen(days)


def days_form(plan: Plan, data: QueryDict | None) -> FollowUpDaysForm:
    """The days as they stand now, or as they were sent."""
    return FollowUpDaysForm(data, days=series.planned(plan), today=today_at(plan.patient.clinic))


def days_page(request: ClinicRequest, plan: Plan, form: FollowUpDaysForm, *, status: int = 200) -> HttpResponse:
    """The form with its errors; what took place stands above it."""
    context = {
        "plan": plan,
        "form": form,
        "seen": request.POST.get("seen", "") if form.is_bound else seen_now(request, plan),
        "errors": ([("", MOVED)] if status == 409 else []) + error_links(form),
        "series": series_line(plan, form.today),
        "banner_state": words.ENDED,
    }
    return patient_page(request, plan.patient, "reviews/follow_up_days.html", context, status=status)
