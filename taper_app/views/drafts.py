"""What is not issued yet, on paper to talk about."""

from django.http import HttpResponse

from taper_app.actions.kept_papers import kept_draft
from taper_app.desk.answers import Answer
from taper_app.handouts import RenderFailed, render_pdf
from taper_app.handouts.draft import draft_paper
from taper_app.models import Patient
from taper_app.record import Issued

from .access import ClinicRequest, patient_page, today_at
from .answers import response


def draft_page(request: ClinicRequest, patient: Patient, found: Issued | Answer) -> HttpResponse:
    """The draft as PDF, or the page that says why there is none; its name says nothing about the patient."""
    if not isinstance(found, Issued):
        return response(request, patient, found)
    written = draft_paper(found, printed_on=today_at(patient.clinic), printed_by=request.user.get_full_name())
    try:
        paper = kept_draft("draft", written, render_pdf)
    except RenderFailed as error:
        return patient_page(request, patient, "plans/draft_failed.html", {"why": error}, status=503)
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="draft.pdf"'})
