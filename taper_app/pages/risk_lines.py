"""A patient's risks in a few words, as the pages of the patient, the plan and the review have them."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from taper_app.chart import risk_picture
from taper_app.engine import load_catalogue
from taper_app.models import Patient, RiskPicture
from taper_app.wording.risks import risks_said

NO_VISIT: Mapping[str, Any] = MappingProxyType({})


def risk_line(patient: Patient, today: date, visit: Mapping[str, Any] = NO_VISIT) -> dict[str, Any]:
    """What there is to note, what is not known, and whether the questions are due again.

    `found` is what visits found since, that with these observations among them, which may be still in writing.
    """
    picture = risk_picture.newest(patient)
    said = risks_said(risk_picture.risks_told(picture)) if picture else {}
    return said | {"picture": picture, "due": risk_picture.are_due(picture, today), "found": found_since(patient, picture, visit)}


def found_since(patient: Patient, picture: RiskPicture | None, visit: Mapping[str, Any] = NO_VISIT) -> list[str]:
    """What visits found that the picture does not have, by the names of its questions."""
    found = risk_picture.found_since(patient, picture, visit)
    answers = risk_picture.seen_at_a_visit(risk_picture.answers_of(picture), found)
    return [load_catalogue().risks[each].name for each in answers]
