"""What is seen at a visit, or told of since the last one, beside the symptoms of withdrawal: that too much acts, falls, mania.

What shows that too much acts has a “No sign of it”, and is wanted where it is asked first.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from taper_app.engine import Noted, load_catalogue

from .page_form import PageForm

NONE_OF_THESE = "none"
TOO_MUCH, OTHERS = NAMES = ("seen", "seen_others")
"""The boxes: what a crossover asks first, and the rest."""
NOT_ANSWERED = "Ask whether the new medicine is too much: tick what there is, or “No sign of it”."
NOT_BOTH = "Tick either what there is or “No sign of it”, not both."


def boxes(*, wanted: bool) -> dict[str, forms.Field]:
    """The two boxes; whether the first is `wanted` depends on where the patient is on the way."""
    known = load_catalogue().seen.values()
    first, others = ([each for each in known if each.crossover_first is asked] for asked in (True, False))
    return {
        TOO_MUCH: _box("Over-sedated, or fallen, since the last visit?", first, none="No sign of it", required=wanted),
        OTHERS: _box("Mania?", others, required=False),
    }


def first_asked() -> set[str]:
    """What the first box has: that too much acts."""
    return {each.id for each in load_catalogue().seen.values() if each.crossover_first}


def _box(label: str, known: list[Noted], *, required: bool, none: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[*((each.id, each.name) for each in known), *[(NONE_OF_THESE, none)] * bool(none)],
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NOT_ANSWERED, "invalid_choice": "Tick what is on the list."},
    )


def refuse(form: PageForm) -> None:
    """Say that “No sign of it” stands beside something else."""
    ticked = form.cleaned_data.get(TOO_MUCH, [])
    if NONE_OF_THESE in ticked and len(ticked) > 1:
        form.add_error(TOO_MUCH, NOT_BOTH)


def seen_of(cleaned: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a valid form says as a review keeps it, in the order of the page; nothing where it was not asked."""
    ticked = [*cleaned[TOO_MUCH], *cleaned[OTHERS]]
    return {"seen": [each for each in load_catalogue().seen if each in ticked]} if ticked else {}
