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
from taper_app.pages.in_error import marks_said
from taper_app.pages.plan_checks import checks_said

from .access import ClinicRequest, revision_of
from .handouts import pdf_page, standing_of


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
    """What to hand out in each dispensing interval, for the pharmacist."""
    return clinical_page(request, code, number, supply_sheet, "-supply")


@require_safe
def letter_pdf(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """That this replaces the repeat prescription, for the patient's other prescriber."""
    return clinical_page(request, code, number, prescriber_letter, "-letter")


def clinical_page(request: ClinicRequest, code: str, number: int, written: Callable[..., str], which: str) -> HttpResponse:
    """One of these papers as PDF, with the hash of the revision's content on it."""
    revision = revision_of(request, code, number)
    return pdf_page(request, revision, partial(written, sha256=revision.sha256), which)
