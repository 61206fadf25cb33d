"""The whole record of one patient, to be read, corrected or taken away: as a page, as JSON, and on paper."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from taper_app.chart import record_file
from taper_app.chart.patient_today import age
from taper_app.handouts import RenderFailed, render_pdf
from taper_app.models import ChangedOutside, Patient, Review, Revision
from taper_app.pages.whole_record import identity_history, sections

from .access import ClinicRequest, patient_of, patient_page, today_at
from .events import takes_away
from .handouts import styled
from .notes import review_text, text_of

logger = logging.getLogger(__name__)
UNREADABLE = "This was changed outside of Taper, so that what was issued is not known. The file has it as it stands."


@require_safe
def patient_record(request: ClinicRequest, code: str) -> HttpResponse:
    """What was corrected in the patient's own facts, and the ways to take the whole record away."""
    patient = patient_of(request, code)
    return patient_page(request, patient, "patients/patient_record.html", {"history": identity_history(patient)})


@require_safe
def patient_record_json(request: ClinicRequest, code: str) -> HttpResponse:
    """All of it as JSON, whole and for other programs."""
    patient = patient_of(request, code)
    takes_away(request, patient)
    record = record_file.whole_record(patient, timezone.now())
    text = json.dumps(record, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return file_of(text, "application/json", "json", shown="attachment")


@require_safe
def patient_record_pdf(request: ClinicRequest, code: str) -> HttpResponse:
    """All of it on paper, for the patient to read; where no PDF can be made, as a page."""
    patient = patient_of(request, code)
    takes_away(request, patient)
    page = record_paper(patient)
    try:
        return file_of(render_pdf(page), "application/pdf", "pdf")
    except RenderFailed as error:
        logger.error("no PDF of a patient's record: %s", error)
        return HttpResponse(styled(page), status=503)


def record_paper(patient: Patient) -> str:
    """The paper as one HTML page ready for `render_pdf`."""
    now = timezone.now()
    record = record_file.whole_record(patient, now)
    today = today_at(patient.clinic)
    context: dict[str, Any] = {
        "patient": patient,
        "age": age(patient.born_on, today),
        "today": today,
        "page": patient.clinic.paper_size.lower(),
        "history": identity_history(patient),
        "sections": list(sections(record, patient.clinic.market)),
        "notes": list(plan_notes(patient)),
        "events": [each | {"said": each["action"].replace("_", " ")} for each in record["events"]],
    }
    return render_to_string("handouts/record.html", context)


def plan_notes(patient: Patient) -> Iterator[tuple[str, list[list[str]]]]:
    """The beginning of each plan and each of its visits, by heading and paragraphs, the oldest first."""
    for plan in patient.plans.order_by("pk"):
        revisions = Revision.objects.filter(plan=plan, review=None).select_related("plan__patient__clinic", "issued_by")
        for revision in revisions.order_by("number"):
            yield f"Plan {plan.code}, revision {revision.number}", paragraphs(lambda it=revision: text_of(it))
        for review in plan.reviews.select_related("plan__patient__clinic", "recorded_by", "revision").order_by("number"):
            yield f"Plan {plan.code}, {kind_said(review)} {review.number}", paragraphs(lambda it=review: review_text(it))


def kind_said(review: Review) -> str:
    """What kind of follow-up it was."""
    return str(review.get_kind_display()).lower()


def paragraphs(text: Any) -> list[list[str]]:
    """The paragraphs of a note as lines; one sentence where nothing may be read from it."""
    try:
        return [each.splitlines() for each in text().strip().split("\n\n")]
    except ChangedOutside:
        return [[UNREADABLE]]


def file_of(content: bytes | str, type_: str, ending: str, shown: str = "inline") -> HttpResponse:
    """A file whose name says nothing about the patient."""
    return HttpResponse(content, content_type=type_, headers={"Content-Disposition": f'{shown}; filename="record.{ending}"'})
