"""Rows of boxes that are filled in one below the other: one more than is filled stands on the page, without a script."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .page_form import PageForm

MOST = 12
"""So many rows are read at the most."""
TOO_MANY = f"Enter at most {MOST} rows."


def name_of(box: str, row: int) -> str:
    """The name of a box in a row."""
    return f"{box}_{row}"


def rows_sent(data: Mapping[str, object], boxes: Sequence[str], least: int) -> int:
    """How many rows stand on the page: so many at the least, and one more than the last in which something was sent."""
    return min(max(_last(data, boxes) + 2, least), MOST)


def filled(form: PageForm, boxes: Sequence[str], rows: int) -> Iterator[int]:
    """The rows of a form in which something stands, right or wrong."""
    for row in range(rows):
        if any(str(form[name_of(box, row)].value() or "").strip() for box in boxes):
            yield row


def refuse_too_many(form: PageForm, boxes: Sequence[str]) -> None:
    """Say in the last row where more were sent than are read."""
    if _last(form.data, boxes) >= MOST:
        form.add_error(name_of(boxes[0], MOST - 1), TOO_MANY)


def sent(boxes: Sequence[str], told: Iterable[Sequence[str]], data: Mapping[str, object]) -> dict[str, list[str]]:
    """What the boxes send with these rows in them, one after the other; all others that were sent are empty."""
    now: dict[str, list[str]] = {name: [] for name in data if _row(name, boxes) is not None}
    return now | {name_of(box, row): [value] for row, values in enumerate(told) for box, value in zip(boxes, values, strict=True)}


def _last(data: Mapping[str, object], boxes: Sequence[str]) -> int:
    found = (_row(name, boxes) for name in data if str(data.get(name) or "").strip())
    return max((row for row in found if row is not None), default=-1)


def _row(name: str, boxes: Sequence[str]) -> int | None:
    box, _, row = name.rpartition("_")
    return int(row) if box in boxes and re.fullmatch(r"\d{1,3}", row, re.ASCII) else None
