"""What a clinic usually chooses: it stands first on the form of a plan and is said to be usual here. Nothing is chosen by it."""

from collections.abc import Collection, Iterable

from django import forms

from taper_app.engine import WEEKDAYS, load_catalogue

from . import paces, tables

TABLE, PACES, START = NAMES = ("usual_table", "usual_paces", "usual_start")
"""The columns of a clinic, and its boxes."""


def boxes(market: str) -> dict[str, forms.Field]:
    """The boxes on the page of a clinic of this market; each may stay empty."""
    catalogue = load_catalogue()
    listed = [(each.id, each.name) for each in tables.offered(catalogue, market)]
    named = [(id, label) for id, (label, _) in (paces.usual(catalogue) | paces.published(catalogue)).items()]
    days = [(each, each.capitalize()) for each in WEEKDAYS]
    return {
        TABLE: forms.ChoiceField(
            label="Usual equivalence table (optional)",
            choices=[("", "None"), *listed],
            required=False,
            help_text="It stands first on the form of a plan, as usual here. Nothing is chosen by it; so with the next two.",
            error_messages={"invalid_choice": "Choose a table from the list."},
        ),
        PACES: forms.MultipleChoiceField(
            label="Usual paces (optional)",
            choices=named,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose only paces on the list."},
        ),
        START: forms.ChoiceField(
            label="Usual weekday to start on (optional)",
            choices=[("", "None"), *days],
            required=False,
            error_messages={"invalid_choice": "Choose a day of the week from the list."},
        ),
    }


def first(choices: Iterable[tuple[str, str]], usual: Collection[str]) -> list[tuple[str, str]]:
    """The choices of a list, those that are usual here first and said to be."""
    marked = [(id, f"{label} (usual here)" if id in usual else label) for id, label in choices]
    return sorted(marked, key=lambda each: each[0] not in usual)


def start_said(weekday: str) -> str:
    """What is said at the first day of a plan; empty where no day is usual."""
    return f" Usual here: a {weekday.capitalize()}." if weekday else ""
