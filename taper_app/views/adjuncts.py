"""Adjunct medicines of one patient: what is said of each for this patient, which were begun, and which were stopped."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from taper_app.actions import adjuncts
from taper_app.engine import load_care, load_catalogue
from taper_app.forms.adjuncts import AdjunctForm
from taper_app.forms.errors import error_links
from taper_app.forms.typed import typed_again
from taper_app.models import Patient
from taper_app.pages import adjunct_lines

from .access import ClinicRequest, opened_for_another, patient_page, patient_to_change, today_at
from .answers import asked_then, back
from .keeping import keeps, saved

SAVED = "{name} is recorded."
SAME = "It stands there already."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps("adjunct", patient_to_change)
def adjunct_list(request: ClinicRequest, code: str) -> HttpResponse:
    """What was begun and stopped, what each is worth for this patient, and one more entry."""
    patient = patient_to_change(request, code)
    if request.method != "POST":
        form = AdjunctForm(None, today=today_at(patient.clinic))
        return adjunct_page(request, patient, typed_again(form, request.kept.data))
    if refused := opened_for_another(request, patient):
        return refused
    form = AdjunctForm(request.POST, today=today_at(patient.clinic))
    if form.is_valid():
        try:
            return save(request, patient, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    return adjunct_page(request, patient, form, status=422)


def save(request: ClinicRequest, patient: Patient, said: Mapping[str, Any]) -> HttpResponse:
    """Keep what is said. Raises ValidationError."""
    given = adjuncts.Given(
        adjunct=said["adjunct"],
        started_on=said["started_on"],
        stopped_on=said["stopped_on"],
        asked=said["asked"],
        why=said["why"],
    )
    entry = adjuncts.record_adjunct(patient=patient, given=given, today=today_at(patient.clinic), by=request.user)
    name = load_care().adjuncts[given.adjunct].name
    messages.success(request, SAVED.format(name=name) if entry else SAME)
    here = reverse("adjunct_list", args=[patient.code])
    return saved(redirect(f"{here}?then=care" if asked_then(request) == "care" else here))


def adjunct_page(request: ClinicRequest, patient: Patient, form: AdjunctForm, *, status: int = 200) -> HttpResponse:
    """The list, the form and the table."""
    today = today_at(patient.clinic)
    said = [one for each in load_care().adjuncts.values() for one in adjunct_lines.statements_of(each)]
    numbers = adjunct_lines.source_numbers(said)
    context = {
        "form": form,
        "errors": error_links(form),
        "then": asked_then(request),
        "back": back(asked_then(request), patient),
        "given": adjunct_lines.given(patient, today),
        "offers": list(adjunct_lines.offers(patient, today)),
        "adjuncts": adjunct_lines.table(patient, numbers, today),
        "sources": [load_catalogue().sources[source] for source in numbers],
        "adjuncts_open": True,
    }
    return patient_page(request, patient, "care/adjunct_list.html", context, status=status)
