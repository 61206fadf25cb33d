"""What a visit can find, in words: red flags, what else is taken, symptoms, and the scales with the bands of their totals.

PHQ-9 and GAD-7 may be reproduced by everybody with their credit line. The texts of CIWA-B, BWSQ and ISI may not, so they are
filled in elsewhere and only their totals are known here. No score changes a dose.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from taper_app.engine import SEVERITIES as WORDS
from taper_app.engine import load_catalogue, text
from taper_app.record import ASKED_AS, grave_at_visit

from .lists import counted

Number = str | int | Decimal
"""A number as it is kept: exact, or as text."""
RED_FLAGS = {id_: each.name for id_, each in load_catalogue().red_flags.items()}
SEEN = {id_: each.name for id_, each in load_catalogue().seen.items()}
SUBSTANCES = {name: load_catalogue().substances[id_] for name, id_ in ASKED_AS.items()}
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


def symptoms_said(symptoms: Mapping[str, int]) -> list[str]:
    """Symptoms in words, the worst first: "severe: shaking, headache"."""
    return worst_first([(level, SYMPTOMS.get(id_, id_)) for id_, level in symptoms.items()])


def worst_first(found: Sequence[tuple[int, str]]) -> list[str]:
    """The same of names with how severe each is."""
    by_severity = {word: [name.lower() for at, name in found if at == level] for level, word in WORST_FIRST}
    return [f"{word.capitalize()}: {', '.join(names)}" for word, names in by_severity.items() if names]


WORST_FIRST = [(level, word) for level, word in reversed(SEVERITIES.items()) if level]


def sleep_said(hours: Number | None, latency_min: Number | None, bad_nights: Number | None) -> str:
    """The nights in plain numbers; empty where none was asked for."""
    parts = [
        "" if hours is None else f"{text.number(hours)} hours a night",
        "" if latency_min is None else f"{counted(int(latency_min), 'minute')} to fall asleep",
        "" if bad_nights is None else f"{counted(int(bad_nights), 'bad night')} in the last 7",
    ]
    return ", ".join(filter(None, parts))


def pressure_said(systolic: Number | None, diastolic: Number | None, pulse: Number | None) -> str:
    """Blood pressure and pulse; empty where neither was taken."""
    parts = [
        "" if systolic is None or diastolic is None else f"{systolic} over {diastolic} mmHg",
        "" if pulse is None else f"pulse {pulse} a minute",
    ]
    return ", ".join(filter(None, parts))


def dangers_said(red_flags: Iterable[str], seen: Iterable[str]) -> list[str]:
    """The red flags of a visit, then what else was seen at it."""
    return [RED_FLAGS.get(each, each) for each in red_flags] + [SEEN.get(each, each) for each in seen]


def is_grave(observations: Mapping[str, Any]) -> bool:
    """Whether a visit found anything severe, a red flag too."""
    return bool(grave_at_visit(observations))
