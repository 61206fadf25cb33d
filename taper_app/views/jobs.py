"""Jobs of the clinic: what is done for many patients at once, how far it is, and what came of it."""

import json
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.actions import jobs
from taper_app.chart.in_jobs import kept_of, overtaken, progress
from taper_app.engine import load_catalogue
from taper_app.jobs.queue import enter
from taper_app.models import Job, JobItem
from taper_app.roles import May
from taper_app.wording.days import clinic_moment

from .access import ClinicRequest, today_at
from .events import EXPORT_RECORD
from .presence import ask_for_proof

WAYS: dict[str, tuple[Job.Kind, int | None]] = {
    "handouts-7": (Job.Kind.HANDOUTS, 7),
    "handouts-28": (Job.Kind.HANDOUTS, 28),
    "handouts": (Job.Kind.HANDOUTS, None),
    "recheck": (Job.Kind.RECHECK, None),
    "export": (Job.Kind.EXPORT, None),
}
"""The buttons of the page: which job each asks for, and the visits of how many days it is about."""
PAGE_SIZE, RECENT = 50, 20
ENDINGS = {Job.Kind.HANDOUTS: "pdf", Job.Kind.RECHECK: "txt", Job.Kind.EXPORT: "json"}
CHANGED = "The plan was changed or ended since it was checked. Ask for a new check."
OVERTAKEN = "It is not true any more: it was made on another day, or the plan was changed or ended since. Ask for it again."
OTHER = (
    "This is not what you asked for. Handouts of {which} are under way, and one after the other: ask again when they are made."
)
UNREADABLE = b"What was kept here cannot be read with the keys of this server. Ask for the job again."


@require_http_methods(["GET", "HEAD", "POST"])
def job_list(request: ClinicRequest) -> HttpResponse:
    """The jobs of the clinic, the latest first, and the ways to ask for one."""
    if request.method == "POST":
        return asked(request)
    zone = request.user.clinic.time_zone
    lately = list(seen_by(request).select_related("asked_by")[:RECENT])
    far = progress(lately)
    rows = [
        {"job": each, "progress": far[each.pk], "asked": clinic_moment(each.asked_at, zone), "which": of_which(each)}
        for each in lately
    ]
    return render(request, "jobs/job_list.html", {"rows": rows, "section": "today"})


def seen_by(request: ClinicRequest) -> QuerySet[Job]:
    """The jobs that somebody may see: an export is for administrators."""
    found = request.user.clinic.jobs.all()
    return found if May.ADMINISTER in request.user.may else found.exclude(kind=Job.Kind.EXPORT)


def asked(request: ClinicRequest) -> HttpResponse:
    """A job that a button asks for, or the one of its kind that is under way. Raises Http404 for what no button sends."""
    way = WAYS.get(request.POST.get("ask", ""))
    if way is None:
        raise Http404
    kind, days = way
    if kind == Job.Kind.EXPORT and May.ADMINISTER not in request.user.may:
        raise PermissionDenied("Only an administrator takes the records of all patients away.")
    if kind == Job.Kind.EXPORT and (away := ask_for_proof(request)):
        return away
    digest = load_catalogue().digest if kind == Job.Kind.RECHECK else ""
    by, now = request.user, timezone.now()
    job = jobs.ask_job(clinic=by.clinic, by=by, kind=kind, enter=enter, now=now, days=days, catalogue=digest)
    if job.days != days:
        messages.warning(request, OTHER.format(which=of_which(job)))
    return redirect("job_detail", job.code)


def of_which(job: Job) -> str:
    """Of which plans a job makes handouts; "" of another job, which is about all."""
    if job.kind != Job.Kind.HANDOUTS:
        return ""
    return f"visits overdue or within {job.days} days" if job.days else "all open plans"


