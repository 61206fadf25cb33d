"""A revision's handout for those whom the PDF does not suit: enlarged, as a page, as text, and as dates."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from taper_app.chart.in_error import is_struck
from taper_app.handouts import calendar_handout, large_handout, page_to_send, plain_handout, web_handout
from taper_app.handouts.own import large_and_own
from taper_app.models import EnteredInError, Revision
from taper_app.record import Issued

from .access import ClinicRequest, revision_of
from .handouts import asked_language, file_page, pdf_page, standing_of, with_own_pages


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
    revision, written, which = revision_of(request, code, number), large_handout, "-large"
    if with_own_pages(request):
        written, which = large_and_own, "-large-with-own"
    return pdf_page(request, revision, written, which, on_screen=web_handout, language=asked_language(request))


@require_safe
def handout_text(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The handout as plain text, for a screen reader or a message."""
    revision = revision_of(request, code, number)
    language = asked_language(request)
    text = plain_handout(revision.issued(), standing_of(revision, language))
    return file_page(revision, text, "text/plain; charset=utf-8", ".txt", language=language)


@require_safe
def handout_calendar(request: ClinicRequest, code: str, number: int) -> HttpResponse:
    """The days of the handout for the patient's own calendar; where asked for, also those that differ, and alarms."""
    revision = revision_of(request, code, number)
    language = asked_language(request)
    sequence, changed_at = newest(revision)
    standing, before = standing_of(revision, language), tuple(earlier(revision))
    made = calendar_handout(
        revision.issued(),
        standing,
        earlier=before,
        sequence=sequence,
        changed_at=changed_at,
        days=request.GET.get("days") == "differing",
        alarm=request.GET.get("alarm") == "morning",
    )
    return file_page(revision, made, "text/calendar; charset=utf-8", ".ics", "attachment", language=language)


def newest(revision: Revision) -> tuple[int, datetime]:
    """What a calendar tells two files of a plan apart by: a count that each revision and each review adds to, and the moment.

    A superseded revision knows the review that took its place, and comes before the revision that it made. A revision that holds
    again comes after the one that was entered in error, and that after what it was: a mark counts twice, and of that one once.
    """
    plan, known = revision.plan, ruled_until(revision)
    last = plan.reviews.filter(in_force__lte=known).order_by("-number").first()
    marks = list(EnteredInError.objects.filter(Q(plan=plan) | Q(review__plan=plan, review__in_force__lte=known)))
    count = known + (last.number if last else 0) + 2 * len(marks) - is_struck(revision)
    return count, max([revision.issued_at, *([last.recorded_at] if last else []), *(each.marked_at for each in marks)])


def ruled_until(revision: Revision) -> int:
    """The number of the last revision that is none of those after it: itself, and those entered in error that came next."""
    if is_struck(revision):
        return revision.number
    later = revision.plan.revisions.filter(number__gt=revision.number).order_by("number")
    successor = later.valid().first()
    last = later.filter(number__lt=successor.number).last() if successor else later.last()
    return last.number if last else revision.number


def earlier(revision: Revision) -> Iterator[tuple[Issued, date]]:
    """The revisions up to this one, and those entered in error that came before the next, each with every day that was set for
    its next visit, in the order in which they were."""
    plan = revision.plan
    visits = plan.reviews.filter(revision=None, next_review_on__isnull=False).order_by("number")
    days = list(visits.values_list("in_force", "next_review_on"))
    for each in plan.revisions.filter(number__lte=ruled_until(revision)).order_by("number"):
        issued = each.issued()
        yield issued, issued.review_on
        yield from ((issued, on) for number, on in days if on and number == each.number)
