"""What is known of a field of a strategy: its kind, how it is said, and how forms ask for it. They stand in strategy.Strategy."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .kinds import Kind

T = TypeVar("T")
IN_METADATA = "field of a strategy"

Said = str | Mapping[Any, str] | Callable[[Any], list[str]]
"""How a value is said: in words with its place in braces, in some for each value, or worked out."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a field is said: `said` of an offer that brings it and among the answers; `on_paper` where paper says it otherwise.

    `within` is the answer that says it together with others; without one it is said by itself, where it is not at its default.
    """

    said: Said
    within: str = ""
    on_paper: Said = ""


@dataclass(frozen=True, slots=True)
class Box:
    """How forms ask for a field: under a label, with a hint where {high} is the upper bound, and what is said where it is wrong.

    `choices` are the label and hint of each value. `plan` and `review` name the box where it has another name than the field.
    """

    label: str = ""
    hint: str = ""
    missing: str = ""
    wrong: str = ""
    choices: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    plan: str = ""
    review: str = ""


NO_BOX = Box()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a strategy, as its row in `Strategy` has it.

    `section` is where forms ask for it: crossover means something with that method alone, also is what an offer may bring and has
    no box, and nothing is what no page asks for in a box of its own. Without a `default` a request has to say it. `later` says
    that plans were kept before there was this field: in those it stands at its default, which for that may never change, and at
    its default it is not written, so that what does not use it is written as before.
    """

    kind: Kind[Any]
    section: str
    words: Words
    box: Box = NO_BOX
    default: Any = ...
    later: bool = False

    @property
    def method(self) -> str:
        """The method with which alone it means something; empty where it does with each."""
        return "crossover" if self.section == "crossover" else ""

    def is_for(self, method: str) -> bool:
        """Whether it means something with this method."""
        return self.method in ("", method)

    def is_said_apart(self, *, on_paper: bool) -> bool:
        """Whether a page, or paper, says it by itself and not within another answer."""
        return not self.words.within or bool(on_paper and self.words.on_paper)

    def said(self, value: Any, shown: Callable[[Any], str] = str, *, on_paper: bool = False) -> list[str]:
        """A value in words, its place in these filled as `shown`; nothing where there are none for it."""
        words = (on_paper and self.words.on_paper) or self.words.said
        if isinstance(words, str):
            return [words.format(shown(value))]
        if isinstance(words, Mapping):
            return [words[value]] if value in words else []
        return words(value)


def field(default: T, kind: Kind[T], section: str, words: Words, box: Box = NO_BOX, *, later: bool = False) -> T:
    """A row of `Strategy`: an attribute of a dataclass with all that is known of this field beside it."""
    row = Field(kind, section, words, box, default, later)
    return dataclasses.field(default=default, metadata={IN_METADATA: row})


def required(kind: Kind[T], section: str, words: Words, box: Box = NO_BOX) -> T:
    """A row without a default: a request has to say it."""
    made: T = dataclasses.field(metadata={IN_METADATA: Field(kind, section, words, box)})
    return made


def fields_of(strategy: Any) -> dict[str, Field]:
    """The rows of a dataclass by name, in order. Raises KeyError for an attribute that is no such row."""
    return {each.name: each.metadata[IN_METADATA] for each in dataclasses.fields(strategy)}
