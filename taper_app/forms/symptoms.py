"""What a patient may feel on the way down, in words of our own: a checklist, not a scale. It has no total and changes no dose."""

from collections.abc import Mapping
from typing import Any

from django import forms

from taper_app.engine import load_catalogue

SYMPTOMS = {id_: each.name for id_, each in load_catalogue().symptoms.items()}
SEVERITIES = {0: "none", 1: "mild", 2: "moderate", 3: "severe"}


def symptom_fields() -> dict[str, forms.Field]:
    """A choice of severity for each symptom; nothing is chosen at first, and nothing need be."""
    return {name(id_): rated(label, SEVERITIES) for id_, label in SYMPTOMS.items()}


def rated(label: str, choices: dict[int, str]) -> forms.TypedChoiceField:
    """One line of a checklist or a scale: a number by its word, None where nothing is chosen."""
    return forms.TypedChoiceField(
        label=label,
        choices=list(choices.items()),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": f"Choose one of the answers for “{label}”."},
    )


def name(symptom: str) -> str:
    """The name of a symptom's field."""
    return f"symptom_{symptom}"


def symptoms_of(cleaned: Mapping[str, Any]) -> dict[str, int]:
    """What is there, as a review keeps it: severity by symptom, 1 mild to 3 severe."""
    return {id_: cleaned[name(id_)] for id_ in SYMPTOMS if cleaned.get(name(id_))}


def symptoms_said(symptoms: dict[str, int]) -> list[str]:
    """Symptoms in words, the worst first: "severe: shaking, headache"."""
    by_severity = {word: [SYMPTOMS.get(id_, id_) for id_, at in symptoms.items() if at == level] for level, word in WORST_FIRST}
    return [
        f"{word.capitalize()}: {', '.join(each.lower() for each in labels)}" for word, labels in by_severity.items() if labels
    ]


WORST_FIRST = [(level, word) for level, word in reversed(SEVERITIES.items()) if level]
