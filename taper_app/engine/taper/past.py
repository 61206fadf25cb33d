"""What a taper goes on from: the steps so far, what was decided about those to come, and the dose that it ends at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ..doses.regimen import Regimen
from ..doses.week import DAYS
from .decided import Edit, KeptEdit, PlannedHold
from .schedule import Step, StepDose
from .strategy import Request
from .week import uneven


class End(NamedTuple):
    """A dose without an end that the plan goes down to and no further: held or maintained (`kind`), as decided earlier.

    Without a regimen it is what is taken when the crossover is over.
    """

    kind: str
    regimen: Regimen | None


@dataclass(frozen=True, slots=True)
class Past:
    """What went before a schedule is laid down: its steps, the request they began with, and a wait before it goes on.

    `wait` is the kind and days of a step at the dose taken now; days None has no end. `holds` are those that were planned before
    and are still to come, `crossed_from` what was taken when a crossover began that now goes on. `made` are the doses that are
    gone on from as they were made. No dose comes before the day on which the steps of `earlier`, those planned before, had come
    down to it.

    `edits` are the steps changed by hand that are still to come, `by_number` those that are changed now, `ends` the dose that is
    held or maintained. `stabilise` says that a crossover is over whose days without change are still to come, `through` which
    dose is come to again after a step back from it.
    """

    steps: tuple[Step, ...] = ()
    first: Request | None = None
    wait: tuple[str, int | None] | None = None
    as_taken: bool = False
    holds: tuple[PlannedHold, ...] = ()
    crossed_from: Regimen | None = None
    made: tuple[StepDose, ...] = ()
    earlier: tuple[Step, ...] = ()
    edits: tuple[KeptEdit, ...] = ()
    by_number: Mapping[int, Edit] = field(default_factory=dict)
    ends: End | None = None
    stabilise: bool = False
    through: Regimen | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing was decided about the steps to come: so it is for every new plan."""
        return not (self.steps or self.holds or self.earlier or self.edits or self.by_number or self.ends or self.through)

    def crossing(self, request: Request) -> bool:
        """Whether doses are to move from what is taken to another drug, and are not kept as they are instead."""
        strategy, kept = request.strategy, self.ends is not None and self.ends.regimen is not None
        crosses = strategy.method == "crossover" and set(request.regimen.drugs) != {strategy.crossover_to}
        return crosses and not (kept and self.ends and request.regimen.same_as(self.ends.regimen or Regimen(())))

    def stands(self, taken: Regimen) -> bool:
        """Whether what is taken stays as it is without an end, and is more than one dose that differs by its days."""
        patterns = [*uneven(taken)] if self.wait and self.wait[1] is None else []
        return len(patterns) > 1 or any(len(amounts) > 2 for _, _, amounts in patterns)

    @property
    def drugs(self) -> Iterator[str]:
        """The drugs of the edited steps."""
        for edit in self.edits:
            yield from edit.doses.drugs
        for each in self.by_number.values():
            yield from (dose.drug for dose in each.doses or ())

    def measured(self, drug: str) -> tuple[str, ...]:
        """The times of day at which the dose that is gone on from is a volume of the drug."""
        return tuple(each.time for each in self.made if each.drug == drug and any(piece.measured for piece in each.pieces))

    def came_to(self, equivalent: Fraction, crossed: Regimen | None) -> date:
        """The first day on which no more was planned than so much, or on which just these doses were that have `crossed` over.

        The first of all days where neither was ever planned.
        """
        reached = (each.starts_on for each in self.earlier if each.equivalent <= equivalent)
        moved = (each.starts_on for each in self.earlier if crossed and each.regimen.same_as(crossed))
        return max(next(reached, date.min), next(moved, date.min))


def is_below(lower: Regimen, higher: Regimen) -> bool:
    """Whether there is less of a drug in the week, and more of none."""
    then, now = lower.weekly_mg(), higher.weekly_mg()
    return all(now.get(drug, 0) >= mg for drug, mg in then.items()) and any(mg > then.get(drug, 0) for drug, mg in now.items())


def rises_somewhere(lower: Regimen, higher: Regimen) -> bool:
    """Whether more is taken of a drug at a time of day, on any day of the week, than by the other regimen."""
    days = DAYS if lower.by_days or higher.by_days else DAYS[:1]
    pairs = ((lower.on(day), higher.on(day)) for day in days)
    return any(each.mg > above.at(each.drug, each.time) for below, above in pairs for each in below.doses)


def is_a_fall(lower: Regimen, higher: Regimen, min_percent: int) -> bool:
    """Whether one goes down from the higher to the lower as by the pace: no dose rises, and no drug falls by less than that."""
    then, now = lower.weekly_mg(), higher.weekly_mg()
    rises = rises_somewhere(lower, higher)
    falls = [(mg, mg - then.get(drug, 0)) for drug, mg in now.items() if then.get(drug, 0) != mg]
    return not rises and all(fall * 100 >= mg * min_percent for mg, fall in falls)
