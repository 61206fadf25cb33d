"""A revision's handout for those whom the PDF does not suit: enlarged, as a page, as text, and as dates."""

from collections.abc import Iterator
from datetime import date, datetime

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts import calendar_handout, large_handout, page_to_send, plain_handout, web_handout
from taper_app.models import Revision
from taper_app.record import Issued

from .access import ClinicRequest, revision_of
from .handouts import asked_language, file_page, pdf_page, standing_of


@require_safe
def handout_html(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The handout as a web page, to be enlarged or sent."""
    revision = revision_of(request, code, number)
    return HttpResponse(web_handout(revision.issued(), standing_of(revision, asked_language(request))))


@require_safe
def handout_file(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The same page as one file to be kept and sent."""
    revision = revision_of(request, code, number)
    language = asked_language(request)
    page = page_to_send(revision.issued(), standing_of(revision, language))
    return file_page(revision, page, "text/html; charset=utf-8", ".html", "attachment", language=language)


@require_safe
def handout_large(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The handout as PDF in large print."""
    revision = revision_of(request, code, number)
    return pdf_page(request, revision, large_handout, "-large", on_screen=web_handout, language=asked_language(request))


@require_safe
def handout_text(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The handout as plain text, for a screen reader or a message."""
    revision = revision_of(request, code, number)
    language = asked_language(request)
    text = plain_handout(revision.issued(), standing_of(revision, language))
    return file_page(revision, text, "text/plain; charset=utf-8", ".txt", language=language)


@require_safe
def handout_calendar(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The days of the handout for the patient's own calendar, and where asked for each that differs from most of its week."""
    revision = revision_of(request, code, number)
    language = asked_language(request)
    sequence, changed_at = newest(revision)
    standing, before = standing_of(revision, language), tuple(earlier(revision))
    days = request.GET.get("days") == "differing"
    made = calendar_handout(revision.issued(), standing, earlier=before, sequence=sequence, changed_at=changed_at, days=days)
    return file_page(revision, made, "text/calendar; charset=utf-8", ".ics", "attachment", language=language)


def newest(revision: Revision) -> tuple[int, datetime]:
    """What a calendar tells two files of a plan apart by: a count that each revision and each review adds to, and the moment.

    A superseded revision knows the review that took its place, and comes before the revision that it made.
    """
    last = revision.plan.reviews.filter(in_force__lte=revision.number).order_by("-number").first()
    if last is None:
        return revision.number, revision.issued_at
    return revision.number + last.number, max(revision.issued_at, last.recorded_at)


def earlier(revision: Revision) -> Iterator[tuple[Issued, date]]:
    """The revisions up to this one, each with every day that was set for its next visit, in the order in which they were."""
    plan = revision.plan
    visits = plan.reviews.filter(revision=None, next_review_on__isnull=False).order_by("number")
    days = list(visits.values_list("in_force", "next_review_on"))
    for each in plan.revisions.filter(number__lte=revision.number).order_by("number"):
        issued = each.issued()
        yield issued, issued.review_on
        yield from ((issued, on) for number, on in days if on and number == each.number)
