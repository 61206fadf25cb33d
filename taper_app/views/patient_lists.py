"""The clinic's patients: the list, and the search that every page has."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, When
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from taper_app.chart.search import MISREAD, Sought, fits, is_whole, misread, nearly_fits, plan_by_code
from taper_app.chart.similar import similar
from taper_app.forms.errors import error_links
from taper_app.forms.search import PatientSearch
from taper_app.models import Clinic, Patient, Plan
from taper_app.pages import words
from taper_app.pages.plan_lines import Latest, followers, numbered, plan_line
from taper_app.wording.days import in_days

from .access import ClinicRequest, today_at, wrong_status

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE_SIZE = 50


class Found(TypedDict):
    """What `patients_of` adds to a patient: the next visit, its day once it is near or past, the plans that none followed."""

    visit_on: date | None
    due_on: date | None
    last_plans: "list[WithAnnotations[Plan, Latest]]"


@require_http_methods(["GET", "HEAD", "POST"])
def patient_list(request: ClinicRequest) -> HttpResponse:
    """All patients of the clinic, or those that a search finds; the search is posted, so that no name is in an address."""
    clinic = request.user.clinic
    form = PatientSearch(request.POST if request.method == "POST" else None)
    searched: str = form.cleaned_data["text"] if form.is_valid() else ""
    sought = Sought(*form.dated()) if searched else None
    asked = request.POST if request.method == "POST" else request.GET
    if sought and not {"page", "near"} & asked.keys() and (there := straight_to(clinic, searched, sought)):
        return there
    asked_near = "near" in asked
    found, near = found_patients(clinic, sought, near=asked_near)
    page = Paginator(found, PAGE_SIZE).get_page(asked.get("page"))
    alike = similar(clinic, page)
    context = {
        "form": form,
        "searched": searched,
        "sought": sought,
        "near": near,
        "asked_near": asked_near,
        "misread": misread(searched),
        "never_in_codes": sorted(MISREAD),
        "page": page,
        "rows": [listed(each, today_at(clinic)) | {"similar": alike.get(each.pk)} for each in page],
        "errors": error_links(form),
        "section": "patients",
    }
    return render(request, "patients/patient_list.html", context, status=wrong_status(form))


def straight_to(clinic: Clinic, typed: str, sought: Sought) -> HttpResponseRedirect | None:
    """The plan whose code was typed, or the one patient whom all of what was typed fits; None where it has to be chosen."""
    if plan := plan_by_code(clinic, typed):
        return redirect("plan_detail", plan.code)
    found = list(clinic.patients.filter(fits(clinic, sought), entered_in_error=False)[:2])
    if len(found) == 1 and is_whole(found[0], sought):
        return redirect("patient_detail", found[0].code)
    return None


def found_patients(
    clinic: Clinic, sought: Sought | None, *, near: bool = False
) -> "tuple[QuerySet[WithAnnotations[Patient, Found]], bool]":
    """Everybody, or whom a search finds; and whether near spellings are among them: asked for, or for want of any other."""
    everybody = patients_of(clinic)
    if sought is None:
        return everybody, False
    exact = fits(clinic, sought)
    if not near and everybody.filter(exact).exists():
        return everybody.filter(exact), False
    return everybody.filter(exact | nearly_fits(clinic, sought)), True


def patients_of(clinic: Clinic) -> "QuerySet[WithAnnotations[Patient, Found]]":
    """The clinic's patients: overdue visits first, then those due in a week, then by name."""
    soon = in_days(today_at(clinic), words.SOON_DAYS)
    last = Plan.objects.exclude(state=Plan.State.IN_ERROR).filter(~Exists(followers()))  # the open one, where one is open
    coming = last.filter(patient=OuterRef("pk"), next_review_on__isnull=False).order_by("next_review_on")
    visit_on = Subquery(coming.values("next_review_on")[:1])
    found = clinic.patients.filter(entered_in_error=False).annotate(visit_on=visit_on)
    found = found.annotate(due_on=Case(When(visit_on__lte=soon, then=F("visit_on"))))
    found = found.prefetch_related(Prefetch("plans", numbered(last), to_attr="last_plans"))
    return found.order_by(F("due_on").asc(nulls_last=True), "name", "born_on", "pk")


def listed(patient: "WithAnnotations[Patient, Found]", today: date) -> dict[str, object]:
    """One line of the list: no doses in it."""
    plans = [plan_line(each, today) for each in patient.last_plans]
    return {"patient": patient, "plan": plans[0] if plans else None}
