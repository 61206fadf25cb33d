"""The scales of a review as a form asks them: item by item, or only the total. No score changes a dose."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from taper_app.engine import Scale, load_catalogue

from .doses import PlainNumberField
from .symptoms import rated

SCALES = {id_: each for id_, each in load_catalogue().scales.items() if each.items}
TOTALS = {id_: each for id_, each in load_catalogue().scales.items() if not each.items}
ASKED, CREDIT = SCALES["phq9"].asked, SCALES["phq9"].credit
ANSWERS = dict(enumerate(SCALES["phq9"].answers))
"""What is asked, the credit and the answers of PHQ-9, and of GAD-7 too."""
SUICIDE_ITEM = SCALES["phq9"].suicide_item - 1  # counted from 0


def phq9_total(items: Sequence[int]) -> int:
    """The sum of the nine answers, 0 to 27."""
    return sum(items)


def asks_for_suicide_assessment(observations: Mapping[str, Any]) -> bool:
    """Whether the last item of a PHQ-9 is answered with anything but "not at all"."""
    items = observations.get("phq9") or ()
    return len(items) > SUICIDE_ITEM and items[SUICIDE_ITEM] > 0


def band(bands: Sequence[tuple[int, str]], total: int) -> str:
    """The word for a total; empty for a scale that has none."""
    return next((word for least, word in bands if total >= least), "")


def score_said(id_: str, observations: Mapping[str, Any]) -> str:
    """A score in words: "PHQ-9: 12 of 27, moderate"; empty where it was not asked."""
    scale = SCALES.get(id_) or TOTALS[id_]
    value = observations.get(id_)
    if value is None:
        return ""
    total = sum(value) if isinstance(value, list) else value
    return ", ".join(filter(None, [f"{scale.name}: {total} of {scale.most}", band(scale.bands, total)]))


def scores_said(observations: Mapping[str, Any]) -> list[str]:
    """Every score of a review in words."""
    return [said for id_ in (*SCALES, *TOTALS) if (said := score_said(id_, observations))]


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
