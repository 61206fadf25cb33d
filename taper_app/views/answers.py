"""A step of the desk at an address: what a page sent goes in, and the response comes out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from taper_app.desk.answers import Answer, Page, Sent
from taper_app.models import Patient, Plan

from .access import ClinicRequest, opened_for_another, patient_page
from .keeping import undo_at


def answer_to(request: ClinicRequest, patient: Patient, step: Callable[[Sent], Answer]) -> HttpResponse:
    """What a step answers; a form that was opened for another patient does not reach it."""
    if request.method != "POST":
        return response(request, patient, step(None))
    return opened_for_another(request, patient) or response(request, patient, step(request.POST))


def is_live(request: ClinicRequest) -> bool:
    """Whether a page asks for what has changed of it while it is filled in: no button of its own was pressed."""
    return request.method == "POST" and request.headers.get("HX-Trigger-Name") is None and "HX-Request" in request.headers


def response(request: ClinicRequest, patient: Patient, answer: Answer) -> HttpResponse:
    """The page, or the way on with the sentence that is read there."""
    if isinstance(answer, Page):
        return patient_page(request, patient, answer.template, answer.context, status=answer.status)
    if answer.said:
        level = messages.WARNING if answer.warning else messages.SUCCESS
        messages.add_message(request, level, answer.said, undo_at(request, answer.undo) if answer.undo else "")
    return redirect(answer.address)


def onward(then: str, patient: Patient) -> HttpResponse:
    """To where one came from."""
    return redirect(back(then, patient)[0])


def back(then: str, patient: Patient) -> tuple[str, str]:
    """Address and name of where one came from: care, the visit of the open plan, the new plan, or else the patient."""
    newest = patient.plans.exclude(state=Plan.State.IN_ERROR).first()
    if then == "care" and newest:
        return reverse("care_edit", args=[newest.code]), "care"
    opened = patient.plans.filter(state=Plan.State.OPEN).first()
    if then == "review" and opened:
        return reverse("review_new", args=[opened.code]), "the visit"
    if then == "plan" and not opened:
        return reverse("plan_new", args=[patient.code]), "the new plan"
    return reverse("patient_detail", args=[patient.code]), "the patient"


def asked_then(request: ClinicRequest) -> str:
    """Where one came from, as the address or the form says."""
    return (request.POST if request.method == "POST" else request.GET).get("then", "")


def on_the_way(then: str, patient: Patient) -> bool:
    """Whether a page about a patient is one of the way to a new plan: one came from there, or there has been no plan yet."""
    return then == "plan" or (not then and not patient.plans.exclude(state=Plan.State.IN_ERROR).exists())
