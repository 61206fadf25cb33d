"""Several things in one phrase, and how many there are."""

from collections.abc import Iterable


def joined(parts: Iterable[str]) -> str:
    """Phrases as one: "a, b and c"; empty for none."""
    said = list(parts)
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else "".join(said)


def counted(count: int, thing: str) -> str:
    """How many of a thing: "1 review", "5 reviews"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
