"""Numbers that no rule judges by: bounds of what may be chosen, and from where on what a visit finds counts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Limit:
    """A whole number lies from `least` to `most`, both included; `words` say what it is."""

    id: str
    words: str
    least: int
    most: int
    source: str
    evidence: str
    review_by: date

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the most."""
        return self.least, self.most
