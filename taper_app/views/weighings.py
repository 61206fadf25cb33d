"""Should a taper begin at all? What is weighed with a patient before a first plan, and the sheet to decide by together."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.actions import weighings
from taper_app.actions.kept_papers import kept_draft
from taper_app.chart import snapshot, weighing
from taper_app.engine import load_care
from taper_app.forms.errors import error_links
from taper_app.forms.typed import typed_again
from taper_app.forms.weighing import WeighingForm
from taper_app.handouts import RenderFailed, render_pdf
from taper_app.handouts import weighing as sheets
from taper_app.models import Patient, Weighing

from .access import ClinicRequest, opened_for_another, patient_of, patient_page, patient_to_change, today_at, wrong_status
from .handouts import asked_language, styled
from .keeping import keeps, saved

logger = logging.getLogger(__name__)
CHANGED = "{name} has saved this page since you opened it, so nothing was saved. Below is what you typed."
SAVED = {
    Weighing.Conclusion.TAPER: "It is saved. Now plan the taper.",
    Weighing.Conclusion.UNDECIDED: "It is saved. The day to ask again stands on Today.",
    Weighing.Conclusion.NOT_NOW: "It is saved. Nothing changes now; the day to ask again stands on Today.",
}
NUMBERS = frozenset(map(str, range(10_000)))  # what a weighing's number may be


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("weighing", patient_to_change)
def weighing_edit(request: ClinicRequest, code: str) -> HttpResponse:
    """What speaks for and against, what the patient says, and what came of it; it leads on to the plan where that is it."""
    patient = patient_to_change(request, code)
    if request.method != "POST":
        form = form_of(patient, None, weighing.newest(patient))
        return weighing_page(request, patient, typed_again(form, request.kept.data))
    if refused := opened_for_another(request, patient):
        return refused
    form = form_of(patient, request, weighing.newest(patient))
    return save(request, patient, form) if form.is_valid() else weighing_page(request, patient, form)


def form_of(patient: Patient, request: ClinicRequest | None, before: Weighing | None) -> WeighingForm:
    """The form, which begins from what was weighed last; a day to ask again that is past is left out of it."""
    today = today_at(patient.clinic)
    told = weighing.told(before) if before else None
    if told and (told["ask_again_on"] or today) <= today:
        told["ask_again_on"] = None
    return WeighingForm(request.POST if request else None, before=told, known=weighing.known(patient, today), today=today)


def save(request: ClinicRequest, patient: Patient, form: WeighingForm) -> HttpResponse:
    """Keep it and go on, or say who else has saved it meanwhile."""
    sent, today = request.POST.get("seen", ""), today_at(patient.clinic)
    seen = int(sent) if sent in NUMBERS else 0
    try:
        kept = weighings.record_weighing(patient=patient, seen=seen, weighed=form.weighed, today=today, by=request.user)
    except weighings.WeighingChanged as error:
        who = error.weighing.recorded_by.get_full_name()
        return weighing_page(request, patient, form, errors=[("", CHANGED.format(name=who))], status=409)
    messages.success(request, SAVED[Weighing.Conclusion(kept.conclusion)])
    planned = kept.conclusion == Weighing.Conclusion.TAPER and patient.medications.exists()
    return saved(redirect("plan_new" if planned else "patient_detail", patient.code))


def weighing_page(
    request: ClinicRequest,
    patient: Patient,
    form: WeighingForm,
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 0,
) -> HttpResponse:
    """The page; above it who weighed it last, and when."""
    before, sent = weighing.newest(patient), request.POST.get("seen")
    number = before.number if before else 0
    context = {
        "form": form,
        "before": before,
        "errors": error_links(form) if errors is None else errors,
        "seen": number if status == 409 else request.kept.seen(number) if sent is None else sent,
    }
    return patient_page(request, patient, "weighings/weighing_edit.html", context, status=status or wrong_status(form))


# The sheet -----------------------------------------------------------------------------------------


def talk_of(patient: Patient) -> sheets.Talk | None:
    """What the sheet is made of: what was weighed last. None where nothing was."""
    found = weighing.newest(patient)
    if found is None:
        return None
    drugs = [each.drug for each in patient.medications.all() if each.drug]
    return sheets.Talk(
        clinic=snapshot.clinic_told(patient.clinic),
        patient=snapshot.patient_told(patient),
        drugs=tuple(dict.fromkeys(drugs)),
        weighed_on=found.weighed_on,
        reasons=tuple(each for each in found.reasons if each in load_care().weighed),
        wants=found.wants,
        fears=found.fears,
        readiness=found.readiness,
        own_words=found.own_words,
        helper=found.helper,
        setting=found.setting,
        ask_again_on=found.ask_again_on,
    )


@require_safe
def weighing_pdf(request: ClinicRequest, code: str) -> HttpResponse:
    """The sheet to decide by together, as PDF; where that cannot be made, as a page. It leads on where nothing was weighed."""
    talk, language = talk_of(patient := patient_of(request, code)), asked_language(request)
    if talk is None:
        return redirect("weighing_edit", patient.code)
    page = sheets.weighing_paper(talk, language)
    try:
        return file_of(kept_draft("decide", page, render_pdf), "application/pdf", "pdf")
    except RenderFailed as error:
        logger.error("no PDF of the sheet to decide by: %s", error)
        return HttpResponse(styled(page), status=503)


@require_safe
def weighing_text(request: ClinicRequest, code: str) -> HttpResponse:
    """The same as plain text, for a screen reader or a message."""
    talk, language = talk_of(patient := patient_of(request, code)), asked_language(request)
    if talk is None:
        return redirect("weighing_edit", patient.code)
    return file_of(sheets.weighing_text(talk, language), "text/plain; charset=utf-8", "txt")


def file_of(content: bytes | str, type_: str, ending: str) -> HttpResponse:
    """The sheet as a file, whose name says nothing about the patient."""
    return HttpResponse(content, content_type=type_, headers={"Content-Disposition": f'inline; filename="decide.{ending}"'})
