"""What a patient may feel on the way down, in words of our own: a checklist, not a scale. It has no total and changes no dose."""

from collections.abc import Mapping
from typing import Any

from django import forms

from taper_app.wording.observed import SEVERITIES, SYMPTOMS


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
