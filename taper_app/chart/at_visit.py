"""What a visit found, from the observations that are kept with it, as the rules read it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from taper_app.engine import ITEM_9, Visit, load_catalogue

ASKED_AS = {"opioids": "opioid", "other_sedatives": "sedatives", "alcohol": "alcohol"}
"""How observations name what else is taken, with the engine's id for it."""


def visit_of(observations: Mapping[str, Any]) -> Visit:
    """What the rules read of the observations of a visit; its red flags are among them."""
    asked = (*load_catalogue().measures, *(id_ for id_, scale in load_catalogue().scales.items() if not scale.items))
    numbers = {name: Decimal(str(observations[name])) for name in asked if name in observations}
    return Visit(
        red_flags=tuple(observations.get("red_flags", ())),
        symptoms=observations.get("symptoms", {}),
        numbers=numbers | dict(_totals(observations)),
        seen=tuple(observations.get("seen", ())),
        substances={id_: observations[name] for name, id_ in ASKED_AS.items() if observations.get(name)},
    )


def _totals(observations: Mapping[str, Any]) -> Iterable[tuple[str, Decimal]]:
    """The totals of the scales that are kept item by item, and the answer to the item about suicide."""
    for scale in load_catalogue().scales.values():
        items = observations.get(scale.id) if scale.items else None
        if items:
            yield scale.id, Decimal(sum(items))
            if scale.suicide_item and len(items) >= scale.suicide_item:
                yield ITEM_9, Decimal(items[scale.suicide_item - 1])
