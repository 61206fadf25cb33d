"""The clinic's patients: the list, and the search that every page has."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taper_app.chart.listed import Handled, handled, last_plans
from taper_app.chart.patient_lists import ORDERS, Mine, WholeList, in_order
from taper_app.chart.search import MISREAD, MOST_FOUND, Sought, fits, identified, is_whole, misread, nearly_fits, plan_by_code
from taper_app.chart.similar import similar
from taper_app.forms.errors import error_links
from taper_app.forms.search import PatientSearch
from taper_app.models import Clinic, OutsideReading, Patient, Plan
from taper_app.pages import words
from taper_app.pages.plan_lines import plan_line
from taper_app.wording.days import clinic_moment, in_days

from .access import ClinicRequest, today_at, wrong_status
from .events import searches

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE_SIZE = 50
PAPER_SIZE = 1000


class Found(TypedDict):
    """What `with_rest` adds to a patient: who reads the patient from outside and until when, and the plans that none followed."""

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
    user, today = request.user, today_at(request.user.clinic)
    order, is_mine, soon = asked_order(request.GET), "mine" in request.GET, soon_from(today)
    found: Any = Mine(user, order, today, soon) if is_mine else WholeList(user.clinic, order, soon)
    context = listing(request, found) | {"order": order, "orders": ORDERS, "mine": is_mine, "errors": error_links(form)}
    context["is_cut"] = found.is_cut
    template = "patients/patient_paper.html" if "paper" in request.GET else "patients/patient_list.html"
    return render(request, template, context, status=wrong_status(form))


def searched_for(request: ClinicRequest, form: PatientSearch, searched: str) -> HttpResponse:
    """Whom a search finds: the one whom all of it fits is opened, others are listed."""
    searches(request, searched)
    clinic, sought, asked_near = request.user.clinic, Sought(*form.dated()), "near" in request.POST
    goes = not {"page", "near"} & request.POST.keys()
    if goes and (there := straight_to(clinic, searched, sought)):
        return there
    found, near = found_patients(clinic, sought, near=asked_near)
    if goes and not near and (only := only_one(clinic, found, sought)):
        return redirect("patient_detail", only.code)
    said = {"searched": searched, "sought": sought, "near": near, "asked_near": asked_near, "is_cut": len(found) > MOST_FOUND}
    said |= {"misread": misread(searched), "never_in_codes": sorted(MISREAD)}
    return render(request, "patients/patient_list.html", listing(request, found[:MOST_FOUND]) | said)


def listing(request: ClinicRequest, found: Any) -> dict[str, object]:
    """One page of a list of row numbers, or all of it for paper; who may be taken for another is marked."""
    clinic, today = request.user.clinic, today_at(request.user.clinic)
    asked = request.POST if request.method == "POST" else request.GET
    page: Page[int] = Paginator(found, PAPER_SIZE if "paper" in asked else PAGE_SIZE).get_page(asked.get("page"))
    patients = with_rest(clinic).in_bulk(list(page))
    alike = similar(patients.values())
    rows = [listed(patients[pk], today, clinic.time_zone) | {"similar": alike.get(pk)} for pk in page if pk in patients]
    return {"page": page, "rows": rows, "today": today, "clinic": clinic, "section": "patients"}


def asked_order(asked: Mapping[str, str]) -> str:
    """The order that was asked for, or the usual one."""
    order = asked.get("order", "")
    return order if order in ORDERS else next(iter(ORDERS))


def soon_from(today: date) -> date:
    """The last day of which a visit is said to be due."""
    return in_days(today, words.SOON_DAYS)


def straight_to(clinic: Clinic, typed: str, sought: Sought) -> HttpResponseRedirect | None:
    """The plan whose code was typed, or the patient whose whole identifier was."""
    if plan := plan_by_code(clinic, typed):
        return redirect("plan_detail", plan.code)
    known = identified(clinic, sought)
    return redirect("patient_detail", known.code) if known else None


def only_one(clinic: Clinic, found: Sequence[int], sought: Sought) -> Patient | None:
    """The one patient who was found, if all of what was typed fits; None where it has to be chosen."""
    only = clinic.patients.get(pk=found[0]) if len(found) == 1 else None
    return only if only and is_whole(only, sought) else None


def found_patients(clinic: Clinic, sought: Sought, *, near: bool = False) -> tuple[list[int], bool]:
    """The row numbers of whom a search finds, in the usual order, and whether near spellings are among them: asked for, or for
    want of any other."""
    soon, exact = soon_from(today_at(clinic)), fits(clinic, sought)
    if not near and (found := in_order(clinic, exact, "", soon)):
        return found, False
    return in_order(clinic, [*exact, *nearly_fits(clinic, sought)], "", soon), True


def with_rest(clinic: Clinic) -> "QuerySet[WithAnnotations[Patient, Found]]":
    """The clinic's patients with what a list says of them."""
    read = OutsideReading.objects.open_at(timezone.now()).filter(patient=OuterRef("pk")).order_by("-ends_at")
    found = clinic.patients.filter(entered_in_error=False).annotate(
        outside_until=Subquery(read.values("ends_at")[:1]), outside_by=Subquery(read.values("by__full_name")[:1])
    )
    return found.prefetch_related(Prefetch("plans", handled(last_plans()), to_attr="last_plans"))


def listed(patient: "WithAnnotations[Patient, Found]", today: date, time_zone: str) -> dict[str, object]:
    """One line of the list: no doses in it."""
    plans = [plan_line(each, today) for each in patient.last_plans]
    until = patient.outside_until and clinic_moment(patient.outside_until, time_zone)
    outside = f"Read from outside by {patient.outside_by} until {until}" if until else ""
    return {"patient": patient, "plan": plans[0] if plans else None, "outside": outside}
