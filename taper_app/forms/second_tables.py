"""The second table that may be named for a drug alone, where the table chosen for all does not list it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from taper_app.engine import Catalogue, Regimen

from . import tables
from .page_form import PageForm


def second(drug: str) -> str:
    """The name of the field with a drug's second table."""
    return f"second_{drug}"


def fields(catalogue: Catalogue, regimen: Regimen) -> dict[str, forms.Field]:
    """The choice of a second table for each drug that a table on offer does not list."""
    return {second(drug): _field(catalogue, drug) for drug in tables.lacked_by_some(catalogue, regimen)}


def _field(catalogue: Catalogue, drug: str) -> forms.ChoiceField:
    listing = [(each.id, each.name) for each in catalogue.tables.values() if each.selectable and drug in each.cells]
    return forms.ChoiceField(
        label=f"Second table, for {drug} alone",
        choices=[("", "None"), *listing],
        required=False,
        help_text=f"Only where the table chosen above does not list {drug}.",
        error_messages={"invalid_choice": f"Choose a table that lists {drug}."},
    )


def refuse(form: PageForm, catalogue: Catalogue, regimen: Regimen) -> None:
    """Say where a second table is missing, or where one is chosen that is not needed."""
    table = catalogue.tables.get(form.cleaned_data.get("equivalence", ""))
    if table is None:
        return
    for drug in tables.lacked_by_some(catalogue, regimen):
        name = second(drug)
        named = form.cleaned_data.get(name)
        if drug not in table.cells and not named:
            form.add_error(name, f"{table.name} does not list {drug}. Choose a second table for it, or another table.")
        elif drug in table.cells and named:
            form.add_error(name, f"{table.name} lists {drug}, so it needs no second table. Choose “None”.")


def chosen(cleaned: Mapping[str, Any], regimen: Regimen) -> dict[str, str]:
    """The second table of each drug that has one."""
    named = {drug: cleaned.get(second(drug)) for drug in tables.other_drugs(regimen)}
    return {drug: table for drug, table in named.items() if table}
