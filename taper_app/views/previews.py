"""What a half-filled plan would make: the form from the draft, and the schedule or refusal from the form. Nothing is written."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from taper_app import engine
from taper_app.actions import plans
from taper_app.forms.plan_changes import can_lay_over
from taper_app.forms.plans import PlanForm
from taper_app.models import Patient

from . import schedules, words
from .access import today_at
from .answers import answers

NOT_FIELDS = ("csrfmiddlewaretoken", "patient", "preview", "change")


def regular_taken(patient: Patient) -> engine.Regimen | None:
    """What a plan would start from; None where nothing is taken every day."""
    try:
        return plans.regimen(list(patient.medications.all()))
    except plans.NothingTaken:
        return None


def plan_form(patient: Patient, data: QueryDict | None) -> PlanForm:
    """The form for this patient, with the questions that age and medicines raise. Raises NothingTaken."""
    medications = list(patient.medications.all())
    today = today_at(patient.clinic)
    catalogue = engine.load_catalogue()
    young = plans.age(patient.born_on, today) < catalogue.rules["under_18"].numbers["age"]
    return PlanForm(
        data,
        clinic=patient.clinic,
        catalogue=catalogue,
        regimen=plans.regimen(medications),
        today=today,
        latest_start_days=plans.LATEST_START_DAYS,
        differs=words.differs_said(medications),
        wants_specialist=young or any(each.indication == "epilepsy" for each in medications),
    )


def draft_data(request: HttpRequest, patient: Patient) -> QueryDict | None:
    """What this clinician last filled in for this patient."""
    draft = request.user.drafts.filter(patient=patient, purpose="plan").first()
    return None if draft is None else as_data(draft.data)


def as_data(fields: dict[str, list[str]]) -> QueryDict:
    """Stored answers as if they had just been sent."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def sent_fields(data: QueryDict) -> dict[str, list[str]]:
    """The answers in a request, as a draft keeps them."""
    return {name: data.getlist(name) for name in data if name not in NOT_FIELDS}


def offer_id(alternative: engine.Alternative) -> str:
    """What a button of an alternative sends: the change itself, so that another one is never taken for it."""
    return json.dumps(alternative.change, sort_keys=True, default=str)


def preview_of(patient: Patient, form: PlanForm) -> dict[str, Any]:
    """What a valid form makes: the schedule and what is remarked on it, or the refusal with what would work instead."""
    chosen = form.request
    try:
        request, proposal, digest = plans.preview(
            patient=patient,
            strategy=chosen.strategy,
            equivalence=chosen.equivalence,
            equivalence_for=chosen.equivalence_for,
            starts_on=chosen.starts_on,
            review_on=form.cleaned_data["review_on"],
            specialist=form.cleaned_data.get("specialist", ""),
            today=form.today,
        )
    except engine.Refusal as refusal:
        ways = [{"offer": each, "id": offer_id(each), "fits": can_lay_over(each.change)} for each in refusal.alternatives]
        return {"refusal": refusal, "ways": ways}
    except plans.NotIssued as error:
        return {"impossible": str(error)}
    stored = schedules.told(request, proposal, form.catalogue, list(patient.medications.all()))
    review_on = form.cleaned_data["review_on"] or plans.first_review(proposal.schedule, patient.clinic)
    own = {"stored": stored, "digest": digest, "review_on": review_on}
    return own | drawn(stored)


def drawn(stored: dict[str, Any], today: date | None = None) -> dict[str, Any]:
    """What every page with a schedule shows of it, from what a revision stores."""
    catalogue = engine.load_catalogue()
    severities = {each["severity"] for each in stored["findings"]}
    return {
        "schedule": engine.Schedule.from_json(stored["schedule"]),
        "rows": schedules.rows(stored, today),
        "times": [{"label": time.capitalize(), "used": time in schedules.used_times(stored)} for time in engine.TIMES],
        "summary": schedules.summary(stored),
        "findings": schedules.findings(stored, catalogue.rules),
        "compared": schedules.compared(stored, catalogue),
        "answers": answers(stored, catalogue),
        "blocked": "block" in severities,
        "cautions": "caution" in severities,
    }
