"""An alternative laid over what a form was sent, as if its boxes had been changed by hand. Both forms of a strategy do it so."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from . import products, strategy_boxes
from .page_form import PageForm


def laid_over(
    form: PageForm,
    change: Mapping[str, Any],
    *,
    boxes: Mapping[str, list[str]],
    drugs: Sequence[products.DrugProducts],
    tick: str,
    left: Mapping[str, Any],
) -> dict[str, list[str]]:
    """What a valid form was sent, with a change in it.

    `boxes` are what the boxes of the change send now, `drugs` those whose products are asked about on the page that this makes,
    and `left` is what has no box of its own: it is kept beside the tick of this name.
    """
    data = with_products({name: form.data.getlist(name) for name in form.data} | dict(boxes), change, drugs)
    kept = {tick: [json.dumps(form.cleaned_data[tick] | dict(left), sort_keys=True, default=str)]} if left else {}
    return data | kept


def with_products(
    data: Mapping[str, list[str]], change: Mapping[str, Any], drugs: Sequence[products.DrugProducts]
) -> dict[str, list[str]]:
    """What was sent, with the ticks of the change, also of a drug that it brings and that was not on the page."""
    if not drugs or not set(strategy_boxes.named("products")) & set(change):
        return dict(data)
    shown = {name: values for drug in drugs for name, values in drug.first_data().items()} | dict(data)
    return shown | {"shown": [each.drug for each in drugs]} | products.laid_over(change, drugs, shown)
