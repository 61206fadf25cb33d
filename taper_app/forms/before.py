"""What earlier visits found, as the form of the next one has it beside each field, and in one line for each section."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from taper_app.wording.days import clinic_day
from taper_app.wording.observed import (
    ANSWERS,
    RED_FLAGS,
    SCALES,
    SEEN,
    SEVERITIES,
    SUBSTANCES,
    SYMPTOMS,
    TOTALS,
    score_said,
)

from . import scores, seen, symptoms

TEXTS = ("missed_doses", "extra_doses")
NUMBERS = ("function", "sleep_hours", "sleep_latency_min", "bad_nights", "systolic", "diastolic", "pulse")

Seen = tuple[date, Mapping[str, Any]]
"""A visit: its day, and its observations as a review keeps them, the red flags among them."""


@dataclass(frozen=True)
class Before:
    """The visits so far, the last of them first; none at the first visit."""

    visits: Sequence[Seen] = ()

    @cached_property
    def by_visit(self) -> list[tuple[date, dict[str, str]]]:
        """Of each visit what it found, in words by the name of the field."""
        return [(on, values_of(found)) for on, found in self.visits]

    def said(self, name: str) -> str:
        """The last value of a field and the one before: "12 → 9"; with its day where the last visit did not ask."""
        known = [(on, values[name]) for on, values in self.by_visit if name in values][:2]
        if not known:
            return ""
        day = "" if known[0][0] == self.visits[0][0] else f" on {clinic_day(known[0][0])}"
        before = "" if name in TEXTS or len(known) == 1 else f"{known[1][1]} → "
        return f"{before}{known[0][1]}{day}"

    def beside(self, name: str) -> str:
        """The same as it stands beside the field."""
        said = self.said(name)
        return f"Last: {said}" if said else ""

    def found(self, names: Iterable[str]) -> bool:
        """Whether the last visit found anything in these fields that is more than a “no”."""
        if not self.visits:
            return False
        (_, kept), (_, values) = self.visits[0], self.by_visit[0]
        return any(name in values and kept.get(name) != "no" for name in names)


def values_of(found: Mapping[str, Any]) -> dict[str, str]:
    """What a review keeps, in words by the name of the field that asks for it; only what was asked."""
    values = {name: str(found[name]) for name in (*TEXTS, *NUMBERS, *TOTALS) if found.get(name) is not None}
    values |= {symptoms.name(id_): SEVERITIES[level] for id_, level in found.get("symptoms", {}).items() if id_ in SYMPTOMS}
    for name, asked in SUBSTANCES.items():
        if found.get(name):
            note = found.get(f"{name}_note")
            values[name] = ": ".join(filter(None, [asked.answers[found[name]].lower(), note]))
    for id_ in SCALES:
        answers = found.get(id_, [])
        values |= {scores.item_name(id_, index): ANSWERS[answer].lower() for index, answer in enumerate(answers)}
        values |= {id_: score_said(id_, found).partition(": ")[2]} if answers else {}
    if found.get("red_flags"):
        values["red_flags"] = _named(RED_FLAGS, found["red_flags"])
    if found.get("seen"):
        first, others = ([each for each in found["seen"] if (each in seen.first_asked()) is asked] for asked in (True, False))
        values |= {name: _named(SEEN, ticked) for name, ticked in ((seen.TOO_MUCH, first), (seen.OTHERS, others)) if ticked}
    return values


def _named(names: Mapping[str, str], ids: Iterable[str]) -> str:
    return ", ".join(names.get(each, each).lower() for each in ids)
