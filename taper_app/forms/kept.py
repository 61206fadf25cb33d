"""What an alternative changes of the strategy where the review has no boxes for it: said in words, with a tick to keep it."""

from collections.abc import Mapping
from typing import Any

from taper_app.engine import Product

from .also import ALSO, also_in_words, read_object

PLAIN = {
    "method": "the method {}",
    "crossover_to": "cross over to {}",
    "crossover_days": "{} days for each dose that moves",
    "crossover_part": "a {} dose moves at a time",
    "stabilise_days": "{} days without change after the crossover",
    "reduction_percent": "reductions of {}%",
    "interval_days": "{} days between reductions",
    "closing_interval_days": "closing steps of {} days",
    "stop_from_mg": "the stop from another dose",
}
LISTS = {"products": "these products: {}", "halve": "halves of: {}", "quarter": "quarters of: {}"}
KNOWN = {*PLAIN, *LISTS, *ALSO, "coarse_tail"}


def can_keep(change: Mapping[str, Any]) -> bool:
    """Whether a review has a place for all of a change; the regimen and the table have none, for they stay."""
    return set(change) <= KNOWN


def read_kept(typed: str) -> dict[str, object] | None:
    """The fields of a strategy that a tick keeps; None where it cannot be read."""
    kept = read_object(typed)
    return kept if kept is not None and can_keep(kept) else None


def kept_in_words(kept: Mapping[str, Any], sold: Mapping[str, Product]) -> str:
    """What a tick keeps, for the clinician: "Keep: reductions of 5%"."""
    said = [words.format(kept[name]) for name, words in PLAIN.items() if name in kept]
    said += [words.format(_labels(kept[name], sold)) for name, words in LISTS.items() if name in kept]
    if kept.get("coarse_tail"):
        said.append("larger reductions at the end, which is fast there")
    also = {name: kept[name] for name in ALSO if name in kept}
    if also:
        said.append(also_in_words(also).removeprefix("Keep: "))
    return f"Keep: {'; '.join(said)}"


def _labels(ids: object, sold: Mapping[str, Product]) -> str:
    named = ids if isinstance(ids, list) else [ids]
    return ", ".join(sold[each].label if isinstance(each, str) and each in sold else str(each) for each in named) or "none"
