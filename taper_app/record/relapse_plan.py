"""What a patient means to do when it gets hard, as the patient's papers print it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RelapsePlan:
    """The patient's own words, a thing a line, and the day on which they were written down. At least one part says something."""

    written_on: date
    triggers: tuple[str, ...]
    early_signs: tuple[str, ...]
    what_helps: tuple[str, ...]
    contacts: tuple[str, ...]
