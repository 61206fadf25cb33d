"""Medicines that act much as benzodiazepines do and are never converted: what they are, and what is to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OtherKind:
    """What is to be done about every medicine of a kind, in `words`: it is never given a number."""

    id: str
    name: str
    words: str
    source: str
    evidence: str
    review_by: date


@dataclass(frozen=True, slots=True)
class Other:
    """A medicine that is held in words. `also` are other names, misspellings and names of the street that it is found by."""

    id: str
    name: str
    kind: OtherKind
    brands: tuple[str, ...]
    also: tuple[str, ...]
    source: str
    evidence: str

    @property
    def what_to_do(self) -> str:
        """The medicine by its name, and what guidelines say to do about it."""
        return f"{self.name[:1].upper()}{self.name[1:]}: {self.kind.words}"


def other_called(name: str, others: Iterable[Other]) -> Other | None:
    """The medicine of this name, or of another name that it is found by; None where none has it."""
    word = name.strip().lower()
    names = ((each, (each.id, each.name, *each.brands, *each.also)) for each in others)
    return next((each for each, known in names if word in map(str.lower, known)), None)
