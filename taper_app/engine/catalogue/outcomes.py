"""What is worked out beside a choice: the rows of outcomes.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .decision import RevisingDecision

ADDS = ("liquid", "quarter")
"""What a row may take of each drug on the way, by the kinds of options."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One way that a plan could go: the fields of a strategy that it lays over what is fixed, in JSON.

    With `bands` they are those of the market too, and `adds` is one more piece of each drug on the way, "" where none. At a visit
    it is a `decision`, of so many `days` where it is a hold or a step back; None is a new plan.
    """

    id: str
    name: str
    strategy: Mapping[str, Any] = field(hash=False)
    bands: bool
    adds: str
    decision: RevisingDecision | None
    days: int | None
    source: str
    evidence: str
    review_by: date
