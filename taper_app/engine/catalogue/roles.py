"""People who advise on a taper or agree to it: their roles, and what is asked of each."""

from dataclasses import dataclass
from datetime import date

ADVISER = ("adviser_name", "adviser_role", "adviser_on")
"""The fields that say who advised: the name, the role and the day."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that is offered where somebody is named."""

    id: str
    name: str
    source: str
    evidence: str
    review_by: date
