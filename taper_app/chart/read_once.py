"""What a page asks about one patient or plan a dozen times is read from the database once.

Only where nothing is written with the row in hand. An action locks a row of its own, of which everything is read anew.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found")
KEPT = "_read_once"


def reads_once(*rows: Model) -> None:
    """From here on what is asked of these rows by a function marked `once` is read once; what was read before is forgotten."""
    for row in rows:
        setattr(row, KEPT, {})


def once(read: Callable[[Row], Found]) -> Callable[[Row], Found]:
    """For a function that reads something of one row, and writes nothing."""

    @wraps(read)
    def answer(row: Row) -> Found:
        kept: dict[object, Found] | None = getattr(row, KEPT, None)
        if kept is None:
            return read(row)
        if answer not in kept:
            kept[answer] = read(row)
        return kept[answer]

    return answer
