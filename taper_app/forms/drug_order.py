"""Several drugs in one plan: the order in which they go down, and which of them stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from .layout import Div, helper
from .medicine_choices import in_names
from .page_form import PageForm

STEADY = "steady"
FIRST = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "last")


def order_name(drug: str) -> str:
    """The name of the box with a drug's place."""
    return f"order_{in_names(drug)}"


def order_names(drugs: Iterable[str]) -> list[str]:
    """The boxes with the places of these drugs."""
    return [order_name(drug) for drug in drugs]


def boxes(drugs: Sequence[str], steady: Sequence[str] = ()) -> dict[str, forms.Field]:
    """A place for each drug, as they stand now, and a tick for what stays as it is; nothing for a single drug."""
    if len(drugs) < 2:
        return {}
    places = [(str(at), FIRST[min(at, len(FIRST)) - 1]) for at in range(1, len(drugs) + 1)]
    order: dict[str, forms.Field] = {order_name(drug): _place(drug, str(at), places) for at, drug in enumerate(drugs, 1)}
    kept = forms.MultipleChoiceField(
        label="Stays as it is",
        choices=[(drug, f"Keep {drug} as it is") for drug in drugs],
        initial=[drug for drug in drugs if drug in steady],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="It is taken on as now beside the plan, and is on every paper.",
        error_messages={"invalid_choice": "Choose from the medicines that are taken."},
    )
    return order | {STEADY: kept}


def _place(drug: str, place: str, places: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{drug.capitalize()} is reduced",
        choices=places,
        initial=place,
        required=False,
        error_messages={"invalid_choice": f"Choose the place of {drug} from the list."},
    )


def drawn(form: PageForm, drugs: Sequence[str]) -> FormHelper:
    """How they stand on the page."""
    return helper(*[Div(*order_names(drugs), css_class="side"), STEADY] * (STEADY in form.fields))


def said(form: PageForm, drugs: Sequence[str]) -> str:
    """The order as it stands in the boxes, and what stays: "lorazepam, then zopiclone; nitrazepam stays as it is"; empty for one
    drug."""
    if STEADY not in form.fields:
        return ""
    steady, places = form[STEADY].value() or [], {drug: str(form[order_name(drug)].value()) for drug in drugs}
    going = sorted((drug for drug in drugs if drug not in steady), key=lambda drug: places[drug].zfill(2))
    return "; ".join([", then ".join(going), *(f"{drug} stays as it is" for drug in drugs if drug in steady)])


def with_first(data: Any, drugs: Sequence[str], steady: Sequence[str] = ()) -> Any:
    """What was sent, and what stands there at first where the page that sent it had no such boxes.

    A drug that was found since comes into the first place that is free.
    """
    fields, answer = boxes(drugs, steady), data.copy()
    if fields and not any(name in data for name in (STEADY, *order_names(drugs))):
        answer.setlist(STEADY, fields[STEADY].initial)
    places = [str(at) for at in range(1, len(drugs) + 1)]
    for name in order_names(drugs) if fields else ():
        if name not in answer:
            answer[name] = next(each for each in places if each not in {answer.get(other) for other in order_names(drugs)})
    return answer


def refuse(form: PageForm, drugs: Sequence[str]) -> None:
    """Say where nothing is left to be reduced, and where two drugs have the same place."""
    if STEADY not in form.fields or STEADY in form.errors:
        return
    steady, to = form.cleaned_data[STEADY], form.cleaned_data.get("crossover_to")
    going = [drug for drug in drugs if drug not in steady]
    if not going:
        form.add_error(STEADY, "Leave at least one medicine to be reduced.")
    if going and to in steady and form.cleaned_data.get("method") == "crossover":
        form.add_error(STEADY, f"Take out the tick of {to}: the doses that cross over become part of it, and it goes down.")
    taken: dict[str, str] = {}
    for drug in going:
        place = form.cleaned_data.get(order_name(drug)) or ""
        if place and place in taken:
            form.add_error(order_name(drug), f"{taken[place].capitalize()} has this place already. Give each its own.")
        taken.setdefault(place, drug)


def chosen(form: PageForm, drugs: Sequence[str]) -> dict[str, object]:
    """The fields of a strategy that differ from how the boxes stood at first, of boxes without a fault."""
    if STEADY not in form.fields:
        return {}
    cleaned, first = form.cleaned_data, form.fields[STEADY].initial
    changed: dict[str, object] = {}
    if sorted(cleaned[STEADY]) != sorted(first):
        changed["steady"] = [drug for drug in drugs if drug in cleaned[STEADY]]
    places = {drug: int(cleaned[order_name(drug)] or at) for at, drug in enumerate(drugs, 1)}
    going = [drug for drug in drugs if drug not in cleaned[STEADY]]
    ordered = sorted(going, key=lambda drug: places[drug])
    return changed | ({"order": ordered} if ordered != going else {})


def is_filled(form: PageForm, drugs: Sequence[str]) -> bool:
    """Whether one stands otherwise than at first, or is wrong."""
    names = [*order_names(drugs), STEADY]
    return form.is_bound and any(name in form.changed_data or name in form.errors for name in names)


def laid_over(change: Mapping[str, Any], drugs: Sequence[str], data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the boxes send once an alternative has changed them; nothing where it does not."""
    if not {"steady", "order"} & set(change) or len(drugs) < 2:
        return {}
    now = {name: [data[name]] for name in order_names(drugs) if data.get(name)}
    if order := change.get("order"):
        ranked = sorted(drugs, key=lambda drug: order.index(drug) if drug in order else len(order))
        now |= {order_name(drug): [str(at)] for at, drug in enumerate(ranked, 1)}
    now = {name: now.get(name, [str(at)]) for at, name in enumerate(order_names(drugs), 1)}
    return now | ({STEADY: list(change["steady"])} if "steady" in change else {})
