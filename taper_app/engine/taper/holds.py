"""The holds planned in advance that are among steps to come, each by the change of dose that it comes after."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from ..doses.regimen import Regimen
from .decided import KeptEdit, PlannedHold
from .schedule import Step

_MOVES = ("crossover", "stabilise")


def planned_holds(
    steps: Iterable[Step], edits: Collection[KeptEdit], before: Regimen, after: tuple[str, int], *, crossing: bool
) -> Iterator[PlannedHold]:
    """The holds among the steps, which follow the regimen `before`, counted from so many steps of the kind `after` on.

    Those that `edits` make are none. The holds of a crossover go with it where it ends: they are left out where no dose is
    `crossing` over any more.
    """
    kind, count = after
    counted = Counter({kind: count})
    for step in steps:
        if step.edited and any(each.stays and each.doses.same_as(step.regimen) for each in edits):
            continue
        same, before = step.regimen.same_as(before), step.regimen
        by_hand = step.edited and not (step.kind == "hold" and same)
        if by_hand or step.kind in (*_MOVES, "reduce"):
            kind = step.kind if step.kind in _MOVES else "reduce"
            counted[kind] += 1
        elif step.kind == "hold" and (kind == "reduce" or (kind and crossing)):
            yield PlannedHold(kind, counted[kind], step.days, step.edited)
