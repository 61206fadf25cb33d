"""What is kept of who did what: of one patient as a page, and of the whole clinic as a file."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC

from django.db.models import F
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from taper_app.models import AuditEvent, Clinic
from taper_app.pages.who_saw import COLUMNS, MOST, UNNAMED, plain, who_saw

from .access import ClinicRequest, patient_of, patient_page, today_at
from .events import exports


@require_safe
def patient_events(request: ClinicRequest, code: str) -> HttpResponse:
    """Who saw this patient, by day and person, the latest first."""
    patient = patient_of(request, code)
    seen, is_more = who_saw(patient)
    context = {"seen": seen, "is_more": is_more, "most": MOST}
    return patient_page(request, patient, "patients/patient_events.html", context)


@require_safe
def clinic_events(request: ClinicRequest) -> HttpResponseBase:
    """Every event of the clinic as CSV, in the order of the chain; those that wait for their place come last."""
    exports(request)
    clinic = request.user.clinic
    writer = csv.writer(Line())
    lines = (writer.writerow([plain(cell) for cell in row]) for row in rows(clinic))
    name = f"events-{today_at(clinic):%Y-%m-%d}.csv"
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class Line:
    """What csv writes to: a line is answered as soon as it is written."""

    def write(self, text: str) -> str:
        """The line itself, which the writer hands on."""
        return text


def rows(clinic: Clinic) -> Iterator[tuple[str, ...]]:
    """The names of the columns, then a row for each event."""
    yield COLUMNS
    events = AuditEvent.objects.filter(clinic=clinic).order_by(F("link__number").asc(nulls_last=True), "pk")
    told = events.values_list(
        "link__number", "at", "by__username", "by__full_name", "action", "subject", "before", "after", "link__hash"
    )
    for number, at, username, name, action, subject, before, after, hash_ in told.iterator():
        yield (
            str(number or ""),
            at.astimezone(UTC).isoformat(timespec="microseconds"),
            username or "",
            name if username else UNNAMED[action],
            action,
            subject,
            as_json(before),
            as_json(after),
            hash_ or "",
        )


def as_json(value: object) -> str:
    """A value of an event; empty where there is none."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
