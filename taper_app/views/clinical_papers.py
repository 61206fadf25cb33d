"""A revision on paper for clinicians: the summary, the pharmacist's supply sheet, and the letter to another prescriber."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.chart.care_plan import care_told
from taper_app.handouts.letter import prescriber_letter
from taper_app.handouts.summary import clinician_summary
from taper_app.handouts.supply import supply_sheet
from taper_app.handouts.supply_text import supply_text
from taper_app.pages.in_error import marks_said
from taper_app.pages.plan_checks import checks_said

from .access import ClinicRequest, revision_of
from .handouts import file_page, pdf_page, standing_of


@require_safe
def summary_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """Everything that was decided, for a clinician, and the care beside it as it stands."""
    revision = revision_of(request, code, number)
    written = partial(clinician_summary, sha256=revision.sha256)
    standing = replace(standing_of(revision), care=care_told(revision.plan.care.all()), marks=marks_said(revision.plan))
    standing = replace(standing, checks=checks_said(revision.plan))
    return pdf_page(request, revision, written, "-summary", standing=standing)


@require_safe
def supply_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """What to hand out in each dispensing interval, for the pharmacist: up to the next review, or past it if chosen."""
    if not past_visit(request):
        return clinical_page(request, code, number, supply_sheet, "-supply")
    return clinical_page(request, code, number, partial(supply_sheet, past_visit=True), "-supply-past-review")


@require_safe
def supply_txt(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """Its lines for labels and prescriptions as plain text, to be copied."""
    revision = revision_of(request, code, number)
    text = supply_text(revision.issued(), revision.sha256, standing_of(revision), past_visit=past_visit(request))
    return file_page(revision, text, "text/plain; charset=utf-8", "-supply.txt")


def past_visit(request: ClinicRequest) -> bool:
    """Whether it was chosen that a supply may run past the next review."""
    return request.GET.get("supplies") == "past-review"


@require_safe
def letter_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """That this replaces the repeat prescription, for the patient's other prescriber."""
    return clinical_page(request, code, number, prescriber_letter, "-letter")


def clinical_page(request: ClinicRequest, code: str, number: int, written: Callable[..., str], which: str) -> HttpResponse:
    """One of these papers as PDF, with the hash of the revision's content on it."""
    revision = revision_of(request, code, number)
    return pdf_page(request, revision, partial(written, sha256=revision.sha256), which)
