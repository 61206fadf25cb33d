"""Every word that a request may say of the patient today, with what reads it."""

from typing import Any

from ..catalogue.decision import Decision
from ..catalogue.drugs import INDICATIONS
from ..catalogue.facts import Catalogue
from ..catalogue.visit_facts import ITEM_9, SEVERITIES, Noted
from ..rules import read_by
from .patient import LONGEST_AGO, OLDEST, OTHER, SCORES


def questions(catalogue: Catalogue) -> dict[str, Any]:
    """The words of `patient`: each question with its answers, each number with its bounds, and what reads them."""
    return {
        "questions": {
            "age": {"least": 0, "most": OLDEST},
            "days_since_last_dose": {"least": 0, "most": LONGEST_AGO},
            "indications": [*INDICATIONS, OTHER],
            "risks": _risks(catalogue),
            "interacting": {each.id: each.name for each in catalogue.interactions.values()},
            "visit": _visit(catalogue),
            "decisions": [str(each) for each in Decision],
        },
        "catalogue": catalogue.digest,
    }


def _risks(catalogue: Catalogue) -> dict[str, Any]:
    return {
        each.id: {
            "words": each.words,
            "answers": dict(each.answers),
            "read_by": {answer: read_by.risk_read_by(catalogue, each.id, answer).to_json() for answer in each.answers},
        }
        for each in catalogue.risks.values()
    }


def _visit(catalogue: Catalogue) -> dict[str, Any]:
    numbers = {
        each.id: {
            "name": each.name,
            "least": each.least,
            "most": each.most,
            "places": each.places,
            "read_by": read_by.number_read_by(catalogue, each.id).to_json(),
        }
        for each in catalogue.measures.values()
    }
    return {
        "red_flags": {
            each.id: _noted(each, read_by.red_flag_read_by(catalogue, each.id)) for each in catalogue.red_flags.values()
        },
        "seen": {each.id: _noted(each, read_by.seen_read_by(catalogue, each.id)) for each in catalogue.seen.values()},
        "symptoms": {each.id: _symptom(catalogue, each) for each in catalogue.symptoms.values()},
        "severities": {str(severity): word for severity, word in enumerate(SEVERITIES)},
        "scores": {name: _score(catalogue, id_) for name, id_ in SCORES.items()},
        **numbers,
        **{each: _substance(catalogue, each) for each in catalogue.substances},
    }


def _noted(noted: Noted, read: read_by.ReadBy) -> dict[str, Any]:
    return {"name": noted.name, "read_by": read.to_json()}


def _symptom(catalogue: Catalogue, symptom: Noted) -> dict[str, Any]:
    read = {str(each): read_by.symptom_read_by(catalogue, symptom.id, each).to_json() for each in range(len(SEVERITIES))}
    return {"name": symptom.name, "read_by": read}


def _score(catalogue: Catalogue, id_: str) -> dict[str, Any]:
    scale = next(each for each in catalogue.scales.values() if each.suicide_item) if id_ == ITEM_9 else catalogue.scales[id_]
    name, most = (f"{scale.name} item 9", len(scale.answers) - 1) if id_ == ITEM_9 else (scale.name, scale.most)
    return {"name": name, "most": most, "read_by": read_by.number_read_by(catalogue, id_).to_json()}


def _substance(catalogue: Catalogue, id_: str) -> dict[str, Any]:
    known = catalogue.substances[id_]
    read = {answer: read_by.substance_read_by(catalogue, id_, answer).to_json() for answer in known.answers}
    return {"name": known.name, "answers": dict(known.answers), "read_by": read}
