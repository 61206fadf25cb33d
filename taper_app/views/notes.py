"""A visit, or a revision, as a note to paste into another record: on a page, and as a file."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from taper_app.engine import Decision
from taper_app.handouts.note import Happened, note_text
from taper_app.models import Plan, Review, Revision
from taper_app.pages.in_error import mark_of
from taper_app.pages.timeline import Entry, entries, started

from .access import ClinicRequest, patient_page, plan_of, revision_of
from .handouts import file_page


@require_safe
def revision_note(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The note of a revision: of the visit that it comes from, or of the beginning of the plan."""
    revision = revision_of(request, code, number)
    return note_page(request, revision, text_of(revision), "revision_note_file", number)


@require_safe
def revision_note_file(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The same as a file."""
    revision = revision_of(request, code, number)
    return note_file(revision, text_of(revision), "-note.txt")


@require_safe
def review_note(request: ClinicRequest, code: str, review: int) -> HttpResponse:
    """The note of a visit, whether it made a revision or not."""
    found = any_review(request, code, review)
    return note_page(request, left_by(found), review_text(found), "review_note_file", review)


@require_safe
def review_note_file(request: ClinicRequest, code: str, review: int) -> HttpResponse:
    """The same as a file."""
    found = any_review(request, code, review)
    return note_file(left_by(found), review_text(found), f"-review-{review}-note.txt")


def any_review(request: ClinicRequest, code: str, number: int) -> Review:
    """A review of a plan of the signed-in clinician's clinic. Raises Http404."""
    reviews = Review.objects.select_related("plan__patient__clinic", "recorded_by", "revision")
    return get_object_or_404(reviews, plan=plan_of(request, code), number=number)


def left_by(review: Review) -> Revision:
    """The revision that was in force after a review."""
    return review.revision or review.plan.revisions.get(number=review.in_force)


def text_of(revision: Revision) -> str:
    """The note of a revision."""
    made_by: Review | None = getattr(revision, "review", None)
    if made_by:
        return review_text(made_by)
    issued = revision.issued()
    entry = started(revision.plan, revision, in_force=revision.number)
    return note_text(issued, revision.sha256, happened(revision.plan, entry, doses_from=issued.rules_from))


def review_text(review: Review) -> str:
    """The note of a review. One that ends a plan, or follows its end, leaves no doses."""
    plan, revision = review.plan, left_by(review)
    [entry] = entries(plan, revision.number, [review], start=False)
    ends = review.kind == Review.Kind.FOLLOW_UP or review.decision == Decision.END
    told = happened(plan, entry, doses_from=None if ends else review.reviewed_on, review_on=review.next_review_on)
    return note_text(revision.issued(), revision.sha256, told)


def happened(plan: Plan, entry: Entry, *, doses_from: date | None, review_on: date | None = None) -> Happened:
    """An entry of the timeline as the note has it: the same labels and lines."""
    marks = [mark for mark in (mark_of(plan), entry.mark) if mark]
    return Happened(
        title=entry.title,
        on=entry.on,
        by=entry.by,
        told=[(fact.label, fact.lines) for fact in entry.facts],
        struck=[f"ENTERED IN ERROR. {mark.said}" for mark in marks],
        revises=entry.revision is not None,
        doses_from=None if marks else doses_from,
        review_on=review_on,
    )


def note_page(request: ClinicRequest, revision: Revision, text: str, file: str, number: int) -> HttpResponse:
    """The note to be copied, and the way to the file."""
    plan = revision.plan
    return patient_page(request, plan.patient, "notes/note.html", {"plan": plan, "note": text, "file": file, "number": number})


def note_file(revision: Revision, text: str, ending: str) -> HttpResponse:
    """The note as a file, whose name says nothing about the patient."""
    return file_page(revision, text, "text/plain; charset=utf-8", ending, "attachment")
