"""A patient's risks in a few words, as the pages of the patient, the plan and the review have them."""

from collections.abc import Iterable, Mapping
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

    `found` is what visits found since, that with these observations among them, which may be still in writing; `weighed` what
    was said otherwise since where it was weighed whether to taper.
    """
    picture = risk_picture.newest(patient)
    said = risks_said(risk_picture.risks_told(picture)) if picture else {}
    weighed = names_of(risk_picture.weighed_since(patient, picture))
    due = picture is None or risk_picture.are_old(picture, today) or bool(weighed)
    return said | {"picture": picture, "due": due, "found": found_since(patient, picture, visit), "weighed": weighed}


def found_since(patient: Patient, picture: RiskPicture | None, visit: Mapping[str, Any] = NO_VISIT) -> list[str]:
    """What visits found that the picture does not have, by the names of its questions."""
    found = risk_picture.found_since(patient, picture, visit)
    answers = risk_picture.seen_at_a_visit(risk_picture.answers_of(picture), found)
    return names_of(answers)


def names_of(questions: Iterable[str]) -> list[str]:
    """What the questions are about."""
    return [load_catalogue().risks[each].name for each in questions]
