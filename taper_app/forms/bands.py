"""Reductions of a fixed size in mg, band by band: a row for each, the last down to nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from taper_app.engine import text

from . import rows
from .doses import DoseField, dose_input
from .page_form import PageForm

BY, DOWN_TO = BOXES = ("band_by", "band_to")
LEAST_ROWS = 4
SMALLEST, LARGEST = Decimal("0.01"), Decimal(100)  # mg of one reduction, as the engine reads it
NONE = "Enter the mg of each reduction, and down to which dose, such as 1 down to 0."
NO_SIZE = "Enter the mg of each reduction in this band, such as 1."
NO_END = "Enter down to which dose, such as 20; in the last row 0."
SIZE = f"Enter a reduction from {SMALLEST} to {text.mg(LARGEST)}."
RISES = "Enter a lower dose than in the row above: bands go down."
NOT_TO_NOTHING = "Enter 0 in the last row: the bands go down to nothing."


def boxes(data: Mapping[str, object]) -> dict[str, forms.Field]:
    """The boxes of the rows that stand on a page to which this was sent."""
    labels = {BY: "By, in mg", DOWN_TO: "Down to, in mg"}
    return {
        rows.name_of(box, row): DoseField(label=labels[box], required=False, widget=dose_input("shorter"))
        for row in range(rows.rows_sent(data, BOXES, LEAST_ROWS))
        for box in BOXES
    }


def names(form: PageForm) -> list[tuple[str, ...]]:
    """The boxes of each row."""
    found = (tuple(rows.name_of(box, row) for box in BOXES) for row in range(rows.MOST))
    return [row for row in found if row[0] in form.fields]


def is_filled(form: PageForm) -> bool:
    """Whether anything stands in a row."""
    return bool(list(rows.filled(form, BOXES, len(names(form)))))


def refuse(form: PageForm) -> None:
    """Say in its row what is missing of bands that are chosen, or does not go down to nothing."""
    rows.refuse_too_many(form, BOXES)
    found = list(rows.filled(form, BOXES, len(names(form))))
    if not found:
        form.add_error(rows.name_of(BY, 0), NONE)
    above: Decimal | None = None
    for row in found:
        size, end = (form.cleaned_data.get(name) for name in names(form)[row])
        _refuse_row(form, row, size, end, above)
        above = end if end is not None else above
    if found and above and not any(name in form.errors for name in names(form)[found[-1]]):
        form.add_error(rows.name_of(DOWN_TO, found[-1]), NOT_TO_NOTHING)


def _refuse_row(form: PageForm, row: int, size: Decimal | None, end: Decimal | None, above: Decimal | None) -> None:
    by, down_to = names(form)[row]
    if size is None and by not in form.errors:
        form.add_error(by, NO_SIZE)
    if size is not None and not SMALLEST <= size <= LARGEST:
        form.add_error(by, SIZE)
    if end is None and down_to not in form.errors:
        form.add_error(down_to, NO_END)
    if end is not None and above is not None and end >= above:
        form.add_error(down_to, RISES)


def chosen(cleaned: Mapping[str, Any]) -> list[dict[str, str]]:
    """The bands of a valid form, as a request carries them."""
    told = [[cleaned.get(rows.name_of(box, row)) for box in BOXES] for row in range(rows.MOST)]
    return [
        {"reduction_mg": text.exact(by), "down_to_mg": text.exact(down_to)}
        for by, down_to in told
        if by is not None and down_to is not None
    ]


def sent(told: Sequence[Mapping[str, Any]] | None, data: Mapping[str, object]) -> dict[str, list[str]]:
    """What the boxes send with these bands in them; nothing where there are none."""
    return rows.sent(BOXES, [(str(each["reduction_mg"]), str(each["down_to_mg"])) for each in told or ()], data)
