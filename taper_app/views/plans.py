"""A new plan, from the form to the issued revision, and the page of a plan."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from taper_app import engine
from taper_app.actions import drafts, identity, plans
from taper_app.chart import new_plan, old_paper, patient_today, risk_picture, snapshot
from taper_app.chart.refused import NotIssued
from taper_app.forms.errors import error_links
from taper_app.forms.identity import IdentityForm
from taper_app.forms.plan_changes import can_lay_over, laid_over
from taper_app.forms.plans import PlanForm
from taper_app.models import Patient, Plan
from taper_app.pages import words
from taper_app.pages.care_lines import care_line
from taper_app.pages.how import disagree_beside, how
from taper_app.pages.paper import paper_for
from taper_app.pages.plan_lines import went, with_outcome
from taper_app.pages.risk_lines import risk_line
from taper_app.seals import sha256
from taper_app.wording import lists

from . import previews
from .access import ClinicRequest, conflict_page, opened_for_another, patient_of, patient_page, plan_of, today_at
from .unreadable import or_thrown_away

MOVED = "The plan was changed in another window. This is how it stands now: look at it again."
OLD_MEDICINES = (
    "These medicines were entered before the last plan ended. Enter what the patient takes every day now, and save: "
    "the first dose of that plan may be far too much today."
)
RISKS_DUE = "Before a plan, answer what is asked about risks. “Not known” is an answer."
EXISTS = "This patient has an open plan already, so nothing was issued. A patient has one plan at a time."


# The form and its preview ------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("plan_new", "plan")
def plan_new(request: ClinicRequest, code: str) -> HttpResponse:
    """The form of a new plan, with the preview of what it makes once it is filled in."""
    patient = patient_of(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, patient)):
        return refused
    if "discard" in request.POST:
        return discard(request, patient)
    if elsewhere := not_yet(request, patient):
        return elsewhere
    if "change" in request.POST:
        return take_alternative(request, patient)
    if request.method == "POST":
        return preview(request, patient)
    return plan_page(request, patient, previews.plan_form(patient, previews.draft_data(request, patient)))


def discard(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Forget what was filled in."""
    drafts.drop_draft(patient=patient, by=request.user)
    messages.success(request, "The draft is thrown away.")
    return redirect("patient_detail", patient.code)


def not_yet(request: ClinicRequest, patient: Patient) -> HttpResponse | None:
    """Where to go instead while no plan can be started: to the open plan, to the medicines, or to the questions about risks."""
    opened = open_plan(patient)
    if opened and request.method == "POST":
        return conflict_page(request, patient, EXISTS, ("Open the plan", reverse("plan_detail", args=[opened.code])))
    if opened:
        messages.warning(request, "This patient has an open plan already. This is it.")
        return redirect("plan_detail", opened.code)
    if not previews.regular_taken(patient):
        messages.warning(request, "Enter what the patient takes every day now: a taper starts from that dose.")
        return redirect("medication_list", patient.code)
    if patient_today.medicines_are_old(patient):
        messages.warning(request, OLD_MEDICINES)
        return redirect("medication_list", patient.code)
    if risk_picture.are_due(risk_picture.newest(patient), today_at(patient.clinic)):
        messages.warning(request, RISKS_DUE)
        return redirect(reverse("risks_edit", args=[patient.code]) + "?then=plan")
    return None


def open_plan(patient: Patient) -> Plan | None:
    """The plan that is running, if there is one: a patient has one at a time."""
    return patient.plans.filter(state=Plan.State.OPEN).first()


