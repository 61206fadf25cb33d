"""The clinic's patients: the list, and the search that every page has."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taper_app.chart.search import MISREAD, Sought, fits, identified, is_whole, misread, nearly_fits, plan_by_code
from taper_app.chart.similar import similar
from taper_app.forms.errors import error_links
from taper_app.forms.search import PatientSearch
from taper_app.models import Clinic, OutsideReading, Patient, Plan, User
from taper_app.pages import words
from taper_app.pages.plan_lines import Handled, handled, plan_line
from taper_app.wording.days import clinic_moment, in_days

from .access import ClinicRequest, today_at, wrong_status
from .events import searches

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE_SIZE = 50
PAPER_SIZE = 1000
ORDERS = {"waiting": "who waits", "name": "name", "visit": "next visit", "stop": "last dose"}
"""What a list can be ordered by; the first is the usual one."""


class Found(TypedDict):
    """What `patients_of` adds to a patient: the next visit, its day once it is near or past, the last dose of the open plan, who
    reads the patient from outside and until when, and the plans that none followed."""

    visit_on: date | None
    due_on: date | None
    stop_on: date | None
    outside_until: datetime | None
    outside_by: str | None
    last_plans: "list[WithAnnotations[Plan, Handled]]"


@require_http_methods(["GET", "HEAD", "POST"])
def patient_list(request: ClinicRequest) -> HttpResponse:
    """All patients of the clinic, one's own, or those that a search finds; it is posted, so that no name is in an address."""
    form = PatientSearch(request.POST if request.method == "POST" else None)
    searched: str = form.cleaned_data["text"] if form.is_valid() else ""
    if searched:
        return searched_for(request, form, searched)
    clinic, today = request.user.clinic, today_at(request.user.clinic)
    order, mine = asked_order(request.GET), "mine" in request.GET
    everybody = ordered(patients_of(clinic), order)
    found = everybody.filter(Q(Exists(handled_by(request.user))) | Q(visit_on__lt=today)) if mine else everybody
    context = listing(request, found) | {"order": order, "orders": ORDERS, "mine": mine, "errors": error_links(form)}
    template = "patients/patient_paper.html" if "paper" in request.GET else "patients/patient_list.html"
    return render(request, template, context, status=wrong_status(form))


def searched_for(request: ClinicRequest, form: PatientSearch, searched: str) -> HttpResponse:
    """Whom a search finds: the one whom all of it fits is opened, others are listed."""
    searches(request, searched)
    clinic, sought, asked_near = request.user.clinic, Sought(*form.dated()), "near" in request.POST
    if not {"page", "near"} & request.POST.keys() and (there := straight_to(clinic, searched, sought)):
        return there
    found, near = found_patients(clinic, sought, near=asked_near)
    said = {"searched": searched, "sought": sought, "near": near, "asked_near": asked_near}
    said |= {"misread": misread(searched), "never_in_codes": sorted(MISREAD)}
    return render(request, "patients/patient_list.html", listing(request, found) | said)


def listing(request: ClinicRequest, found: "QuerySet[WithAnnotations[Patient, Found]]") -> dict[str, object]:
    """One page of a list, or all of it for paper; who may be taken for another is marked."""
    clinic, today = request.user.clinic, today_at(request.user.clinic)
    asked = request.POST if request.method == "POST" else request.GET
    page = Paginator(found, PAPER_SIZE if "paper" in asked else PAGE_SIZE).get_page(asked.get("page"))
    alike = similar(page)
    rows = [listed(each, today, clinic.time_zone) | {"similar": alike.get(each.pk)} for each in page]
    return {"page": page, "rows": rows, "today": today, "clinic": clinic, "section": "patients"}


def asked_order(asked: Mapping[str, str]) -> str:
    """The order that was asked for, or the usual one."""
    order = asked.get("order", "")
    return order if order in ORDERS else next(iter(ORDERS))


def straight_to(clinic: Clinic, typed: str, sought: Sought) -> HttpResponseRedirect | None:
    """The plan whose code was typed, or the one patient whom all of what was typed fits; None where it has to be chosen."""
    if plan := plan_by_code(clinic, typed):
        return redirect("plan_detail", plan.code)
    if known := identified(clinic, sought):
        return redirect("patient_detail", known.code)
    found = list(clinic.patients.filter(fits(clinic, sought), entered_in_error=False).order_by("pk")[:2])
    if len(found) == 1 and is_whole(found[0], sought):
        return redirect("patient_detail", found[0].code)
    return None


def found_patients(
    clinic: Clinic, sought: Sought, *, near: bool = False
) -> "tuple[QuerySet[WithAnnotations[Patient, Found]], bool]":
    """Whom a search finds, and whether near spellings are among them: asked for, or for want of any other."""
    everybody, exact = ordered(patients_of(clinic), ""), fits(clinic, sought)
    if not near and everybody.filter(exact).exists():
        return everybody.filter(exact), False
    return everybody.filter(exact | nearly_fits(clinic, sought)), True


def last_plans() -> QuerySet[Plan]:
    """The plans that none followed: the open one, where one is open."""
    return Plan.objects.exclude(state=Plan.State.IN_ERROR).filter(followed=False)


def handled_by(user: User) -> QuerySet[Plan]:
    """Inside a query for patients: the plans of these that the user reviewed last, or issued."""
    return handled(last_plans().filter(patient=OuterRef("pk"))).filter(handler=user.pk)


def patients_of(clinic: Clinic) -> "QuerySet[WithAnnotations[Patient, Found]]":
    """The clinic's patients with what a list says of them."""
    soon = in_days(today_at(clinic), words.SOON_DAYS)
    coming = last_plans().filter(patient=OuterRef("pk"), next_review_on__isnull=False).order_by("next_review_on")
    opened = last_plans().filter(patient=OuterRef("pk"), state=Plan.State.OPEN)
    found = clinic.patients.filter(entered_in_error=False).annotate(
        visit_on=Subquery(coming.values("next_review_on")[:1]), stop_on=Subquery(opened.values("ends_on")[:1])
    )
    read = OutsideReading.objects.open_at(timezone.now()).filter(patient=OuterRef("pk")).order_by("-ends_at")
    found = found.annotate(
        outside_until=Subquery(read.values("ends_at")[:1]), outside_by=Subquery(read.values("by__full_name")[:1])
    )
    found = found.annotate(due_on=Case(When(visit_on__lte=soon, then=F("visit_on"))))
    return found.prefetch_related(Prefetch("plans", handled(last_plans()), to_attr="last_plans"))


def ordered(found: "QuerySet[WithAnnotations[Patient, Found]]", order: str) -> "QuerySet[WithAnnotations[Patient, Found]]":
    """By name, by the day of the next visit or of the last dose; else overdue visits first, then those due in a week."""
    by = {"name": [], "visit": ["visit_on"], "stop": ["stop_on"]}.get(order, ["due_on"])
    return found.order_by(*(F(each).asc(nulls_last=True) for each in by), Lower("name"), "born_on", "pk")


def listed(patient: "WithAnnotations[Patient, Found]", today: date, time_zone: str) -> dict[str, object]:
    """One line of the list: no doses in it."""
    plans = [plan_line(each, today) for each in patient.last_plans]
    until = patient.outside_until and clinic_moment(patient.outside_until, time_zone)
    outside = f"Read from outside by {patient.outside_by} until {until}" if until else ""
    return {"patient": patient, "plan": plans[0] if plans else None, "outside": outside}
