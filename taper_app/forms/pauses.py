"""Pauses ahead, such as a holiday or an operation: a row for each, by its days or by the step that it comes after."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms

from taper_app.engine import DAYS, Catalogue, NoPause, Pause, Request, Schedule, Strategy, with_pauses

from . import rows
from .dates import typed_date
from .layout import Fold, Rows
from .page_form import PageForm
from .texts import TextField

SINCE, UNTIL = BOXES = ("hold_from", "hold_to")
LEAST_ROWS = 3
OPEN = "open"
HINT = (
    "No dose changes from the first day to the last, both included. The first may also be the number of a step that the pause "
    "comes after, and the last a number of days, or “open” for a pause that ends when you decide, with nothing planned after it."
)
NO_START = "Enter the first day of this pause, such as 20 Dec 2027, or the number of a step, such as 3."
NO_END = "Enter the last day of this pause, such as 3 Jan 2028, a number of days, such as 14, or “open”."
BEFORE = "Enter a last day that is not before the first."
OVERLAPS = "Enter a later first day: this pause begins before the one above it ends."
SAME_STEP = "Another pause comes after this step. Enter another step."
AFTER_OPEN = "Clear this row: nothing is planned after an open pause."
MIXED = "Enter a number of days, such as 14, or “open”: the pause begins after a step and not on a day."
TWO_WAYS = "Enter all pauses by their days, or all by their steps: one by its days moves the steps that come after it."
BY_STEP = (
    "Enter the number of the step that this pause comes after: by its days it goes neither with “Finish by a day” nor with "
    "rounded doses."
)
NO_OPEN = "A plan that finishes by a day has no open pause. Enter its last day, or choose another pace."
LIMITS = "steps", "hold_days_typed"


class Row(NamedTuple):
    """What a row says: a day or the number of a step, then the last day or a number of days; None is until it is decided."""

    since: date | int
    until: date | int | None

    @property
    def pause(self) -> Pause | None:
        """The pause by its days; None where it is by its step."""
        if not isinstance(self.since, date):
            return None
        if not isinstance(self.until, int):
            return Pause(self.since, self.until)
        return Pause(self.since, self.since + timedelta(days=min(self.until - 1, (date.max - self.since).days)))


def boxes(data: Mapping[str, object], planned: Sequence[Pause] = ()) -> dict[str, forms.Field]:
    """The boxes of the rows that stand on a page to which this was sent; at first those that are `planned` stand in them."""
    labels = {SINCE: "From", UNTIL: "Until"}
    found: dict[str, forms.Field] = {
        rows.name_of(box, row): TextField(label=labels[box], required=False, max_length=40)
        for row in range(rows.rows_sent(data, BOXES, max(LEAST_ROWS, len(planned) + 1)))
        for box in BOXES
    }
    for row, each in enumerate(planned[: rows.MOST]):
        found[rows.name_of(SINCE, row)].initial = f"{each.first_day:%-d %b %Y}"
        found[rows.name_of(UNTIL, row)].initial = f"{each.last_day:%-d %b %Y}" if each.last_day else OPEN
    return found


def planned(schedule: Schedule, request: Request, today: date) -> list[Pause]:
    """The pauses of a plan in force that were planned ahead and are still to come."""
    if not request.strategy.holds:
        return []
    coming = (each for each in schedule.steps if each.kind == "hold" and each.starts_on > today)
    return [Pause(each.starts_on, each.last_day) for each in coming]


def stand_in(sent: Mapping[str, object]) -> bool:
    """Whether the page that sent it had rows of pauses: it sends the first of them in any case."""
    return rows.name_of(SINCE, 0) in sent


def names(form: PageForm) -> list[tuple[str, ...]]:
    """The boxes of each row."""
    found = (tuple(rows.name_of(box, row) for box in BOXES) for row in range(rows.MOST))
    return [row for row in found if row[0] in form.fields]


def drawn(form: PageForm) -> Fold:
    """How they stand on a page: folded away while there is none, with the rows that are filled in words."""
    filled = said(form)
    wrong = any(name in form.errors for row in names(form) for name in row)
    return Fold("pauses", "Pauses ahead", filled or "none", Rows(HINT, names(form)), opened=bool(filled) or wrong)


def said(form: PageForm) -> str:
    """The rows that are filled in, in words; empty for none."""
    return "; ".join(_said(form, row) for row in rows.filled(form, BOXES, len(names(form))))


def _said(form: PageForm, row: int) -> str:
    since, until = (str(form[name].value() or "?").strip() for name in names(form)[row])
    return f"{'after step ' if since.isdigit() else ''}{since}, {_until_said(until)}"


def _until_said(until: str) -> str:
    return "until you decide" if until.lower() == OPEN else f"{until} days" if until.isdigit() else f"to {until}"


def refuse(form: PageForm, catalogue: Catalogue) -> None:
    """Say in its row what is missing of a pause, cannot be read, or does not go with another."""
    rows.refuse_too_many(form, BOXES)
    before: list[Row] = []
    for row in rows.filled(form, BOXES, len(names(form))):
        read = _read(form, row, catalogue)
        if read is not None and (words := _against(read, before)):
            form.add_error(names(form)[row][0], words)
        before += [read] if read else []


def refuse_part_weeks(form: PageForm, catalogue: Catalogue, words: str) -> None:
    """Say at the days of a pause that comes after a step that they are no whole weeks. By its days it ends after whole weeks."""
    for row, read in _rows(form, catalogue):
        if read.pause is None and isinstance(read.until, int) and read.until % len(DAYS):
            form.add_error(names(form)[row][1], words)


def open_ended(form: PageForm) -> list[str]:
    """The boxes that say of a pause that it is open."""
    last = [until for _, until in names(form)]
    return [name for name in last if (form.cleaned_data.get(name) or "").lower() == OPEN]


def _against(row: Row, before: Sequence[Row]) -> str:
    """What is wrong with a row beside those above it; empty where nothing is."""
    if not before:
        return ""
    if before[-1].until is None:
        return AFTER_OPEN
    if any((row.pause is None) != (each.pause is None) for each in before):
        return TWO_WAYS
    if any(row.since == each.since for each in before):
        return SAME_STEP if row.pause is None else OVERLAPS
    above = before[-1].pause
    return OVERLAPS if row.pause and above and row.pause.first_day <= (above.last_day or date.max) else ""


def _read(form: PageForm, row: int, catalogue: Catalogue) -> Row | None:
    """A row that can be read; None for one that is wrong, which is said in it."""
    steps, days = (catalogue.limits[each].most for each in LIMITS)
    box_since, box_until = names(form)[row]
    since = _typed(form, box_since, steps, NO_START)
    is_open = (form.cleaned_data.get(box_until) or "").lower() == OPEN
    until = None if is_open else _typed(form, box_until, days, NO_END)
    if since is None or (until is None and not is_open):
        return None
    if isinstance(since, int) and isinstance(until, date):
        form.add_error(box_until, MIXED)
        return None
    if isinstance(since, date) and isinstance(until, date) and until < since:
        form.add_error(box_until, BEFORE)
        return None
    return Row(since, until)


def _typed(form: PageForm, box: str, most: int, words: str) -> date | int | None:
    """The day, or the number up to so many, in a box; None where it holds neither, which is said at it."""
    typed = form.cleaned_data.get(box) or ""
    try:
        if not (typed.isdecimal() and typed.isascii()):
            return typed_date(typed)
        if len(typed) <= len(str(most)) and 1 <= int(typed) <= most:
            return int(typed)
    except ValueError:
        pass
    if box not in form.errors:
        form.add_error(box, words)
    return None


def _rows(form: PageForm, catalogue: Catalogue) -> list[tuple[int, Row]]:
    filled = rows.filled(form, BOXES, len(names(form)))
    return [(row, read) for row in filled if (read := _read(form, row, catalogue)) is not None]


def chosen(form: PageForm, catalogue: Catalogue) -> list[dict[str, object]]:
    """The pauses by their steps of a valid form, as a request carries them."""
    found = (read for _, read in _rows(form, catalogue))
    return [{"after_step": read.since, "days": read.until} for read in found if read.pause is None]


def by_day(form: PageForm, catalogue: Catalogue) -> list[tuple[int, Pause]]:
    """The pauses by their days of boxes that can be read, each with its row."""
    return [(row, read.pause) for row, read in _rows(form, catalogue) if read.pause]


def placed(form: PageForm, request: Request, catalogue: Catalogue) -> Request:
    """The request with the pauses by their days too; what has no place is said in its row."""
    found = by_day(form, catalogue)
    try:
        refuse_by_day(found, request.strategy, rounded=bool(form.cleaned_data.get("rounding")))
        return with_pauses(request, [pause for _, pause in found], catalogue)
    except NoPause as none:
        form.add_error(box_of(form, found, none), none.message)
        return request


def refuse_by_day(found: Sequence[tuple[int, Pause]], strategy: Strategy, *, rounded: bool) -> None:
    """Raises NoPause where there are pauses by their days that do not go with the rest."""
    if found and (strategy.finish_by or rounded):
        raise NoPause(BY_STEP, 0)


def box_of(form: PageForm, found: Sequence[tuple[int, Pause]], none: NoPause) -> str:
    """The box at which it is said of these pauses that one has no place."""
    return names(form)[found[none.at][0]][0]


def sent(told: Sequence[Mapping[str, Any]], data: Mapping[str, object]) -> dict[str, list[str]]:
    """What the boxes send with these holds in them; nothing where there are none."""
    held = [(str(each["after_step"]), OPEN if each["days"] is None else str(each["days"])) for each in told]
    return rows.sent(BOXES, held, data)
