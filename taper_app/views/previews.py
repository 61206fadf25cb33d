"""What a half-filled plan would make: the form from the draft, and the schedule or refusal from the form. Nothing is written."""

import json
from datetime import date
from typing import Any

from django.http import QueryDict

from taper_app import engine
from taper_app.chart import new_plan, patient_today
from taper_app.chart.refused import NotIssued
from taper_app.forms.plan_changes import can_lay_over
from taper_app.forms.plans import PlanForm, PlanStart
from taper_app.forms.texts import can_be_read
from taper_app.models import Medication, Patient
from taper_app.pages import schedules, words
from taper_app.pages.answers import answers
from taper_app.record import Issued
from taper_app.record.cautions import same, unanswered
from taper_app.seals import sha256

from .access import ClinicRequest, today_at

NOT_FIELDS = ("csrfmiddlewaretoken", "patient", "preview", "change", "risks")
REASON = ("override_reason", "reason_for")  # in a draft: what was written, and the cautions that it answers


class UnreadableDraft(Exception):
    """What is kept of a half-filled form is not what a form sends."""


def regular_taken(patient: Patient) -> engine.Regimen | None:
    """What a plan would start from; None where nothing is taken every day."""
    try:
        return patient_today.regimen(list(patient.medications.all()))
    except patient_today.NothingTaken:
        return None


def plan_form(patient: Patient, data: QueryDict | None) -> PlanForm:
    """The form for this patient, with the questions that age and medicines raise. Raises NothingTaken."""
    medications = list(patient.medications.all())
    today = today_at(patient.clinic)
    return PlanForm(
        data,
        start=PlanStart(patient.clinic, engine.load_catalogue(), patient_today.regimen(medications), today),
        differs=words.differs_said(medications),
        wants_specialist=wants_specialist(patient, medications, today),
    )


def wants_specialist(patient: Patient, medications: list[Medication], today: date) -> bool:
    """Whether a rule may speak that says something else, or nothing, once a specialist is named."""
    known = patient_today.patient_today(patient, medications, "", today)
    limits = patient_today.thresholds(patient.clinic)
    return bool(engine.softened_by_specialist(engine.load_catalogue(), known, patient_today.regimen(medications), limits))


def draft_data(request: ClinicRequest, patient: Patient) -> QueryDict | None:
    """What this clinician last filled in for this patient."""
    draft = request.user.drafts.filter(patient=patient, purpose="plan").first()
    return None if draft is None else as_data(draft.data)


def as_data(fields: object) -> QueryDict:
    """Stored answers as if they had just been sent. Raises UnreadableDraft."""
    if not isinstance(fields, dict) or not all(map(are_texts, fields.values())):
        raise UnreadableDraft("Not texts by the names of fields.")
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def are_texts(values: object) -> bool:
    """Whether it is what a form sends under one name."""
    return isinstance(values, list) and all(isinstance(each, str) for each in values)


def sent_fields(data: QueryDict) -> dict[str, list[str]]:
    """The answers in a request, as a draft keeps them."""
    return {name: data.getlist(name) for name in data if name not in NOT_FIELDS}


def offer_id(alternative: engine.Alternative) -> str:
    """What a button of an alternative sends: the change itself, so that another one is never taken for it."""
    return json.dumps(alternative.change, sort_keys=True, default=str)


def preview_of(patient: Patient, form: PlanForm) -> dict[str, Any]:
    """What a valid form makes: the schedule and what is remarked on it, or the refusal with what would work instead."""
    try:
        request, proposal, digest = new_plan.preview(
            patient=patient,
            request=form.request,
            review_on=form.cleaned_data["review_on"],
            specialist=form.cleaned_data.get("specialist", ""),
            today=form.today,
        )
    except engine.Refusal as refusal:
        ways = [{"offer": each, "id": offer_id(each), "fits": can_lay_over(each.change)} for each in refusal.alternatives]
        return {"refusal": refusal, "ways": ways}
    except NotIssued as error:
        return {"impossible": str(error)}
    review_on = form.cleaned_data["review_on"] or new_plan.first_review(proposal.schedule, patient.clinic)
    draft = new_plan.draft(patient, request, proposal, today=form.today, review_on=review_on)
    return {"stored": draft, "proposal": proposal, "digest": digest, "review_on": review_on} | drawn(draft)


def drawn(issued: Issued, today: date | None = None) -> dict[str, Any]:
    """What every page with a schedule shows of it, issued or not."""
    catalogue = engine.load_catalogue()
    findings = schedules.findings(issued, catalogue.rules)
    return {
        "schedule": issued.schedule,
        "rows": schedules.rows(issued, today),
        "times": [{"label": time.capitalize(), "used": time in schedules.used_times(issued)} for time in engine.TIMES],
        "summary": schedules.summary(issued),
        "findings": findings,
        "compared": schedules.compared(issued, catalogue),
        "answers": answers(issued, catalogue),
        "blocked": any(each["tier"] == "block" for each in findings),
        "asked": [each for each in findings if each["tier"] == "caution" and not each["answer"]],
        "asked_about": sha256(sorted(map(same, unanswered(issued.findings, issued.answered)))),
    }


def reason_given(data: QueryDict, asked_about: str) -> str:
    """The reason in a draft, where it was given for these very cautions and can be read; else empty."""
    reason = data.get("override_reason", "") if data.get("reason_for") == asked_about else ""
    return reason if can_be_read(reason) else ""


def reason_kept(data: QueryDict | None) -> dict[str, list[str]]:
    """The reason in a draft, to go on with it in the next; it counts only while the cautions stay the same."""
    return {name: data.getlist(name) for name in REASON if data and name in data}
