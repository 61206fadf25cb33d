"""The scales of a review: PHQ-9 and GAD-7 with their own wording, and others of which only the total is entered.

PHQ-9 and GAD-7 may be reproduced by everybody with their credit line. The texts of CIWA-B, BWSQ and ISI may not, so they are
filled in elsewhere and only their totals stand here. No score changes a dose.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms

from .doses import PlainNumberField
from .symptoms import rated

ASKED = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
CREDIT = (
    "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from "
    "Pfizer Inc. No permission required to reproduce, translate, display or distribute."
)
ANSWERS = {0: "Not at all", 1: "Several days", 2: "More than half the days", 3: "Nearly every day"}

PHQ9 = (
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself – or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite – being so fidgety or restless that you "
    "have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
)
GAD7 = (
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
)
SUICIDE_ITEM = 8  # of PHQ-9, counted from 0


class Scale(NamedTuple):
    """A scale with items: its name, their wording, and the words for totals from a number on, the highest first."""

    name: str
    items: tuple[str, ...]
    bands: tuple[tuple[int, str], ...]

    @property
    def most(self) -> int:
        """The highest total."""
        return len(self.items) * max(ANSWERS)


class Total(NamedTuple):
    """A scale of which only the total is kept: its name, the highest total, and the words for totals from a number on."""

    name: str
    most: int
    bands: tuple[tuple[int, str], ...] = ()


SCALES = {
    "phq9": Scale("PHQ-9", PHQ9, ((20, "severe"), (15, "moderately severe"), (10, "moderate"), (5, "mild"), (0, "minimal"))),
    "gad7": Scale("GAD-7", GAD7, ((15, "severe"), (10, "moderate"), (5, "mild"), (0, "minimal"))),
}
TOTALS = {
    "ciwa_b": Total("CIWA-B", 80, ((61, "very severe"), (41, "severe"), (21, "moderate"), (1, "mild"), (0, "none"))),
    "bwsq": Total("BWSQ", 40),
    "isi": Total("ISI", 28, ((22, "severe"), (15, "moderate"), (8, "below the threshold"), (0, "none"))),
}


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
    scale: Scale | Total = SCALES.get(id_) or TOTALS[id_]
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


def _total(total: Total) -> PlainNumberField:
    words = f"Enter the total of {total.name}, from 0 to {total.most}."
    return PlainNumberField(label=f"{total.name}, 0 to {total.most}", low=0, high=total.most, required=False, sentence=words)


def answered(cleaned: Mapping[str, Any], scale: str) -> list[int]:
    """The answers of a scale that were given."""
    return [cleaned[name] for name in item_names(scale) if cleaned.get(name) is not None]


def scores_of(cleaned: Mapping[str, Any]) -> dict[str, object]:
    """The scores as a review keeps them: the items of a scale that was answered, and the totals that were entered."""
    items = {id_: given for id_ in SCALES if (given := answered(cleaned, id_))}
    return items | {id_: int(cleaned[id_]) for id_ in TOTALS if cleaned.get(id_) is not None}
