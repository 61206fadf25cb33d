"""A patient's risks in a few words, as the pages of the patient, the plan and the review have them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from taper_app.chart import risk_picture
from taper_app.chart.at_visit import ASKED_AS
from taper_app.engine import load_catalogue
from taper_app.models import Patient, Plan, Review, RiskPicture
from taper_app.wording.risks import risks_said


def risk_line(patient: Patient, today: date, visit: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What there is to note, what is not known, and whether the questions are due again.

    `found` is what the last visit found beyond it; `visit` the observations of one that is being written.
    """
    picture = risk_picture.newest(patient)
    said = risks_said(risk_picture.risks_told(picture)) if picture else {}
    return said | {"picture": picture, "due": risk_picture.are_due(picture, today), "found": found_since(patient, picture, visit)}


def found_since(patient: Patient, picture: RiskPicture | None, visit: Mapping[str, Any] | None = None) -> list[str]:
    """What a visit found that the picture does not have, by the names of its questions: the one being written, else the last."""
    if visit is None:
        seen = Review.objects.valid().filter(plan__patient=patient).exclude(kind=Review.Kind.MISSED)
        seen = seen.exclude(plan__state=Plan.State.IN_ERROR)
        seen = seen.filter(recorded_at__gt=picture.recorded_at) if picture else seen
        last = seen.order_by("-recorded_at").first()
        visit = last.observations if last else {}
    taken = {name: visit[name] for name in ASKED_AS if visit.get(name)}  # of a draft nothing else is in its final form
    found = risk_picture.seen_at_a_visit(risk_picture.answers_of(picture), taken)
    return [load_catalogue().risks[each].name for each in found]