def job_of(request: ClinicRequest, code: str) -> Job:
    """A job of the clinic that somebody may see. Raises Http404."""
    return get_object_or_404(seen_by(request).select_related("asked_by", "clinic"), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def job_detail(request: ClinicRequest, code: str) -> HttpResponse:
    """How far a job is, what it could not do, and what it found."""
    job = job_of(request, code)
    if request.method == "POST":
        return changed(request, job)
    zone, found = job.clinic.time_zone, job.items.select_related("patient", "plan")
    pages, left_out = Paginator(kept_of(job), PAGE_SIZE), overtaken(job, today_at(job.clinic))
    page = pages.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "job": job,
        "progress": progress([job])[job.pk],
        "asked": clinic_moment(job.asked_at, zone),
        "ended": clinic_moment(job.ended_at, zone) if job.ended_at else "",
        "page": page,
        "overtaken": len(left_out),
        "which": of_which(job),
        "touched": [touched(each, left_out) for each in page] if job.kind == Job.Kind.RECHECK else [],
        "failed": found.filter(state=JobItem.State.FAILED)[:PAGE_SIZE],
        "days_kept": jobs.KEPT_DAYS,
        "section": "today",
    }
    return render(request, "jobs/job_detail.html", context)


def touched(item: JobItem, left_out: set[int]) -> dict[str, Any]:
    """A plan that a check found, with the reasons and the letter; without both where they cannot be read any more, or are of a
    plan that was changed since: a letter about what somebody took until then would have it prescribed again."""
    if item.pk in left_out:
        return {"reasons": [CHANGED], "item": item}
    try:
        told: dict[str, Any] = json.loads(jobs.content_of(item))
    except InvalidToken:
        told = {"reasons": [UNREADABLE.decode()]}
    return told | {"item": item}


def changed(request: ClinicRequest, job: Job) -> HttpResponse:
    """A job that is cancelled, or goes on."""
    by, now = request.user, timezone.now()
    if "again" in request.POST and job.kind == Job.Kind.EXPORT and (away := ask_for_proof(request)):
        return away
    if "cancel" in request.POST and not jobs.cancel_job(job=job, by=by, now=now):
        messages.warning(request, "It had ended already.")
    if "again" in request.POST and not jobs.retry_job(job=job, by=by, enter=enter, now=now):
        messages.warning(request, "Nothing of it is left to do, or another one of its kind is under way.")
    return redirect("job_detail", job.code)


@require_safe
def job_file(request: ClinicRequest, code: str) -> HttpResponseBase:
    """All that a job has made by now and is true still, as one file; an event for each patient in it. Raises Http404 where it
    made nothing."""
    job = job_of(request, code)
    kept, left_out = kept_of(job), overtaken(job, today_at(job.clinic))
    if not kept.exists():
        raise Http404
    if job.kind == Job.Kind.EXPORT and (away := ask_for_proof(request)):
        return away
    action = EXPORT_RECORD if job.kind == Job.Kind.EXPORT else "print_paper"
    taken = (each for each in kept.defer("content").iterator() if each.pk not in left_out)
    jobs.take_away(job=job, by=request.user, action=action, items=taken)
    response = StreamingHttpResponse(zipped(job, kept.iterator(chunk_size=20), left_out), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="job-{job.code}.zip"'
    return response


class Written:
    """What a zip file is written to: whatever was written is taken from it in pieces."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Takes a piece."""
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        parts, self.parts = self.parts, []
        return b"".join(parts)


def zipped(job: Job, items: Iterator[JobItem], left_out: set[int]) -> Iterator[bytes]:
    """A zip file in pieces, an item at a time; of each that is left out it says why."""
    written: Any = Written()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for item in items:
            name, content = f"{item.number:05}-{item.plan.code if item.plan else item.patient.code}", UNREADABLE
            if item.pk in left_out:
                file.writestr(f"{name}-left-out.txt", OVERTAKEN)
                continue
            try:
                content = jobs.content_of(item)
                name += f".{ENDINGS[Job.Kind(job.kind)]}"
            except InvalidToken:
                name += "-unreadable.txt"
            if job.kind == Job.Kind.RECHECK and content is not UNREADABLE:
                content = json.loads(content)["letter"].encode()
            file.writestr(name, content)
            yield written.taken()
    yield written.taken()
