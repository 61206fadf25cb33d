"""What a patient is told who takes something and is not tapered: what to look for and whom to call, in the patient's language."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from taper_app.languages import LANGUAGES

from .blocks import Block, Part
from .languages import spoken
from .words import ADVICE, LANGUAGE, MARKET

FEEL = "HO-03"
CALL = ("today", "emergency")


def to_watch_for(market: str, phone: str, language: str) -> tuple[Block, ...]:
    """How withdrawal may feel, when to call the clinic at `phone`, and when to call for help at once.

    `language` is a code of the table of languages; any other is the English of the market.
    """
    with spoken(language if language in LANGUAGES else LANGUAGE[market]):
        named = {"phone": phone} | {key: str(words) for key, words in MARKET[market].items()}
        return tuple(_filled(each, named) for each in _chosen())


def _chosen() -> Iterator[Block]:
    blocks = [block for row in ADVICE for stack in row for block in stack]
    for block in blocks:
        feel = tuple(part for part in block.parts if part.id == FEEL)
        if feel:
            yield replace(block, parts=feel)
    yield from (block for block in blocks if block.kind in CALL)


def _filled(block: Block, named: Mapping[str, str]) -> Block:
    points = [tuple(point.format(**named) for point in part.points) for part in block.parts]
    parts = (Part(part.id, part.text.format(**named), said) for part, said in zip(block.parts, points, strict=True))
    return Block(block.kind, block.heading.format(**named), tuple(parts))
