"""Steps that a clinician changed by hand: what each says, which of them are still to come, and which are reached no more."""

from collections.abc import Iterable, Iterator
from datetime import date

from ..doses.regimen import Regimen
from .decided import Decided, KeptEdit
from .past import is_below
from .schedule import Schedule, Step


def kept_edits(schedule: Schedule, start: Regimen) -> tuple[KeptEdit, ...]:
    """What the edited steps of a schedule say; `start` is what was taken before its first step.

    One that changes neither a dose nor the days of a crossover is a hold, whose days the steps themselves tell.
    """
    return tuple(_kept_edits(schedule.steps, start))


def _kept_edits(steps: Iterable[Step], start: Regimen) -> Iterator[KeptEdit]:
    now, after = start, start
    for step in steps:
        changed = not step.regimen.same_as(now)
        after = now if changed else after
        now = step.regimen
        if step.edited and step.days and (changed or step.kind in ("crossover", "stabilise")):
            yield KeptEdit(step.regimen, step.days, after, step.kind, step.kind)


def joined(kept: Iterable[KeptEdit], newer: Iterable[KeptEdit]) -> tuple[KeptEdit, ...]:
    """The edits kept so far and newer ones; of two that say something of the same doses, the newer."""
    newer = tuple(newer)
    return (*(each for each in kept if not any(each.same_step(other) for other in newer)), *newer)


def still_to_come(decided: Decided, schedule: Schedule, on: date, now: Regimen, to: str | None) -> tuple[KeptEdit, ...]:
    """The edits that a plan going on from the regimen `now` may still come to: planned from the day `on` on, or below it.

    `to` is the drug that doses move to, None where they go down directly.
    """
    coming = [step.regimen for step in schedule.steps if step.edited and step.starts_on >= on]
    return tuple(
        each for each in decided.edits if any(each.doses.same_as(regimen) for regimen in coming) or _is_ahead(each.doses, now, to)
    )


def _is_ahead(doses: Regimen, now: Regimen, to: str | None) -> bool:
    """Whether the doses come after those taken now: with less of the drugs that move, or else less of what is taken."""
    left, moving = _without(doses, to), _without(now, to)
    if left.weekly_mg() == moving.weekly_mg():
        return is_below(doses, now)
    return is_below(left, moving)


def _without(regimen: Regimen, drug: str | None) -> Regimen:
    return Regimen(tuple(each for each in regimen.doses if each.drug != drug))


def not_reached(before: Schedule, after: Schedule, on: date) -> tuple[Step, ...]:
    """The edited steps planned from the day `on` on to whose doses the new plan comes no more, not after an open hold either."""
    kept = [step.regimen for step in after.steps if step.edited and step.starts_on >= on]
    kept += [step.regimen for step in after.steps if step.kind in ("hold", "maintain") and step.starts_on >= on]
    if after.steps[-1].days is None:  # what waits behind it: told by the steps themselves, or carried
        waiting = after.decided.edits if after.decided else ()
        kept += [each.doses for each in waiting] or [step.regimen for step in after.steps if step.edited]
    coming = (step for step in before.steps if step.edited and step.starts_on >= on and step.doses)
    return tuple(step for step in coming if not any(step.regimen.same_as(each) for each in kept))
