"""What a review keeps of a visit, by the names that its observations have, and what the rules read of it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from taper_app.engine import ITEM_9, Visit, load_catalogue, red_flags_of, signs_found

ASKED_AS = {"other_sedatives": "sedatives", "alcohol": "alcohol", "opioids": "opioid"}
"""How observations name what else is taken, with the engine's id for it, in the order of the page."""


def visit_of(observations: Mapping[str, Any]) -> Visit:
    """What the rules read of the observations of a visit; its red flags are among them."""
    asked = (*load_catalogue().measures, *(id_ for id_, scale in load_catalogue().scales.items() if not scale.items))
    numbers = {name: Decimal(str(observations[name])) for name in asked if name in observations}
    return Visit(
        red_flags=tuple(red_flags_of(observations.get("red_flags", ()), observations, load_catalogue())),
        symptoms=observations.get("symptoms", {}),
        numbers=numbers | dict(_totals(observations)),
        seen=tuple(observations.get("seen", ())),
        substances={id_: observations[name] for name, id_ in ASKED_AS.items() if observations.get(name)},
    )


def severe_at_visit(observations: Mapping[str, Any]) -> list[str]:
    """What a visit found that is severe beside its red flags, as a remark says it; the item about suicide is one of these."""
    found = signs_found(visit_of(observations), load_catalogue())
    return [words for sign, _, words in found if sign.tier == "severe" and sign.kind != "red_flag" and sign.of != ITEM_9]


def grave_at_visit(observations: Mapping[str, Any]) -> list[str]:
    """All that a visit found that is severe, its red flags too, as a remark says it."""
    found = signs_found(visit_of(observations), load_catalogue())
    return [words for sign, _, words in found if sign.tier == "severe"]


def _totals(observations: Mapping[str, Any]) -> Iterable[tuple[str, Decimal]]:
    """The totals of the scales that are kept item by item, and the answer to the item about suicide."""
    for scale in load_catalogue().scales.values():
        items = observations.get(scale.id) if scale.items else None
        if items:
            yield scale.id, Decimal(sum(items))
            if scale.suicide_item and len(items) >= scale.suicide_item:
                yield ITEM_9, Decimal(items[scale.suicide_item - 1])
