"""What a visit can find, in words: red flags, what else is taken, symptoms, and the scales with the bands of their totals.

PHQ-9 and GAD-7 may be reproduced by everybody with their credit line. The texts of CIWA-B, BWSQ and ISI may not, so they are
filled in elsewhere and only their totals are known here. No score changes a dose.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from taper_app.engine import SEVERITIES as WORDS
from taper_app.engine import load_catalogue

RED_FLAGS = {id_: each.name for id_, each in load_catalogue().red_flags.items()}
KNOWN = [("no", "No"), ("yes", "Yes"), ("unknown", "Not known")]
SUBSTANCES = {
    "other_sedatives": "Other sedatives",
    "alcohol": "Alcohol",
    "opioids": "Opioids",
}
SCALES = {id_: each for id_, each in load_catalogue().scales.items() if each.items}
TOTALS = {id_: each for id_, each in load_catalogue().scales.items() if not each.items}
SYMPTOMS = {id_: each.name for id_, each in load_catalogue().symptoms.items()}
SEVERITIES = dict(enumerate(WORDS))
ASKED, CREDIT = SCALES["phq9"].asked, SCALES["phq9"].credit
ANSWERS = dict(enumerate(SCALES["phq9"].answers))
"""What is asked, the credit and the answers of PHQ-9, and of GAD-7 too."""
SUICIDE_ITEM = SCALES["phq9"].suicide_item - 1  # counted from 0


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


def symptoms_said(symptoms: dict[str, int]) -> list[str]:
    """Symptoms in words, the worst first: "severe: shaking, headache"."""
    by_severity = {word: [SYMPTOMS.get(id_, id_) for id_, at in symptoms.items() if at == level] for level, word in WORST_FIRST}
    return [
        f"{word.capitalize()}: {', '.join(each.lower() for each in labels)}" for word, labels in by_severity.items() if labels
    ]


WORST_FIRST = [(level, word) for level, word in reversed(SEVERITIES.items()) if level]
