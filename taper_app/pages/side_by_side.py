"""An old schedule and a new one side by side, from a day on: which steps are the same, moved, changed, new, or no more."""

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest

from taper_app.engine import Schedule
from taper_app.record import Issued
from taper_app.wording.days import clinic_day
from taper_app.wording.lists import joined
from taper_app.wording.regimens import daily_said, weekly_said

from . import schedules
from .schedules import NO_CHANGE, Row

SAME, MOVED, CHANGED, NEW, GONE = "same", "moved", "changed", "new", "gone"


@dataclass(frozen=True)
class Pair:
    """A step of the old schedule and the one that takes its place; either may be missing. `words` say what changes.

    `then` is what was planned until now for the day on which a new step begins, where no old step belongs to it.
    """

    old: Row | None
    new: Row | None
    kind: str
    words: str
    then: str = ""

    @property
    def starts_on(self) -> date:
        """The first day of the step that is there, the new one first."""
        return next(row.starts_on for row in (self.new, self.old) if row)

    @property
    def same_doses(self) -> bool:
        """Whether only days differ, if anything."""
        return self.old is not None and self.new is not None and _doses(self.old) == _doses(self.new)


def pairs(old: Issued, new: Issued, on: date) -> list[Pair]:
    """The steps from that day on, of two schedules."""
    known = schedules.rows(old)
    before, after = _from(known, on), _from(schedules.rows(new), on)
    matcher = SequenceMatcher(None, [_doses(row) for row in before], [_doses(row) for row in after], autojunk=False)
    answer: list[Pair] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        for left, right in zip_longest(before[a:b], after[c:d]):
            if left and right:
                answer.append(_same_doses(left, right, on) if tag == "equal" else _changed(left, right))
            else:
                answer.append(_added(right, known) if right else Pair(left, None, GONE, "No more"))
    return sorted(answer, key=lambda pair: pair.starts_on)


def _from(rows: list[Row], on: date) -> list[Row]:
    """The rows that are not over on that day."""
    return [row for row in rows if row.last_day is None or row.last_day >= on]


def _doses(row: Row) -> tuple[object, ...]:
    return tuple(slot.doses for slot in row.slots)


def _same_doses(old: Row, new: Row, on: date) -> Pair:
    """The same doses: as before, on other days, or for another time."""
    begun = old.starts_on <= on and new.starts_on <= on
    if old.starts_on != new.starts_on and not begun:
        return Pair(old, new, MOVED, f"Moved: from {clinic_day(new.starts_on)}, was {clinic_day(old.starts_on)}")
    if old.last_day != new.last_day:
        return Pair(old, new, CHANGED, f"Changed: {_until(new)}, was {_until(old)}")
    return Pair(old, new, SAME, "As before")


def _until(row: Row) -> str:
    return f"to {clinic_day(row.last_day)}" if row.last_day else "no end"


def _changed(old: Row, new: Row) -> Pair:
    words = f"Changed: {_said(new, old)} from {clinic_day(new.starts_on)}, was {_said(old, new)}{_back(new)}"
    return Pair(old, new, CHANGED, words)


def _added(new: Row, known: list[Row]) -> Pair:
    """A step that was not there: what it brings, and what was planned for the day on which it begins."""
    planned = [row for row in known if row.starts_on <= new.starts_on]
    ended = [row for row in planned if row.last_day and row.last_day < new.starts_on]
    then = _whole(planned[-1], by_week=planned[-1].by_week) if planned else ""
    if ended and _doses(new) == _doses(ended[-1]) and new.change == NO_CHANGE:
        return Pair(None, new, NEW, f"New: the dose of before goes on, {_until(new)}", then)
    return Pair(None, new, NEW, f"New: {_whole(new, by_week=new.by_week)} from {clinic_day(new.starts_on)}{_back(new)}", then)


def _back(row: Row) -> str:
    return f"; {row.back}" if row.back else ""


def _whole(row: Row, *, by_week: bool) -> str:
    """The doses of the day; of the week where its days, or those of the step beside it, differ."""
    return joined(row.weekly if by_week else row.daily) if row.weekly else "no dose"


def _said(row: Row, other: Row) -> str:
    """The whole day or week; where that is the same, the doses by time of day and day of the week."""
    by_week = row.by_week or other.by_week
    if _whole(row, by_week=by_week) != _whole(other, by_week=by_week):
        return _whole(row, by_week=by_week)
    parts = [
        f"{dose.drug} {dose.mg} {slot.time.lower()}{f' {dose.days}' if dose.days else ''}"
        for slot in row.slots
        for dose in slot.doses
    ]
    return joined(parts) or "no dose"


def ends(old: Schedule, new: Schedule) -> str:
    """How the end moves: "The last dose is on …, was …"."""
    before, after = _last(old), _last(new)
    return f"{after[:1].upper()}{after[1:]}{'' if before == after else f'. Before: {before}'}."


def beside_said(before: set[str], now: set[str]) -> str:
    """What is by now taken beside the plan, and what is not any more; empty where it is the same."""
    came, went = joined(sorted(now - before)), joined(sorted(before - now))
    said = [f"Taken beside the plan by now: {came}."] * bool(came) + [f"Not taken beside it any more: {went}."] * bool(went)
    return " ".join(said)


def _last(schedule: Schedule) -> str:
    last = schedule.steps[-1]
    if last.kind == "stop":
        return f"the stop is on {clinic_day(last.starts_on)}"
    daily = joined(weekly_said(last.regimen) if last.mean else daily_said(last.regimen)) or "no dose"
    kind = "a hold" if last.kind == "hold" else "it stays"
    return f"{kind} on {daily} from {clinic_day(last.starts_on)}, without an end"
