"""What was chosen, in the words that forms, pages and papers share."""

from collections.abc import Callable, Iterator
from typing import Any

from .. import text
from .said import PERCENT_OF, then_said
from .schedule import Schedule
from .strategy import FIELDS, Strategy

FIRST = ("holds", "closing_interval_days", "coarse_tail", "distribution", "change_weekday", "finish_by")
"""The order in which fields are said that are said by themselves; what is not named here comes after these."""


def said_in_turn(name: str) -> int:
    """A place among the fields that are said by themselves, to sort by."""
    return FIRST.index(name) if name in FIRST else len(FIRST)


def pace_said(strategy: Strategy) -> str:
    """A pace: "10% of the current dose every 14 days"; with a second one, or the day that it was found for, that too."""
    every = f"every {strategy.interval_days} days"
    if strategy.basis == "bands":
        return f"in steps of fixed size {every}"
    first = f"{text.number(strategy.reduction_percent)}% {PERCENT_OF[strategy.basis]} {every}"
    by = strategy.finish_by
    fitted = [f"the gentlest whole percentage that stops by {by.strftime('%d-%b-%Y')}"] if by else []
    return ", ".join([first, *then_said(strategy.then), *fitted])


def ends_in(strategy: Strategy, schedule: Schedule) -> str:
    """How a plan ends, whatever was asked at first: in a "stop", at its "target", at a dose that "stays" or is "held" for now."""
    last, decided = schedule.steps[-1], schedule.decided
    if last.kind in ("stop", "hold"):
        return "held" if last.kind == "hold" else "stop"
    return "target" if strategy.target_mg and not (decided and decided.state == "maintained") else "stays"


def part_said(strategy: Strategy) -> str:
    """What moves at a time in a crossover."""
    return {"whole": "a whole dose", "half": "half a dose", "quarter": "a quarter of a dose"}[strategy.crossover_part]


def said_apart(strategy: Strategy, shown: Callable[[Any], str] = str, *, on_paper: bool = False) -> Iterator[tuple[str, str]]:
    """What is not as it stands at first and is said by itself: each field with its words, in turn.

    `shown` writes a value that has a place in the words.
    """
    for name in sorted(FIELDS, key=said_in_turn):
        row, value = FIELDS[name], getattr(strategy, name)
        if value != row.default and row.is_said_apart(on_paper=on_paper) and row.is_for(strategy.method):
            yield from ((name, words) for words in row.said(value, shown, on_paper=on_paper))
