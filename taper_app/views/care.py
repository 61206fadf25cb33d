"""The care plan: every kind of care beside the dose on one page, saved at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from taper_app.actions import care
from taper_app.chart import care_plan
from taper_app.chart.care_plan import care_told
from taper_app.engine import Statement, load_care, load_catalogue
from taper_app.forms.care import CareForm
from taper_app.forms.errors import error_links
from taper_app.forms.typed import typed_again
from taper_app.models import CareEntry, Plan
from taper_app.pages import adjunct_lines, words
from taper_app.pages.care_lines import last_dose_taken
from taper_app.pages.weighings import weighing_line
from taper_app.record import Care
from taper_app.wording import lists
from taper_app.wording.care import referral_said, status_said

from .access import ClinicRequest, opened_for_another, patient_page, plan_to_change, today_at
from .keeping import keeps, saved

MOVED = "Somebody else recorded care of this plan since you opened this page, so nothing was saved."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("care", plan_to_change)
def care_edit(request: ClinicRequest, code: str) -> HttpResponse:
    """How each kind of care stands, and what is said for and against adjunct medicines."""
    plan = plan_to_change(request, code)
    if request.method == "POST" and (refused := opened_for_another(request, plan.patient)):
        return refused
    if plan.end_reason == Plan.EndReason.DIED:
        return redirect("plan_detail", plan.code)
    if request.method == "POST":
        return save(request, plan)
    forms = care_forms(plan, None, care_plan.latest(plan))
    return care_page(request, plan, [typed_again(each, request.kept.data) for each in forms])


def save(request: ClinicRequest, plan: Plan) -> HttpResponse:
    """Keep what was changed, or say what stands against it. What was not touched stays as somebody else may have left it."""
    sent = request.POST.get("seen", "")
    seen = int(sent) if sent.isdecimal() and len(sent) < 5 else 0
    forms = care_forms(plan, request.POST, care_plan.latest(plan, seen))
    if [each for each in forms if not each.is_valid()]:
        return care_page(request, plan, forms, seen=seen)
    rows = {each.kind.id: each.row for each in forms if each.has_changed()}
    today = today_at(plan.patient.clinic)
    try:
        added = care.record_care(plan=plan, seen=seen, rows=rows, today=today, by=request.user)
    except care.CareChanged as error:
        return care_page(request, plan, moved(request.POST, plan, set(rows), error.entries), status=409)
    messages.success(request, saved_said(len(added)))
    return saved(redirect(came_from(request, plan), plan.code))


def came_from(request: ClinicRequest, plan: Plan) -> str:
    """The page from which one came, by its name: a visit or a follow-up that is being filled in, else the plan."""
    found = request.kept.data  # what was typed before one left for another page and came back
    asked = request.POST if request.method == "POST" else request.GET if "then" in request.GET or found is None else found
    if asked.get("then") != "review":
        return "plan_detail"
    return "review_new" if plan.state == Plan.State.OPEN else "follow_up_new"


def saved_said(count: int) -> str:
    """What was done."""
    return f"Care is recorded: {lists.counted(count, 'change')}." if count else "No care was changed."


def care_forms(plan: Plan, data: QueryDict | None, entries: Mapping[str, CareEntry]) -> list[CareForm]:
    """A form for each kind, filled in from its entry; what comes after the last dose stands first once that was taken."""
    today = today_at(plan.patient.clinic)
    kinds = sorted(load_care().kinds.values(), key=lambda each: not (each.after_last_dose and last_dose_taken(plan, today)))
    return [CareForm(data, kind=each, entry=entries.get(each.id), today=today) for each in kinds]


def moved(data: QueryDict, plan: Plan, touched: set[str], newer: Mapping[str, CareEntry]) -> list[CareForm]:
    """The forms as things stand now: what was touched keeps what was typed, and says what somebody else has recorded of it."""
    now = care_plan.latest(plan)
    typed, stored = care_forms(plan, data, now), care_forms(plan, None, now)
    forms = [mine if mine.kind.id in touched else theirs for mine, theirs in zip(typed, stored, strict=True)]
    for form in forms:
        if form.is_bound and form.is_valid() and form.kind.id in newer:
            form.overtaken(newer[form.kind.id])
    return forms


# The page ----------------------------------------------------------------------------------------


def care_page(
    request: ClinicRequest, plan: Plan, forms: Sequence[CareForm], *, seen: int | None = None, status: int = 200
) -> HttpResponse:
    """The forms with their errors, each with why, how it stands and what was recorded of it; below them the adjuncts."""
    entries = list(plan.care.select_related("recorded_by"))
    told = {each.kind: each for each in care_told(entries)}
    errors = ([("", MOVED)] if status == 409 else []) + error_links(*forms)
    revision = plan.revisions.in_force()
    numbers = adjunct_lines.source_numbers(statements())
    context = {
        "plan": plan,
        "came_from": came_from(request, plan),
        "rows": [care_row(form, told.get(form.kind.id), entries, numbers) for form in forms],
        "seen": seen_now(request, entries) if seen is None else seen,
        "errors": errors,
        "adjuncts": adjunct_lines.table(plan.patient, numbers, today_at(plan.patient.clinic)),
        "offers": list(adjunct_lines.offers(plan.patient, today_at(plan.patient.clinic))),
        "sources": [load_catalogue().sources[source] for source in numbers],
        **weighing_line(plan.patient),
        "over": last_dose_taken(plan, today_at(plan.patient.clinic)),
        "banner_state": words.plan_state(plan, revision.number),
    }
    status = status if status != 200 else 422 if errors else 200
    return patient_page(request, plan.patient, "care/care_edit.html", context, status=status)


def seen_now(request: ClinicRequest, entries: Sequence[CareEntry]) -> object:
    """How the page says that it was opened: on what stands now, or on what was typed before was typed on."""
    number = care.last_number(entries)
    return number if request.method == "POST" else request.kept.seen(number)


def care_row(form: CareForm, told: Care | None, entries: Sequence[CareEntry], numbers: Mapping[str, int]) -> dict[str, Any]:
    """One kind as the page has it; its boxes stand open where something is wrong in them."""
    return {
        "form": form,
        "why": adjunct_lines.statement_said(form.kind.why, numbers),
        "stands": status_said(told) if told else "",
        "referral": referral_said(told) if told else "",
        "note": told.note if told else "",
        "entries": [each for each in entries if each.kind == form.kind.id][::-1],
        "open": bool(set(form.errors) - {"status"}),
    }


def statements() -> list[Statement]:
    """Everything that the page says, in its order."""
    said = [each.why for each in load_care().kinds.values()]
    return said + [one for each in load_care().adjuncts.values() for one in adjunct_lines.statements_of(each)]
