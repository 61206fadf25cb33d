"""What the patient's papers are made of beside the steps: headed blocks of words, and what a statement rests on."""

from dataclasses import dataclass
from typing import TypeAlias

from django.utils import functional

Words: TypeAlias = "str | functional._StrPromise"
"""A text of the papers: the same in every language, or one that becomes a language when it is printed."""


@dataclass(frozen=True)
class Part:
    """One thing that the paper must say: its HO id, sentences, and the points of a list."""

    id: str
    text: Words = ""
    points: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Block:
    """A heading and what stands under it. `kind` chooses its look: plain, or a box that must not be missed."""

    kind: str
    heading: Words
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Rests:
    """What a statement rests on: a source of sources.toml, and whether it was read there ("seen"), follows
    from what was read there ("derived"), or is from memory ("memory")."""

    source: str
    evidence: str
