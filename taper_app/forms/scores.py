"""The scales of a review as a form asks them: item by item, or only the total. No score changes a dose."""

from collections.abc import Mapping
from typing import Any

from django import forms

from taper_app.engine import Scale
from taper_app.wording.observed import ANSWERS, SCALES, TOTALS

from .doses import PlainNumberField
from .symptoms import rated


def item_name(scale: str, index: int) -> str:
    """The name of the field of one item, which count from 0 here and from 1 on the page."""
    return f"{scale}_{index + 1}"


def item_names(scale: str) -> list[str]:
    """The fields of all items of a scale."""
    return [item_name(scale, index) for index in range(len(SCALES[scale].items))]


def score_fields() -> dict[str, forms.Field]:
    """A choice for each item, and a box for each total."""
    items = {
        item_name(id_, index): rated(f"{index + 1}. {words}", ANSWERS)
        for id_, scale in SCALES.items()
        for index, words in enumerate(scale.items)
    }
    return items | {id_: _total(total) for id_, total in TOTALS.items()}


def _total(total: Scale) -> PlainNumberField:
    words = f"Enter the total of {total.name}, from 0 to {total.most}."
    return PlainNumberField(label=f"{total.name}, 0 to {total.most}", low=0, high=total.most, required=False, sentence=words)


def answered(cleaned: Mapping[str, Any], scale: str) -> list[int]:
    """The answers of a scale that were given."""
    return [cleaned[name] for name in item_names(scale) if cleaned.get(name) is not None]


def scores_of(cleaned: Mapping[str, Any]) -> dict[str, object]:
    """The scores as a review keeps them: the items of a scale that was answered, and the totals that were entered."""
    items = {id_: given for id_ in SCALES if (given := answered(cleaned, id_))}
    return items | {id_: int(cleaned[id_]) for id_ in TOTALS if cleaned.get(id_) is not None}