def preview(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Keep what was sent as the draft once it is read, then show what it makes."""
    fields = previews.sent_fields(request.POST) | previews.reason_kept(previews.draft_data(request, patient))
    form = previews.plan_form(patient, previews.as_data(fields))
    valid = form.is_valid()
    drafts.save_draft(patient=patient, data=fields, by=request.user)
    return to_preview(patient) if valid else plan_page(request, patient, form, status=422)


def to_preview(patient: Patient) -> HttpResponse:
    """To the form as the draft has it, at the place where the preview stands."""
    return redirect(reverse("plan_new", args=[patient.code]) + "#preview")


def take_alternative(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Lay one of the alternatives over the draft. It has to be one that the engine offers for the draft as it stands."""
    form = previews.plan_form(patient, previews.draft_data(request, patient))
    refusal = previews.preview_of(patient, form).get("refusal") if form.is_valid() else None
    offered = {previews.offer_id(each): each.change for each in refusal.alternatives} if refusal else {}
    change = offered.get(request.POST["change"])
    if change is None or not can_lay_over(change):
        messages.warning(request, MOVED)
    else:
        drafts.save_draft(patient=patient, data=laid_over(form, change), by=request.user)
    return to_preview(patient)


def plan_page(request: ClinicRequest, patient: Patient, form: PlanForm, status: int = 200) -> HttpResponse:
    """The form, and below it the preview where the form makes one."""
    context = {
        "form": form,
        "errors": error_links(form),
        "medications": [words.medication_said(each) for each in patient.medications.all()],
        "banner_state": words.DRAFT,
        "draft": request.user.drafts.filter(patient=patient, purpose="plan").first(),
        "last_time": last_time(patient),
        "disagree": disagree_beside(form.catalogue),
        "risk": risk_line(patient, form.today),
    }
    if form.is_bound and form.is_valid():
        context |= previews.preview_of(patient, form)
    return patient_page(request, patient, "plans/plan_new.html", context, status=status)


def last_time(patient: Patient) -> dict[str, Any] | None:
    """The plan before this one, which a new plan remembers: why and when it ended, and how it went."""
    plan = with_outcome(patient.plans.filter(state=Plan.State.ENDED)).first()
    return {"plan": plan, "went": went(plan)} if plan else None


# Check answers, then issue -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@or_thrown_away("plan_new", "plan")
def plan_check(request: ClinicRequest, code: str) -> HttpResponse:
    """Every answer once more; then the plan is issued."""
    patient = patient_of(request, code)
    if request.method != "POST":
        return check(request, patient)
    if refused := opened_for_another(request, patient):
        return refused
    answer = check(request, patient)
    return issued_already(request, patient) or answer  # asked last: another click may have issued it just now


def check(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """The page with all answers, or what comes of sending it."""
    if elsewhere := not_yet(request, patient):
        return elsewhere
    context = check_context(request, patient)
    if context is None:
        return to_preview(patient)
    if context["asked"] and not context["reason"] and not context["blocked"]:
        return redirect("plan_cautions", patient.code)
    if request.method != "POST":
        return check_page(request, patient, context)
    if request.POST.get("answered") != context["answered"]:
        return check_page(request, patient, context, MOVED)
    return issue(request, patient, context) if context["identity"].is_valid() else check_page(request, patient, context)


def issued_already(request: ClinicRequest, patient: Patient) -> HttpResponse | None:
    """The plan that this very form has issued: a second click, Back or a reload leads to it too, and issues nothing."""
    plan = open_plan(patient)
    first = plan.revisions.filter(number=1, issued_by=request.user).first() if plan else None
    if plan is None or first is None:
        return None
    shown = snapshot.digest_shown(first)
    return redirect("plan_detail", plan.code) if shown == request.POST.get("seen_digest") else None


def check_context(request: ClinicRequest, patient: Patient) -> dict[str, Any] | None:
    """The draft with what it makes; None while it makes nothing that could be issued."""
    data = previews.draft_data(request, patient)
    form = previews.plan_form(patient, data)
    preview = previews.preview_of(patient, form) if form.is_valid() else {}
    if data is None or "stored" not in preview:
        return None
    sent = request.POST if request.method == "POST" else None
    reason = previews.reason_given(data, preview["asked_about"])
    own = {"form": form, "reason": reason, "identity": IdentityForm(sent), "answered": sha256(dict(data.lists()))}
    return own | preview


def check_page(request: ClinicRequest, patient: Patient, context: dict[str, Any], refused: str = "") -> HttpResponse:
    """All answers, the patient’s identifiers to type again, and the button; what was typed is kept."""
    context |= {
        "errors": [("", refused)] if refused else error_links(context["identity"]),
        "medications": [words.medication_said(each) for each in patient.medications.all()],
        "banner_state": words.DRAFT,
        "specialist": context["form"].cleaned_data.get("specialist"),
        "how": how_of_draft(patient, context),
        "first_use": not request.user.revisions.exists(),
        "risk": risk_line(patient, context["form"].today),
        "pressing": [each for each in context["findings"] if each["tier"] != "info"],
        "remarks": [each for each in context["findings"] if each["tier"] == "info"],
    }
    status = 409 if refused else 422 if context["errors"] else 200
    return patient_page(request, patient, "plans/plan_check.html", context, status=status)


def how_of_draft(patient: Patient, context: dict[str, Any]) -> dict[str, Any]:
    """How the plan was worked out, as its page will say it once it is issued."""
    form = context["form"]
    specialist, review_on = form.cleaned_data.get("specialist", ""), form.cleaned_data["review_on"]
    worked_out = new_plan.how_of(patient, context["proposal"], specialist, form.today, review_on)
    picture = risk_picture.newest(patient)
    return how(replace(context["stored"], risks=risk_picture.risks_told(picture) if picture else None, how=worked_out))


def issue(request: ClinicRequest, patient: Patient, context: dict[str, Any]) -> HttpResponse:
    """Issue revision 1, or say what stands against it."""
    form, typed = context["form"], context["identity"].cleaned_data
    signing = plans.Signing(
        specialist=form.cleaned_data.get("specialist", ""),
        override_reason=context["reason"],
        initials=typed["initials"],
        birth_year=typed["birth_year"],
        seen_digest=request.POST.get("seen_digest", ""),
    )
    try:
        revision = plans.start_plan(
            patient=patient,
            request=form.request,
            review_on=form.cleaned_data["review_on"],
            signing=signing,
            today=form.today,
            by=request.user,
        )
    except identity.WrongPatient as error:
        context["identity"].refuse(error.wrong)
        return check_page(request, patient, context)
    except (NotIssued, engine.Refusal) as error:
        return check_page(request, patient, context, str(error))
    messages.success(request, "The plan is issued. Print the handout and go through it with the patient.")
    return redirect("plan_detail", revision.plan.code)


# The plan ----------------------------------------------------------------------------------------


@require_safe
def plan_detail(request: ClinicRequest, code: str) -> HttpResponse:
    """A plan as its latest revision has it: the step in force today, the schedule, and what was remarked and chosen."""
    plan = plan_of(request, code)
    revision = plan.revisions.select_related("issued_by").latest("number")
    today = today_at(plan.patient.clinic)
    issued = revision.issued()
    is_open = plan.state == Plan.State.OPEN
    context = previews.drawn(issued, today if is_open else None) | {
        "plan": plan,
        "revision": revision,
        "stored": issued,
        "banner_state": words.plan_state(plan, revision.number),
        "review": words.visit_due(plan, today),
        "review_on": plan.next_review_on if is_open else None,
        "on_paper": old_paper.day_on_paper(plan) if is_open else None,
        "missed": lists.counted(plan.missed_visits, "visit"),
        "unseen": not plan.reviews.exists(),
        "paper": paper_for(plan.patient),
        "care": care_line(plan, today),
        "risk": risk_line(plan.patient, today),
    }
    context |= now(context, today) if is_open else end(plan)
    return patient_page(request, plan.patient, "plans/plan_detail.html", context)


def now(context: dict[str, Any], today: date) -> dict[str, Any]:
    """The step in force today, whether it is an open hold, and the step that comes next."""
    running = next((row for row in context["rows"] if row.is_now), None)
    coming = next((row for row in context["rows"] if row.starts_on > today), None)
    held = running is not None and context["plan"].on_hold and running.days is None
    return {"now": running, "coming": coming, "held": held}


def end(plan: Plan) -> dict[str, Any]:
    """How an ended plan went, and the plan that came after it."""
    return {"went": went(with_outcome(Plan.objects.filter(pk=plan.pk)).get()), "later": plan.later.first()}
