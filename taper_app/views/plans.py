"""The page of a plan."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.chart import old_paper
from taper_app.engine import weekday_of
from taper_app.models import Plan, Revision, User
from taper_app.pages import words
from taper_app.pages.care_lines import care_line
from taper_app.pages.drawn import Drawn, drawn
from taper_app.pages.follow_up_lines import phase_line, series_line
from taper_app.pages.in_error import mark_of, wrong_since
from taper_app.pages.paper import paper_for
from taper_app.pages.plan_checks import check_lines
from taper_app.pages.plan_lines import went, with_outcome
from taper_app.pages.progress import taken_at_visits
from taper_app.pages.risk_lines import risk_line
from taper_app.record import Issued
from taper_app.wording import lists
from taper_app.wording.regimens import doses_said

from .access import ClinicRequest, patient_page, plan_of, today_at


@require_safe
def plan_detail(request: ClinicRequest, code: str) -> HttpResponse:
    """A plan as its latest revision has it: the step in force today, the schedule, and what was remarked and chosen."""
    plan = plan_of(request, code)
    revision = plan.revisions.select_related("issued_by").in_force()
    today = today_at(plan.patient.clinic)
    issued = revision.issued()
    is_open = plan.state == Plan.State.OPEN
    shown = drawn(issued, today if is_open else None)
    context = shown.context | {
        "plan": plan,
        "mark": mark_of(plan),
        "wrong": wrong_since(revision),
        "first_of": issued.issued_on == today and is_first_of(request.user, revision),
        "made_by": plan.reviews.filter(revision=revision).first(),
        "revision": revision,
        "stored": issued,
        "fresh": is_open and issued.issued_on == today,  # it is printed next
        "banner_state": words.plan_state(plan, revision.number),
        "review": words.visit_due(plan, today),
        "review_on": plan.next_review_on if is_open else None,
        "day": today if is_open else None,
        "taken": taken_at_visits(plan.reviews.valid(), issued.schedule),
        "on_paper": old_paper.day_on_paper(plan) if is_open else None,
        "missed": lists.counted(plan.missed_visits, "visit"),
        "unseen": not plan.reviews.valid().exists(),
        "paper": paper_for(plan.patient),
        "care": care_line(plan, today),
        "checks": list(check_lines(plan, today)),
        "risk": risk_line(plan.patient, today),
    }
    context |= now(plan, shown, today) if is_open else end(plan, issued, today) if plan.state == Plan.State.ENDED else {}
    return patient_page(request, plan.patient, "plans/plan_detail.html", context)


def is_first_of(user: User, revision: Revision) -> bool:
    """Whether it is all that this clinician has issued so far."""
    return revision.issued_by_id == user.pk and user.revisions.valid().count() == 1


def now(plan: Plan, shown: Drawn, today: date) -> dict[str, Any]:
    """The step in force today with the doses of this very day, whether it is an open hold, and the step that comes next."""
    running = next((row for row in shown.rows if row.is_now), None)
    coming = next((row for row in shown.rows if row.starts_on > today), None)
    held = running is not None and plan.on_hold and running.days is None
    step = shown.schedule.in_force(today)
    this_day = doses_said(step.regimen.on(weekday_of(today))) if step else ""
    return {"now": running, "this_day": this_day, "coming": coming, "held": held}


def end(plan: Plan, issued: Issued, today: date) -> dict[str, Any]:
    """How an ended plan went, its follow-ups and what to expect by now, and the plan that came after it."""
    outcome = with_outcome(Plan.objects.filter(pk=plan.pk)).get()
    followed = plan.state == Plan.State.ENDED and plan.end_reason != Plan.EndReason.DIED
    after = {"series": series_line(plan, today), "phase": phase_line(plan, issued, today)} if followed else {}
    return after | {"went": went(outcome), "later": plan.later.exclude(state=Plan.State.IN_ERROR).first()}
